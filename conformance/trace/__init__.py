"""The trace of a scenario: what was said, seen and done, in order, as JSON Lines with a versioned schema.

`records` reads one and answers what checks ask of it; `recorder` writes one while a story runs; `normal`
takes out of it what differs from run to run. Nothing here knows the simulator: a trace may come from
elsewhere.
"""

from __future__ import annotations

from conformance.trace.normal import Normaliser
from conformance.trace.reading import Record, Trace, View
from conformance.trace.recorder import Recorder

__all__ = ["Normaliser", "Record", "Recorder", "Trace", "View"]
