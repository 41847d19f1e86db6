"""Keyed draws: everything that looks random in a sandbox.

A draw hashes the sandbox's seed with its purpose and the thing that it is for. So the same seed always gives
the same world, in whatever order requests come.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b


@dataclass(frozen=True, slots=True)
class Draw:
    """The draws of one seed. `draw(purpose, entity, low, high)` answers a whole number, both ends included."""

    seed: int

    def __call__(self, purpose: str, entity: str, low: int, high: int) -> int:
        """Draw a whole number from `low` to `high`; the same four arguments always give the same number."""
        return low + int.from_bytes(self._hash(purpose, entity)[:8], "big") % (high - low + 1)

    def uuid(self, purpose: str, entity: str) -> str:
        """Draw an identifier in the form of a version 4 UUID."""
        drawn = bytearray(self._hash(purpose, entity))
        # RFC 9562, 5.4: four bits say the version, two the variant. By way of `uuid.UUID` it would take thrice as long.
        drawn[6] = drawn[6] & 0x0F | 0x40
        drawn[8] = drawn[8] & 0x3F | 0x80
        text = drawn.hex()
        return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"

    def choice(self, purpose: str, entity: str, among: Sequence[str]) -> str:
        """Draw one of several words."""
        return among[self(purpose, entity, 0, len(among) - 1)]

    def _hash(self, purpose: str, entity: str) -> bytes:
        text = f"{self.seed}\x1f{purpose}\x1f{entity}".encode()
        return blake2b(text, digest_size=16).digest()
