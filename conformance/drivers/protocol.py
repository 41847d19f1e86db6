"""The client driver protocol, version 1: what a client may be asked, and what its replies must look like.

A request is `{"id", "op", …}`. Its reply has the same `id`, and either `ok`, an object, or `error`, with a
`kind` (`unsupported`, `failed`) and a `message`. Fields that are not known are passed over. How amounts, dates
and times are written, and all else, stands in `docs/driver-protocol.md`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from conformance.drivers import words
from conformance.drivers.errors import DriverError, shortened
from conformance.drivers.words import Field

VERSION = 1

ACTIONS = (
    "activate", "close_service", "send_invoice", "resend_invoice", "transfer_invoice", "record_payment",
    "reverse_payment", "delete_payment", "credit_invoice", "comment", "change_due_date", "request_due_date",
    "hold", "release", "cancel", "bad_debt", "reopen_invoice", "make_interest_invoice", "set_customer_group",
    "send_bank_messages", "change_settings", "update_company", "remove_api_user",
)  # fmt: skip
# How deep objects and lists may stand in each other in a reply.
DEEPEST = 100
OUTCOMES = ("done", "pending", "refused")
WEBHOOKS = ("none", "driver", "url")
SERVICE_STATES = ("inactive", "pending", "active", "declined", "closed")
INVOICE_STATES = ("draft", "sent", "error", "transfer_pending", "in_collection", "paid", "credited", "closed")
LEDGER_KINDS = (
    "direct_payment", "settlement_principal", "settlement_interest", "fee", "credit", "reversal", "unmatched",
)  # fmt: skip

_WAKE = (Field("wake_at", words.moment),)
_MESSAGES = words.rows(Field("at", words.text), Field("number", words.text), Field("text", words.text))
_SERVICES = words.rows(
    Field("provider", words.text, True),
    Field("state", words.one_of(SERVICE_STATES), True),
    Field("settings", words.mapping),
)
_INVOICES = words.rows(
    Field("number", words.text, True),
    Field("state", words.one_of(INVOICE_STATES)),
    Field("collection_status", words.text),
    Field("open_amount", words.decimal),
    Field("currency", words.text),
    Field("transferred_on", words.day),
    Field("case_url", words.text),
)
_LEDGER = words.rows(
    Field("date", words.day),
    Field("number", words.text),
    Field("kind", words.one_of(LEDGER_KINDS), True),
    Field("amount", words.decimal, True),
    Field("currency", words.text),
    Field("reference", words.text),
    Field("account", words.text),
)
REPLIES: Mapping[str, tuple[Field, ...]] = {
    "hello": (
        Field("client", words.text, True),
        Field("version", words.text),
        Field("protocol", words.whole(0, 1000), True),
        Field("providers", words.texts, True),
        Field("actions", words.texts, True),
        Field("settings", words.texts),
        Field("webhooks", words.one_of(WEBHOOKS)),
        Field("bank", words.texts),
        Field("views", words.texts),
        Field("reuse", words.flag),
    ),
    "configure": (Field("webhook_url", words.text), *_WAKE),
    "act": (
        Field("outcome", words.one_of(OUTCOMES), True),
        Field("message", words.text),
        Field("contact", words.one_of(("provider",))),
        *_WAKE,
    ),
    "tick": _WAKE,
    "webhook": (Field("status", words.whole(100, 599), True), *_WAKE),
    "bank": _WAKE,
    "view": (
        Field("services", _SERVICES),
        Field("invoices", _INVOICES),
        Field("ledger", _LEDGER),
        Field("messages", _MESSAGES),
        *_WAKE,
    ),
    "bye": (),
}
_ERROR = (Field("kind", words.one_of(("unsupported", "failed")), True), Field("message", words.text))


@dataclass(frozen=True, slots=True)
class Hello:
    """What a client says of itself; fields that it left out have the least that they can mean."""

    client: str
    version: str
    protocol: int
    providers: tuple[str, ...]
    actions: tuple[str, ...]
    settings: tuple[str, ...] = ()
    webhooks: str = "none"
    bank: tuple[str, ...] = ()
    views: tuple[str, ...] = ()
    reuse: bool = False

    @classmethod
    def read(cls, ok: Mapping[str, Any]) -> Hello:
        """The `ok` of a `hello` that `read_reply` found right."""
        listed = {
            name: tuple(ok.get(name) or ()) for name in ("providers", "actions", "settings", "bank", "views")
        }
        return cls(
            client=ok["client"],
            version=ok.get("version") or "",
            protocol=ok["protocol"],
            webhooks=ok.get("webhooks") or "none",
            reuse=bool(ok.get("reuse")),
            **listed,
        )

    def words(self) -> dict[str, Any]:
        """The same as an object of the protocol."""
        return {name: list(value) if isinstance(value, tuple) else value for name, value in self._fields()}

    def _fields(self) -> list[tuple[str, Any]]:
        return [(name, getattr(self, name)) for name in self.__slots__]


def read_reply(request: Mapping[str, Any], reply: Any) -> dict[str, Any]:
    """The `ok` of the reply to a request; raises `DriverError` if it is none, or says that the client failed."""
    asked = f"the reply to {request['op']} (id {request['id']})"
    if not isinstance(reply, dict):
        raise DriverError(
            "garbage", f"{asked} is {words.shown(reply)}; a reply is an object with id and ok or error"
        )
    if words.deeper_than(DEEPEST, reply):
        raise DriverError("wrong", f"{asked} is nested more than {DEEPEST} deep; no field needs that")
    _must_answer(request, reply, asked)
    if reply.get("error") is not None:
        raise _said_so(request, reply["error"], asked)
    wrong = words.problem(reply["ok"], REPLIES[request["op"]])
    if wrong:
        raise DriverError("wrong", f"{asked} breaks the protocol: {wrong}")
    ok: dict[str, Any] = reply["ok"]
    return ok


def _must_answer(request: Mapping[str, Any], reply: Mapping[str, Any], asked: str) -> None:
    found = reply.get("id")
    if type(found) is not type(request["id"]) or found != request["id"]:
        why = "replies come in order and repeat the id of their request"
        raise DriverError("wrong", f"{asked} carries the id {words.shown(found)}: {why}")
    both = [name for name in ("ok", "error") if reply.get(name) is not None]
    if len(both) != 1:
        holds = "neither ok nor error" if not both else "both ok and error"
        raise DriverError("wrong", f"{asked} holds {holds}; it must hold one of them")


def _said_so(request: Mapping[str, Any], error: Any, asked: str) -> DriverError:
    wrong = words.problem(error, _ERROR)
    if wrong:
        return DriverError("wrong", f"{asked} breaks the protocol: its error: {wrong}")
    message = shortened(error.get("message") or "it gave no reason", 300)
    what = request.get("action") or request["op"]
    if error["kind"] == "unsupported":
        sentence = f"the client declared {what} in hello, and answered that it does not support it: {message}"
        return DriverError("unsupported", sentence)
    return DriverError("failed", f"the client failed at {what}: {message}")
