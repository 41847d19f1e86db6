"""The kinds of things that happen in explored stories: what each is as a step, and in the words of a title.

Each kind is a function of the scene and of what was drawn. It answers the step, or None where it would not be
possible there: a plan from which something was left out still can be told.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import ROUND_DOWN, Decimal
from typing import Any

from conformance.explore.ground import Ground
from conformance.explore.plan import SHARES, Doing

CENT = Decimal("0.01")


@dataclass(slots=True)
class Invoice:
    """An invoice as far as the story has come: what of it is `left` by what was paid, recorded and credited.

    `pays_nothing`: its debtor goes bankrupt at some time, and who is bankrupt cannot pay.
    """

    number: str
    debtor: str
    company: bool
    total: Decimal
    due: date
    left: Decimal
    handed_over: bool = False
    pays_nothing: bool = False
    paid: bool = False
    recorded: list[Decimal] = field(default_factory=list)
    notes: int = 0


@dataclass(slots=True)
class Scene:
    """Where a story stands. `last` is what was done last about money."""

    ground: Ground
    now: datetime
    invoices: list[Invoice]
    last: Doing | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """A step, `actor: {verb: words}`, and what it is in the words of a title."""

    actor: str
    verb: str
    words: Mapping[str, Any]
    phrase: str


Kind = Callable[[Scene, Doing, Invoice], Told | None]


def amount_of(doing: Doing, invoice: Invoice) -> Decimal:
    """The amount of an act, by its share of the invoice's total."""
    parts = {
        "all": invoice.total,
        "half": invoice.total / 2,
        "third": invoice.total / 3,
        "forty": Decimal("40.00"),
        "more": invoice.total + 50,
    }
    return parts[doing.share].quantize(CENT, ROUND_DOWN)


def _is_with_agency(scene: Scene, invoice: Invoice) -> bool:
    return invoice.handed_over or scene.ground.follows_all


# --- money --------------------------------------------------------------------------------------------------


def _pays(scene: Scene, doing: Doing, invoice: Invoice) -> Told | None:
    """The debtor pays whoever collects."""
    if invoice.pays_nothing:
        return None
    amount = amount_of(doing, invoice)
    invoice.left -= amount
    invoice.paid = True
    return Told("debtor", "pays", {"number": invoice.number, "amount": amount}, "the debtor pays")


def _pays_the_creditor(scene: Scene, doing: Doing, invoice: Invoice) -> Told | None:
    if invoice.pays_nothing:
        return None
    amount = amount_of(doing, invoice)
    invoice.left -= amount
    invoice.paid = True
    words = {"number": invoice.number, "amount": amount, "to": "creditor"}
    if doing.choice == 3:  # one of several variants, which are all the same but this
        words["reference"] = "none"
        return Told("debtor", "pays", words, "the debtor pays the company without a reference")
    return Told("debtor", "pays", words, "the debtor pays the company")


def _records(scene: Scene, doing: Doing, invoice: Invoice) -> Told:
    amount = amount_of(doing, invoice)
    invoice.left -= amount
    invoice.recorded.append(amount)
    words = {"number": invoice.number, "amount": amount}
    return Told("client", "record_payment", words, "the user records a payment")


def _takes_back(scene: Scene, doing: Doing, invoice: Invoice) -> Told | None:
    if not invoice.recorded:
        return None
    amount = invoice.recorded.pop()
    invoice.left += amount
    verb = ("reverse_payment", "delete_payment")[doing.choice % 2]
    words = {"number": invoice.number, "amount": amount}
    return Told("client", verb, words, "the user takes a payment back")


def _credits(scene: Scene, doing: Doing, invoice: Invoice) -> Told | None:
    amount = min(amount_of(doing, invoice), invoice.left)
    if amount <= 0:
        return None
    invoice.left -= amount
    invoice.notes += 1
    note = f"C{invoice.notes}-{invoice.number}"
    words = {"number": invoice.number, "credit_note_number": note, "amount": amount}
    return Told(
        "client",
        "credit_invoice",
        words,
        "the user credits a part" if invoice.left > 0 else "the user credits",
    )


def _again(scene: Scene, doing: Doing, invoice: Invoice) -> Told | None:
    """What was done last about money, once more: of the same invoice, and as much."""
    last = scene.last
    if last is None:
        return None
    return KINDS[last.kind](scene, last, scene.invoices[last.invoice % len(scene.invoices)])


# --- wishes -------------------------------------------------------------------------------------------------


def _hands_over(scene: Scene, doing: Doing, invoice: Invoice) -> Told | None:
    if scene.ground.follows_all or invoice.handed_over:
        return None
    invoice.handed_over = True
    return Told("client", "transfer_invoice", {"number": invoice.number}, "the user hands an invoice over")


def _changes_due_date(scene: Scene, doing: Doing, invoice: Invoice) -> Told | None:
    if _is_with_agency(scene, invoice):
        return None
    invoice.due += timedelta(days=1 + doing.choice)
    words = {"number": invoice.number, "due_date": invoice.due}
    return Told("client", "change_due_date", words, "the user puts the due date off")


def _comments(scene: Scene, doing: Doing, invoice: Invoice) -> Told | None:
    if not _is_with_agency(scene, invoice) or "report_comment" not in scene.ground.duties:
        return None
    words = {"number": invoice.number, "text": "The customer has called."}
    return Told("client", "comment", words, "the user comments")


def _wishes(scene: Scene, doing: Doing, invoice: Invoice) -> Told | None:
    """The user wants something else of the agency, where that is asked for through its channel."""
    verb = ("hold", "release", "hold", "bad_debt")[doing.choice]
    if not _is_with_agency(scene, invoice) or verb not in scene.ground.duties:
        return None
    words: dict[str, Any] = {"number": invoice.number}
    if verb == "hold":
        words["until"] = scene.now.date() + timedelta(days=2 + doing.choice)
    phrases = {"hold": "wants a hold", "release": "lifts the hold", "bad_debt": "notes a bad debt"}
    return Told("client", verb, words, f"the user {phrases[verb]}")


def _automates(scene: Scene, doing: Doing, invoice: Invoice) -> Told | None:
    if scene.ground.follows_all:
        return None
    for each in scene.invoices:
        each.handed_over = True  # from here on the client may do it by itself
    words = {"settings": {"auto_transfer": {"enabled": True}}}
    return Told("client", "change_settings", words, "the user switches the automation on")


def _looks(scene: Scene, doing: Doing, invoice: Invoice) -> Told:
    return Told("look", "", {"services": {scene.ground.provider: "active"}}, "somebody looks")


# --- trouble on the way -------------------------------------------------------------------------------------

_HOOKS: tuple[tuple[str, Mapping[str, Any], str], ...] = (
    ("drop", {"times": 2}, "two webhooks are lost"),
    ("duplicate", {"times": 3, "after": "PT1H"}, "webhooks come twice"),
    ("delay", {"times": 2, "by": "PT3H"}, "webhooks are late"),
    ("reorder", {}, "a webhook is overtaken"),
)
_CALLS: tuple[tuple[str, Mapping[str, Any], str], ...] = (
    ("cut_after_commit", {}, "an answer is lost"),
    ("reset", {}, "a connection is cut"),
    ("status", {"status": 503}, "the agency is not available"),
    ("rate_limit", {"retry_after": "PT2M"}, "there are too many requests"),
)
# By share, of which half, third and forty are drawn most.
_DUTIES = ("report_payment", "report_payment", None, "read_case", "report_credit")
_NTH = ("", "the second ", "the third ")


def _webhooks_suffer(scene: Scene, doing: Doing, invoice: Invoice) -> Told:
    verb, words, phrase = _HOOKS[doing.choice]
    return Told("network", verb, words, phrase)


def _calls_suffer(scene: Scene, doing: Doing, invoice: Invoice) -> Told | None:
    """A call goes wrong, once: with the share goes of which duty, or of any, and with the invoice which of them."""
    verb, words, phrase = _CALLS[doing.choice]
    duty, nth = _DUTIES[SHARES.index(doing.share)], doing.invoice % len(_NTH) + 1
    if duty is not None and duty not in scene.ground.duties:
        return None
    where = {} if duty is None else {"on": duty}
    which = f"{_NTH[nth - 1]}{duty or 'call'}"
    return Told("network", verb, {**where, "nth": nth, **words}, f"{phrase} ({which})")


KINDS: Mapping[str, Kind] = {
    "pays": _pays,
    "pays the creditor": _pays_the_creditor,
    "records": _records,
    "credits": _credits,
    "takes back": _takes_back,
    "again": _again,
    "hands over": _hands_over,
    "changes the due date": _changes_due_date,
    "comments": _comments,
    "wishes": _wishes,
    "automates": _automates,
    "looks": _looks,
    "webhooks suffer": _webhooks_suffer,
    "calls suffer": _calls_suffer,
}
"""Every kind by its name. The first ones are about money, which most of what goes wrong is about."""

REPEATED = ("pays", "pays the creditor", "records", "credits")
"""The kinds that can happen again."""
