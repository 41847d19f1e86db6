"""Where `dunbox export` takes sandboxes from, and `dunbox import` brings them to: a store, or a server that runs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Protocol
from urllib.parse import quote

import click
import requests
from click.core import ParameterSource

from conformance.cli import Trouble
from conformance.cli.options import together
from conformance.cli.serve import token_of
from simulator import World, archived, open_store, opened_to_read, restore

_SECONDS = 600.0  # for an archive to be made or restored
_MOST_ANSWERED = 64 * 1024**2
_PART = 64 * 1024


options = together(
    click.option(
        "--db",
        envvar="DUNBOX_DB",
        metavar="STORE",
        help="The store, of which no server may be running: a file, or postgresql://…; also read from DUNBOX_DB.",
    ),
    click.option("--server", metavar="URL", help="A server that runs, such as http://127.0.0.1:8000."),
    click.option(
        "--control-token",
        envvar="DUNBOX_CONTROL_TOKEN",
        metavar="TOKEN",
        help="The control token of --server; also read from DUNBOX_CONTROL_TOKEN.",
    ),
    click.option(
        "--control-token-file",
        type=click.Path(path_type=Path, dir_okay=False, exists=True),
        envvar="DUNBOX_CONTROL_TOKEN_FILE",
        metavar="FILE",
        help="The same from the first line of a file; also from DUNBOX_CONTROL_TOKEN_FILE.",
    ),
)
"""What gives a command the options that say where sandboxes are; they are the words of `Where`."""


class Source(Protocol):
    """Where sandboxes are taken from."""

    def names(self) -> list[str]:
        """Answer the ids of all sandboxes."""

    def write(self, sandbox: str, file: IO[bytes]) -> None:
        """Write the archive of a sandbox."""

    def close(self) -> None:
        """Give everything back."""


class Target(Protocol):
    """Where sandboxes are brought to."""

    def take(self, path: Path, name: str | None) -> str:
        """Restore an archive, perhaps under another name; answers the id of the sandbox."""

    def close(self) -> None:
        """Give everything back."""


def source(
    db: str | None, server: str | None, control_token: str | None, control_token_file: Path | None
) -> Source:
    """Answer where sandboxes are to be taken from."""
    place, url = _one(db, server)
    return Server(url, token_of(control_token, control_token_file)) if url else OldStore(place)


def target(
    db: str | None, server: str | None, control_token: str | None, control_token_file: Path | None
) -> Target:
    """Answer where sandboxes are to be brought to."""
    place, url = _one(db, server)
    return Server(url, token_of(control_token, control_token_file)) if url else NewStore(place)


def _one(db: str | None, server: str | None) -> tuple[str, str]:
    """The store or the server that is meant, the other empty; what the environment says gives way."""
    if db and server:
        if click.get_current_context().get_parameter_source("db") is ParameterSource.COMMANDLINE:
            raise click.UsageError("--db and --server name two places; give one of them")
        db = None
    if not db and not server:
        raise Trouble("no place is named; give --db STORE, or --server URL of a server that runs")
    return db or "", server or ""


class OldStore:
    """A store that is only read."""

    def __init__(self, place: str) -> None:
        self._store = opened_to_read(place)
        self._key = self._store.key(b"")

    def names(self) -> list[str]:
        """Answer the ids of all sandboxes."""
        return [name for name, _ in self._store.sandboxes()]

    def write(self, sandbox: str, file: IO[bytes]) -> None:
        """Write the archive of a sandbox."""
        archived(self._store, self._key, sandbox, file)

    def close(self) -> None:
        """Let others have the store."""
        self._store.close()


class NewStore:
    """A store that sandboxes are brought into; it is made if it is not there."""

    def __init__(self, place: str) -> None:
        self._world = World(store=open_store(place))

    def take(self, path: Path, name: str | None) -> str:
        """Restore an archive."""
        with path.open("rb") as file:
            return restore(self._world, file, name, called=path.name).id

    def close(self) -> None:
        """Let others have the store."""
        self._world.close()


class Server:
    """A server that runs, by its control API."""

    def __init__(self, url: str, token: str | None) -> None:
        self._base = f"{url.rstrip('/')}/control/v1"
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}

    def names(self) -> list[str]:
        """Answer the ids of all sandboxes."""
        return [each["id"] for each in self._call("GET", "/sandboxes").json()]

    def write(self, sandbox: str, file: IO[bytes]) -> None:
        """Write the archive of a sandbox."""
        answer = self._call("GET", f"/sandboxes/{quote(sandbox, safe='')}/archive", stream=True)
        with answer, self._reached():
            for part in answer.iter_content(_PART):
                file.write(part)
                if file.tell() > _MOST_ANSWERED:
                    raise Trouble(
                        f"{self._base} answers more than {_MOST_ANSWERED} bytes, which is no archive"
                    )

    def take(self, path: Path, name: str | None) -> str:
        """Restore an archive."""
        with path.open("rb") as file:
            words = {} if name is None else {"name": name}
            answer = self._call("POST", "/archives", data=words, files={"archive": (path.name, file)})
        return str(answer.json()["id"])

    def close(self) -> None:
        """Nothing is held."""

    def _call(self, method: str, path: str, **words: Any) -> requests.Response:
        """Call the control API; raises `Trouble` with what it says where it refuses, or is none."""
        with self._reached():
            answer = requests.request(
                method,
                self._base + path,
                headers=self._headers,
                timeout=_SECONDS,
                allow_redirects=False,
                **words,
            )
        if answer.status_code in (200, 201):
            return answer
        raise Trouble(f"{self._base} refuses it: {_said(answer)}")

    @contextmanager
    def _reached(self) -> Iterator[None]:
        """Say of what ends a call why it did; raises `Trouble`."""
        try:
            yield
        except requests.RequestException as error:
            raise Trouble(
                f"--server: {self._base} cannot be called: {_why(error)}; name a server that runs"
            ) from None


def _why(error: BaseException) -> str:
    """What the system says went wrong, where it was asked for something; or what the last who knew says."""
    words = str(error)
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, OSError) and cause.strerror:
            return cause.strerror
        words = str(cause)
        cause = cause.__cause__ or cause.__context__
    return " ".join(words.split())[:200]


def _said(answer: requests.Response) -> str:
    """What a server says is wrong."""
    try:
        return str(answer.json()["detail"])
    except (ValueError, TypeError, LookupError):
        return f"it answers {answer.status_code}, and not as the control API of dunbox does"
