"""A receiver of webhooks that is not always well: most it takes, some it refuses, and from some it hangs up."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from conformance.bench.soak.wire import Tally

_REFUSED_EVERY = 17
_UNHEARD_EVERY = 41


@contextmanager
def receiver(tally: Tally) -> Iterator[str]:
    """Take webhooks, and count them; answers where."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"]))
            tally.told()
            if tally.webhooks % _UNHEARD_EVERY == 0:
                return
            self.send_response(500 if tally.webhooks % _REFUSED_EVERY == 0 else 204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/hook"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
