"""Servers that share a store, in processes of their own, and clients that ask them over any connection."""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from threading import Event, Thread
from typing import Any
from urllib.parse import urlencode

import orjson

from tests.simulator.stage import ALL_SCOPES, BOUNDARY, FORM, JSON, finvoice, multipart
from tests.simulator.store.killing import LAST_LINE, ROOT, SERVE

TIMEOUT = 120


class Broken(Exception):
    """A connection ended without an answer."""


class Servers:
    """A supervisor with its workers on a store. `command` is how it is started; one worker is a server alone."""

    def __init__(
        self, place: str, *options: str, workers: int = 4, command: Sequence[str] = SERVE, **more: str
    ) -> None:
        arguments = [*command, "--db", place, "--workers", str(workers), *options]
        self.process = subprocess.Popen(
            arguments,
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, **more},
        )
        assert self.process.stdout is not None
        assert self.process.stderr is not None
        said: list[str] = []
        while LAST_LINE not in said:
            said.append(self.process.stdout.readline())
            assert said[-1], self.process.stderr.read()
        self.port = int(said[0].rsplit(":", 1)[1])
        self.said = said
        self.lines: list[str] = []
        self.errors: list[str] = []
        self._heard = [
            _reading(self.process.stdout, self.lines.append),
            _reading(self.process.stderr, self._hear_error),
        ]
        self._restarted = Event()
        self._workers = workers

    def _hear_error(self, line: str) -> None:
        self.errors.append(line)
        if "another is started" in line:
            self._restarted.set()

    def pids(self) -> list[int]:
        """The workers' processes, those first that were started first."""
        found = subprocess.run(
            ["pgrep", "-P", str(self.process.pid)], capture_output=True, text=True, check=False
        )
        return sorted(int(line) for line in found.stdout.split())

    def kill_worker(self, place: int) -> None:
        """Kill a worker, and wait until its supervisor has noticed."""
        self._restarted.clear()
        while len(self.pids()) < self._workers:
            """The last one that was killed is not there again yet."""
        os.kill(self.pids()[place], signal.SIGKILL)
        assert self._restarted.wait(TIMEOUT)

    def stop(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.gone()

    def kill(self) -> None:
        """Kill the supervisor, and wait for the end of its workers, which hold the other end of its pipes."""
        self.process.send_signal(signal.SIGKILL)
        self.gone()

    def gone(self) -> int:
        code = self.process.wait(TIMEOUT)
        for thread in self._heard:
            thread.join(TIMEOUT)
            assert not thread.is_alive(), "a worker is still there"
        for pipe in (self.process.stdout, self.process.stderr):
            assert pipe is not None
            pipe.close()
        return code

    def client(self, sandbox: str = "1") -> Client:
        """A client of a sandbox, with its credentials."""
        return Client(self.port, self.control("GET", f"/sandboxes/{sandbox}")["endpoints"]["maventa"])

    def control(self, method: str, path: str, words: Any = None) -> Any:
        status, answer, _ = self.ask(method, f"/control/v1{path}", words)
        assert status < 400, f"{method} {path} -> {status}: {answer}"
        return answer

    def ask(self, method: str, path: str, words: Any = None) -> tuple[int, Any, dict[str, str]]:
        body = b"" if words is None else orjson.dumps(words)
        status, answer, headers = asked(self.port, method, path, body, {"content-type": JSON} if body else {})
        is_json = "json" in headers.get("content-type", "")
        return status, orjson.loads(answer) if answer and is_json else answer.decode(), headers


class Client:
    """A client of a sandbox: each call is a connection of its own, which any worker may take."""

    def __init__(self, port: int, words: dict[str, str]) -> None:
        self.port = port
        self.words = words
        self._token = ""

    def ask(self, method: str, path: str, body: bytes = b"", media: str = JSON) -> Any:
        status, answer = self._asked(method, path, body, media)
        if status == 401:
            self._token = self.fresh_token()
            status, answer = self._asked(method, path, body, media)
        assert status < 400, f"{method} {path} -> {status}: {answer[:300]!r}"
        return orjson.loads(answer) if answer else None

    def fresh_token(self) -> str:
        form = {"grant_type": "client_credentials", "scope": ALL_SCOPES}
        form |= {name: self.words[name] for name in ("client_id", "client_secret")}
        headers = {"content-type": FORM}
        status, answer, _ = asked(
            self.port, "POST", "/maventa/oauth2/token", urlencode(form).encode(), headers
        )
        assert status == 200, answer
        return str(orjson.loads(answer)["access_token"])

    def _asked(self, method: str, path: str, body: bytes, media: str) -> tuple[int, bytes]:
        headers = {"authorization": f"Bearer {self._token}", **({"content-type": media} if body else {})}
        status, answer, _ = asked(self.port, method, f"/maventa/v1{path}", body, headers)
        return status, answer

    def send(self, number: str) -> str:
        """Send an invoice; answers its id."""
        document = multipart({"file": finvoice(number, due="2026-02-15", date="2026-01-05")})
        sent = self.ask("POST", "/invoices", document, f"multipart/form-data; boundary={BOUNDARY}")
        return str(sent["id"])


def asked(
    port: int, method: str, path: str, body: bytes, headers: dict[str, str]
) -> tuple[int, bytes, dict[str, str]]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT)
    try:
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        answered = {name.lower(): value for name, value in response.getheaders()}
        return response.status, response.read(), answered
    except TimeoutError:  # nobody may wait for so long: a connection that ends is another matter
        raise
    except (OSError, http.client.HTTPException) as error:
        raise Broken from error
    finally:
        connection.close()


def _reading(pipe: Any, take: Callable[[str], object]) -> Thread:
    def read() -> None:
        for line in pipe:
            take(line)

    thread = Thread(target=read, daemon=True)
    thread.start()
    return thread


def side_by_side(works: Sequence[Callable[[], object]]) -> None:
    """Let clients work at the same time, until all are done; fails as the first of them does."""
    failed: list[Exception] = []

    def do(work: Callable[[], object]) -> None:
        try:
            work()
        except Exception as error:  # noqa: BLE001 - whatever it is, the test fails with it
            failed.append(error)

    threads = [Thread(target=do, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]


if sys.platform == "win32":
    raise ImportError("several servers share a store on other systems only")
