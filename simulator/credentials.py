"""Whose a secret is: by it a client's sandbox is found, and nobody is shown it."""

from __future__ import annotations

from threading import RLock
from typing import TYPE_CHECKING
from urllib.parse import quote

from simulator.channels import channels
from simulator.journal import veiled
from simulator.refused import Refused
from simulator.sandbox import Sandbox

if TYPE_CHECKING:
    from simulator.world import World

_SHORTEST = 8  # a secret of few letters, which a tester may choose, would be found in every second word


class Credentials:
    """The secrets of sandboxes by whose they are, in memory or not."""

    def __init__(self) -> None:
        self._whose: dict[str, tuple[tuple[str, str], ...]] = {}
        self._hidden: dict[str | None, list[str]] = {}
        self._lock = RLock()

    def note(self, sandbox: Sandbox) -> None:
        """Know a sandbox by its secrets, and hide these; of several that have one, the first is found by it."""
        with self._lock:
            for channel in channels():
                whose, secret = (sandbox.id, channel), sandbox.secret(channel)
                known = self._whose.get(secret, ())
                if whose not in known:
                    self._whose[secret] = (*known, whose)
            self._hidden[sandbox.id] = _written(sandbox)

    def drop(self, sandbox_id: str) -> None:
        """Forget the secrets of a sandbox that there is no more."""
        with self._lock:
            self._hidden.pop(sandbox_id, None)
            left = {
                secret: tuple(each for each in known if each[0] != sandbox_id)
                for secret, known in self._whose.items()
            }
            self._whose = {secret: known for secret, known in left.items() if known}

    def whose(self, secret: str) -> tuple[str, str] | None:
        """Answer the id of the sandbox that has a secret, and the channel that it is for."""
        known = self._whose.get(secret)
        return known[0] if known else None

    def holders(self, secret: str) -> list[str]:
        """Answer the ids of all sandboxes that have a secret."""
        return [sandbox for sandbox, _ in self._whose.get(secret, ())]

    def hide(self, secret: str) -> None:
        """Let nobody be shown a secret that is no sandbox's."""
        self._hidden.setdefault(None, []).append(secret)

    def veiled(self, text: str) -> str:
        """Answer a text of an exchange without tokens, and without any secret, wherever they stand."""
        for secrets in list(self._hidden.values()):
            for secret in secrets:
                text = text.replace(secret, "…")
        return veiled(text)


def _written(sandbox: Sandbox) -> list[str]:
    """The secrets of a sandbox that its clients are configured with, as they stand in texts and in addresses."""
    words = [each for channel in sandbox.endpoints("").values() for each in channel.items()]
    secrets = {value for name, value in words if name.endswith(("secret", "key")) and len(value) >= _SHORTEST}
    return sorted({*secrets, *(quote(each, safe="") for each in secrets)})


def check_credentials(world: World, given: dict[str, dict[str, str]]) -> None:
    """Refuse credentials of a channel that there is not, or that would find another sandbox."""
    for channel, words in given.items():
        if channel not in channels():
            raise Refused(f"there are no credentials for {channel!r}; there are for: {', '.join(channels())}")
        secret = channels()[channel].credential
        if secret in words and _has_one(world, words[secret]):
            raise _not_alone(secret, channel)


def _has_one(world: World, secret: str, beside: str | None = None) -> bool:
    """Whether a sandbox that there is has a secret, and had it before the one of the id `beside`."""
    if world.sharing is None:
        return bool(world.credentials.holders(secret))
    world.sharing.look_again()
    return any(world.sharing.is_earlier(each, beside) for each in world.credentials.holders(secret))


def alone_with_its_credentials(world: World, made: Sandbox) -> Sandbox:
    """Answer a new sandbox, if no server that shares the store has made one with its credentials just before."""
    if world.sharing is not None:
        for channel, words in made.state.credentials.items():
            secret = channels()[channel].credential
            if secret in words and _has_one(world, words[secret], beside=made.id):
                world.remove(made.id)
                raise _not_alone(secret, channel)
    return made


def _not_alone(secret: str, channel: str) -> Refused:
    return Refused(f"another sandbox has this {secret} for {channel} already", "conflict")
