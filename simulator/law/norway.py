"""The law of late payment in Norway: a new figure is a new row. Amounts in øre, rates in basis points."""

from datetime import date
from zoneinfo import ZoneInfo

from simulator.law.rows import Band, Fees, Law, Row

_COLLECTION_ACT = "Debt Collection Act (26/1988)"
_COSTS = "Debt Collection Regulation (562/1989)"
_INTEREST_ACT = "Act on interest on overdue payments (100/1976)"
_VAT_ACT = "Value Added Tax Act, general rate"
_KINDS = ("consumer", "company")

# All fees are parts of the collection rate that the ministry sets: 700 by the amendment of 20 December 2018 (2050),
# 750 by that of 19 December 2025 (2709); and since 1 October 2020 they are smaller parts of it.
_RATES = (
    (date(2020, 10, 1), date(2025, 12, 31), 700_00),
    (date(2026, 1, 1), date(2026, 12, 31), 750_00),
)

# The court fee of each year in kroner, and how many hundredths of it a step costs. A bill of 2024 raises those of
# the first; that it was adopted was not seen.
_COURT_FEES = "Court Fees Act (86/1982)"
_BY_THE_ACT = "as amended by 166/2021"
_BY_THE_BILL = "1.54 times as proposed by Prop. 80 L (2023-2024), which is assumed to have become law"
_STEPS = {
    "summons": (
        (date(2022, 1, 1), date(2022, 12, 31), 1223, 110, True),
        (date(2023, 1, 1), date(2023, 12, 31), 1243, 110, True),
        (date(2024, 1, 1), date(2024, 6, 30), 1277, 110, True),
        (date(2024, 7, 1), date(2024, 12, 31), 1277, 154, False),
        (date(2025, 1, 1), date(2025, 12, 31), 1314, 154, False),
        (date(2026, 1, 1), date(2026, 12, 31), 1345, 154, False),
    ),
    "enforcement": (
        (date(2022, 1, 1), date(2022, 12, 31), 1223, 121, True),
        (date(2023, 1, 1), date(2023, 12, 31), 1243, 121, True),
        (date(2024, 1, 1), date(2024, 12, 31), 1277, 121, True),
        (date(2025, 1, 1), date(2025, 12, 31), 1314, 121, True),
        (date(2026, 1, 1), date(2026, 12, 31), 1345, 121, True),
    ),
}
_SECTIONS = {
    "summons": "section 7: conciliation board",
    "enforcement": "section 14: application for attachment",
}

# A collector's fee by principal, in hundredths of the collection rate: for consumers, and half as much again for
# companies. It doubles when the demand's term is over by 28 days; dunbox's second demand stands for that.
_BANDS = (
    (500_00, 25),
    (1000_00, 35),
    (2500_00, 40),
    (10000_00, 80),
    (50000_00, 160),
    (250000_00, 360),
    (None, 720),
)
_HALF_AS_MUCH_AGAIN = {"consumer": 2, "company": 3}  # halves of the consumer's fee


def _reminder() -> Fees:
    """A twentieth of the rate, in whole kroner, halves upwards; two are charged at most."""
    source = f"{_COSTS}, section 1-2: reminder or warning"
    fees = [(since, until, (rate + 10_00) // 20_00 * 1_00) for since, until, rate in _RATES]
    return tuple(Row(since, (Band(None, (fee, fee)),), source, until) for since, until, fee in fees)


def _collectors_fee(kind: str, *, in_all: bool) -> Fees:
    """By principal: of the first demand and of the second, each by itself or what they come to together."""
    halves = _HALF_AS_MUCH_AGAIN[kind]
    source = f"{_COSTS}, sections 2-2 and 2-3: collector's fee by principal, {kind}"
    return tuple(
        Row(
            since,
            tuple(
                Band(up_to, (rate * part * halves // 200, rate * part * halves // (100 if in_all else 200)))
                for up_to, part in _BANDS
            ),
            source + (", the creditor's reminders within it" if in_all else ""),
            until,
        )
        for since, until, rate in _RATES
    )


def _plan() -> Fees:
    """Nothing: what is added to the collector's fee is added for more than four instalments."""
    source = f"{_COSTS}, section 2-4: nothing is named for a payment plan of at most four instalments"
    return (Row(_RATES[0][0], (Band(None, (0,)),), source),)


def _long_plan() -> Fees:
    """One and a half times the rate, beside what is otherwise the most."""
    source = f"{_COSTS}, section 2-4: payment plan of more than four instalments"
    return tuple(Row(since, (Band(None, (rate * 3 // 2,)),), source, until) for since, until, rate in _RATES)


def _moved() -> Fees:
    """Nothing: the regulation has no fee for it."""
    source = f"{_COSTS}: no fee is named for a due date that is moved"
    return (Row(_RATES[0][0], (Band(None, (0,)),), source),)


def _step(name: str) -> Fees:
    """So many hundredths of the court fee, down to whole kroner (section 6 a)."""
    return tuple(
        Row(
            since,
            (Band(None, (fee * part // 100 * 1_00,)),),
            f"{_COURT_FEES}, {_SECTIONS[name]}, {_BY_THE_ACT if stated else _BY_THE_BILL}",
            until,
            stated,
        )
        for since, until, fee, part, stated in _STEPS[name]
    )


def _fixed(since: date, until: date, basis_points: int, regulation: str = "") -> Row[int]:
    """The rate of interest that the ministry fixed for a half-year, or several on end."""
    by = f" (regulation {regulation})" if regulation else ""
    return Row(since, basis_points, f"{_INTEREST_ACT}, section 3, rate fixed for the half-year{by}", until)


NORWAY = Law(
    country="NO",
    name="Norway",
    currency="NOK",
    zone=ZoneInfo("Europe/Oslo"),
    calendar="NO",
    fees={
        **{("reminder", kind): _reminder() for kind in _KINDS},
        **{("demand", kind): _collectors_fee(kind, in_all=False) for kind in _KINDS},
        **{("payment_plan", kind): _plan() for kind in _KINDS},
        **{("long_payment_plan", kind): _long_plan() for kind in _KINDS},
        **{("due_date_moved", kind): _moved() for kind in _KINDS},
    },
    # What reminders cost is part of the collector's fee once there is one.
    ceilings={("demand", kind): _collectors_fee(kind, in_all=True) for kind in _KINDS},
    beyond_ceilings=frozenset({"payment_plan"}),
    chargeable_from={
        ("reminder", kind): (
            Row(date(1989, 10, 1), 14, f"{_COSTS}, section 1-2: not before 14 days after the due date"),
        )
        for kind in _KINDS
    },
    # The fee doubles once the 14 days of the demand are over by more than 28.
    terms={
        **{
            (letter, kind): (Row(date(1989, 10, 1), 14, f"{_COLLECTION_ACT}, section {section}: 14 days"),)
            for letter, section in (("reminder", "9"), ("demand", "10"))
            for kind in _KINDS
        },
        **{
            ("second_demand", kind): (
                Row(_RATES[0][0], 43, f"{_COSTS}, section 2-3: more than 28 days after the demand's 14"),
            )
            for kind in _KINDS
        },
    },
    expenses={name: _step(name) for name in _STEPS},
    # The ministry fixes the whole rate: Norges Bank's policy rate and at least eight points.
    reference_rates=(
        _fixed(date(2016, 7, 1), date(2018, 12, 31), 8_50),
        _fixed(date(2019, 1, 1), date(2019, 6, 30), 8_75),
        _fixed(date(2019, 7, 1), date(2019, 12, 31), 9_25),
        _fixed(date(2020, 1, 1), date(2020, 6, 30), 9_50),
        _fixed(date(2020, 7, 1), date(2021, 12, 31), 8_00),
        _fixed(date(2022, 1, 1), date(2022, 6, 30), 8_50),
        _fixed(date(2022, 7, 1), date(2022, 12, 31), 9_25),
        _fixed(date(2023, 1, 1), date(2023, 6, 30), 10_75),
        _fixed(date(2023, 7, 1), date(2023, 12, 31), 11_75),
        _fixed(date(2024, 1, 1), date(2025, 6, 30), 12_50),
        _fixed(date(2025, 7, 1), date(2025, 12, 31), 12_25, "2025-06-23-1321"),
        _fixed(date(2026, 1, 1), date(2026, 6, 30), 12_00, "2025-12-18-2658"),
        _fixed(date(2026, 7, 1), date(2026, 12, 31), 12_25, "2026-06-25-1372"),
    ),
    interest_margins={
        kind: (Row(date(2004, 1, 1), 0, f"{_INTEREST_ACT}, section 3: nothing is added"),) for kind in _KINDS
    },
    vat_rates=(Row(date(2005, 1, 1), 25_00, f"{_VAT_ACT} (58/2009 and before), section 5-1"),),
)
