"""One story's life of a client that runs by itself: what it is asked is told, and its webhooks are posted to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from conformance.runner.attach.preflight import SIGNED, Preflight, spoilt
from conformance.runner.life import Life
from conformance.runner.port import Message
from conformance.runner.posting import posted


@dataclass(frozen=True, slots=True)
class _Forged:
    """A webhook with another signature."""

    url: str
    headers: dict[str, str]
    body: bytes
    id: str = "forged"
    attempt: int = 1


class AttachedLife(Life):
    """The life of a client that registers its own address for webhooks, and is nobody's child."""

    def __init__(self, preflight: Preflight, *words: Any) -> None:
        super().__init__(*words)
        self._preflight = preflight

    def configure(self, base_url: str, state_dir: str) -> None:
        """Tell where to connect to, and wait for the first call."""
        endpoints = self.sandbox.endpoints(base_url)
        self.recorder.normaliser.endpoints(endpoints)
        self.ask("configure", fresh=True, settings={}, company=self.sandbox.company, endpoints=endpoints)

    def deliver(self, message: Message) -> None:
        """Post a webhook to wherever the client registered; the first one with a signature also with a wrong one."""
        target = urlsplit(message.url)
        self.recorder.normaliser.hide(f"{target.scheme}://{target.netloc}", "{client}")
        self._forge(message)
        status = self._post(message)
        self._preflight.delivered(message.url, status)
        self.sandbox.answered(message.id, status)
        self.settle()

    def _forge(self, message: Message) -> None:
        forged = spoilt(message) if self._preflight.is_open(SIGNED) else None
        if forged is not None:
            status = posted(_Forged(message.url, *forged), self._seconds)
            self._preflight.forged(message.url, status)

    def bye(self) -> None:
        """Let it run."""

    def kill(self) -> None:
        """No story that kills its client is played with one that is not ours."""
        raise RuntimeError("a client that is nobody's child is not killed")

    def view(self) -> Any:
        """What it shows is not seen."""
        raise RuntimeError("a client that is nobody's child shows nothing")
