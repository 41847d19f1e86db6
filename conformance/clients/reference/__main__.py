"""`python -m conformance.clients.reference`: the reference client as a driver process."""

import sys

from conformance.clients.reference.client import Client
from conformance.clients.reference.protocol import serve

if __name__ == "__main__":
    sys.exit(serve(Client()))
