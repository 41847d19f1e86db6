"""Visma Amili: the table that Kassavirta and Perintä share, and what both promise.

Reminder, payment demand, legal collection, post-collection; groups of customers end it earlier. What the sources say is
in `specs/rules/kassavirta.yaml` and `perinta.yaml`; other waiting times are assumptions, listed in the channel's
`sources.yaml` under the names used here.
"""

from __future__ import annotations

from collections.abc import Mapping

from simulator.domain.lifecycle import BACK, Lifecycle, Timer, Transition

IN_FULL = (None, "premium")  # who gets a payment demand
REMINDED = (None, "premium", "vip")  # who gets a reminder

REMIND = Timer("send_reminder", "amili.first_reminder_after_due_days", "after_due", groups=REMINDED)
DEMAND = Timer("send_demand", "amili.demand_after_reminder_days", "after_letter", groups=IN_FULL)
GO_LEGAL = Timer("start_legal_collection", "amili.legal_after_demand_days", "after_letter", groups=(None,))
_END_OF_VIP = Timer("monitoring_ends", "amili.group_ends_after_days", "after_letter_due", groups=("vip",))
_END_OF_GROUPS = Timer(
    "monitoring_ends", "amili.group_ends_after_days", "after_letter_due", groups=("vip", "premium")
)
JUDGMENT = Timer("judgment_given", "amili.judgment_after_days", "days")
ENFORCED = Timer("enforcement_ends", "amili.enforcement_ends_after_days", "days")
GIVE_UP = Timer("give_up", "amili.post_collection_ends_after_days", "days")
WRITE_OFF = Timer("write_off_charges", "amili.charges_written_off_after_days", "days")
DISPUTE_STANDS = Timer("dispute_stands", "amili.dispute_given_back_after_days", "days")

AFTER_OPENING = (REMIND,)
AFTER_REMINDER = (DEMAND, _END_OF_VIP)
AFTER_DEMAND = (GO_LEGAL, _END_OF_GROUPS)

_MONITORED = ("opened", "reminded", "demanded")
_PAUSED = ("disputed", "more_time", "promised", "payment_plan", "on_hold")
_LEGAL = ("legal_collection", "enforcement", "post_collection")


def table(
    rules: Mapping[str, tuple[str, ...]], *opening: Transition, before: tuple[str, ...] = ()
) -> Lifecycle:
    """Answer the table with these first rows; `before` are states of theirs that come before the others.

    `rules` names the rows of the rule catalogue by what they are about: `reminder`, `demand`, `legal`, `group`,
    `due_date`, `cancelled`, `credited`, `paid`.
    """
    open_ = (*before, *_MONITORED, *_PAUSED, *_LEGAL)
    ends = (*open_, "charges_open")
    return Lifecycle(
        start="new",
        transitions=(
            *opening,
            *_letters(rules),
            *_groups(rules),
            *_legal(rules),
            *_pauses(),
            *_ends(open_, ends, rules),
        ),
        groups={
            "collecting": _MONITORED,
            "paused": _PAUSED,
            "legal": _LEGAL,
            **({"in_error": before} if before else {}),
        },
    )


def _letters(rules: Mapping[str, tuple[str, ...]]) -> tuple[Transition, ...]:
    """A reminder, and then a payment demand."""
    return (
        Transition(
            "opened", "send_reminder", "reminded", "reminder", timers=AFTER_REMINDER, rules=rules["reminder"]
        ),
        Transition(
            "reminded", "send_demand", "demanded", "demand", timers=AFTER_DEMAND, rules=rules["demand"]
        ),
    )


def _groups(rules: Mapping[str, tuple[str, ...]]) -> tuple[Transition, ...]:
    """What a group of customers changes, and a due date that is moved before anything was sent."""
    timers = {"opened": AFTER_OPENING, "reminded": AFTER_REMINDER, "demanded": AFTER_DEMAND}
    return (
        *(
            Transition(state, "regrouped", state, timers=timers[state], rules=rules["group"])
            for state in _MONITORED
        ),
        *(
            Transition(state, "monitoring_ends", "closed", closes="monitoring_ended", rules=rules["group"])
            for state in ("reminded", "demanded")
        ),
        Transition("opened", "due_date_moved", "opened", timers=AFTER_OPENING, rules=rules["due_date"]),
    )


def _legal(rules: Mapping[str, tuple[str, ...]]) -> tuple[Transition, ...]:
    """Legal collection is part of the default monitoring; a person at the agency can begin it earlier."""
    return (
        *(
            Transition(
                "demanded",
                on,
                "legal_collection",
                expense="summons",
                timers=(JUDGMENT,),
                rules=rules["legal"],
            )
            for on in ("start_legal_collection", "authorised")
        ),
        Transition(
            "legal_collection",
            "judgment_given",
            "enforcement",
            expense="enforcement",
            timers=(ENFORCED,),
            rules=rules["legal"],
        ),
        Transition(
            "enforcement", "enforcement_ends", "post_collection", timers=(GIVE_UP,), rules=rules["legal"]
        ),
        Transition("post_collection", "give_up", "closed", closes="uncollectable"),
    )


def _until(name: str) -> Timer:
    """A pause that is over some banking days after the day until which it was given."""
    return Timer(name, "amili.pause_over_after_banking_days", "given")


HOLD_OVER = _until("hold_over")


def _pauses() -> tuple[Transition, ...]:
    return (
        *(
            row
            for state in (*_MONITORED, *_PAUSED)
            for row in (
                Transition(state, "disputed", "disputed", timers=(DISPUTE_STANDS,)),
                Transition(state, "more_time_given", "more_time", timers=(_until("time_over"),)),
                Transition(state, "promised", "promised", timers=(_until("promise_over"),)),
                Transition(state, "plan_agreed", "payment_plan", timers=(_until("plan_broken"),)),
                Transition(state, "suspended", "on_hold", timers=(HOLD_OVER,)),
            )
        ),
        Transition("more_time", "time_over", BACK),
        Transition("promised", "promise_over", BACK),
        Transition("payment_plan", "plan_broken", BACK),
        Transition("on_hold", "hold_over", BACK),
        *(Transition(state, "resumed", BACK) for state in _PAUSED),
    )


def _ends(
    open_: tuple[str, ...], ends: tuple[str, ...], rules: Mapping[str, tuple[str, ...]]
) -> tuple[Transition, ...]:
    return (
        *(Transition(state, "principal_cleared", "charges_open", timers=(WRITE_OFF,)) for state in open_),
        *(Transition(state, "paid", "closed", closes="paid", rules=rules["paid"]) for state in ends),
        *(
            Transition(state, "credited", "closed", closes="credited", rules=rules["credited"])
            for state in ends
        ),
        *(
            Transition(state, "stopped", "closed", closes="cancelled", bills=True, rules=rules["cancelled"])
            for state in ends
        ),
        *(Transition(state, "bankrupt", "closed", closes="bankruptcy") for state in ends),
        Transition("disputed", "dispute_stands", "closed", closes="disputed"),
        Transition("charges_open", "write_off_charges", "closed", closes="charges_written_off"),
    )


def promises(rules: Mapping[str, str | tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """The rules behind what the engine does in the agency's name; these replace or add to what both promise."""
    return {**_SHARED, **{name: (rule,) if isinstance(rule, str) else rule for name, rule in rules.items()}}


_SHARED: dict[str, tuple[str, ...]] = {
    "payment_received": (),
    "fee_charged": (),
    "cancelled_fees_invoiced": (),
    "expenses_invoiced": (),
    "interest_settled": (),
}
