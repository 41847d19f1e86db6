"""Keyed draws: the same seed, purpose and entity give the same, in whatever order they are asked."""

from __future__ import annotations

from hashlib import blake2b
from uuid import RFC_4122, UUID

from hypothesis import given
from hypothesis import strategies as st

from simulator.domain.draw import Draw


@given(st.integers(0, 2**53), st.text(max_size=20), st.text(max_size=60))
def test_an_id_is_the_version_4_uuid_of_what_is_hashed(seed: int, purpose: str, entity: str) -> None:
    hashed = blake2b(f"{seed}\x1f{purpose}\x1f{entity}".encode(), digest_size=16).digest()
    made = Draw(seed).uuid(purpose, entity)
    assert made == str(UUID(bytes=hashed, version=4))
    assert (UUID(made).version, UUID(made).variant) == (4, RFC_4122)


def test_an_id_never_changes_from_one_version_of_dunbox_to_the_next() -> None:
    assert Draw(1).uuid("event", "case/0") == "3387a22c-c098-4cf8-94c8-6b4fedc20b29"
