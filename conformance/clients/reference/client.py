"""The client: the driver protocol's ops, each over the books of the life that `configure` began."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from conformance.clients.reference import (
    bank,
    bank_messages,
    books,
    cases,
    hooks,
    journals,
    onboarding,
    payments,
    reports,
    resending,
    revising,
    sending,
    settings,
    transfers,
    views,
    wishes,
)
from conformance.clients.reference.amili import Amili
from conformance.clients.reference.desk import Desk
from conformance.clients.reference.kravia import Kravia
from conformance.clients.reference.maventa import Maventa
from conformance.clients.reference.maventa_amili import TYPES, MaventaAmili
from conformance.clients.reference.policy import Policy
from conformance.clients.reference.protocol import Unsupported, answered
from conformance.clients.reference.provider import Provider

Json = dict[str, Any]

CHANNELS = {"ropo": "maventa", **dict.fromkeys(TYPES, "maventa"), "kravia": "kravia", "amili": "amili"}
"""The agencies that this client works with, and the channel that each is reached through."""

FIRST = "ropo"
"""The agency that is asked for news as long as the user has named none."""

BANK_FORMATS = ("camt.053.001.02",)

ACTIONS: dict[str, Callable[[Desk, Json], Json]] = {
    "activate": onboarding.activate,
    "close_service": onboarding.close_service,
    "send_invoice": sending.send_invoice,
    "resend_invoice": resending.resend_invoice,
    "send_bank_messages": bank_messages.send_bank_messages,
    "transfer_invoice": transfers.transfer_invoice,
    "record_payment": payments.record_payment,
    "credit_invoice": payments.credit_invoice,
    "comment": payments.comment,
    "request_due_date": wishes.request_due_date,
    "hold": wishes.hold,
    "release": wishes.release,
    "cancel": wishes.cancel,
    "bad_debt": wishes.bad_debt,
    "set_customer_group": wishes.set_customer_group,
    "reverse_payment": revising.take_back,
    "delete_payment": revising.take_back,
    "change_due_date": revising.change_due_date,
    "reopen_invoice": revising.reopen_invoice,
    "remove_api_user": revising.remove_api_user,
    "change_settings": settings.change_settings,
}

PERIODIC: tuple[Callable[[Desk], None], ...] = (
    onboarding.watch,
    bank_messages.carry_on,
    sending.carry_on,
    sending.follow,
    transfers.carry_on,
    transfers.follow,
    cases.follow,
    reports.carry_on,
    wishes.carry_on,
    settings.carry_on,
    journals.carry_on,
)
"""The work of a tick, in order: cases are read before anything is reported on them."""

POLLING = (sending.follow, transfers.follow, cases.follow)
"""What of it only asks the provider how things stand."""

LOOK_EVERY = timedelta(hours=1)
LOOKS = 6
"""How often, and how many times after a transfer, the client asks to be woken to see whether it was taken."""


class Client(Policy):
    """A callable for the Python driver: takes a request, returns its reply."""

    name = "dunbox-reference"
    version = "1.0"
    reuse = True
    webhooks = "driver"

    def __init__(self) -> None:
        self.provider: Provider | None = None
        self._endpoints: Json = {}
        self._desk: Desk | None = None
        self._ops: dict[str, Callable[[Json], Json]] = {
            "hello": self._hello,
            "configure": self._configure,
            "act": self._act,
            "tick": self._tick,
            "webhook": self._webhook,
            "bank": self._bank,
            "view": self._view,
            "bye": self._bye,
        }

    def __call__(self, request: Json) -> Json:
        """The reply to one request of the driver protocol."""
        return answered(request, self._answer)

    def close(self) -> None:
        """End the current life, if there is one; its books stay."""
        if self._desk is not None:
            self._desk.close()
            self._desk = None

    @property
    def desk(self) -> Desk:
        """The current life. Raises RuntimeError before `configure`."""
        if self._desk is None:
            raise RuntimeError("no life has begun: `configure` comes first")
        return self._desk

    def _answer(self, op: str, request: Json) -> Json:
        if op not in self._ops:
            raise Unsupported(f"op {op!r} is not known; known are {', '.join(self._ops)}")
        if op in ("hello", "configure", "bye"):
            return self._ops[op](request)
        self.desk.begin(datetime.fromisoformat(request["now"]))
        return self._ops[op](request) | self._wake()

    def _hello(self, _request: Json) -> Json:
        return {
            "client": self.name,
            "version": self.version,
            "protocol": 1,
            "providers": list(CHANNELS),
            "actions": list(ACTIONS),
            "settings": [*settings.OWN, *Kravia.settings],
            "webhooks": self.webhooks,
            "bank": list(BANK_FORMATS),
            "views": ["services", "invoices", "ledger", "messages"],
            "reuse": self.reuse,
        }

    def _configure(self, request: Json) -> Json:
        """Begin a life, or go on with one. Credentials are not kept: they come with every `configure`."""
        self.close()
        folder = Path(request["state_dir"])
        if request["fresh"]:
            books.forget(folder)
        self._endpoints = request["endpoints"]
        now = datetime.fromisoformat(request["now"])
        kept = books.Books(folder)
        if not request["fresh"]:
            self.after_restart(kept)
        agency = kept.note("provider", FIRST)
        self.provider = self._channel(agency, kept, request["company"])
        self._desk = Desk(kept, self.provider, self, request["company"], self._hook_url(agency), now)
        # What the user changed later stands; what was given first is only taken where nothing is known.
        kept.set_note("settings", (request.get("settings") or {}) | kept.note("settings", {}))
        settings.follow_the_switch(self._desk)
        return {}

    def _channel(self, agency: str, kept: books.Books, company: Json) -> Provider:
        """The channel of an agency."""
        endpoint = self._endpoints[CHANNELS[agency]]
        if agency in TYPES:
            return MaventaAmili(agency, endpoint, self)
        if agency == FIRST:
            return Maventa(endpoint, self)
        own = Kravia if agency == Kravia.agency else Amili
        return own(endpoint, self, kept, company)

    def _hook_url(self, agency: str) -> str | None:
        """Where this client takes the webhooks of an agency's channel."""
        endpoint = self._endpoints[CHANNELS[agency]]
        url = endpoint.get("webhook_url")
        return self.hook_address(url, endpoint) if url and self.webhooks == "driver" else None

    def _turn_to(self, agency: str) -> None:
        """Work with an agency: the user's first act names it, one for a company; two of one agreement change."""
        desk = self.desk
        chosen = desk.books.note("provider")
        is_change = chosen in TYPES and agency in TYPES
        if agency not in CHANNELS or not (chosen in (None, agency) or is_change):
            served = chosen or ", ".join(CHANNELS)
            raise Unsupported(f"provider {agency!r} is not served; {served} is")
        if is_change and chosen != agency:
            desk.books.set_service(str(chosen), state="inactive", wish=None)
        if chosen != agency:
            desk.books.set_note("provider", agency)
        if desk.provider.agency != agency:
            desk.provider.close()
            self.provider = desk.provider = self._channel(agency, desk.books, desk.company)
            desk.hook_url = self._hook_url(agency)
            desk.begin(desk.now)

    def _act(self, request: Json) -> Json:
        action = request.get("action")
        self._turn_to(request.get("provider", FIRST))
        if action not in ACTIONS:
            raise Unsupported(f"action {action!r} is not known; known are {', '.join(ACTIONS)}")
        return ACTIONS[action](self.desk, request)

    def _tick(self, _request: Json) -> Json:
        for work in PERIODIC:
            if work not in POLLING or self.polls():
                self.desk.attempt_unasked(work, self.desk)
        self.desk.finish()
        return {}

    def _webhook(self, request: Json) -> Json:
        return {"status": hooks.receive(self.desk, request)}

    def _bank(self, request: Json) -> Json:
        if request.get("format") not in BANK_FORMATS:
            raise Unsupported(f"format {request.get('format')!r} is not read; {', '.join(BANK_FORMATS)} is")
        bank.book_statement(self.desk, request["content"])
        return {}

    def _view(self, _request: Json) -> Json:
        return views.view(self.desk)

    def _bye(self, _request: Json) -> Json:
        """Everything is kept already; whoever drives the client closes it after this reply."""
        return {}

    def _wake(self) -> Json:
        """When the client wants to be called again, if at all."""
        desk = self.desk
        wanted = [desk.retry_at()]
        for invoice in desk.books.invoices("transfer = 'pending'"):
            taken = datetime.fromisoformat(str(invoice.transferred_at))
            wanted += [taken + LOOK_EVERY * hour for hour in range(1, LOOKS + 1)]
        later = [moment for moment in wanted if moment is not None and moment > desk.now]
        return {"wake_at": min(later).isoformat()} if later else {}
