"""Whether a customer comes into the group that the user wants, and nobody else does."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.checks import Looking, check
from conformance.checks._chances import Chances, is_spoiled
from conformance.checks._lacking import BOOKS, WIRE
from conformance.trace import Record
from conformance.verdict import Finding

_DUTY = "set_customer_group"


@check(
    "group.set",
    topic="group",
    reads=(WIRE, BOOKS),
    acts_alone=True,
    right="A customer who is VIP is put into PREMIUM, by its own business ID: the provider is told that once, and the"
    " customer is out of VIP.",
    wrong="It is put into PREMIUM and then into VIP again, since it was there before; or another business ID is.",
    duties=(_DUTY,),
)
def group_set(looking: Looking) -> Iterator[Finding]:
    """A customer is, by its own business ID, in the group where the user put it last, and nobody else is put anywhere.

    A business ID is in one group at most, so that the last call about it counts; after the second tick it has to be the
    right one. What the client or the provider refused, and what the user took back before, is not judged.
    """
    acts = [act for act in looking.trace.acts(_DUTY) if act.request.get("business_id")]
    yield from _strangers(looking, acts)
    for nth, act in enumerate(acts):
        customer = act.request["business_id"]
        following = (one.id for one in acts[nth + 1 :] if one.request["business_id"] == customer)
        if (act.ok or {}).get("outcome") in ("done", "pending"):
            yield from _put(looking, act, next(following, None))


def _strangers(looking: Looking, acts: list[Record]) -> Iterator[Finding]:
    """The calls about a business ID that the user named never before."""
    for call in looking.trace.exchanges(_DUTY):
        named = call.means.get("business_id")
        known = [act.request["business_id"] for act in acts if act.id < call.id]
        if call.accepted and named not in known:
            yield Finding(
                message="a customer was put into a group that the user put nowhere",
                expected=f"a call about {' or '.join(known) or 'nobody'}",
                actual=str(named),
                at=call.at.isoformat(),
                evidence=(call.id,),
            )


def _put(looking: Looking, act: Record, following: int | None) -> Iterator[Finding]:
    due = looking.trace.derived(Chances).second_after(act.id)
    last = looking.trace.end_of(due) if due is not None else len(looking.trace.records) + 1
    if following is not None and following <= last:
        return
    calls = [
        call
        for call in looking.trace.exchanges(_DUTY)
        if act.id < call.id <= last and call.means.get("business_id") == act.request["business_id"]
    ]
    heard = [call for call in calls if (call.accepted or call.committed) and not _is_no(call)]
    if any(_is_no(call) for call in calls) or (not heard and due is None):
        return
    looking.at()
    wanted = act.request.get("group")
    if not heard or heard[-1].means.get("group") != wanted:
        yield Finding(
            message=f"the customer {act.request['business_id']} is not in the group into which the user put it",
            expected=str(wanted or "none"),
            actual=str(heard[-1].means.get("group") or "none") if heard else "no call",
            at=act.at.isoformat(),
            evidence=(act.id, *(call.id for call in heard[-1:])),
        )


def _is_no(call: Record) -> bool:
    return call.means.get("outcome") == "refused" and not is_spoiled(call)
