"""`python -m conformance.clients.served [WRONG-CLIENT]`: a client that runs by itself, as an invoicing program does.

It is the bundled client, or one of the wrong ones by its id, behind an HTTP server: its webhooks come there, and what
its user does (POST /acts, in the driver protocol's words). Its periodic work is its own, on a timer. It prints its
address, and runs until it is told to stop.
"""

from __future__ import annotations

import json
import signal
import sys
import tempfile
import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import Empty, SimpleQueue
from typing import Any

from conformance.clients.reference import Client
from conformance.clients.wrong import all_wrong_clients

Json = dict[str, Any]

EVERY = 0.05
"""How many real seconds lie between two rounds of its periodic work."""

_UNSUPPORTED, _FAILED = 501, 500


@dataclass(slots=True)
class _Job:
    """Something that the client is asked from outside, and where its reply goes."""

    op: str
    words: Json
    reply: SimpleQueue[Json] = field(default_factory=SimpleQueue)


class Program:
    """A client with a timer, in one thread. The only time that it knows is what it was told last."""

    def __init__(self, client: Client, folder: str) -> None:
        self._client = client
        self._folder = folder
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._now: str | None = None
        self._asked = 0

    def run(self) -> None:
        """Do what comes from outside; whenever nothing has come for a while, the periodic work; until it is stopped."""
        waiting: list[_Job] = []
        while True:
            try:
                job = self._jobs.get(timeout=EVERY)
            except Empty:
                if self._now is not None:
                    self._ask("tick", {})
                while waiting:
                    waiting.pop().reply.put({"ok": {}})
                continue
            if job is None:
                break
            self._now = job.words.get("now", self._now)
            if job.op == "tick":
                waiting.append(job)
            else:
                job.reply.put(self._ask(job.op, job.words))
        self._client.close()

    def stop(self) -> None:
        """Let `run` end."""
        self._jobs.put(None)

    def told(self, words: Json, address: str) -> Json:
        """The reply to what it is told; `tick` says the time, and is answered after the next round of work."""
        op = str(words["op"])
        fields = {key: words[key] for key in words if key not in ("op", "id")}
        return self._done(op, {**fields, **self._configured(words, address)} if op == "configure" else fields)

    def hears(self, path: str, headers: Iterable[tuple[str, str]], body: str) -> int:
        """The status with which it answers a webhook."""
        words = {"method": "POST", "path": path, "headers": dict(headers), "body": body}
        return int(self._done("webhook", words).get("ok", {}).get("status", _FAILED))

    def _configured(self, words: Json, address: str) -> Json:
        """What it is configured with beside what it is told: a folder, and its own address for webhooks."""
        endpoints = {
            surface: {**one, "webhook_url": f"{address}/webhooks/{surface}"}
            for surface, one in words["endpoints"].items()
        }
        return {"fresh": True, "state_dir": self._folder, "endpoints": endpoints}

    def _done(self, op: str, words: Json) -> Json:
        job = _Job(op, words)
        self._jobs.put(job)
        return job.reply.get()

    def _ask(self, op: str, words: Json) -> Json:
        self._asked += 1
        return self._client({"now": self._now, **words, "id": self._asked, "op": op})


class Server(ThreadingHTTPServer):
    """The program's address: a free port on loopback."""

    daemon_threads = True

    def __init__(self, program: Program) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.program = program
        self.address = f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length") or 0)).decode("utf-8", "replace")
        if self.path == "/acts":
            reply = self.server.program.told(json.loads(body), self.server.address)
            kind = (reply.get("error") or {}).get("kind")
            self._answer({None: 200, "unsupported": _UNSUPPORTED}.get(kind, _FAILED), reply)
        else:
            self._answer(self.server.program.hears(self.path, self.headers.items(), body), {})

    def _answer(self, status: int, words: Json) -> None:
        content = json.dumps(words).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name is the base class's
        """Nothing: what it is asked is of no interest to who looks at its output."""


def client(name: str | None) -> Client:
    """The bundled client, or a wrong one by its id; raises SystemExit for one that there is not."""
    if name is None:
        return Client()
    wrong = {one.id: one for one in all_wrong_clients()}
    if name not in wrong:
        raise SystemExit(f"there is no wrong client {name!r}; `dunbox list` shows those that there are")
    return wrong[name]()


def main(name: str | None) -> None:
    """Run until SIGTERM or SIGINT."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with tempfile.TemporaryDirectory(prefix="dunbox-served-") as folder:
        program = Program(client(name), folder)
        thread = threading.Thread(target=program.run, name="program", daemon=True)
        with Server(program) as server:
            thread.start()
            sys.stdout.write(server.address + "\n")
            sys.stdout.flush()
            try:
                server.serve_forever()
            except KeyboardInterrupt:
                pass
            finally:
                program.stop()
                thread.join()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else None)
