"""Whether the client closes a service when it is told to, and transfers only while it has one."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.checks import Looking, check
from conformance.checks._chances import Chances
from conformance.checks._hooks import Hooks
from conformance.checks._messages import sends_to_provider
from conformance.trace import Record
from conformance.verdict import SHOULD, Finding


@check(
    "closing.done",
    topic="closing",
    reads=("wire", "books"),
    right="The user closes the service at 09:00; the client closes it at the provider in the same moment, or at one of"
    " its next two ticks.",
    wrong="The client shows the service as closed, and the provider never hears of it.",
    duties=("close",),
)
def closing_done(looking: Looking) -> Iterator[Finding]:
    """A service that the user closes is closed at the provider, by the second tick.

    Not judged: what the client refused, a service that was not there, one that was ordered anew before, and one of
    whose end its agency is not told.
    """
    end = len(looking.trace.records) + 1
    for act in looking.trace.acts("close_service"):
        provider = str(act.request.get("provider") or "")
        if (
            not _is_closed_by(act)
            or not _is_there(looking, provider, act.id)
            or _ends_here(looking, provider)
        ):
            continue
        due = looking.trace.derived(Chances).second_after(act.id)
        last = looking.trace.end_of(due) if due is not None else end
        anew = [one for one in looking.trace.acts("activate") if act.id < one.id <= last]
        calls = [call for call in looking.trace.exchanges("close") if act.id < call.id]
        closed = [call for call in calls if call.accepted or call.data.get("committed")]
        if (due is None and not closed) or anew:
            continue
        looking.at()
        if not closed or closed[0].id > last:
            yield Finding(
                message="the user closed the service, and the client "
                + ("closed it late" if closed else "did not close it at the provider"),
                expected="a call that closes it, by the second tick",
                actual=f"one at {closed[0].at.isoformat()}" if closed else "none that the provider took",
                at=act.at.isoformat(),
                evidence=(act.id, *(call.id for call in (closed or calls)[:1])),
            )


def _is_closed_by(act: Record) -> bool:
    return (act.ok or {}).get("outcome") in ("done", "pending")


def _ends_here(looking: Looking, provider: str) -> bool:
    """Whether a service ends with the company, and no call tells its agency of it."""
    name = provider or str(looking.trace.start.get("provider"))
    return looking.catalogue.value(name, "close", "agency_is_told") is False


def _is_there(looking: Looking, provider: str, before: int) -> bool:
    """Whether a service was ordered, and has not ended, before a record; by the facts, or by what was told."""
    there = {
        "agreement_sent": True,
        "service_activated": True,
        "service_declined": False,
        "service_closed": False,
        "activation_reset": False,
    }
    facts = [fact for fact in looking.trace.facts(*there) if fact.id < before]
    mine = [fact for fact in facts if fact.data.get("provider") in (None, provider)]
    if looking.trace.of("fact"):
        return bool(mine) and there[str(mine[-1].data["fact"])]
    return _last(_history(looking), provider, before) in ("pending", "active")


Told = list[tuple[int, str | None, str]]
_TOLD_BY_HOOK = {"service_activated": "active", "service_rejected": "declined"}


def _history(looking: Looking) -> Told:
    """The states of services as the client was told them, by answers and by webhooks that were true."""
    hooks = Hooks(looking)
    found: Told = []
    for record in looking.trace.records:
        state = None
        if record.kind == "exchange" and record.accepted:
            if record.duty in ("activate", "read_service"):
                state = record.means.get("state")
            elif record.duty == "close":
                state = "closed"
        elif record.kind == "delivery" and not hooks.is_forged(record):
            state = _TOLD_BY_HOOK.get(str(record.means.get("kind")))
        if state is not None:
            found.append((record.id, record.means.get("provider"), str(state)))
    return found


def _last(history: Told, provider: str, before: int) -> str | None:
    """What the client was told last of a provider's service."""
    mine = [state for number, of, state in history if number < before and of in (None, provider)]
    return mine[-1] if mine else None


@check(
    "transfer.while-active",
    topic="transfer",
    reads=("wire", "books"),
    acts_alone=True,
    right="The service is pending when invoice 1001 may first be transferred; the client keeps the wish, and transfers"
    " on the day after the agency has confirmed.",
    wrong="It transfers while the service is pending, or after it was closed, and is refused at each tick.",
    duties=("activate+transfer", "close"),
)
def transfer_while_active(looking: Looking) -> Iterator[Finding]:
    """Invoices are transferred only while the service is active, or in another state in which its agency takes them.

    Judged by what the client was told before, by answers and by true webhooks. A client that passes its
    user's wish on in the same act and shows the refusal is right; what it sends by itself is not, nor what
    the provider took. Where the agency is not told that the service was closed, the act of the user counts.
    """
    history = _history(looking)
    for call in looking.trace.exchanges("transfer"):
        provider = str(call.means.get("provider") or looking.trace.start.get("provider") or "")
        state = "closed" if _is_removed(looking, provider, call) else _last(history, provider, call.id)
        if state is None:
            continue
        looking.at()
        open_ = looking.catalogue.value(provider, "transfer", "service_states") or ("active",)
        if state not in open_ and (call.accepted or not _is_wish(looking, call)):
            yield Finding(
                message=f"invoice {looking.books.number_of(call.means)} was transferred while the service is {state}",
                expected="a transfer while the service is active",
                actual=f"one while it is {state}, {call.means.get('outcome')}",
                at=call.at.isoformat(),
                evidence=(call.id,),
            )


def _is_removed(looking: Looking, provider: str, call: Record) -> bool:
    """Whether the user has closed a service that ends here, and not ordered it again since."""
    acts = [act for act in looking.trace.acts("activate", "close_service") if act.id < call.id]
    closes = [act for act in acts if act.request["action"] == "activate" or _is_closed_by(act)]
    return bool(closes) and closes[-1].request["action"] == "close_service" and _ends_here(looking, provider)


def _is_wish(looking: Looking, call: Record) -> bool:
    op = looking.trace.get(call.op)
    number = looking.books.number_of(call.means)
    return (
        op is not None
        and op.request.get("action") == "transfer_invoice"
        and op.request.get("number") == number
        and (op.ok or {}).get("outcome") != "done"
    )


@check(
    "closing.told",
    topic="closing",
    reads=("books",),
    right="The user removes the service, of which its agency hears nothing; the client says that the agency has to be"
    " contacted about it and about the open cases.",
    wrong="The client says that the service is removed, and no more.",
    duties=("close",),
    figure="agency_is_told",
    severity=SHOULD,
)
def closing_told(looking: Looking) -> Iterator[Finding]:
    """Who removes a service of whose end its agency is not told is told to contact that agency.

    In the answer to the act, or in a message from then on.
    """
    for act in looking.trace.acts("close_service"):
        provider = str(act.request.get("provider") or "")
        if not _is_closed_by(act) or not _ends_here(looking, provider):
            continue
        looking.at()
        said = [row for view in looking.trace.views()[-1:] for row in view.rows("messages") or ()]
        in_answer = (act.ok or {}).get("contact") == "provider"
        if not in_answer and not any(sends_to_provider(message, act.at) for message in said):
            yield Finding(
                message="the service was removed, and its user was not told to contact the agency",
                expected="contact: provider, in the answer to the act or in a message",
                actual="neither",
                at=act.at.isoformat(),
                evidence=(act.id,),
            )


@check(
    "closing.user-stays",
    topic="closing",
    reads=("wire", "books"),
    right="The company ends its agreement while invoice 1001 is in collection: the client refuses to remove the"
    " agency's user until that case is over.",
    wrong="It removes the user at once, and the agency can update nothing in the company's books any more.",
    duties=("close",),
    figure="user_until",
)
def closing_user_stays(looking: Looking) -> Iterator[Finding]:
    """The agency's user stays in the company's books until its cases are closed.

    Counted are the cases whose end the client could not know of at the call.
    """
    for call in looking.trace.exchanges("set_api_user"):
        if call.accepted and (call.data.get("body") or {}).get("enabled") is False:
            looking.at()
            cases = looking.books.cases.values()
            there = [
                one for one in cases if one.opened < call.id and (one.closed is None or one.closed > call.id)
            ]
            if there:
                yield Finding(
                    message=f"the agency's user was removed while invoice {there[0].number} is in collection",
                    expected="its user stays until the last case is closed",
                    actual=f"removed, with {len(there)} of them open",
                    at=call.at.isoformat(),
                    evidence=(there[0].opened, call.id),
                )
