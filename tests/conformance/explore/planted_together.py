"""Every mistake of the planted clients in one client: a story that passes it is failed by none of them alone."""

from typing import Any

from conformance.clients.planted import all_planted_clients

Client: Any = type("Client", tuple(all_planted_clients()), {})
