"""Find scenario files and read them: by id, by a glob over ids, by file or by folder."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatchcase
from functools import lru_cache
from pathlib import Path

from conformance.scenario.models import Scenario
from conformance.scenario.parse import parse
from conformance.scenario.problems import Problem, ScenarioError, nearest
from conformance.scenario.vocabulary import OPEN, Vocabulary
from conformance.scenario.yaml import read

SUFFIXES = (".yaml", ".yml")


def load_text(text: str | bytes, path: str, vocabulary: Vocabulary = OPEN) -> list[Scenario]:
    """The scenarios in a text, one a provider; `path` names it in problems and gives the id its last part.

    Names that the vocabulary leaves open are not checked. Raises `ScenarioError` with every problem, each
    with its line and column.
    """
    try:
        return parse(read(text), path, vocabulary)
    except ScenarioError as error:
        raise ScenarioError(problem.within(path) for problem in error.problems) from None


def load_file(path: str | Path, vocabulary: Vocabulary = OPEN) -> list[Scenario]:
    """The scenarios in a file, one a provider; raises `ScenarioError` if it cannot be read or used."""
    return load_text(_bytes(Path(path), str(path)), str(path), vocabulary)


def _bytes(file: Path, path: str) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise ScenarioError(
            [Problem(0, 0, f"cannot be read: {reason}", "a scenario file", path=path)]
        ) from None


def nearest_file(path: Path) -> str:
    """The file or folder beside a missing one whose name comes closest to its, or an empty text."""
    beside = [one.name for one in path.parent.iterdir()] if path.parent.is_dir() else []
    near = nearest(path.name, beside)
    return str(path.parent / near) if near else ""


def load_all(selectors: Sequence[str], folder: Path, vocabulary: Vocabulary = OPEN) -> list[Scenario]:
    """The scenarios that the selectors name, in order of their ids; without selectors all in `folder`.

    A selector is a file or folder that exists, an id of `folder` such as `agency/paid-in-time`, or a glob
    over its ids. Raises `ScenarioError` with the problems of every file it had to read, the selectors that
    name nothing, and ids that are there twice.
    """
    gathered = _Gathered(vocabulary)
    for selector in (one for one in selectors if Path(one).exists()):
        gathered.take(Path(selector), selector)
    names = [one for one in selectors if not Path(one).exists()]
    if names or not selectors:
        _by_id(names, folder, gathered)
    gathered.refuse_twins()
    if gathered.problems:
        raise ScenarioError(gathered.problems)
    return sorted(gathered.found.values(), key=lambda scenario: scenario.id)


def _by_id(selectors: Sequence[str], folder: Path, gathered: _Gathered) -> None:
    bundle = _Gathered(gathered.vocabulary)
    bundle.take(folder, _shown(folder))
    gathered.problems += bundle.problems
    ids = [scenario.id for scenario in bundle.found.values()]
    for selector in selectors or ["*"]:
        chosen = [one for one in bundle.found.values() if fnmatchcase(one.id, selector)]
        gathered.add(chosen)
        if not chosen and not bundle.problems:
            gathered.problems.append(_names_nothing(selector, ids))


def _shown(folder: Path) -> str:
    """The folder as somebody who stands in the current folder would name it."""
    here = Path.cwd()
    return str(folder.relative_to(here) if folder.is_relative_to(here) else folder)


def _names_nothing(selector: str, ids: Sequence[str]) -> Problem:
    short = {one.partition("/")[2]: one for one in ids}
    near = nearest(selector, ids) or short.get(nearest(selector, short), "")
    expected = "the id of a scenario, a glob over ids, a file or a folder (`dunbox list` shows the ids)"
    return Problem(0, 0, f"{selector!r} names no scenario", expected, near)


class _Gathered:
    """Scenarios and problems as files are read; a file that is named twice counts once."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.found: dict[tuple[str, str], Scenario] = {}
        self.problems: list[Problem] = []

    def take(self, place: Path, path: str) -> None:
        """Read the file, or every scenario file in the folder and below."""
        if not place.is_dir():
            self._file(place, path)
            return
        files = list(_files(place, path))
        for file, name in files:
            self._file(file, name)
        if not files:
            self.problems.append(
                Problem(0, 0, "no scenario file is in this folder", "files *.yaml", path=path)
            )

    def _file(self, file: Path, path: str) -> None:
        try:
            self.add(_understood(_bytes(file, path), path, self.vocabulary))
        except ScenarioError as error:
            self.problems += error.problems

    def add(self, scenarios: Iterable[Scenario]) -> None:
        """Keep these."""
        for scenario in scenarios:
            self.found[scenario.id, str(Path(scenario.path).resolve())] = scenario

    def refuse_twins(self) -> None:
        """Note every id that two files give."""
        paths: dict[str, str] = {}
        for (name, _), scenario in self.found.items():
            if name in paths:
                message = f"the id {name!r} is that of {paths[name]} too"
                self.problems.append(Problem(1, 1, message, "an id of its own", path=scenario.path))
            paths.setdefault(name, scenario.path)


@lru_cache(maxsize=1024)
def _understood(text: bytes, path: str, vocabulary: Vocabulary) -> tuple[Scenario, ...]:
    """The scenarios in a text: most commands choose among the same files, some of them more than once."""
    return tuple(load_text(text, path, vocabulary))


def _files(folder: Path, path: str) -> Iterator[tuple[Path, str]]:
    for entry in sorted(folder.iterdir(), key=lambda one: one.name):
        below = f"{path.rstrip('/')}/{entry.name}"
        if entry.is_dir():
            if not entry.name.startswith(".") and not (entry / "pyvenv.cfg").exists():
                yield from _files(entry, below)
        elif entry.name.endswith(SUFFIXES):
            yield entry, below
