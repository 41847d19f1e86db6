"""`dunbox export`: sandboxes become archives, files that another store can take in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from conformance.cli import ALL_WELL, WRONG_USAGE, Trouble, archives
from simulator import Refused, StoreError, Unfit, archive_name, put_archive, verified


@click.command()
@click.argument("sandboxes", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="Every sandbox there is.")
@click.option(
    "--to",
    type=click.Path(path_type=Path),
    default=Path(),
    help="The folder for the archives, or for one sandbox a file.  [default: the current folder]",
)
@archives.options
def command(sandboxes: tuple[str, ...], everything: bool, to: Path, **where: Any) -> int:
    """Write sandboxes as archives, each a file ID.jsonl.gz that `dunbox import` restores.

    From a store of which no server is running (--db), or from a server that runs (--server). An archive holds all that
    its sandbox is, its secrets too: keep it as you keep these. It is read again and verified before it gets its name,
    and no file is written over.

    Exits with 2 if a sandbox could not be archived; the others are.
    """
    if bool(sandboxes) == everything:
        raise Trouble("say which sandboxes: their ids, or --all")
    try:
        source = archives.source(**where)
    except StoreError as error:
        raise Trouble(f"--db: {error}") from None
    try:
        names = source.names() if everything else list(dict.fromkeys(sandboxes))
        files = _files(names, to, one=len(sandboxes) == 1)
        done = [_exported(source, name, path) for name, path in files.items()]
    except StoreError as error:
        raise Trouble(str(error)) from None
    finally:
        source.close()
    return ALL_WELL if all(done) else WRONG_USAGE


def _files(names: list[str], to: Path, *, one: bool) -> dict[str, Path]:
    """Which sandbox goes into which file."""
    if one and not to.is_dir():
        if not to.parent.is_dir():
            raise Trouble(
                f"--to {to} cannot be made: there is no folder {to.parent}; make it, or name another"
            )
        return dict.fromkeys(names, to)
    try:
        to.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Trouble(f"--to {to} cannot be made: {error.strerror}; name another folder") from None
    return {name: to / archive_name(name) for name in names}


def _exported(source: archives.Source, sandbox: str, path: Path) -> bool:
    """Archive a sandbox, and say so; what prevents it is told, and whether it was done answered."""
    try:
        put_archive(path, lambda file: source.write(sandbox, file), lambda file: verified(file, path.name))
    except (Refused, Unfit, OSError, StoreError, Trouble) as error:
        click.echo(f"sandbox {sandbox} is not exported: {error}", err=True)
        return False
    click.echo(f"sandbox {sandbox}: {path}")
    return True
