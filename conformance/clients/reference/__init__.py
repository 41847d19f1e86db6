"""The reference client: an invoicing program's collection integration, as a careful integrator writes it.

`Client` is the Python driver's callable; `python -m conformance.clients.reference` is the process.
"""

from conformance.clients.reference.client import Client

__all__ = ["Client"]
