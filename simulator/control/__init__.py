"""The control API: sandboxes, their clock, and everybody in them but the client. The tester's, never the client's."""

from __future__ import annotations

from simulator.control.surface import Control

__all__ = ["Control"]
