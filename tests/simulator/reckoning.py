"""The money of a sandbox reckoned from its facts alone, by hand as it were, and compared with what it says itself.

Nothing here reads the ledger or the cases before it has worked out what they have to be. Amounts are minor units.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from simulator import Sandbox
from simulator.domain import facts as f
from simulator.domain.happened import Happened
from simulator.domain.ledger import Ledger
from simulator.domain.money import Money
from simulator.domain.state import Case, State

PARTS = ("principal", "fees", "interest")
BILLED = {
    "ropo": ("credited", "cancelled"),
    "kravia": (),
    "kassavirta": ("cancelled",),
    "perinta": ("cancelled",),
    "amili": ("cancelled", "rejected"),
}
"""The ends with which fees that the debtor owes go to the company."""
ASK_AT_ONCE = ("ropo", "kravia")
"""The agencies that ask for interest before their first letter too."""
VAT = {"FI": Decimal("0.255"), "SE": Decimal("0.25"), "NO": Decimal("0.25")}
"""The general rates since September 2024, 1996 and 2005."""


@dataclass
class Account:
    """What a debtor owes of a case, and what became of that."""

    opened: f.CaseOpened
    open: Counter[str] = field(default_factory=Counter)
    paid: Counter[str] = field(default_factory=Counter)
    settled: Counter[str] = field(default_factory=Counter)
    interest_to: date = date.min
    ended: bool = False
    reminded: bool = False


class Reckoning:
    """The sums of all facts of a sandbox in one currency; raises AssertionError where a fact cannot be."""

    def __init__(self, state: State, currency: str | None = None) -> None:
        self.state = state
        self.currency = currency or state.currency
        self.accounts: dict[str, Account] = {}
        self.sums: Counter[str] = Counter()
        self.due: dict[str, Counter[tuple[str, str]]] = {}  # by agency and month, then by case and kind
        self.billed: dict[str, int] = {}
        self.asked: dict[tuple[str, str, int], int] = {}  # by each letter: its case, its name, its number
        self.batches: dict[str, int] = {}  # that the bank has not paid yet
        for happened in state.timeline:
            self._take(happened)

    def _take(self, happened: Happened) -> None:
        if self._currency_of(happened.fact) != self.currency:
            return
        take = getattr(self, f"_{happened.fact.kind}", None)
        if take:
            take(happened.fact, happened.at.astimezone(self.state.zone).date())
            case = getattr(happened.fact, "case", None)
            account = self.accounts.get(str(case))
            if account:
                assert min(account.open[part] for part in PARTS) >= 0, happened

    def _currency_of(self, fact: Any) -> str:
        """The currency of a fact's money: that of its case, or of its sum. What authorities ask is in the country's."""
        if isinstance(fact, f.LegalStepTaken):
            return fact.expense.currency
        case = self.state.cases.get(getattr(fact, "case", ""))
        money = case.opened.principal if case else getattr(fact, "total", getattr(fact, "amount", None))
        return str(getattr(money, "currency", self.currency))

    # --- what is owed -----------------------------------------------------------------------------------

    def _case_opened(self, fact: f.CaseOpened, day: date) -> None:
        account = self.accounts[fact.case] = Account(fact, interest_to=fact.due_date)
        account.open["principal"] = fact.principal.minor

    def _fee_charged(self, fact: f.LetterSent | f.FeeCharged, day: date) -> None:
        self.accounts[fact.case].open["fees"] += fact.fee.minor
        self.sums["charged"] += fact.fee.minor

    def _letter_sent(self, fact: f.LetterSent, day: date) -> None:
        self._fee_charged(fact, day)
        self._costs(fact, day)
        account = self.accounts[fact.case]
        account.reminded = True
        owed = account.open.total() + self._interest(account, day)
        self.asked[fact.case, fact.letter, fact.nth] = owed

    def _costs(self, fact: f.LetterSent | f.CaseClosed, day: date) -> None:
        """What something costs the company because of its customer's group."""
        if fact.cost is not None:
            assert fact.cost.minor > 0
            self.sums["charges"] += fact.cost.minor
            self._keep(day, fact.case, "group_charges", fact.cost.minor)

    def _due_date_moved(self, fact: f.DueDateMoved, day: date) -> None:
        account = self.accounts[fact.case]
        account.interest_to = max(account.interest_to, fact.due_date)

    def _accrued(
        self, fact: f.PaymentReceived | f.DirectPaymentReported | f.PaymentTakenBack, until: date
    ) -> None:
        """Interest is what the law says of what was open of the principal until then."""
        account = self.accounts[fact.case]
        assert fact.accrued.minor == self._interest(account, until)
        asked = account.reminded or account.opened.provider in ASK_AT_ONCE
        assert fact.interest_to == (max(until, account.interest_to) if asked else account.interest_to)
        account.open["interest"] += fact.accrued.minor
        account.interest_to = fact.interest_to

    def _interest(self, account: Account, until: date) -> int:
        if not account.reminded and account.opened.provider not in ASK_AT_ONCE:
            return 0
        principal = account.opened.principal
        costs = account.opened.costs.minor if account.opened.costs else 0
        owed = type(principal)(max(account.open["principal"] - costs, 0), principal.currency)
        first = account.interest_to + timedelta(days=1)
        return self.state.law.late_interest(owed, account.opened.debtor_kind, first, until).money.minor

    def _collection_paused(self, fact: f.CollectionPaused, day: date) -> None:
        """The instalments of a plan come to what is owed on its day."""
        if fact.instalments:
            account = self.accounts[fact.case]
            owed = account.open.total() + self._interest(account, day)
            assert sum(part.amount.minor for part in fact.instalments) == owed
            assert min(part.amount.minor for part in fact.instalments) >= 0

    # --- what is paid -----------------------------------------------------------------------------------

    def _payment_received(self, fact: f.PaymentReceived, day: date) -> None:
        account = self.accounts[fact.case]
        parts = {part: getattr(fact, part).minor for part in PARTS}
        assert fact.amount.minor == sum(parts.values()) + fact.returned.minor
        assert min(*parts.values(), fact.returned.minor) >= 0
        if account.ended:
            assert fact.returned == fact.amount
        else:
            self._accrued(fact, day)
            account.open.subtract(parts)
            self._is_in_order(account, parts, fact)
        account.paid.update(parts)
        self.sums.update({f"paid {part}": minor for part, minor in parts.items()})
        self.sums.update({"paid": fact.amount.minor, "returned": fact.returned.minor})
        if fact.interest_kept:
            account.settled["interest"] += parts["interest"]
            self.sums["interest kept"] += parts["interest"]
        if fact.vat_follows:
            self._keep(day, fact.case, "vat_share", parts["fees"])

    def _is_in_order(self, account: Account, parts: dict[str, int], fact: f.PaymentReceived) -> None:
        """Nothing is spent on a part, or returned, while something is open of one before it."""
        assumed_as = {"kassavirta": "amili", "perinta": "amili"}
        provider = account.opened.provider
        order = self.state.settings[f"{assumed_as.get(provider, provider)}.payment_allocation"]
        spent = [*(parts[part] for part in order), fact.returned.minor]
        for nth, part in enumerate(order):
            assert account.open[part] == 0 or not any(spent[nth + 1 :])

    def _direct_payment_reported(self, fact: f.DirectPaymentReported, day: date) -> None:
        until = max(min(fact.date, day), self.accounts[fact.case].interest_to)
        self._accrued(fact, until)
        self._credit_reported(fact, day)

    def _credit_reported(self, fact: f.CreditReported | f.DirectPaymentReported, day: date) -> None:
        account = self.accounts[fact.case]
        assert not account.ended
        assert fact.principal.minor == min(fact.amount.minor, account.open["principal"])
        account.open["principal"] -= fact.principal.minor

    def _payment_taken_back(self, fact: f.PaymentTakenBack, day: date) -> None:
        account = self.accounts[fact.case]
        assert not account.ended
        self._accrued(fact, day)
        account.open["principal"] += fact.principal.minor

    def _creditor_paid(self, fact: f.CreditorPaid, day: date) -> None:
        self.sums["paid to the company"] += fact.amount.minor

    # --- the end ----------------------------------------------------------------------------------------

    def _case_closed(self, fact: f.CaseClosed, day: date) -> None:
        """Whatever is open at the end is named by it: nothing vanishes."""
        account = self.accounts[fact.case]
        left = {part: getattr(fact, part).minor if getattr(fact, part) else 0 for part in PARTS}
        assert left == {part: account.open[part] for part in PARTS}
        account.open.subtract(left)
        account.ended = True
        assert fact.fees_billed == (fact.reason in BILLED[account.opened.provider] and left["fees"] > 0)
        self.sums["written off" if not fact.fees_billed else "billed"] += left["fees"]
        if fact.fees_billed:
            self._keep(day, fact.case, "cancelled_fees", left["fees"])
        self._costs(fact, day)

    # --- what goes on to the company --------------------------------------------------------------------

    def _principal_settled(self, fact: f.PrincipalSettled, day: date) -> None:
        if fact.batch is not None:
            assert self.batches.pop(fact.batch) == fact.total.minor
        self._settled(fact, "principal")

    def _batch_settled(self, fact: f.BatchSettled, day: date) -> None:
        """A journal names each invoice once, and is of the day on which it is written."""
        assert fact.day == day
        assert len({row.case for row in fact.rows}) == len(fact.rows)
        assert fact.total.minor == sum(row.amount.minor for row in fact.rows)
        self.batches[fact.settlement] = fact.total.minor
        self.sums["journals"] += fact.total.minor

    def _interest_settled(self, fact: f.InterestSettled, day: date) -> None:
        self._settled(fact, "interest")

    def _settled(self, fact: f.PrincipalSettled | f.InterestSettled, part: str) -> None:
        assert fact.total.minor == sum(row.amount.minor for row in fact.rows)
        for row in fact.rows:
            account = self.accounts[row.case]
            account.settled[part] += row.amount.minor
            assert row.amount.minor > 0
            assert account.settled[part] <= account.paid[part]
        self.sums["settled"] += fact.total.minor
        self.sums[f"settled {part}"] += fact.total.minor

    def _legal_step_taken(self, fact: f.LegalStepTaken, day: date) -> None:
        self.sums["expenses"] += fact.expense.minor
        if fact.expense.minor:
            self._keep(day, fact.case, "official_expenses", fact.expense.minor)

    def _keep(self, day: date, case: str, what: str, minor: int) -> None:
        month = f"{self.state.cases[case].opened.provider} {day:%Y-%m}"
        self.due.setdefault(month, Counter())[case, what] += minor

    def _fees_invoiced(self, fact: f.FeesInvoiced, day: date) -> None:
        """A row for each case and kind of the month; its tax is rounded by itself, halves up."""
        due = self.due.pop(f"{fact.provider} {fact.month}")
        rows = {(row.case, row.what): (row.net.minor, row.vat.minor) for row in fact.rows}
        assert rows == {key: self._taxed(key[1], minor) for key, minor in due.items()}
        assert len(rows) == len(fact.rows)
        assert fact.total.minor == sum(net + vat for net, vat in rows.values())
        self.sums["invoiced"] += fact.total.minor
        self.sums["tax invoiced"] += sum(vat for _, vat in rows.values())

    def _taxed(self, what: str, minor: int) -> tuple[int, int]:
        tax = int((minor * VAT[self.state.country]).quantize(Decimal(1), ROUND_HALF_UP))
        return 0 if what == "vat_share" else minor, 0 if what == "official_expenses" else tax

    @property
    def at_the_agency(self) -> int:
        """What was collected for the company and has not been settled yet."""
        return sum(
            account.paid[part] - account.settled[part]
            for account in self.accounts.values()
            for part in ("principal", "interest")
        )


def every_cent_is_accounted_for(state: State, currency: str | None = None) -> Counter[str]:
    """Reckon a sandbox in its own or another currency, and compare; answers the sums."""
    own = Reckoning(state, currency)
    sums = own.sums
    kept = sums["paid fees"] + sums["interest kept"]
    assert sums["paid"] == sums["settled"] + own.at_the_agency + kept + sums["returned"]
    ledger = state.ledger
    for case, account in own.accounts.items():
        _case_says_so(state.cases[case], account, ledger)
    _agencies_say_so(own)
    _ledger_says_so(own)
    return sums


def _case_says_so(case: Case, account: Account, ledger: Ledger) -> None:
    currency = account.opened.principal.currency
    for part in PARTS:
        assert getattr(case, f"open_{part}").minor == account.open[part]
        assert ledger.balances[f"case:{case.id}:{part}", currency] == account.open[part]
    for part in ("principal", "interest"):
        owed = account.paid[part] - account.settled[part]
        assert -ledger.balances[f"owed:{part}:{case.id}", currency] == owed
    assert (case.closed_at is not None) == account.ended
    assert not account.ended or account.open.total() == 0


def _agencies_say_so(own: Reckoning) -> None:
    """What agencies have yet to pay out and to invoice is what is missing of each."""
    owed = own.state.owed
    lots = [
        lot for each in owed.values() for part in (each.principal, each.interest) for lot in part.values()
    ]
    assert own.at_the_agency == sum(_in(own.currency, lot).total() for lot in lots)
    fees = {
        f"{agency} {month}": _in(own.currency, kept)
        for agency, each in owed.items()
        for month, kept in each.fees.items()
    }
    assert {month: kept for month, kept in fees.items() if kept} == own.due


def _in(currency: str, lot: Mapping[Any, Money]) -> Counter[Any]:
    """What of a lot is in this currency, in minor units."""
    return Counter({key: money.minor for key, money in lot.items() if money.currency == currency})


def _ledger_says_so(own: Reckoning) -> None:
    sums, currency = own.sums, own.currency
    ledger = own.state.ledger
    assert set(ledger.trial_balance().values()) <= {0}
    balances = {account: minor for (account, coin), minor in ledger.balances.items() if coin == currency}
    said = Counter({account: balances.get(account, 0) for account in _SUMS})
    assert said == Counter({account: reckon(sums) for account, reckon in _SUMS.items()})
    due = sum(minor for account, minor in balances.items() if account.startswith("due:"))
    open_ = sum(
        minor for month in own.due.values() for (_, what), minor in month.items() if what != "vat_share"
    )
    assert due == open_


_SUMS: dict[str, Any] = {
    "bank:agency": lambda sums: sums["paid"] - sums["returned"] - sums["settled"],
    "bank:company": lambda sums: sums["paid to the company"] + sums["settled"],
    "income:fees": lambda sums: sums["written off"] - sums["charged"],
    "income:interest": lambda sums: -sums["interest kept"],
    "income:charges": lambda sums: -sums["charges"],
    "official expenses": lambda sums: -sums["expenses"],
    "tax on fees": lambda sums: -sums["tax invoiced"],
}


def is_the_same_when_replayed(sandbox: Sandbox, copy: Sandbox) -> None:
    """A sandbox that was rebuilt from the log of another stands where that one does."""
    for name, value in _compared(sandbox.state):
        assert getattr(copy.state, name) == value, name
    assert _balances(copy.state.ledger) == _balances(sandbox.state.ledger)
    assert copy.next_due() == sandbox.next_due()


def _compared(state: State) -> Iterator[tuple[str, Any]]:
    for each in fields(state):
        if each.name not in ("draw", "law", "agencies", "recent", "alike"):  # the last two are made of others
            yield each.name, getattr(state, each.name)


def _balances(ledger: Ledger) -> dict[tuple[str, str], int]:
    return {account: minor for account, minor in ledger.balances.items() if minor}
