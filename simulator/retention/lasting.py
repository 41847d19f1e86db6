"""How long sandboxes are kept: some for ever, and of the others a server may say when they expire."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from simulator.sandbox import Sandbox


class Retention:
    """Which sandboxes of a world never expire (`lasting`), and when one `expires` if nobody calls it until then."""

    def __init__(self) -> None:
        self.lasting: set[str] = set()
        self.expires: Callable[[Sandbox], datetime | None] = lambda sandbox: None

    def note(self, sandbox: str, birth: dict[str, Any]) -> None:
        """Know what a sandbox was made from; an earlier one of its name may have been made otherwise."""
        if birth.get("keep"):
            self.lasting.add(sandbox)
        else:
            self.lasting.discard(sandbox)

    def shown(self, sandbox: Sandbox) -> dict[str, Any]:
        """Answer how long a sandbox is kept, in the words of the control API."""
        expires = self.expires(sandbox)
        return {
            **({"keep": True} if sandbox.id in self.lasting else {}),
            **({"expires": expires.isoformat(timespec="seconds")} if expires else {}),
        }
