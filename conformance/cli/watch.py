"""`dunbox watch`: play scenario files at every save, as `dunbox run --timeline` does."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import click
from watchfiles._rust_notify import (
    RustNotify,
)  # documented: it watches from when it is made, `watch` only later

from conformance.cli import ALL_WELL, Trouble, conditions, run
from conformance.cli.whom import client_of
from conformance.reports.console import safe
from conformance.scenario.load import SUFFIXES, nearest_file

# Milliseconds without a change after which a save is over, for editors write, rename and touch in one go; and the
# most that one is waited for.
_QUIET, _LONGEST = 50, 1000
_SAME_AS_RUN = {
    *("client", "client_python", "providers", "seed", "jobs", "op_timeout"),
    *("requirements", "faults", "crash"),
}


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
def command(files: tuple[str, ...], **words: Any) -> int:
    """Play scenario FILEs, or all in a folder, now and at every save: the timeline, and the verdict.

    A file that is saved half-way is told with line and column, and waited for. The options are those of `dunbox run`.
    Stop with Ctrl-C.

    Exits with 0 when it is stopped, whatever the verdicts were; with 2 on wrong usage.
    """
    client_of(words["client"], words["client_python"])
    run.must_be_providers(words["providers"])
    conditions.requirement_set(words["requirements"])
    paths = [_there(name) for name in files]
    try:
        with Saves(paths) as saves:
            _play_at_each(saves, files, words)
    except KeyboardInterrupt:
        click.echo("\nstopped")
    return ALL_WELL


command.params += [option for option in run.command.params if option.name in _SAME_AS_RUN]


def _there(name: str) -> Path:
    path = Path(name)
    if not path.exists():
        near = nearest_file(path)
        hint = f"; did you mean {near!r}?" if near else ""
        raise Trouble(f"there is no file or folder {safe(name)}, and only those can be watched{hint}")
    return path


def _play_at_each(saves: Saves, files: Sequence[str], words: dict[str, Any]) -> None:
    while True:
        gone = [name for name in files if not Path(name).exists()]
        if gone:
            click.echo(f"{safe(', '.join(gone))}: there is no such file any more")
        else:
            _play(files, words)
        click.echo(f"\nwatching {safe(', '.join(files))}: save to play again, Ctrl-C to stop")
        saved = ", ".join(sorted({path.name for path in saves.wait()}))
        click.echo(f"\n--- {safe(saved)} was saved ---")


def _play(files: Sequence[str], words: dict[str, Any]) -> None:
    try:
        click.get_current_context().invoke(run.command, selectors=files, with_timeline=True, **words)
    except click.ClickException as error:
        click.echo(error.format_message())


class Saves:
    """What is saved from when this is entered on: files, and scenario files below folders.

    Whole folders are watched, since an editor may put a new file in the place of the old one.
    """

    def __init__(self, paths: Iterable[Path]) -> None:
        """Take the files and folders, which must be there."""
        given = list(paths)
        self._folders = {path.resolve() for path in given if path.is_dir()}
        files = [path for path in given if not path.is_dir()]
        # A link can be saved, and so can what it leads to.
        self._files = {path.parent.resolve() / path.name for path in files} | {
            path.resolve() for path in files
        }
        self._stop = threading.Event()
        # In a thread of its own a wait leaves it to the main thread what a signal means.
        self._thread = ThreadPoolExecutor(max_workers=1)

    def __enter__(self) -> Self:
        watched = self._folders | {path.parent for path in self._files}
        self._notify = RustNotify([*map(str, watched)], False, False, 0, bool(self._folders), True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._thread.shutdown()
        self._notify.close()

    def wait(self) -> list[Path]:
        """The files that have been saved since the last call, as soon as there is one."""
        while True:
            changes = self._thread.submit(self._notify.watch, _LONGEST, _QUIET, 0, self._stop).result()
            paths = set() if isinstance(changes, str) else {Path(path) for _, path in changes}
            saved = [path for path in paths if self._is_meant(path)]
            if saved:
                return saved

    def _is_meant(self, path: Path) -> bool:
        return path in self._files or (
            path.suffix in SUFFIXES and any(folder in path.parents for folder in self._folders)
        )
