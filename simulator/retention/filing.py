"""Archives as files: on the disk as a whole or not at all, for nobody else to read, as secrets are in them."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from filecmp import cmp
from itertools import chain, count
from pathlib import Path
from typing import IO
from urllib.parse import quote

from simulator.retention.archive import ENDING

_BYTES = getattr(os, "O_BINARY", 0)  # where a file may be one of text
Write = Callable[[IO[bytes]], object]


def name_of(sandbox: str) -> str:
    """Answer the name of a file for the archive of a sandbox, whatever its id is."""
    return quote(sandbox, safe="") + ENDING


def archives_in(folder: Path) -> list[Path]:
    """Answer the archives in a folder, by name."""
    return sorted(each for each in folder.glob(f"*{ENDING}") if not each.name.startswith("."))


def put(path: Path, write: Write, check: Write = lambda file: None) -> None:
    """Have a file written by `write`, and read again by `check`; raises `FileExistsError` for one that is there."""
    if path.exists():
        raise FileExistsError(f"{path} is there already; name another, or remove that one")
    part = _written(path, write, check)
    part.replace(path)
    _settle(path.parent)


def add(folder: Path, sandbox: str, write: Write, check: Write = lambda file: None) -> Path:
    """Put an archive into a folder, beside those of the same name, and answer where it is; the same is there once."""
    whole = folder / name_of(sandbox)
    part = _written(whole, write, check)
    others = (folder / f"{quote(sandbox, safe='')}.{nth}{ENDING}" for nth in count(2))
    path = next(
        each for each in chain([whole], others) if not each.exists() or cmp(part, each, shallow=False)
    )
    part.replace(path)
    _settle(folder)
    return path


def _written(path: Path, write: Write, check: Write) -> Path:
    """Write the file under a name of its own, and see that the disk has it."""
    part = path.with_name(f".{path.name}.part")
    part.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BYTES, 0o600), "wb") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
        with part.open("rb") as file:
            check(file)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return part


def _settle(folder: Path) -> None:
    """See that the disk has the names in a folder, where the system lets one."""
    with suppress(OSError):
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)
