"""What `dunbox serve` is told about sandboxes that nobody calls any more."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import click

from conformance.cli import Trouble
from conformance.cli.options import together
from simulator import Expiry, ExpiryRules, World

_LONGEST = 36_500


options = together(
    click.option(
        "--expire-after",
        type=click.IntRange(1, _LONGEST),
        metavar="DAYS",
        help="Remove sandboxes that nobody has called for so many days of real time. Without it none expires.",
    ),
    click.option(
        "--archive-to",
        type=click.Path(path_type=Path, file_okay=False),
        metavar="FOLDER",
        help="Archive a sandbox in this folder before it is removed by --expire-after; `dunbox import` restores it.",
    ),
    click.option(
        "--expire-running",
        is_flag=True,
        help="Let sandboxes expire too whose clock runs; without it they stay.",
    ),
)
"""What gives a command the options of expiry; `rules` takes them out of what it is called with."""


def rules(words: dict[str, Any]) -> ExpiryRules | None:
    """Take the options of expiry out of `words`, and answer what they say; None where nothing expires."""
    days, folder = words.pop("expire_after"), words.pop("archive_to")
    running = words.pop("expire_running")
    if days is None:
        if folder or running:
            option = "--archive-to" if folder else "--expire-running"
            raise Trouble(
                f"{option} is about sandboxes that expire, and none does; give --expire-after DAYS too"
            )
        return None
    if folder is not None:
        _make(folder)
    return ExpiryRules(timedelta(days=days), folder, running=running)


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Trouble(
            f"--archive-to {folder} cannot be made: {error.strerror}; name another folder"
        ) from None


@contextmanager
def watching(world: World, told: ExpiryRules | None) -> Iterator[None]:
    """Say which sandboxes cannot be served, and let those expire that nobody calls."""
    for sandbox, why in world.unread.why.items():
        logging.getLogger("dunbox").warning("sandbox %s is not served: %s", sandbox, why)
    if told is None:
        yield
        return
    with Expiry(world, told).watching():
        yield
