"""Whether the client orders a service as often as it should, and in whose name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from conformance.checks import Looking, check
from conformance.trace import Record
from conformance.verdict import SHOULD, Finding

_ENDED = ("inactive", "declined", "closed")
_ENDS = ("service_declined", "service_closed", "activation_reset")
_DETAILS = {
    "iban": "the IBAN of the company's account",
    "bic": "the bank's BIC",
    "bank": "the bank's name",
    "contact_name": "the contact person's name",
    "contact_email": "the contact person's e-mail address",
    "contact_phone": "the contact person's phone number",
    "service_email": "the e-mail address of customer service",
    "service_phone": "the phone number of customer service",
    "billing_street": "the street of the billing address",
    "billing_postal_code": "the postal code of the billing address",
    "billing_city": "the post office of the billing address",
    "billing_country": "the country of the billing address",
}
_NEED_IT = ("activate", "transfer_invoice")
# None is `configure`, which tells of the company.
_TELL_OF_PEOPLE = (None, "activate", "update_company")


@check(
    "activation.once",
    topic="activation",
    reads=("wire",),
    right="The client orders the service on Monday, asks how it stands on Tuesday, is told that it is "
    "pending, and waits.",
    wrong="It orders the service on Monday and, as it is still pending, orders it again on Tuesday by "
    "itself.",
    duties=("activate+transfer",),
)
def activation_once(looking: Looking) -> Iterator[Finding]:
    """A service is activated once: while its activation is pending, or it is active, it is not ordered again.

    Ordering it again is right once the client was told that it is inactive, declined or closed, or after it
    closed the service itself; and after an order whose answer was an error or got lost. If the user orders
    it again, the client may pass that on: a warning at most.
    """
    standing: dict[str, Record] = {}
    for record in looking.trace.records:
        provider = str(record.means.get("provider") or record.data.get("provider") or "")
        if _ends(record):
            # What does not say whose service has ended may be about any.
            standing = {name: order for name, order in standing.items() if provider not in ("", name)}
        elif (
            record.kind == "exchange"
            and record.op is not None
            and record.duty == "activate"
            and record.accepted
        ):
            looking.at()
            if provider in standing:
                yield _again(looking, standing[provider], record)
            standing[provider] = record
            if _tells_the_end(record):
                del standing[provider]


def _ends(record: Record) -> bool:
    """Whether the service is known not to be there, nor coming, from this record on."""
    if record.kind == "fact":
        return record.data.get("fact") in _ENDS
    if record.kind == "delivery":
        return record.means.get("kind") == "service_rejected"
    if record.kind != "exchange" or not record.accepted:
        return False
    return record.duty == "close" or (record.duty == "read_service" and _tells_the_end(record))


def _tells_the_end(record: Record) -> bool:
    return record.means.get("state") in _ENDED


def _again(looking: Looking, first: Record, second: Record) -> Finding:
    op = looking.trace.get(second.op)
    asked = op is not None and op.request.get("action") == "activate" and second.op != first.op
    return Finding(
        message="the client ordered the service again, although the first order stood"
        + (", because its user asked again" if asked else ""),
        expected=f"one activation, that of {first.at.isoformat()}",
        actual=f"another at {second.at.isoformat()}",
        at=second.at.isoformat(),
        evidence=(first.id, second.id),
        warning=asked,
    )


@check(
    "activation.asked",
    topic="activation",
    reads=("wire", "books"),
    acts_alone=True,
    right="The user orders the service on Monday, the provider is busy, and the client places the order on Tuesday. The"
    " signatory declines on Friday, and nothing is ordered until the user asks again.",
    wrong="The client orders the service as soon as it is configured; or, after the signatory has declined, anew each"
    " day by itself.",
    duties=("activate",),
)
def activation_asked(looking: Looking) -> Iterator[Finding]:
    """A service is ordered because its user asked for it, and after it ended only if the user asked since.

    To ask is the act `activate`, a wish to transfer an invoice, or turning `auto_transfer` on, which need the
    service; one that the client refused is none, but for an order in that very act. Judged are the orders that
    the provider took; that a service is ordered once for one wish is judged elsewhere.
    """
    if not looking.trace.ops("act"):
        return
    for call in looking.trace.exchanges("activate"):
        if not (call.accepted or call.committed):
            continue
        looking.at()
        provider = str(call.means.get("provider") or looking.trace.start.get("provider") or "")
        ended = _ended(looking, provider, call.id)
        if not any(
            _needs_it(op, provider, call) for op in looking.trace.ops("configure", "act") if op.id > ended
        ):
            yield _unasked(call, ended)


def _ended(looking: Looking, provider: str, before: int) -> int:
    """The record with which the service ended last, before a call; 0 if it never did."""
    ends = looking.trace.facts(*_ENDS)
    mine = [end for end in ends if end.id < before and end.data.get("provider") in (None, provider)]
    if not mine:
        return 0
    # Whoever closes it may be a tick behind its user, who has asked for it anew meanwhile.
    wishes = [act.id for act in looking.trace.acts("close_service") if act.id < mine[-1].id]
    return wishes[-1] if wishes and mine[-1].data.get("fact") == "service_closed" else mine[-1].id


def _needs_it(op: Record, provider: str, call: Record) -> bool:
    """Whether the user asked, by an op, for something that a call to order the service is right for."""
    if op.id > (call.op or call.id) or op.request.get("provider") not in (None, provider):
        return False
    if (op.ok or {}).get("outcome") == "refused" and op.id != call.op:
        return False
    automation = (op.request.get("settings") or {}).get("auto_transfer") or {}
    return op.request.get("action") in _NEED_IT or bool(automation.get("enabled"))


def _unasked(call: Record, ended: int) -> Finding:
    return Finding(
        message=f"the client ordered the service {'anew after its end' if ended else ''}".rstrip()
        + ", although nobody had asked for it",
        expected="an order once the user asks for the service",
        actual=f"one by the client's own decision, {call.means.get('outcome')}",
        at=call.at.isoformat(),
        evidence=(*((ended,) if ended else ()), call.id),
    )


@check(
    "activation.contact",
    topic="activation",
    reads=("wire", "books"),
    acts_alone=True,
    right="The user orders the service, and gives talous@example.fi as the signatory's address; the client names it.",
    wrong="The client names the address of its own maker's support, where nobody can sign.",
    duties=("activate",),
)
def activation_contact(looking: Looking) -> Iterator[Finding]:
    """An activation names a contact's e-mail address, one that the client was told.

    It may be the signatory's, the user's, or any that stands in the company's details; capital letters do not
    count. What the provider refused is judged too. None has to be named where the answer says behind which address the
    activation is finished.
    """
    for call in looking.trace.exchanges("activate"):
        told = {
            address.casefold()
            for op in looking.trace.ops("configure", "act")
            if op.id < call.id and op.request.get("action") in _TELL_OF_PEOPLE
            for address in _addresses(op.request)
        }
        if not told:
            continue
        named = str(call.means.get("contact") or "").strip()
        if not named and call.means.get("link"):
            continue
        looking.at()
        if named.casefold() not in told:
            yield Finding(
                message="the agreement was sent for to an address that nobody gave"
                if named
                else "the service was ordered without an address for the agreement",
                expected=f"one of {', '.join(sorted(told))}",
                actual=named or "none",
                at=call.at.isoformat(),
                evidence=(call.id,),
            )


@check(
    "activation.details",
    topic="activation",
    reads=("wire",),
    right="The order gives account, bank, contact person, customer service with e-mail address and phone number, and"
    " where the company is invoiced.",
    wrong="The order leaves out the phone number of customer service, which is to stand on every invoice.",
    duties=("activate",),
    severity=SHOULD,
)
def activation_details(looking: Looking) -> Iterator[Finding]:
    """An order gives all details of the company that its rules ask for, whether it would be taken without them or not.

    Judged are orders by which such details can be given, also those that the provider refused. Where its rules name
    the details, it is those.
    """
    provider = str(looking.trace.start.get("provider"))
    asked = looking.catalogue.value(provider, "activate", "details") or tuple(_DETAILS)
    for call in looking.trace.exchanges("activate"):
        given = {name for name in _DETAILS if str(call.means.get(name) or "").strip()}
        if not given:
            continue
        looking.at()
        missing = [_DETAILS[name] for name in asked if name not in given]
        if missing:
            yield Finding(
                message="the service was ordered without details that its rules ask for",
                expected=", ".join(missing),
                actual="none",
                at=call.at.isoformat(),
                evidence=(call.id,),
            )


def _addresses(words: object) -> Iterator[str]:
    """Every e-mail address in a request."""
    if isinstance(words, Mapping):
        for value in words.values():
            yield from _addresses(value)
    elif isinstance(words, list):
        for value in words:
            yield from _addresses(value)
    elif isinstance(words, str) and "@" in words and not any(one.isspace() for one in words):
        yield words.strip()


@check(
    "activation.prepared",
    topic="activation",
    reads=("wire", "books"),
    right="The company has no active bank account: the client refuses the order, and says what is missing.",
    wrong="It orders the service with an account that was closed.",
    duties=("activate",),
    figure="needs",
)
def activation_prepared(looking: Looking) -> Iterator[Finding]:
    """A service is ordered once the company has what its agency needs of it: IDs, address, account, BIC.

    Judged by the company's details as the client was last given them; those that it was not given are not judged.
    """
    provider = str(looking.trace.start.get("provider"))
    needs = looking.catalogue.value(provider, "activate", "needs") or ()
    for call in looking.trace.exchanges("activate") if needs else ():
        given = [op for op in looking.trace.ops("configure") if op.id < call.id and op.request.get("company")]
        if not given:
            continue
        looking.at()
        missing = [name for name in needs if not _has(given[-1].request["company"], name)]
        if missing:
            yield Finding(
                message=f"the service was ordered, and the company lacks {', '.join(missing)}",
                expected="no order before it is there",
                actual=f"an order, {call.means.get('outcome')}",
                at=call.at.isoformat(),
                evidence=(given[-1].id, call.id),
            )


def _has(company: Mapping[str, Any], name: str) -> bool:
    accounts = [one for one in company.get("bank_accounts") or () if one.get("active", True)]
    if name == "bank_account":
        return bool(accounts)
    if name == "bic":
        return all(one.get("bic") for one in accounts)
    return bool(company.get(name) or (company.get("address") or {}).get(name))
