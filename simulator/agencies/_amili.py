"""Visma Amili: the table that its services share, and what they promise alike.

Reminder, payment demand, legal collection, post-collection; groups of customers end it earlier. What the sources say is
in `specs/rules/kassavirta.yaml` and `perinta.yaml`; other waiting times are assumptions, listed in the channel's
`sources.yaml` under the names used here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from simulator.domain.lifecycle import BACK, Lifecycle, Timer, Transition

_Rules = Mapping[str, tuple[str, ...]]

REMIND = Timer("send_reminder", "amili.first_reminder_after_due_days", "after_due")
DEMAND = Timer("send_demand", "amili.demand_after_reminder_days", "after_letter")
GO_LEGAL = Timer("start_legal_collection", "amili.legal_after_demand_days", "after_letter")
END = Timer("monitoring_ends", "amili.group_ends_after_days", "after_letter_due")
JUDGMENT = Timer("judgment_given", "amili.judgment_after_days", "days")
ENFORCED = Timer("enforcement_ends", "amili.enforcement_ends_after_days", "days")
GIVE_UP = Timer("give_up", "amili.post_collection_ends_after_days", "days")
WRITE_OFF = Timer("write_off_charges", "amili.charges_written_off_after_days", "days")
DISPUTE_STANDS = Timer("dispute_stands", "amili.dispute_given_back_after_days", "days")

# What a case waits for in each state, without groups of customers and with them: PREMIUM ends after the demand, VIP
# after the reminder, and whoever wants no monitoring is sent nothing.
ALIKE = {"opened": (REMIND,), "reminded": (DEMAND,), "demanded": (GO_LEGAL,)}
BY_GROUP = {
    "opened": (replace(REMIND, groups=(None, "premium", "vip")),),
    "reminded": (replace(DEMAND, groups=(None, "premium")), replace(END, groups=("vip",))),
    "demanded": (replace(GO_LEGAL, groups=(None,)), replace(END, groups=("vip", "premium"))),
}

_MONITORED = ("opened", "reminded", "demanded")
_PAUSED = ("disputed", "more_time", "promised", "payment_plan", "on_hold")
_LEGAL = ("legal_collection", "enforcement", "post_collection")


def table(
    rules: _Rules,
    waits: Mapping[str, tuple[Timer, ...]],
    *own: Transition,
    groups: Mapping[str, tuple[str, ...]] | None = None,
    monitored: tuple[str, ...] = _MONITORED,
) -> Lifecycle:
    """Answer the table with an agency's own rows, of which those that open a case are some.

    `rules` names the rows of the rule catalogue by what they are about: `reminder`, `demand`, `legal`, `due_date`,
    `cancelled`, `credited`, `paid`. `waits` is `ALIKE` or `BY_GROUP`, `groups` are those of the agency's own states;
    `monitored` the states before legal collection, if it has more of them.
    """
    open_ = (*monitored, *_PAUSED, *_LEGAL)
    return Lifecycle(
        start="new",
        transitions=(
            *own,
            *_letters(rules, waits),
            *_legal(rules),
            *_pauses(monitored),
            *(Transition(state, "principal_cleared", "charges_open", timers=(WRITE_OFF,)) for state in open_),
            *(row for state in (*open_, "charges_open") for row in ends(state, rules, bills=True)),
            Transition("disputed", "dispute_stands", "closed", closes="disputed"),
            Transition("charges_open", "write_off_charges", "closed", closes="charges_written_off"),
        ),
        groups={"collecting": monitored, "paused": _PAUSED, "legal": _LEGAL, **(groups or {})},
    )


def _letters(rules: _Rules, waits: Mapping[str, tuple[Timer, ...]]) -> tuple[Transition, ...]:
    """A reminder, and then a payment demand; the due date can be moved before anything was sent."""
    reminded, demanded = waits["reminded"], waits["demanded"]
    return (
        Transition("opened", "due_date_moved", "opened", timers=waits["opened"], rules=rules["due_date"]),
        Transition(
            "opened", "send_reminder", "reminded", "reminder", timers=reminded, rules=rules["reminder"]
        ),
        Transition("reminded", "send_demand", "demanded", "demand", timers=demanded, rules=rules["demand"]),
    )


def grouped(rules: tuple[str, ...]) -> tuple[Transition, ...]:
    """Answer what groups of customers change: what is waited for, and that monitoring ends."""
    return (
        *(Transition(state, "regrouped", state, timers=BY_GROUP[state], rules=rules) for state in _MONITORED),
        *(
            Transition(state, "monitoring_ends", "closed", closes="monitoring_ended", rules=rules)
            for state in ("reminded", "demanded")
        ),
    )


def ends(state: str, rules: _Rules, *, bills: bool = False) -> tuple[Transition, ...]:
    """Answer how a case can end in any state; with `bills` its end at the company's wish can cost fees."""
    return (
        Transition(state, "paid", "closed", closes="paid", rules=rules["paid"]),
        Transition(state, "credited", "closed", closes="credited", rules=rules["credited"]),
        Transition(state, "stopped", "closed", closes="cancelled", bills=bills, rules=rules["cancelled"]),
        Transition(state, "bankrupt", "closed", closes="bankruptcy"),
    )


def _legal(rules: _Rules) -> tuple[Transition, ...]:
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
            "enforcement",
            "enforcement_ends",
            "post_collection",
            timers=(GIVE_UP,),
            rules=rules["legal"],
            text="Enforcement has found nothing: post-collection begins",
        ),
        Transition("post_collection", "give_up", "closed", closes="uncollectable"),
    )


def _until(name: str) -> Timer:
    """A pause that is over some banking days after the day until which it was given."""
    return Timer(name, "amili.pause_over_after_banking_days", "given")


HOLD_OVER = _until("hold_over")


def _pauses(monitored: tuple[str, ...]) -> tuple[Transition, ...]:
    return (
        *(
            row
            for state in (*monitored, *_PAUSED)
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


def promises(rules: Mapping[str, str | tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """The rules behind what the engine does in the agency's name; these replace or add to what both promise."""
    return {**_SHARED, **{name: (rule,) if isinstance(rule, str) else rule for name, rule in rules.items()}}


_SHARED: dict[str, tuple[str, ...]] = {
    "service_moved": ("KASSA-ACT-9",),
    "payment_received": (),
    "fee_charged": (),
    "cancelled_fees_invoiced": (),
    "expenses_invoiced": (),
    "interest_settled": (),
}
