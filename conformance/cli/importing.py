"""`dunbox import`: archives become sandboxes again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from conformance.cli import ALL_WELL, WRONG_USAGE, Trouble, archives
from simulator import Refused, StoreError, Unfit, archives_in


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
@click.option(
    "--as",
    "name",
    metavar="NAME",
    help="Restore one archive as a copy with this name: with secrets of its own, and subscriptions ended.",
)
@archives.options
def command(files: tuple[Path, ...], name: str | None, **where: Any) -> int:
    """Restore archives that `dunbox export`, or `dunbox serve --archive-to`, wrote: FILES, or all in a folder.

    Into a store of which no server is running (--db), or into a server that runs (--server). A sandbox comes back under
    its own id, and whoever had its credentials goes on with them. An archive is verified as a whole before anything of
    it is kept.

    Exits with 2 if an archive could not be restored; nothing of it is kept, and the others are restored.
    """
    paths = [path for each in files for path in (archives_in(each) if each.is_dir() else [each])]
    if not paths:
        raise Trouble(f"there is no archive in {files[0]}; those are files that end with .jsonl.gz")
    if name is not None and len(paths) > 1:
        raise Trouble(f"--as names one sandbox, and there are {len(paths)} archives; restore that one alone")
    try:
        target = archives.target(**where)
    except StoreError as error:
        raise Trouble(f"--db: {error}") from None
    try:
        done = [_imported(target, path, name) for path in paths]
    finally:
        target.close()
    return ALL_WELL if all(done) else WRONG_USAGE


def _imported(target: archives.Target, path: Path, name: str | None) -> bool:
    """Restore an archive, and say so; what prevents it is told, and whether it was done answered."""
    try:
        sandbox = target.take(path, name)
    except (Refused, Unfit, OSError, StoreError, Trouble) as error:
        click.echo(f"{path} is not restored: {error}", err=True)
        return False
    click.echo(f"{path}: sandbox {sandbox}")
    return True
