"""The console: pages for people, drawn by the server. So far the form that finishes an activation."""

from __future__ import annotations

from simulator.console.surface import Console

__all__ = ["Console"]
