"""Single charges and single sums of interest, worked out by hand; `test_charges_worked_by_hand.py` asks the law."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fee:
    """What the debtor may be charged for a letter or a favour. `charged`: the fees before it."""

    country: str
    what: str
    kind: str  # consumer or company
    principal: str
    day: str
    fee: str
    nth: int = 1
    due: str | None = None
    charged: str | None = None
    assumed: bool = False


@dataclass(frozen=True, slots=True)
class Expense:
    """What a step of legal collection costs the creditor."""

    country: str
    step: str
    principal: str
    day: str
    amount: str
    assumed: bool = False


@dataclass(frozen=True, slots=True)
class Interest:
    """Late interest from a first day to a last one, both counted."""

    country: str
    kind: str
    principal: str
    first: str
    last: str
    interest: str
    assumed: bool = False


@dataclass(frozen=True, slots=True)
class Vat:
    """The tax on top of a fee."""

    country: str
    fee: str
    day: str
    vat: str


FEES = {
    # Two reminders are charged, each in full.
    "a company's second reminder in Finland": Fee(
        "FI",
        "reminder",
        "company",
        "1240.00",
        "2026-02-16",
        "12.00",
        nth=2,
        due="2026-01-28",
        charged="12.00",
    ),
    # The third is sent without a charge.
    "a consumer's third reminder in Finland": Fee(
        "FI", "reminder", "consumer", "300.00", "2026-03-16", "0.00", nth=3, due="2026-01-28", charged="10.00"
    ),
    # Above 100 and up to 1000 a demand costs a consumer 24.00, a second one half of it: 12.00. In all 120.00 may be
    # charged: 120.00 - 5.00 - 5.00 - 24.00 = 86.00 are left, more than enough.
    "a consumer's second demand in Finland": Fee(
        "FI", "demand", "consumer", "1000.00", "2026-04-13", "12.00", nth=2, due="2026-01-30", charged="34.00"
    ),
    # From 2500 to 10000 a demand costs a company 90.00, a second one 45.00.
    "a company's second demand in Finland": Fee(
        "FI", "demand", "company", "2500.01", "2026-03-20", "45.00", nth=2, due="2026-01-28", charged="114.00"
    ),
    # A second demand would cost 14.00 / 2 = 7.00. Up to 100 a consumer owes at most 60.00 in all: 60.00 - 56.00 =
    # 4.00 are left.
    "a small consumer's last four euros": Fee(
        "FI", "demand", "consumer", "100.00", "2026-04-13", "4.00", nth=2, due="2026-01-30", charged="56.00"
    ),
    # Up to 1000 it is 120.00 in all: of a demand's 24.00 the last 0.01 is left after 119.99.
    "a consumer's last cent": Fee(
        "FI", "demand", "consumer", "1000.00", "2026-04-13", "0.01", due="2026-01-30", charged="119.99"
    ),
    # Above 1000 it is 210.00 in all: 210.00 - 195.00 = 15.00 of a demand's 50.00.
    "a large consumer at the ceiling": Fee(
        "FI", "demand", "consumer", "1000.01", "2026-04-13", "15.00", due="2026-01-30", charged="195.00"
    ),
    # A plan of more than four parts costs a consumer above 100.00 30.00; 120.00 in all, of which 100.00 are charged,
    # leave 20.00.
    "a payment plan at the ceiling": Fee(
        "FI", "long_payment_plan", "consumer", "100.01", "2026-04-13", "20.00", charged="100.00"
    ),
    # 60.00 in all up to 100.00, of which 57.00 are charged.
    "a due date that is moved at the ceiling": Fee(
        "FI", "due_date_moved", "consumer", "100.00", "2026-04-13", "3.00", charged="57.00"
    ),
    # No source states a company's plan: the consumer's 20.00, and 50.00 above 1000.00, are assumed.
    "a company's payment plan in Finland": Fee(
        "FI", "payment_plan", "company", "1240.00", "2026-04-13", "20.00", assumed=True
    ),
    "a company's long payment plan in Finland": Fee(
        "FI", "long_payment_plan", "company", "1240.00", "2026-04-13", "50.00", assumed=True
    ),
    "a due date that is moved for a company in Finland": Fee(
        "FI", "due_date_moved", "company", "1240.00", "2026-02-10", "10.00"
    ),
    # One letter of each name is charged in Sweden.
    "a second reminder in Sweden": Fee(
        "SE", "reminder", "consumer", "5000.00", "2026-03-30", "0.00", nth=2, charged="60.00"
    ),
    "a second demand in Sweden": Fee(
        "SE", "demand", "company", "5000.00", "2026-04-07", "0.00", nth=2, charged="240.00"
    ),
    "a payment plan in Sweden": Fee("SE", "payment_plan", "company", "0.01", "2026-04-07", "170.00"),
    "a due date that is moved in Sweden": Fee(
        "SE", "due_date_moved", "consumer", "5000.00", "2026-04-07", "0.00"
    ),
    # 750 / 20 = 37.50, in whole kroner 38.00, and two of them.
    "a second reminder in Norway": Fee(
        "NO",
        "reminder",
        "company",
        "9000.00",
        "2026-03-02",
        "38.00",
        nth=2,
        due="2026-01-28",
        charged="38.00",
    ),
    # From 2500 to 10000 a consumer owes 0.8 x 750 = 600.00 for a demand and as much for a second one, 1200.00 in all
    # with the reminders: 1200.00 - 38.00 - 562.00 = 600.00.
    "a second demand in Norway": Fee(
        "NO",
        "demand",
        "consumer",
        "2600.00",
        "2026-04-07",
        "600.00",
        nth=2,
        due="2026-01-28",
        charged="600.00",
    ),
    # Up to 500 a company owes 0.25 x 750 x 1.5 = 281.25, doubled 562.50. That much is charged: nothing is left.
    "a second demand in Norway when the doubled fee is charged": Fee(
        "NO", "demand", "company", "500.00", "2026-04-07", "0.00", nth=2, due="2026-01-28", charged="562.50"
    ),
    # 1.5 x 750, and nothing for at most four parts.
    "a long payment plan in Norway": Fee(
        "NO", "long_payment_plan", "consumer", "300.00", "2026-04-07", "1125.00"
    ),
    "a payment plan in Norway": Fee("NO", "payment_plan", "consumer", "300.00", "2026-04-07", "0.00"),
    "a due date that is moved in Norway": Fee(
        "NO", "due_date_moved", "company", "300.00", "2026-04-07", "0.00"
    ),
}

EXPENSES = {
    "the court in Finland": Expense("FI", "summons", "1240.00", "2024-05-06", "65.00"),
    # No decree after 2024 was seen: the 65.00 are carried on.
    "the court in Finland, years later": Expense(
        "FI", "summons", "10000000.00", "2026-05-06", "65.00", assumed=True
    ),
    "the enforcement in Finland": Expense("FI", "enforcement", "1240.00", "2026-07-06", "0.00"),
    "the payment order in Sweden": Expense("SE", "summons", "0.01", "2026-05-06", "300.00"),
    "the enforcement in Sweden": Expense("SE", "enforcement", "5000.00", "2026-07-06", "600.00"),
    # 1.54 x 1345 = 2071.30, down to whole kroner; 1.54 is a bill's.
    "the conciliation board in Norway": Expense(
        "NO", "summons", "9000.00", "2026-05-06", "2071.00", assumed=True
    ),
    # 1.21 x 1345 = 1627.45.
    "the enforcement in Norway": Expense("NO", "enforcement", "9000.00", "2026-07-06", "1627.00"),
}

INTEREST = {
    # 28 and 29 February and 1 March are 3 days; the last known rate, 2.5 + 8 = 10.5 %, is carried on:
    # 36500.00 x 0.105 x 3 / 365 = 31.50.
    "over the leap day of 2028": Interest(
        "FI", "company", "36500.00", "2028-02-28", "2028-03-01", "31.50", assumed=True
    ),
    # The leap day alone: 36500.00 x 0.105 / 365 = 10.50.
    "the leap day of 2028": Interest(
        "FI", "company", "36500.00", "2028-02-29", "2028-02-29", "10.50", assumed=True
    ),
    # A cent for the first half of 2026, 181 days: 0.01 x 0.105 x 181 / 365 = 0.00052: nothing.
    "a cent for half a year": Interest("FI", "company", "0.01", "2026-01-01", "2026-06-30", "0.00"),
    # And for five years, with the leap day of 2028 1826 days: 0.01 x 0.105 x 1826 / 365 = 0.00525: a cent.
    "a cent for five years": Interest(
        "FI", "company", "0.01", "2026-01-01", "2030-12-31", "0.01", assumed=True
    ),
    # June has 30 days: 10000000.00 x 0.105 x 30 / 365 = 86301.3699.
    "ten million for a month": Interest(
        "FI", "company", "10000000.00", "2026-06-01", "2026-06-30", "86301.37"
    ),
    # A day of it at a consumer's 9.5 %: 10000000.00 x 0.095 / 365 = 2602.7397.
    "ten million for a day": Interest("FI", "consumer", "10000000.00", "2026-06-30", "2026-06-30", "2602.74"),
    # 21 to 30 June are 10 days at 12 %, 1 to 20 July 20 days at 12.25 %:
    # 7300.00 x (10 x 0.12 + 20 x 0.1225) / 365 = 20 x 3.65 = 73.00.
    "over the end of June 2026 in Norway": Interest(
        "NO", "consumer", "7300.00", "2026-06-21", "2026-07-20", "73.00"
    ),
    # 10 % on both sides: 3650.00 x 0.10 x 30 / 365 = 30.00.
    "over the end of June 2026 in Sweden": Interest(
        "SE", "company", "3650.00", "2026-06-21", "2026-07-20", "30.00"
    ),
}

VAT = {
    # 0.255 x 5.00 = 1.275: half a cent goes up.
    "a consumer's reminder": Vat("FI", "5.00", "2026-02-16", "1.28"),
    # 0.255 x 12.00.
    "a company's reminder": Vat("FI", "12.00", "2026-02-05", "3.06"),
    # 0.24 x 12.00, the day before the rate rose.
    "a company's reminder in August 2024": Vat("FI", "12.00", "2024-08-31", "2.88"),
    # 0.25 x 180.00, and 0.25 x 262.50 = 65.625.
    "a demand in Sweden": Vat("SE", "180.00", "2026-03-02", "45.00"),
    "a demand in Norway": Vat("NO", "262.50", "2026-03-02", "65.63"),
}
