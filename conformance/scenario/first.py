"""A first story for somebody who has none: a whole scenario file, made from a few answers, to be changed by hand.

The story holds at every agency, so that the same words serve all: it looks where all have come alike far, and
expects what the company gets in the end.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from conformance.scenario.vocabulary import Vocabulary

KINDS: Mapping[str, str] = {"company": "a company", "consumer": "a consumer"}

_PAID = "{state: paid, open_amount: 0.00}"
_SETTLED = '{number: "1001", kind: settlement_principal, amount: 1240.00}'
_DIRECT = '{number: "1001", kind: direct_payment, amount: 1240.00}'
_NOT_SETTLED = '{number: "1001", kind: settlement_principal}'
_NOT_DIRECT = '{number: "1001", kind: direct_payment}'


@dataclass(frozen=True, slots=True)
class Tale:
    """What a debtor can do in a first story: its words, what is expected, and why that is right.

    `title` follows "A company" or "A consumer"; `until` is the day on which the story ends. `ledger` and `no_ledger`
    are rows of the expectation.
    """

    title: str
    does: str
    until: str
    invoice: str
    because: str
    rules: str = "CLIENT-PAY-1, CLIENT-SET-1"
    ledger: tuple[str, ...] = ()
    no_ledger: tuple[str, ...] = ()


def _settled(title: str, does: str, until: str, because: str) -> Tale:
    """A tale in which the agency collects all, and pays it out."""
    return Tale(title, does, until, _PAID, because, ledger=(_SETTLED,), no_ledger=(_NOT_DIRECT,))


def _unpaid(title: str, does: str, until: str, because: str) -> Tale:
    """A tale in which nothing is paid."""
    nothing = (_NOT_SETTLED, _NOT_DIRECT)
    return Tale(
        title, does, until, "{open_amount: 1240.00}", because, rules="CLIENT-END-1", no_ledger=nothing
    )


TALES: Mapping[str, Tale] = {
    "pays-after-the-reminder": _settled(
        "pays three days after the agency's reminder",
        "pays: {after: reminder, days: 3}",
        "2026-04-15",
        "The agency keeps its fee; the company gets its 1240.00, once.",
    ),
    "pays-in-two-parts": _settled(
        "pays a part after the reminder, and the rest after the payment demand",
        "pays: [{after: reminder, days: 2, amount: 400.00}, {after: demand, days: 3}]",
        "2026-07-01",
        "However the agency shares a part between its charges and the claim, the company gets 1240.00 in the end.",
    ),
    "pays-the-company": Tale(
        "pays the company itself although the agency has the case",
        "pays: {after: reminder, days: 2, to: creditor, amount: 1240.00}",
        "2026-04-15",
        "{open_amount: 0.00}",
        "The client books the payment once, and reports it to the agency.",
        rules="CLIENT-PAY-1",
        ledger=(_DIRECT,),
        no_ledger=(_NOT_SETTLED,),
    ),
    "pays-in-time": Tale(
        "pays two days before the due date",
        "pays: {before: due, days: 2}",
        "2026-02-16",
        _PAID,
        "Nothing is left to collect, so the client hands nothing over.",
        rules="CLIENT-PAY-1",
        ledger=(_DIRECT,),
        no_ledger=(_NOT_SETTLED,),
    ),
    "asks-for-more-time": _settled(
        "asks the agency for fourteen days more, and pays on the last of them",
        "asks_for_time: {after: reminder, days: 2, more: 14, pays: true}",
        "2026-04-15",
        "Whatever the agency answers, the debtor pays on the day that it asked for; the company gets its 1240.00.",
    ),
    "disputes": _unpaid(
        "disputes the claim after the reminder",
        "disputes: {after: reminder, days: 3, text: Half of the goods never came.}",
        "2026-07-01",
        "However long the agency waits, nothing was paid: the invoice stays open in the company's books.",
    ),
    "goes-bankrupt": _unpaid(
        "goes bankrupt after the reminder",
        "bankrupt: {after: reminder, days: 5}",
        "2026-07-01",
        "The case ends without money; what is open is the company's own matter.",
    ),
    "never-pays": _unpaid(
        "never pays",
        "pays: never",
        "2026-07-01",
        "Nobody pays, so nothing is booked, and the invoice stays open.",
    ),
}


@dataclass(frozen=True, slots=True)
class Answers:
    """What a first story is to be about: a provider, a country, a kind of debtor, and one of the tales."""

    provider: str
    country: str
    kind: str
    tale: str


def countries(vocabulary: Vocabulary, provider: str) -> list[str]:
    """The countries in which a provider collects, in the order of the language."""
    return [country for country in vocabulary.zones if (provider, country) in vocabulary.onboarding]


def first_story(answers: Answers, vocabulary: Vocabulary, schema: str) -> str:
    """The text of a scenario file that is right as it stands; `schema` is where its JSON Schema is, for editors."""
    tale, unasked = TALES[answers.tale], answers.provider in vocabulary.unasked
    return _TEXT.format(
        schema=schema,
        title=f"{KINDS[answers.kind].capitalize()} {tale.title}",
        rules=tale.rules,
        provider=answers.provider,
        country=answers.country,
        kind=answers.kind,
        does=tale.does,
        story=_UNASKED if unasked else _IN_TIME if answers.tale == "pays-in-time" else _HANDED_OVER,
        until=tale.until,
        because=tale.because,
        invoice=tale.invoice,
        books=_books(tale, unasked=unasked),
    )


def _books(tale: Tale, *, unasked: bool) -> str:
    """The bookings that are expected; where every invoice goes through the agency, it is paid in time as well."""
    ledger, absent = tale.ledger, tale.no_ledger
    if unasked and tale is TALES["pays-in-time"]:
        ledger, absent = (_SETTLED,), (_NOT_DIRECT,)
    parts = {"ledger": ledger, "no_ledger": absent}
    return "".join(
        f"  {word}:\n" + "".join(f"    - {row}\n" for row in rows) for word, rows in parts.items() if rows
    )


_TEXT = """\
# yaml-language-server: $schema={schema}
# $schema: {schema}
# By these two lines editors complete and explain what is written here: VS Code and its like by the one, JetBrains' by
# the other.

title: {title}
rules: [{rules}]    # what the story is about: `dunbox explain ID` tells a rule in full
for: [{provider}]
country: {country}
start: 2026-01-12T09:00         # Monday, local time

debtors:
  acme: {{kind: {kind}, {does}}}

story:
  # The user orders the service; whoever has to sign signs.
  - client: {{activate: {{}}}}
  - clock: {{by: P1D}}            # a day for the client to place the order
  - provider: {{finish_activation: {{}}}}
  - clock: {{banking_days: 3}}    # until the agency has confirmed
  - look: {{services: {{{provider}: active}}}}
  # An invoice, due on Friday 30 January.
  - client: {{send_invoice: {{number: "1001", debtor: acme, total: 1240.00, due_date: 2026-01-30}}}}
{story}  # Time passes. The client hears what it would hear in life: webhooks, bank statements, a tick every morning.
  - clock: {{to: {until}T09:00}}

# What the client's books must show in the end.
# {because}
expect:
  invoices: {{"1001": {invoice}}}
{books}"""

_HANDED_OVER = """\
  # It stays unpaid; after 17 days the user hands it over, when the agency takes it from companies and consumers alike.
  - clock: {to: 2026-02-16T09:00}
  - client: {transfer_invoice: {number: "1001"}}
"""
_UNASKED = "  # Nobody hands it over: every invoice goes through this agency from the beginning.\n"
_IN_TIME = ""
