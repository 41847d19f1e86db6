"""Whether the client orders a service as often as it should, and in whose name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from conformance.checks import Looking, check
from conformance.trace import Record
from conformance.verdict import Finding

_ENDED = ("inactive", "declined", "closed")
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
        return record.data.get("fact") in ("service_declined", "service_closed")
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
    "activation.contact",
    topic="activation",
    reads=("wire", "books"),
    right="The user orders the service, and gives talous@example.fi as the signatory's address; the client names it.",
    wrong="The client names the address of its own maker's support, where nobody can sign.",
    duties=("activate",),
)
def activation_contact(looking: Looking) -> Iterator[Finding]:
    """An activation names a contact's e-mail address, one that the client was told.

    It may be the signatory's, the user's, or any that stands in the company's details; capital letters do not
    count. What the provider refused is judged too.
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
        looking.at()
        named = str(call.means.get("contact") or "").strip()
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
