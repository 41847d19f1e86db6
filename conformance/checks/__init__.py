"""The laws that a client is judged by: one file a topic, one small function a law.

A check reads the trace and nothing else, through duties; it counts what it looked at, and says what it found
with what was expected, what was seen, when, and in which records. Its docstring is the law: the first
line in a sentence, then what counts and what does not.
"""

from __future__ import annotations

from conformance.checks._registry import Check, Looking, all_checks, check

__all__ = ["Check", "Looking", "all_checks", "check"]
