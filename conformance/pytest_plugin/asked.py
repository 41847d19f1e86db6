"""What the plugin is asked for: by options of pytest's command line, else by ini options of the same names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

_LARGEST_SEED = 2**53 - 1


@dataclass(frozen=True, slots=True)
class Option:
    """An option `--dunbox-NAME`, and `dunbox_NAME` in an ini file. `many` can be given again, a `flag` has no value."""

    name: str
    help: str
    metavar: str = ""
    many: bool = False
    flag: bool = False

    @property
    def dest(self) -> str:
        """Its name in an ini file, and where pytest keeps it."""
        return f"dunbox_{self.name.replace('-', '_')}"


OPTIONS = (
    Option("seed", "what all draws come from, of sandboxes and of stories; a test's marker has its own", "N"),
    Option("start", "when sandboxes begin, such as 2026-01-12T09:00", "TIME"),
    Option("agency", "the agency whose service is active already in sandboxes", "A"),
    Option("socket", "serve the sandboxes of the fixture `dunbox` on free ports of loopback too", flag=True),
    Option(
        "scenarios", "YAML files that are stories, as a glob; these are collected as tests", "GLOB", many=True
    ),
    Option(
        "suite", "collect bundled stories too: a provider, a story's id, or a glob over ids", "S", many=True
    ),
    Option("client", "the client that stories judge, as a driver process", "'CMD ARG...'"),
    Option("client-python", "the client as a Python callable that makes one", "MODULE:ATTRIBUTE"),
    Option("provider", "only stories of this provider", "P", many=True),
    Option("set", "judge by this requirement set alone, such as 2026.1", "VERSION"),
    Option("baseline", "what is known to fail, in YAML: xfailed, until it no longer fails", "FILE"),
    Option("keep", "keep of each story what `dunbox replay DIR` shows", "DIR"),
    Option("op-timeout", "real seconds that the client has for one reply (default: 30)", "S"),
    Option("fail-on-warning", "fail for what a client should do, too", flag=True),
    Option("timeline", "how many lines of its timeline a failure shows at most (default: 100)", "LINES"),
)


def add(parser: pytest.Parser) -> None:
    """Make the options known to pytest."""
    group = parser.getgroup("dunbox", "dunbox: sandboxes for tests, and stories that judge a client")
    for option in OPTIONS:
        words: dict[str, Any] = {"metavar": option.metavar}
        if option.flag:
            words = {"action": "store_true"}
        elif option.many:
            words["action"] = "append"
        group.addoption(
            f"--dunbox-{option.name}", dest=option.dest, default=None, help=f"{option.help}.", **words
        )
        kind = "bool" if option.flag else "args" if option.many else "string"
        parser.addini(option.dest, f"{option.help}; as --dunbox-{option.name}.", type=kind)  # type: ignore[arg-type]  # one of the names that pytest has


class Asked:
    """What is asked for. Each raises `pytest.UsageError` for what cannot be meant."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self.line: dict[str, Any] = {one.name: config.getoption(one.dest) for one in OPTIONS}
        self.file: dict[str, Any] = {one.name: config.getini(one.dest) or None for one in OPTIONS}
        self.seed = self._whole("seed", _LARGEST_SEED)
        self.op_timeout = self._seconds("op-timeout")
        lines = self._whole("timeline", 1_000_000)
        self.timeline = 100 if lines is None else lines
        self.fail_on_warning = bool(self.value("fail-on-warning"))

    def value(self, name: str) -> Any:
        """What was said, the command line before the file; None if nothing was."""
        found = self.line[name]
        return self.file[name] if found is None else found

    def path(self, name: str) -> Path | None:
        """A path: of the command line from where pytest was started, of a file from where that stands."""
        found = self.value(name)
        return None if found is None else self.base(name) / found

    def base(self, name: str) -> Path:
        """From where the paths of an option go."""
        config = self._config
        if self.line[name] is not None:
            return config.invocation_params.dir
        return config.inipath.parent if config.inipath else config.rootpath

    def sandbox(self) -> dict[str, Any]:
        """How sandboxes are made where no test says it."""
        words = {"seed": self.seed, **{name: self.value(name) for name in ("start", "agency", "socket")}}
        return {name: value for name, value in words.items() if value is not None}

    def again(self) -> Iterator[str]:
        """The options of the command line, as they are written there."""
        for name, value in self.line.items():
            if value is True:
                yield f"--dunbox-{name}"
            elif value is not None and name not in ("suite", "scenarios"):
                yield from (
                    f"--dunbox-{name}={one}" for one in (value if isinstance(value, list) else [value])
                )

    def _whole(self, name: str, most: int) -> int | None:
        said = self.value(name)
        if said is None:
            return None
        text = str(said).strip()
        if text.isascii() and text.isdigit() and int(text) <= most:
            return int(text)
        raise pytest.UsageError(f"{self._written(name)} {said!r}: it is a whole number from 0 to {most}")

    def _seconds(self, name: str) -> float | None:
        said = self.value(name)
        if said is None:
            return None
        try:
            seconds = float(said)
        except ValueError:
            seconds = 0.0
        if 0 < seconds <= 86_400:
            return seconds
        raise pytest.UsageError(f"{self._written(name)} {said!r}: it is a number of seconds, up to a day")

    def _written(self, name: str) -> str:
        return f"--dunbox-{name}" if self.line[name] is not None else f"dunbox_{name.replace('-', '_')}"


ASKED = pytest.StashKey[Asked]()
TOLD = pytest.StashKey[Any]()
"""What a failure of a test shows beside its own words: a function that answers sections, each a title and a text."""
