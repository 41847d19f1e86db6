"""Which YAML files are stories. Those of other tools are left to them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from conformance.pytest_plugin.asked import ASKED

_KEYS = ("title", "rules", "for", "country", "start", "story", "expect")
_KEY = re.compile(rb"^([a-z]+)[ \t]*:", re.MULTILINE)
_TELLING = 3
_MATCHED = pytest.StashKey[frozenset[Path]]()


def is_story(file: Path, session: pytest.Session) -> bool:
    """Whether a YAML file is to be collected as a story.

    It is, if a glob of `dunbox_scenarios` finds it, whatever is in it; and if it is named on the command line itself
    and has at least three of the keys that every story has, so that one with mistakes is told of them.
    """
    if file.resolve() in matched(session.config):
        return True
    return session.isinitpath(file) and _looks_like_one(file)


def matched(config: pytest.Config) -> frozenset[Path]:
    """All files that the globs find; raises `pytest.UsageError`, also for one on the command line that finds none."""
    if _MATCHED not in config.stash:
        asked = config.stash[ASKED]
        base = asked.base("scenarios")
        found = {glob: _found(base, glob) for glob in asked.value("scenarios") or ()}
        none = [glob for glob, files in found.items() if not files]
        if none and asked.line["scenarios"] is not None:
            raise pytest.UsageError(f"--dunbox-scenarios {none[0]!r} finds no file in {base}")
        config.stash[_MATCHED] = frozenset().union(*found.values())
    return config.stash[_MATCHED]


def _found(base: Path, glob: str) -> frozenset[Path]:
    try:
        return frozenset(each.resolve() for each in base.glob(glob))
    except (ValueError, NotImplementedError) as error:
        raise pytest.UsageError(f"dunbox_scenarios {glob!r}: {error}; write it like stories/*.yaml") from None


def _looks_like_one(file: Path) -> bool:
    try:
        keys = set(_KEY.findall(file.read_bytes()))
    except OSError:
        return False
    return sum(key.encode() in keys for key in _KEYS) >= _TELLING
