"""How clients are driven: the protocol, and one file a way of reaching a client.

A driver carries requests and brings replies; `protocol` says what is in them. Whatever a client does, a call
ends: with its reply, or with a `DriverError` that says what happened and whose fault it was.
"""

from __future__ import annotations

from conformance.drivers.errors import DriverError, shortened
from conformance.drivers.protocol import ACTIONS, VERSION, Hello, read_reply
from conformance.drivers.registry import Driver, driver, drivers, start

__all__ = [
    "ACTIONS",
    "VERSION",
    "Driver",
    "DriverError",
    "Hello",
    "driver",
    "drivers",
    "read_reply",
    "shortened",
    "start",
]
