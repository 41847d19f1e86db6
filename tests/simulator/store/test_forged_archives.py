"""What is no archive, or none that can be restored, is refused with a sentence and leaves nothing."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from hashlib import sha256
from io import BytesIO
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator import Refused, Unfit, World, restore
from simulator.retention.archive import FORMAT
from simulator.retention.fitting import misfit
from tests.simulator.store import records
from tests.simulator.store.archives import lived, packed, taken_in
from tests.simulator.store.test_stores import COMMANDS, FACTS


@pytest.fixture(scope="module")
def whole() -> bytes:
    company = lived()
    return packed(company.world, company.sandbox)


Lines = list[dict[str, Any]]


def unpacked(archive: bytes) -> Lines:
    return [orjson.loads(line) for line in gzip.decompress(archive).splitlines()]


def forged(lines: Lines, **foot: Any) -> bytes:
    """Lines as an archive whose sum is right."""
    text = b"".join(orjson.dumps(line) + b"\n" for line in lines[:-1])
    end = {"rows": len(lines) - 2, "sha256": sha256(text).hexdigest(), **foot}
    return gzip.compress(text + orjson.dumps(end) + b"\n")


def refused(archive: bytes, **words: Any) -> str:
    world = World()
    with pytest.raises((Unfit, Refused)) as told:
        restore(world, BytesIO(archive), called="a.jsonl.gz", **words)
    assert world.sandboxes == []
    assert world.store.sandboxes() == []
    assert "a.jsonl.gz" in str(told.value)
    return str(told.value)


@pytest.mark.parametrize(
    ("archive", "said"),
    [
        (b"", "is no archive: it is not packed by gzip; name a file that `dunbox export` wrote"),
        (b"SQLite format 3\0", "is no archive: it is not packed by gzip"),
        (gzip.compress(b""), "is cut: its last line is missing"),
        (gzip.compress(b"hello\n"), "is no archive of dunbox: its first line does not say so"),
        (gzip.compress(b'{"archive": "other", "format": 1}\n'), "is no archive of dunbox"),
        (gzip.compress(b"[" * 100_000 + b"\n"), "is no archive of dunbox"),
        (gzip.compress(b"\0" * 100_000_000), "is cut: its last line is missing"),
    ],
    ids=["nothing", "a database", "packed nothing", "text", "another's", "deep", "zeros"],
)
def test_what_is_no_archive_is_refused(archive: bytes, said: str) -> None:
    assert said in refused(archive)


@pytest.mark.parametrize("written", [FORMAT + 1, 0, "1", None, True, 1.5])
def test_an_archive_of_another_format_is_refused_with_who_wrote_it(whole: bytes, written: Any) -> None:
    head, *rest = unpacked(whole)
    said = refused(forged([{**head, "format": written, "dunbox": "9.9"}, *rest]))
    assert f"is an archive of format {written}, of dunbox 9.9; this version reads format {FORMAT}" in said
    assert "restore it with the version that wrote it" in said


@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.9, 0.999])
def test_one_that_was_cut_is_refused(whole: bytes, share: float) -> None:
    assert "is cut: its end is missing; take another copy" in refused(whole[: int(len(whole) * share)])


def test_one_that_lacks_its_last_lines_is_refused_even_if_it_is_packed_well(whole: bytes) -> None:
    lines = gzip.decompress(whole).splitlines(keepends=True)
    assert "its last line is missing" in refused(gzip.compress(b"".join(lines[:-1])))
    assert "its last line is missing" in refused(gzip.compress(b"".join(lines)[:-1]))


def test_a_changed_byte_is_noticed_wherever_it_is(whole: bytes) -> None:
    for at in range(0, len(whole), 97):
        changed = bytearray(whole)
        changed[at] ^= 0x10
        if at not in range(4, 10):  # gzip's own words of when and where it was packed
            assert refused(bytes(changed))


def test_a_changed_letter_that_is_packed_well_is_noticed(whole: bytes) -> None:
    text = gzip.decompress(whole).replace(b"talous@", b"tolous@", 1)
    assert "is not as it was written: its checksum is another" in refused(gzip.compress(text))


def edited(where: int, **words: Any) -> Callable[[Lines], Lines]:
    return lambda lines: [*lines[:where], {**lines[where], **words}, *lines[where + 1 :]]


def fact(**words: Any) -> Callable[[Lines], Lines]:
    """Change the first fact of the archive."""

    def change(lines: Lines) -> Lines:
        lines[1]["facts"][0].update(words)
        return lines

    return change


def with_birth(**words: Any) -> Callable[[Lines], Lines]:
    def change(lines: Lines) -> Lines:
        lines[0]["birth"].update(words)
        return lines

    return change


MONEY = {"amount": "1.00", "currency": "EUR"}
STRANGE = {"kind": "planet_found", "rules": [], "deadlines": []}


def booked(lines: Lines) -> Lines:
    """Money that comes from nowhere."""
    for line in lines[1:-1]:
        for each in line["facts"]:
            if each["kind"] == "payment_received":
                each["principal"] = {"amount": "9999.00", "currency": "EUR"}
    return lines


NONE: Any = ["x"]
FORGERIES: dict[str, tuple[Callable[[Lines], Lines], str]] = {
    "a row that is gone": (
        lambda lines: [*lines[:4], *lines[5:]],
        "row 4 of a.jsonl.gz is missing: 5 follows",
    ),
    "a row twice": (
        lambda lines: [*lines[:4], lines[3], *lines[4:]],
        "row 4 of a.jsonl.gz is missing: 3 follows",
    ),
    "a number that is none": (edited(1, number="1"), "row 1 of a.jsonl.gz is missing: 1 follows"),
    "a row that is no object": (
        lambda lines: [*lines[:2], NONE, *lines[2:]],
        "a line that is no JSON object",
    ),
    "a fact that nobody knows": (edited(1, facts=[STRANGE]), "knows no record of the kind 'planet_found'"),
    "a command that nobody knows": (edited(1, command=STRANGE), "knows no record of the kind 'planet_found'"),
    "a field that is unknown": (fact(colour="red"), "cannot be read"),
    "a field of another type": (fact(provider=7), "its provider cannot be '7'"),
    "facts that are none": (edited(1, facts=[7]), "row 1 of sandbox '1' in a.jsonl.gz"),
    "no facts": (edited(1, facts=None), "row 1 of sandbox '1' in a.jsonl.gz"),
    "no time": (edited(1, at=None), "row 1 of sandbox '1' in a.jsonl.gz"),
    "a time without an offset": (edited(1, at="2026-01-12T07:00:00"), "its time has no offset"),
    "time that goes back": (edited(-2, at="2026-01-12T08:00:00+00:00"), "is older than the row before it"),
    "time before its birth": (
        edited(1, at="2020-01-12T08:00:00+00:00"),
        "row 1 is older than the row before it",
    ),
    "time after all days": (edited(-2, at="2190-01-12T08:00:00+00:00"), "is outside the calendar"),
    "facts that do not follow": (edited(2, facts=[]), "does not follow"),
    "money from nowhere": (booked, "money that comes from nowhere"),
    "no birth": (edited(0, birth=None), "does not say whose archive it is"),
    "no name": (edited(0, sandbox=7), "does not say whose archive it is"),
    "a name that is a path": (edited(0, sandbox="../x"), "restore it under another name"),
    "a birth of tomorrow": (with_birth(planet="Mars"), "what this version does not know (planet)"),
    "a birth in no country": (with_birth(company={"country": "XX"}), "a sandbox cannot be in 'XX'"),
    "a company that is none": (with_birth(company=["x"]), "was not born as a sandbox is"),
    "a company without a right account": (
        with_birth(company={"country": "FI", "bank_accounts": [{"iban": "FI00", "currency": "EUR"}]}),
        "no IBAN",
    ),
    "a start that is none": (with_birth(start="yesterday"), "was not born as a sandbox is: start"),
    "no start": (with_birth(start=None), "was not born as a sandbox is"),
    "a seed that is none": (with_birth(seed="x"), "was not born as a sandbox is: seed"),
    "a clock that flies": (with_birth(rate=10**9), "was not born as a sandbox is: rate"),
    "a setting that nobody knows": (with_birth(settings={"no.such": 1}), "no.such"),
    "a fork of nothing": (with_birth(forked_after=-1), "forked_after is no number"),
    "credentials that are none": (with_birth(credentials=["x"]), "was not born as a sandbox is: credentials"),
    "a secret that is none": (
        edited(0, secrets={"maventa": 7}),
        "was not born as a sandbox is: credentials.maventa",
    ),
    "a secret for nobody": (edited(0, secrets={"nowhere": "x"}), "was not born as a sandbox is: credentials"),
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_an_archive_whose_sum_is_right_and_that_is_not_sound_is_refused(forgery: str, whole: bytes) -> None:
    change, said = FORGERIES[forgery]
    assert said in refused(forged(change(unpacked(whole))))


def test_a_wrong_count_and_what_follows_the_foot_are_refused(whole: bytes) -> None:
    assert "rows, and says that it has 7" in refused(forged(unpacked(whole), rows=7))
    assert "goes on after its last line" in refused(gzip.compress(gzip.decompress(whole) + b"more"))
    assert "goes on after its last line" in refused(whole + gzip.compress(b"more"))
    assert "is not as it was written" in refused(whole + b"more")


def test_one_that_is_larger_than_it_may_be_is_left_where_that_is_noticed(whole: bytes) -> None:
    size = len(gzip.decompress(whole))
    assert f"more than {size - 1} bytes unpacked" in refused(whole, most=size - 1)
    assert restore(World(), BytesIO(whole), called="it", most=size).id == "1"
    bomb = gzip.compress(b'{"archive": "dunbox", "format": 1, "x": "' + b"x" * 10**8)
    assert "more than 1000000 bytes unpacked" in refused(bomb, most=10**6)


ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**40), 2**60)
    | st.text(max_size=8)
    | st.floats(allow_nan=False),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner, max_size=2),
    max_leaves=3,
)


def places(value: Any, *before: Any) -> Iterator[tuple[Any, ...]]:
    """Every place in a JSON value."""
    if before:
        yield before
    for key, each in (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    ):
        yield from places(each, *before, key)


@settings(max_examples=150)
@given(data=st.data())
def test_whatever_stands_somewhere_in_an_archive_it_is_refused_or_it_is_a_sandbox(
    data: st.DataObject, whole: bytes
) -> None:
    lines: Any = unpacked(whole)
    *path, last = data.draw(st.sampled_from(list(places(lines[:-1]))))
    spot = lines
    for each in path:
        spot = spot[each]
    spot[last] = data.draw(ANYTHING)
    world = World()
    try:
        sandbox = taken_in(world, forged(lines))
    except (Unfit, Refused):
        assert world.store.sandboxes() == []
    else:
        assert world.sandboxes == [sandbox]
        assert sandbox.facts()


@pytest.mark.parametrize("kind", [*FACTS, *COMMANDS], ids=lambda kind: kind.kind)
@settings(max_examples=15)
@given(data=st.data())
def test_every_kind_of_record_that_dunbox_writes_fits(kind: type[Any], data: st.DataObject) -> None:
    assert misfit(data.draw(records.of(kind))) is None
