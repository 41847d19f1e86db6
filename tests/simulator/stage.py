"""A stage for tests of the simulator: a world, its core without a socket, and a client's calls on it.

Every answer is looked at: none may be the server's fault, and none may differ from what its document promises.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

import orjson

from simulator import Sandbox, World
from simulator.control import Control
from simulator.courier import Courier, Post
from simulator.domain.identifiers import finnish_reference
from simulator.http.core import HARNESS_ERROR, Core, Request
from simulator.http.surfaces import channel_surfaces, control_surface

KEY = b"k" * 32
ALL_SCOPES = (
    "company:read company:write invoice:send receivables:assignments fi_bank_message:send "
    "partner:invoice_delivery_actions"
)
JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
BOUNDARY = "----dunbox"

ADDRESS = {"street": "Mallitie 2", "postal_code": "33100", "city": "Tampere", "country": "FI"}
DETAILS: dict[str, Any] = {
    "iban": "FI2112345600000785",
    "bic": "NDEAFIHH",
    "bank": "Nordea",
    "contact_person": "Tiina Talous",
    "contact_email": "talous@example.fi",
    "contact_phone_number": "+358401234567",
    "customer_service_email": "palvelu@example.fi",
    "customer_service_phone_number": "+358207654321",
    "billing_address": {
        "streets": ["Esimerkkikatu 1"],
        "zip_code": "00100",
        "city": "Helsinki",
        "country": "FI",
    },
}
"""What a company gives where its details are asked for."""
PAYER = {"type": "company", "name": "Esimerkki Oy", "business_id": "7654321-2", "address": ADDRESS}


@dataclass(frozen=True)
class Heard:
    """An answer as it was heard: header names in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return orjson.loads(self.body)


class Stage:
    """A world with its channels and control API, spoken to in bytes."""

    def __init__(
        self, world: World | None = None, *, token: str | None = None, post: Post | None = None
    ) -> None:
        self.world = world or World(key=KEY)
        self.courier = Courier(post)
        control = control_surface(Control(self.world, self.courier, token))
        self.core = Core(self.world, [*channel_surfaces(), control])

    def raw(self, request: Request) -> Heard:
        """Answer a request, whatever comes."""
        response = self.core.handle(request)
        headers = {name.lower(): value for name, value in response.headers}
        return Heard(response.status, headers, response.body)

    def call(
        self,
        method: str,
        path: str,
        body: bytes = b"",
        *,
        query: str = "",
        headers: Mapping[str, str] | None = None,
    ) -> Heard:
        """Call the server; its answer keeps its promises."""
        given = [(name.lower(), value) for name, value in (headers or {}).items()]
        heard = self.raw(Request(method, path, query, given, body, "http://stage"))
        keeps_its_promises(heard, f"{method} {path}")
        return heard

    def control(self, method: str, path: str, words: Any = None, **options: Any) -> Heard:
        """Call the control API with a JSON body, if any."""
        body = b"" if words is None else orjson.dumps(words)
        headers = {**({"content-type": JSON} if body else {}), **options.pop("headers", {})}
        return self.call(method, f"/control/v1{path}", body, headers=headers, **options)


def keeps_its_promises(heard: Heard, what: str) -> None:
    """Fail for an answer that is the server's fault."""
    fault = heard.headers.get(HARNESS_ERROR.lower())
    assert fault is None, f"{what} -> {heard.status}: {fault}"
    assert heard.status < 500, f"{what} -> {heard.status}: {heard.body[:300]!r}"


class Client:
    """A company's software: it fetches a token when the last one has expired, and calls."""

    def __init__(self, sandbox: Sandbox, stage: Stage | None = None, scope: str = ALL_SCOPES) -> None:
        self.sandbox = sandbox
        self.stage = stage or Stage()
        self.scope = scope
        self._token: tuple[datetime, str] | None = None

    @property
    def words(self) -> dict[str, str]:
        return self.sandbox.endpoints("http://stage")["maventa"]

    @property
    def token(self) -> str:
        if self._token is None or (self.sandbox.now - self._token[0]).total_seconds() >= 3600:
            heard = self.ask_token(scope=self.scope)
            assert heard.status == 200, heard.body
            self._token = self.sandbox.now, heard.json["access_token"]
        return self._token[1]

    def ask_token(self, **fields: str) -> Heard:
        names = ("client_id", "client_secret")
        form = {"grant_type": "client_credentials", **{name: self.words[name] for name in names}, **fields}
        return self.stage.call(
            "POST", "/maventa/oauth2/token", urlencode(form).encode(), headers={"content-type": FORM}
        )

    def call(self, method: str, path: str, words: Any = None, query: str = "") -> Heard:
        headers = {"authorization": f"Bearer {self.token}", "content-type": JSON}
        body = b"" if words is None else orjson.dumps(words)
        return self.stage.call(method, f"/maventa{path}", body, query=query, headers=headers)

    def get(self, path: str, query: str = "") -> Any:
        heard = self.call("GET", path, query=query)
        assert heard.status == 200, heard.body
        return heard.json

    def upload(self, document: bytes, **fields: str) -> Heard:
        headers = {
            "authorization": f"Bearer {self.token}",
            "content-type": f"multipart/form-data; boundary={BOUNDARY}",
        }
        body = multipart({**fields, "file": document})
        return self.stage.call("POST", "/maventa/v1/invoices", body, headers=headers)


def multipart(parts: Mapping[str, str | bytes]) -> bytes:
    """A multipart body; bytes are files."""
    made = b""
    for name, value in parts.items():
        filename = '; filename="i.xml"' if isinstance(value, bytes) else ""
        content = value if isinstance(value, bytes) else value.encode()
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"{filename}\r\n\r\n'
        made += head.encode() + content + b"\r\n"
    return made + f"--{BOUNDARY}--\r\n".encode()


def finvoice(
    number: str,
    total: str = "1240.00",
    due: str = "2026-01-28",
    date: str = "2026-01-14",
    currency: str = "EUR",
) -> bytes:
    """A Finvoice document; its reference is the number's."""
    net = f"{Decimal(total) / Decimal('1.255'):.2f}".replace(".", ",")
    amount = total.replace(".", ",")
    coin = f'AmountCurrencyIdentifier="{currency}"'
    reference = finnish_reference(number)
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<Finvoice Version="3.0"><SellerPartyDetails><SellerPartyIdentifier>0112038-9</SellerPartyIdentifier>
<SellerOrganisationName>Myyjä Oy</SellerOrganisationName></SellerPartyDetails>
<BuyerPartyDetails><BuyerOrganisationName>Esimerkki Oy</BuyerOrganisationName></BuyerPartyDetails>
<InvoiceDetails><InvoiceTypeCode>INV01</InvoiceTypeCode><InvoiceTypeText>LASKU</InvoiceTypeText>
<OriginCode>Original</OriginCode><InvoiceNumber>{number}</InvoiceNumber>
<InvoiceDate Format="CCYYMMDD">{date.replace("-", "")}</InvoiceDate>
<InvoiceTotalVatExcludedAmount {coin}>{net}</InvoiceTotalVatExcludedAmount>
<InvoiceTotalVatIncludedAmount {coin}>{amount}</InvoiceTotalVatIncludedAmount>
<PaymentTermsDetails><InvoiceDueDate Format="CCYYMMDD">{due.replace("-", "")}</InvoiceDueDate></PaymentTermsDetails>
</InvoiceDetails><InvoiceRow><ArticleName>Työ</ArticleName></InvoiceRow>
<EpiDetails><EpiIdentificationDetails><EpiDate Format="CCYYMMDD">{date.replace("-", "")}</EpiDate>
</EpiIdentificationDetails><EpiPartyDetails><EpiBfiPartyDetails/><EpiBeneficiaryPartyDetails>
<EpiNameAddressDetails>Myyjä Oy</EpiNameAddressDetails>
<EpiAccountID IdentificationSchemeName="IBAN">FI2112345600000785</EpiAccountID>
</EpiBeneficiaryPartyDetails></EpiPartyDetails><EpiPaymentInstructionDetails>
<EpiRemittanceInfoIdentifier IdentificationSchemeName="SPY">{reference}</EpiRemittanceInfoIdentifier>
<EpiInstructedAmount {coin}>{amount}</EpiInstructedAmount>
<EpiDateOptionDate Format="CCYYMMDD">{due.replace("-", "")}</EpiDateOptionDate>
</EpiPaymentInstructionDetails></EpiDetails></Finvoice>""".encode()
