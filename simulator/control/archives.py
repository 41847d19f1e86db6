"""Archives over HTTP: a sandbox is given as one, and one that was sent becomes a sandbox."""

from __future__ import annotations

from io import BytesIO

from simulator.port import Answer
from simulator.refused import Refused
from simulator.retention.archive import Unfit
from simulator.retention.restoring import archived, restore
from simulator.sandbox import Sandbox
from simulator.world import World

MEDIA = "application/gzip"
MOST_PACKED = 48 * 1024**2
"""Bytes of an archive over HTTP: with the form around it, it is a body that can be sent."""

_MOST_UNPACKED = 1024**3


def written(world: World, sandbox: Sandbox) -> Answer:
    """Answer a sandbox as an archive, as it stands now; raises `Refused` if that would be too large."""
    file = BytesIO()

    def check() -> None:
        if file.tell() > MOST_PACKED:
            raise Refused(
                f"the archive of sandbox {sandbox.id!r} has more than {MOST_PACKED} bytes, the most over HTTP; "
                "stop the server, and export it from its store: dunbox export --db",
                "conflict",
            )

    with sandbox.lock:
        rows = sandbox.rows
    archived(world.store, world.key, sandbox.id, file, rows, check)
    check()
    return Answer(200, file.getvalue(), MEDIA)


def restored(world: World, sent: bytes, name: str | None) -> Sandbox:
    """Make a sandbox of an archive that was sent; raises `Refused`."""
    try:
        return restore(world, BytesIO(sent), name, called="what was sent", most=_MOST_UNPACKED)
    except Unfit as unfit:
        raise Refused(str(unfit)) from unfit
