"""What `dunbox run --keep DIR` leaves of each scenario that was played, beside its trace, and how it is read again.

DIR/ropo/never-pays.jsonl        the trace
DIR/ropo/never-pays.json         its result, the seed, the command, the client and the version that ran
DIR/ropo/never-pays.yaml         the story as it was
DIR/ropo/never-pays.stderr.txt   what the client wrote to stderr, if anything: the last 64 KiB
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

LOG = ".stderr.txt"
_RESULT = ("dunbox", "seed", "client")


class Story(Protocol):
    """A scenario that was to be played."""

    @property
    def id(self) -> str:
        """Its name."""

    @property
    def path(self) -> str:
        """The file that it came from."""


class KeptError(Exception):
    """A folder from which no kept scenario can be read; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A kept scenario: its files' common name, its result, and what it ran with."""

    place: Path
    result: Mapping[str, Any]
    seed: int
    client: Mapping[str, Any]

    @property
    def id(self) -> str:
        """The scenario's id."""
        return str(self.result["id"])

    @property
    def trace(self) -> Path:
        """Its trace."""
        return self._file(".jsonl")

    @property
    def story(self) -> Path:
        """The story as it was played."""
        return self._file(".yaml")

    @property
    def log(self) -> str:
        """What the client wrote to stderr."""
        file = self._file(LOG)
        return file.read_text("utf-8", "replace") if file.is_file() else ""

    def _file(self, ending: str) -> Path:
        return self.place.with_name(self.place.name + ending)


def write(result: Mapping[str, Any], stories: Iterable[Story], folder: Path) -> None:
    """Put beside each trace of a run the result and the story; raises `OSError`."""
    paths = {story.id: Path(story.path) for story in stories}
    for one in result["scenarios"]:
        if "trace" in one:
            file = folder / one["trace"]
            words = {**{name: result[name] for name in _RESULT}, "scenario": one}
            text = json.dumps(words, indent=2, ensure_ascii=True) + "\n"
            file.with_suffix(".json").write_text(text, encoding="utf-8")
            file.with_suffix(".yaml").write_bytes(paths[one["id"]].read_bytes())


def read(folder: Path) -> list[Kept]:
    """The scenarios that are kept in a folder, by id; raises `KeptError` if there are none, or for a broken one."""
    if not folder.is_dir():
        raise KeptError(f"{folder} is no folder; give the one that `dunbox run --keep` wrote")
    files = [file.with_suffix(".json") for file in sorted(folder.rglob("*.jsonl"))]
    found = [_kept(file) for file in files if file.is_file()]
    if not found:
        raise KeptError(f"{folder} holds no kept scenario; `dunbox run --keep {folder}` writes some")
    return sorted(found, key=lambda one: one.id)


def _kept(file: Path) -> Kept:
    try:
        words = json.loads(file.read_bytes())
        client = words["client"] if isinstance(words["client"], dict) else {"name": str(words["client"])}
        result = words["scenario"]
        checks = [(one["id"], one["verdict"], one["evidence"]) for one in result["checks"]]
        if not result["id"] or not result["verdict"] or len(checks) < len(result["checks"]):
            raise KeyError("scenario")
        return Kept(file.with_suffix(""), result, int(words["seed"]), client)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise KeptError(
            f"{file} is not what `dunbox run --keep` writes: {type(error).__name__}: {error}"
        ) from None


def chosen(found: Sequence[Kept], name: str | None) -> Kept:
    """The one that is meant: by its id, else the only one, else the only one that went wrong; raises `KeptError`."""
    if name is not None:
        named = [one for one in found if one.id == name]
        if not named:
            raise KeptError(f"there is no scenario {name!r}; kept are: {_listed(found)}")
        return named[0]
    wrong = [one for one in found if one.result["verdict"] not in ("passed", "not_applicable")]
    narrowed = found if len(found) == 1 else wrong
    if len(narrowed) != 1:
        of = f"{len(narrowed)} went wrong" if narrowed else f"{len(found)} are kept and none went wrong"
        raise KeptError(f"name a scenario: {of}: {_listed(narrowed or found)}")
    return narrowed[0]


def _listed(found: Sequence[Kept]) -> str:
    shown = ", ".join(one.id for one in found[:14])
    return f"{shown} and {len(found) - 14} more" if len(found) > 14 else shown
