"""A server that is killed while clients are at work: what they were answered, and what is there afterwards."""

from __future__ import annotations

import http.client
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Condition, Lock, Thread
from typing import Any
from urllib.parse import urlencode

import orjson

from simulator.domain.draw import Draw
from tests.simulator.stage import ALL_SCOPES, BOUNDARY, FORM, JSON, PAYER, finvoice, multipart

ROOT = Path(__file__).resolve().parents[3]
# Snapshots come so often that kills meet them: with as many rows between two as there are, most of them would not.
_SERVE = """
from conformance.cli import main
from simulator.store.postgres import PostgresStore
from simulator.store.sqlite import SqliteStore
for store in (PostgresStore, SqliteStore):
    store.__init__.__kwdefaults__["every"] = 20
main()
"""
SERVE = [sys.executable, "-c", _SERVE, "serve", "--port", "0"]
LAST_LINE = "A line a request follows; stop with Ctrl-C.\n"
CONTROL = "/control/v1/sandboxes/1"
SERVICE = "/maventa/v2/services/ropo/receivables"
EVENTS = ["DOCUMENTS.INVOICE.DELIVERED", "RECEIVABLES.ASSIGNMENT.CREATED", "RECEIVABLES.ASSIGNMENT.EVENT"]
DEBTOR = {"kind": "company", "pays": {"after": "reminder", "days": 2}}


class Died(Exception):
    """The server was killed while it was asked."""


class Receiver:
    """Takes webhooks. `before_answer` is called with how many have come, before one is answered."""

    def __init__(self) -> None:
        self.came: list[str] = []
        self.before_answer: Callable[[int], None] = lambda count: None
        self._lock = Lock()
        taker = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = orjson.loads(self.rfile.read(int(self.headers["content-length"])))
                taker.take(body["id"])
                self.send_response(204)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Say nothing."""

            def do_GET(self) -> None:
                self.send_response(204)
                self.end_headers()

        class Counting(ThreadingHTTPServer):
            def process_request(self, request: Any, client_address: Any) -> None:
                with taker._at_work:
                    taker._requests += 1
                super().process_request(request, client_address)

            def shutdown_request(self, request: Any) -> None:
                super().shutdown_request(request)
                with taker._at_work:
                    taker._requests -= 1
                    taker._at_work.notify_all()

        self._requests = 0
        self._at_work = Condition()
        self._server = Counting(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/hooks"
        Thread(target=self._server.serve_forever, daemon=True).start()

    def take(self, message: str) -> None:
        with self._lock:
            self.came.append(message)
            self.before_answer(len(self.came))

    def hears_the_last(self) -> None:
        """Wait until all that a server had sent when it was killed has come: it may be on its way still."""
        connection = http.client.HTTPConnection("127.0.0.1", self._server.server_port, timeout=60)
        connection.request("GET", "/")  # comes behind all that is on its way
        connection.getresponse().read()
        connection.close()
        with self._at_work:
            assert self._at_work.wait_for(lambda: self._requests == 0, timeout=60)

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@dataclass
class Told:
    """What clients have been answered, and may rely on."""

    invoices: dict[str, str] = field(default_factory=dict)  # number -> id
    transferred: list[str] = field(default_factory=list)  # ids
    reported: list[str] = field(default_factory=list)  # ids of events
    now: str = ""
    facts: list[dict[str, Any]] = field(default_factory=list)


class Life:
    """One life of the server, from its start until it is killed."""

    def __init__(self, place: str, *options: str) -> None:
        self.process = subprocess.Popen(
            [*SERVE, "--db", place, *options], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        assert self.process.stdout is not None
        said = list(iter(self.process.stdout.readline, LAST_LINE))
        Thread(
            target=self.process.stdout.read, daemon=True
        ).start()  # a pipe that nobody reads would hold it up
        words = dict(line.split()[1:3] for line in said if line.startswith("  maventa"))
        self._port = int(said[0].rsplit(":", 1)[1])
        self.asked = 0
        self.when_asked: Callable[[int], None] = lambda count: None
        self._form = {"grant_type": "client_credentials", "scope": ALL_SCOPES}
        self._form |= {name: words[name] for name in ("client_id", "client_secret")}
        self._token = ""

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)

    def gone(self) -> None:
        self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()

    def ask(
        self, method: str, path: str, body: bytes = b"", media: str = JSON, *, counts: bool = True
    ) -> Any:
        """Answer what the server does, as JSON; raises `Died` if it does not answer any more."""
        status, answer = self._answered(method, path, body, media, counts)
        while status in (401, 409):
            if status == 409 and not path.endswith("/advance"):  # it is refused while messages are under way
                break
            # Time passes meanwhile, and a token is good for an hour.
            form = urlencode(self._form).encode()
            _, token = self._answered("POST", "/maventa/oauth2/token", form, FORM, counts=False)
            self._token = orjson.loads(token)["access_token"]
            status, answer = self._answered(method, path, body, media, counts=False)
        assert status < 400, f"{method} {path} -> {status}: {answer[:300]!r}"
        return orjson.loads(answer) if answer else None

    def _answered(self, method: str, path: str, body: bytes, media: str, counts: bool) -> tuple[int, bytes]:
        headers = {"authorization": f"Bearer {self._token}", **({"content-type": media} if body else {})}
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
        try:
            connection.request(method, path, body, headers)
            if counts:
                self.asked += 1
                self.when_asked(self.asked)
            response = connection.getresponse()
            return response.status, response.read()
        except (OSError, http.client.HTTPException) as error:
            raise Died from error
        finally:
            connection.close()

    def say(self, method: str, path: str, words: Any, *, counts: bool = True) -> Any:
        return self.ask(method, path, orjson.dumps(words), counts=counts)


def begin(life: Life, receiver: Receiver) -> None:
    """Have the service active, a debtor, and a webhook."""
    life.say("PUT", SERVICE, {"agreement_contact_email": "talous@example.fi"})
    for action in ("sign", "pass_kyc"):
        life.say("POST", f"{CONTROL}/services/ropo/onboarding", {"action": action})
    life.say("POST", f"{CONTROL}/clock/advance", {"banking_days": 3})
    life.say("PUT", f"{CONTROL}/debtors/acme", DEBTOR)
    hook = {"destination_type": "WEBHOOK", "destination": receiver.url, "events": EVENTS}
    life.say("POST", "/maventa/v1/company/notifications", hook)


def sends(life: Life, told: Told, first: int) -> None:
    """A client that sends invoices which its debtor holds, and hands each over."""
    for number in range(first, first + 1000):
        held = {"number": str(number), "date": "2025-12-01", "due_date": "2025-12-15", "total": "1240.00"}
        life.say(
            "PUT",
            f"{CONTROL}/invoices/{number}",
            {"invoice": {**held, "currency": "EUR"}, "debtor_key": "acme", "sent": False},
        )
        document = multipart({"file": finvoice(str(number), due="2025-12-15", date="2025-12-01")})
        sent = life.ask("POST", "/maventa/v1/invoices", document, f"multipart/form-data; boundary={BOUNDARY}")
        told.invoices[str(number)] = sent["id"]
        body = {"collection_type": "reminder_and_collection", "receivables_type": "b2b", "payers": [PAYER]}
        life.say("POST", f"/maventa/v2/invoices/{sent['id']}/assignment/ropo", body)
        told.transferred.append(sent["id"])


def reports(life: Life, told: Told) -> None:
    """A client that comments on its newest case, and reads what has happened."""
    while True:
        cases = life.ask("GET", "/maventa/v1/assignments?per_page=5")
        for case in [each for each in cases if each["status"] != "closed"][:1]:
            path = f"/maventa/v1/assignments/{case['id']}/events"
            told.reported.append(life.say("POST", path, {"type": "comment", "text": "Hei"})["id"])
        page = life.ask("GET", f"{CONTROL}/facts?after={len(told.facts)}&limit=500")
        told.facts += page["facts"]


def advances(life: Life, told: Told) -> None:
    """Time passes, some hours at a time; while messages are under way it is asked again."""
    while True:
        told.now = life.say("POST", f"{CONTROL}/clock/advance", {"by": "PT3H"})["now"]


def work(life: Life, told: Told, first: int) -> None:
    """Let clients work side by side until the server is gone."""

    def until_it_dies(client: Callable[[], None]) -> None:
        try:
            client()
        except Died:
            pass
        except AssertionError as error:
            failed.append(error)

    failed: list[AssertionError] = []
    clients = [
        lambda: sends(life, told, first),
        lambda: reports(life, told),
        lambda: advances(life, told),
    ]
    threads = [Thread(target=until_it_dies, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed, failed
    life.gone()


def at_a_drawn_moment(life: Life, receiver: Receiver, draw: Draw, nth: int) -> None:
    """Have the server killed: while it is asked for the nth time, or before its nth message is answered."""
    last = draw("kill after", str(nth), 5, 150)
    if draw("kill while", str(nth), 0, 1):
        life.when_asked = lambda count: life.kill() if count == last else None
    else:
        goal = len(receiver.came) + last // 2 + 1
        receiver.before_answer = lambda count: life.kill() if count == goal else None


def nothing_is_missing(life: Life, told: Told) -> None:
    """Fail unless all that was answered is there."""
    for number, invoice in told.invoices.items():
        assert life.ask("GET", f"/maventa/v1/invoices/{invoice}", counts=False)["number"] == number
    facts = all_facts(life)
    assert facts[: len(told.facts)] == told.facts
    handed_over = {fact["invoice"] for fact in facts if fact["kind"] == "transfer_requested"}
    assert set(told.transferred) <= handed_over
    assert life.ask("GET", f"{CONTROL}/clock", counts=False)["now"] >= told.now
    pages = [
        life.ask("GET", f"/maventa/v1/events?per_page=100&page={page}", counts=False)
        for page in range(1, 200)
    ]
    assert set(told.reported) <= {event["id"] for page in pages for event in page}


def all_facts(life: Life) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    while page := life.ask("GET", f"{CONTROL}/facts?after={len(found)}&limit=1000", counts=False)["facts"]:
        found += page
    return found


def twice(receiver: Receiver) -> dict[str, int]:
    """The messages that came more than once, and how often."""
    return {message: count for message, count in Counter(receiver.came).items() if count > 1}
