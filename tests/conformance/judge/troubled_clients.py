"""Clients that are right in every bundled story, and wrong where a run lays trouble over one."""

from conformance.clients.reference import Client


class TakesAnErrorForANo(Client):
    """Takes a 500 for the provider's refusal; in the bundled stories providers err with 502 and 503."""

    def is_final(self, status: int) -> bool:
        """That too."""
        return status == 500 or super().is_final(status)
