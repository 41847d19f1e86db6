"""`dunbox serve` as a process of its own, and in it companies in the middle of their stories."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import Any

import requests

from tests.simulator.stage import ALL_SCOPES, PAYER, finvoice

ROOT = Path(__file__).parents[2]
TOKEN = "the-control-token"
PATIENCE = 60
"""Real seconds that a test waits for what comes at once on any machine that is not overloaded."""


@dataclass
class Serving:
    """A server that runs: where, with which process, and what it wrote so far."""

    url: str
    process: subprocess.Popen[str]
    written: list[str]

    @property
    def peak(self) -> int:
        """The most memory that the process ever held, in bytes."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) * 1024

    def control(self, method: str, path: str, words: Any = None) -> Any:
        """Call the control API, and answer what it answers."""
        headers = {"Authorization": f"Bearer {TOKEN}"}
        url = f"{self.url}/control/v1{path}"
        heard = requests.request(method, url, json=words, headers=headers, timeout=PATIENCE)
        assert heard.ok, heard.text
        return heard.json() if heard.content else None


@contextmanager
def serving(*options: str) -> Iterator[Serving]:
    """Serve with a control token on a free port; the process is gone afterwards."""
    code = "from conformance.cli import main; main()"
    command = [sys.executable, "-c", code, "serve", "--port", "0", "--control-token", TOKEN, *options]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    assert process.stdout is not None
    first = process.stdout.readline()
    written = [first]
    reader = Thread(target=lambda: written.extend(process.stdout or ()), daemon=True)
    reader.start()
    try:
        yield Serving(first.split()[-1], process, written)
    finally:
        process.terminate()
        process.wait(PATIENCE)
        reader.join(PATIENCE)
        process.stdout.close()


@dataclass
class Customer:
    """A company in a server's sandbox, and its software: base URLs, secrets, and the calls that it makes."""

    server: Serving
    sandbox: dict[str, Any]
    invoices: list[str]

    @property
    def words(self) -> dict[str, str]:
        """What its software was configured with for the first channel."""
        found: dict[str, str] = self.sandbox["endpoints"]["maventa"]
        return found

    @property
    def secret(self) -> str:
        """Its token at the second channel."""
        return str(self.sandbox["endpoints"]["kravia"]["secret"])

    @property
    def token(self) -> str:
        """An access token that is valid now."""
        names = ("client_id", "client_secret")
        form = {"grant_type": "client_credentials", "scope": ALL_SCOPES}
        form |= {name: self.words[name] for name in names}
        heard = requests.post(self.words["token_url"], data=form, timeout=PATIENCE)
        assert heard.ok, heard.text
        return str(heard.json()["access_token"])

    @property
    def organization(self) -> str:
        """An access token of the third channel."""
        words = self.sandbox["endpoints"]["amili"]
        form = {"grant_type": "client_credentials"}
        form |= {name: words[name] for name in ("client_id", "client_secret")}
        heard = requests.post(words["token_url"], data=form, timeout=PATIENCE)
        assert heard.ok, heard.text
        return str(heard.json()["access_token"])

    def call(self, method: str, path: str, **options: Any) -> Any:
        """Call the first channel, and answer what it answers."""
        headers = {"Authorization": f"Bearer {self.token}"}
        url = f"{self.words['base_url']}{path}"
        heard = requests.request(method, url, headers=headers, timeout=PATIENCE, **options)
        assert heard.ok, heard.text
        return heard.json() if heard.content else None

    def control(self, method: str, path: str, words: Any = None) -> Any:
        """Call the control API below the sandbox."""
        return self.server.control(method, f"/sandboxes/{self.sandbox['id']}{path}", words)


SERVICE = "/v2/services/ropo/receivables"
HOOK = {
    "destination_type": "WEBHOOK",
    "destination": "http://127.0.0.1:9/x",
    "events": ["DOCUMENTS.INVOICE.DELIVERED"],
}


def customer(server: Serving, name: str, **words: Any) -> Customer:
    """Answer a company whose service is active: on 4 February it has three cases, and two invoices besides."""
    start = {"name": name, "seed": 7, "start": "2026-01-12T09:00", **words}
    made = Customer(server, server.control("POST", "/sandboxes", start), [])
    made.call("PUT", SERVICE, json={"agreement_contact_email": "talous@example.fi"})
    for action in ("sign", "pass_kyc"):
        made.control("POST", "/services/ropo/onboarding", {"action": action})
    made.control("POST", "/clock/advance", {"banking_days": 2})
    made.control("PUT", "/debtors/acme", {"kind": "company"})
    for number in range(1001, 1006):
        files = {"file": ("invoice.xml", finvoice(str(number)))}
        made.invoices.append(made.call("POST", "/v1/invoices", files=files)["id"])
    made.control("POST", "/clock/advance", {"to": "2026-02-04T09:00"})
    body = {"collection_type": "collection", "receivables_type": "b2b", "payers": [PAYER]}
    for invoice in made.invoices[:3]:
        made.call("POST", f"/v2/invoices/{invoice}/assignment/ropo", json=body)
    made.control("POST", "/clock/advance", {"by": "PT4H"})
    made.call("POST", "/v1/company/notifications", json=HOOK)
    return made
