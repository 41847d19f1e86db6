"""Archives: one sandbox as a file, which another store can take in.

JSON Lines, packed by gzip: a head (the format, who wrote it, which sandbox, what it was made from, its secrets), each
row of its log as the store has it, and a foot (how many rows, and the SHA-256 of all lines before). The same sandbox
gives the same bytes. Whoever reads one reads a stranger's file: all of it is bounded, and nothing is believed unseen.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from gzip import BadGzipFile, GzipFile
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from typing import IO, Any

import orjson

from simulator.retention.fitting import misfit
from simulator.store import Row, Unreadable
from simulator.store.written import read, written

FORMAT = 1
ENDING = ".jsonl.gz"
MOST_BYTES = 4 * 1024**3
"""What an archive may hold unpacked: three times the log of 100,000 cases."""

_MOST_LINE = 128 * 1024**2  # the largest invoice that is taken, written in base64, and as much again
_MOST_ROWS = 5_000_000
_MAGIC = b"\x1f\x8b"
_OURS = "dunbox"
_AGAIN = "take another copy, or export it again"


class Unfit(Exception):
    """What is no archive, or one that cannot be restored here; the text says why, and what can be done."""


@dataclass(frozen=True, slots=True)
class Head:
    """Whose archive it is: the sandbox's id, what it was made from, and its secrets by channel."""

    sandbox: str
    birth: dict[str, Any]
    secrets: dict[str, str]


def write(file: IO[bytes], head: Head, rows: Iterable[Row], check: Callable[[], None] = lambda: None) -> int:
    """Write an archive, and answer how many rows it has; after each of them `check` may raise to end that."""
    with GzipFile(filename="", mode="wb", compresslevel=6, fileobj=file, mtime=0) as packed:
        total, count = sha256(), 0

        def put(line: bytes) -> None:
            total.update(line)
            packed.write(line)

        put(_line(_head(head)))
        for row in rows:
            put(_row(row))
            count += 1
            check()
        put(_line({"rows": count, "sha256": total.hexdigest()}))
    return count


def _head(head: Head) -> dict[str, Any]:
    return {
        "archive": _OURS,
        "format": FORMAT,
        "dunbox": _version(),
        "sandbox": head.sandbox,
        "birth": head.birth,
        "secrets": head.secrets,
    }


def _row(row: Row) -> bytes:
    number, at, command, facts = written(row)
    return b'{"number":%d,"at":"%b","command":%b,"facts":%b}\n' % (number, at.encode(), command, facts)


def _line(value: Any) -> bytes:
    return orjson.dumps(value) + b"\n"


def _version() -> str:
    try:
        return version("dunbox")
    except PackageNotFoundError:  # it runs from a folder where it was not installed
        return "unknown"


class Archive:
    """An archive that is read: its `head` at once, its `rows` one after the other, until the foot says that all came.

    Raises `Unfit`. `name` is what it is called in sentences; unpacked it may have `most` bytes.
    """

    def __init__(self, file: IO[bytes], name: str, most: int = MOST_BYTES) -> None:
        self._name = name
        self._most = self._left = most
        self._sum = sha256()
        if file.read(len(_MAGIC)) != _MAGIC:
            raise Unfit(
                f"{name} is no archive: it is not packed by gzip; name a file that `dunbox export` wrote"
            )
        file.seek(-len(_MAGIC), 1)
        self._packed = GzipFile(fileobj=file, mode="rb")
        first = self._next()
        self._by = ""
        self.head = self._read_head(first)
        self._sum.update(first)

    def _next(self) -> bytes:
        """The next line, unpacked."""
        with self._unpacking():
            line = self._packed.readline(min(_MOST_LINE, self._left) + 1)
        self._left -= len(line)
        if self._left < 0:
            raise Unfit(f"{self._name} holds more than {self._most} bytes unpacked, which is the most here")
        if len(line) > _MOST_LINE:
            raise Unfit(f"{self._name} has a line of more than {_MOST_LINE} bytes, which is the most here")
        if not line.endswith(b"\n"):
            raise Unfit(f"{self._name} is cut: its last line is missing; {_AGAIN}")
        return line

    @contextmanager
    def _unpacking(self) -> Iterator[None]:
        try:
            yield
        except EOFError:
            raise Unfit(f"{self._name} is cut: its end is missing; {_AGAIN}") from None
        except (BadGzipFile, zlib.error):
            raise self._changed() from None

    def _changed(self) -> Unfit:
        return Unfit(f"{self._name} is not as it was written: its checksum is another; {_AGAIN}")

    def _read_head(self, line: bytes) -> Head:
        words = _object(line)
        if words is None or words.get("archive") != _OURS:
            raise Unfit(
                f"{self._name} is no archive of dunbox: its first line does not say so; name a file that "
                "`dunbox export` wrote"
            )
        self._by = str(words.get("dunbox"))[:40]
        if words.get("format") != FORMAT or isinstance(words["format"], bool):
            raise Unfit(
                f"{self._name} is an archive of format {str(words.get('format'))[:20]}, of dunbox {self._by}; "
                f"this version reads format {FORMAT}: restore it with the version that wrote it"
            )
        sandbox, birth, secrets = (words.get(name) for name in ("sandbox", "birth", "secrets"))
        if not (isinstance(sandbox, str) and isinstance(birth, dict) and isinstance(secrets, dict)):
            raise Unfit(
                f"{self._name} does not say whose archive it is: its first line is incomplete; {_AGAIN}"
            )
        return Head(sandbox, birth, secrets)

    def rows(self) -> Iterator[Row]:
        """Answer the rows of the log, in order; after the last one all is known to be as it was written."""
        count = 0
        while "sha256" not in (words := self._words(line := self._next())):
            count += 1
            if count > _MOST_ROWS:
                raise Unfit(f"{self._name} has more than {_MOST_ROWS} rows, which is the most here")
            self._sum.update(line)
            yield self._row(count, words)
        if words["sha256"] != self._sum.hexdigest():
            raise self._changed()
        if words.get("rows") != count:
            raise Unfit(f"{self._name} has {count} rows, and says that it has {words.get('rows')}; {_AGAIN}")

        with self._unpacking():
            more = self._packed.read(1)
        if more:
            raise Unfit(f"{self._name} goes on after its last line; {_AGAIN}")

    def _words(self, line: bytes) -> dict[str, Any]:
        words = _object(line)
        if words is None:
            raise Unfit(f"{self._name} has a line that is no JSON object; {_AGAIN}")
        return words

    def _row(self, number: int, words: dict[str, Any]) -> Row:
        """A row as the store would have it, each field of what it says being what it has to be."""
        found = words.get("number")
        if type(found) is not int or found != number:
            raise Unfit(f"row {number} of {self._name} is missing: {str(found)[:20]} follows; {_AGAIN}")
        parts = (words.get(name) for name in ("command", "facts"))
        command, facts = (orjson.dumps(part) for part in parts)
        place = f"{self._name}, of dunbox {self._by},"
        try:
            [row] = read(self.head.sandbox, [(number, str(words.get("at")), command, facts)], place)
        except Unreadable as error:
            raise Unfit(str(error)) from error
        for each in (row.command, *row.facts):
            if wrong := misfit(each):
                raise Unfit(
                    f"row {number} of {self._name} cannot be read: {type(each).__name__}, {wrong}; {_AGAIN}"
                )
        if row.at.tzinfo is None:
            raise Unfit(f"row {number} of {self._name} cannot be read: its time has no offset; {_AGAIN}")
        return row


def _object(line: bytes) -> dict[str, Any] | None:
    try:
        value = orjson.loads(line)
    except orjson.JSONDecodeError:
        return None
    return value if isinstance(value, dict) else None
