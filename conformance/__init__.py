"""The judge: drives a client through stories, reads the trace of what it did, and gives verdicts."""

__version__ = "0.1.0"
