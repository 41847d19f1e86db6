"""Whether an order is its user's own, comes after its agency's break, and is not left waiting unseen."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from conformance.checks import Looking, check
from conformance.checks._chances import Chances
from conformance.checks._messages import sends_to_provider
from conformance.trace import Record, View
from conformance.verdict import Finding

_STANDS = ("pending", "active")


@check(
    "activation.user",
    topic="activation",
    reads=("wire", "books"),
    right="A company administrator orders the service; the order names that role, and the administrator's own e-mail"
    " address and phone number.",
    wrong="An invoicing clerk, who may not order it, does; the order says that it is a company administrator.",
    duties=("activate",),
    figure="roles|details",
)
def activation_user(looking: Looking) -> Iterator[Finding]:
    """An order is in the name of the user who asked for it: with that user's role, e-mail address and phone number.

    Capital letters, underscores and spaces do not count. What the provider refused is judged too: a client that passes
    on what its user may not do, or has not given, is right. What an order leaves out is judged elsewhere.
    """
    provider = str(looking.trace.start.get("provider"))
    if looking.catalogue.value(provider, "activate", "roles") is None:
        return
    for call in looking.trace.exchanges("activate"):
        asked = [
            act for act in looking.trace.acts("activate") if act.id < call.id and act.request.get("user")
        ]
        if not asked:
            continue
        looking.at()
        told = asked[-1].request["user"]
        wrong = [
            f"the {name} {call.means[place]!r} for {told.get(name)!r}"
            for name, place in _USER.items()
            if call.means.get(place) and _alike(call.means[place]) != _alike(told.get(name))
        ]
        if wrong:
            yield Finding(
                message="the service was not ordered in the name of the user who asked for it",
                expected="that user's role, e-mail address and phone number",
                actual=", ".join(wrong),
                at=call.at.isoformat(),
                evidence=(asked[-1].id, call.id),
            )


_USER = {"role": "role", "email": "contact_email", "phone": "contact_phone"}


def _alike(word: object) -> str:
    return "".join(str(word or "").replace("_", " ").casefold().split())


@check(
    "activation.after-the-break",
    topic="activation",
    reads=("wire", "books"),
    right="The user orders the service at 23:30, in the agency's break; the client orders it at 05:00, when that is"
    " over.",
    wrong="It tells its user that the order is on its way, and never places it.",
    duties=("activate",),
    figure="from",
)
def activation_after_the_break(looking: Looking) -> Iterator[Finding]:
    """What is ordered in the agency's nightly break is ordered by itself when that is over.

    The client has two ticks for it from the end of the break on. Judged are acts of the user, and orders that the
    provider did not take. A client that has refused the act, so that its user has to ask again, is warned. Not judged
    is what became needless: the service was ordered before, or the user closed it.
    """
    pause = Pause.of(looking)
    for tried in _tried_in(looking, pause) if pause else ():
        ends = pause.end(tried.at) if pause else tried.at
        tick = _second_tick_from(looking, ends, tried.id)
        if tick is None or _is_needless(looking, tried, tick):
            continue
        looking.at()
        last = looking.trace.end_of(tick)
        if not any(call.id > tried.id and call.id <= last for call in _taken(looking)):
            refused = (tried.ok or {}).get("outcome") == "refused"
            yield Finding(
                message="the service was ordered in the agency's break, and not after it"
                + (": the client has refused" if refused else ""),
                expected=f"an order from {ends.isoformat()} on, by the second tick",
                actual="none that the provider took",
                at=tried.at.isoformat(),
                evidence=(tried.id,),
                warning=refused,
            )


class Pause:
    """The hours of every night in which an agency takes no orders, by the clocks of its zone."""

    def __init__(self, begins: time, ends: time, zone: ZoneInfo) -> None:
        self._begins, self._ends, self._zone = begins, ends, zone

    @classmethod
    def of(cls, looking: Looking) -> Pause | None:
        """The break of the agency that a trace is about, by its rules; None if it has none."""
        provider = str(looking.trace.start.get("provider"))
        words = [looking.catalogue.value(provider, "activate", name) for name in ("from", "to", "zone")]
        if None in words:
            return None
        return cls(time.fromisoformat(words[0]), time.fromisoformat(words[1]), ZoneInfo(words[2]))

    def has(self, moment: datetime) -> bool:
        """Whether a moment is in it; it goes over midnight."""
        clock = moment.astimezone(self._zone).time()
        return clock >= self._begins or clock < self._ends

    def end(self, moment: datetime) -> datetime:
        """When the one is over that a moment is in."""
        local = moment.astimezone(self._zone)
        day = local.date() + timedelta(days=1 if local.time() >= self._begins else 0)
        return datetime.combine(day, self._ends, tzinfo=self._zone)


def _tried_in(looking: Looking, pause: Pause) -> list[Record]:
    """The acts and calls with which a service was ordered in the break, and which did not lead to an order."""
    calls = [call for call in looking.trace.exchanges("activate") if not (call.accepted or call.committed)]
    acts = looking.trace.acts("activate")
    of_acts = {act.id for act in acts}
    found = [*acts, *(call for call in calls if call.op not in of_acts)]
    return [one for one in sorted(found, key=lambda one: one.id) if pause.has(one.at)]


def _taken(looking: Looking) -> list[Record]:
    return [call for call in looking.trace.exchanges("activate") if call.accepted or call.committed]


def _second_tick_from(looking: Looking, moment: datetime, number: int) -> int | None:
    ticks = [looking.trace.get(tick) for tick in looking.trace.ticks if tick > number]
    return looking.trace.second_of(
        [tick.id for tick in ticks if tick is not None and tick.at >= moment], number
    )


def _is_needless(looking: Looking, tried: Record, tick: int) -> bool:
    """Whether there was an order already, or the user wanted none any more by the end of a tick."""
    told = [
        call.means.get("state")
        for call in looking.trace.exchanges("activate", "read_service")
        if call.id < tried.id and call.accepted
    ]
    last = looking.trace.end_of(tick)
    closed = any(tried.id < act.id <= last for act in looking.trace.acts("close_service"))
    return closed or (bool(told) and told[-1] in _STANDS)


@check(
    "activation.stuck",
    topic="activation",
    reads=("wire", "books"),
    right="Nobody finished the activation of Thursday, and on Sunday it was not reset: on Tuesday the user reads that"
    " the agency has to be contacted.",
    wrong="The service is shown as pending for weeks, and the user hears nothing.",
    duties=("activate",),
    figure="days",
)
def activation_stuck(looking: Looking) -> Iterator[Finding]:
    """Of an activation that still waits when it should have been reset, the user is told to contact the agency.

    From when on it should have been reset, the rules say in days from the order. Judged is the last view while it still
    waits, if the client had two ticks by then; any message since the order that sends the user to the provider will do.
    """
    days = looking.catalogue.value(str(looking.trace.start.get("provider")), "activate", "days")
    calls = [one for one in looking.trace.exchanges("activate", "read_service") if one.accepted]
    for nth, call in enumerate(calls) if days is not None else ():
        if call.means.get("state") != "pending" or (nth and calls[nth - 1].means.get("state") == "pending"):
            continue
        waits = _as_long_as(calls[nth:], "pending")
        # Added to local time, days are days of the calendar and not of 24 hours.
        late = call.at.astimezone(looking.trace.zone) + timedelta(days=int(days))
        view = _last_view(looking, late, waits[-1].id)
        if view is None:
            continue
        looking.at()
        if not any(sends_to_provider(message, call.at) for message in view.rows("messages") or ()):
            yield Finding(
                message="an activation waits longer than it may, and the user was not told to contact the agency",
                expected=f"a message about the activation of {call.at.isoformat()}, with contact: provider",
                actual="none",
                at=view.record.at.isoformat(),
                evidence=(call.id, view.record.id),
            )


def _as_long_as(calls: list[Record], state: str) -> list[Record]:
    """The first of some calls, up to the first one that tells of another state."""
    found: list[Record] = []
    for call in calls:
        if call.means.get("state") != state:
            break
        found.append(call)
    return found


def _last_view(looking: Looking, late: datetime, until: int) -> View | None:
    """The last view with messages for which the client knew that an activation waits too long; None if there is none.

    It knew when it had read that two ticks before, and until it read something else.
    """
    reads = [
        one
        for one in looking.trace.exchanges("read_service")
        if one.accepted and one.at > late and one.id <= until
    ]
    chances = looking.trace.derived(Chances)
    views = [
        view
        for view in looking.trace.views()
        if view.rows("messages") is not None
        and view.record.id < _next_read(looking, until)
        and any(chances.missed(read.id, view.record.id) for read in reads[:1])
    ]
    return views[-1] if views else None


def _next_read(looking: Looking, until: int) -> int:
    later = [one.id for one in looking.trace.exchanges("activate", "read_service") if one.id > until]
    return later[0] if later else len(looking.trace.records) + 1
