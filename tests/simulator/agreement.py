"""A company that orders a service with its details and finishes it in one visit, for tests."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from simulator.http.core import Core, Request
from simulator.http.surfaces import surfaces
from tests.simulator.company import Company
from tests.simulator.stage import DETAILS, FORM, Heard, keeps_its_promises

PATH = "/v2/services/amili/receivables"
OLDER = "/v1/services/receivables"
OTHER = {"iban": "FI4250001510000023", "bic": "OKOYFIHH", "bank": "OP"}
DAYS = "amili.confirmation_banking_days"


class Agreement(Company):
    """One sandbox, its client, and whoever opens a page of the console."""

    def __init__(self, start: str = "2026-01-12T09:00", **words: Any) -> None:
        super().__init__(start, **words)
        self._core = Core(self.world, surfaces(self.world, self.stage.courier))

    def order(self, path: str = PATH, **words: Any) -> Heard:
        """Order the service with all details, some of them changed or (with None) left out."""
        body = {name: value for name, value in {**DETAILS, **words}.items() if value is not None}
        return self.client.call("PUT", path, body)

    def change(self, **words: Any) -> Heard:
        return self.client.call("PATCH", PATH, words)

    def close(self) -> Heard:
        return self.client.call("DELETE", PATH)

    @property
    def service(self) -> dict[str, Any]:
        found: dict[str, Any] = self.client.get(PATH)
        return found

    def active(self, kind: str = "full") -> Agreement:
        """Go through the whole activation."""
        assert self.order(service_type=kind).status == 200
        self.answer(self.page, action="pass_kyc")
        self.banking_days(2)
        assert self.service["status"] == "ACTIVE"
        return self

    # --- the page -----------------------------------------------------------------------------------------

    @property
    def page(self) -> str:
        """The path of the form."""
        return str(self.service["activation_url"]).removeprefix("http://stage")

    def visit(self, path: str) -> Heard:
        return self.browse("GET", path)

    def answer(self, path: str, **fields: str) -> Heard:
        return self.browse("POST", path, urlencode(fields).encode(), **{"content-type": FORM})

    def browse(self, method: str, path: str, body: bytes = b"", **headers: str) -> Heard:
        response = self._core.handle(Request(method, path, "", list(headers.items()), body, "http://stage"))
        heard = Heard(response.status, {name.lower(): each for name, each in response.headers}, response.body)
        keeps_its_promises(heard, f"{method} {path}")
        return heard
