"""The law of late payment in Sweden: a new figure is a new row. Amounts in öre, rates in basis points."""

from datetime import date
from zoneinfo import ZoneInfo

from simulator.law.rows import Band, Fees, Law, Row

_COSTS_ACT = "Act on compensation for collection costs (1981:739), section 4, as amended by 2013:56"
_COLLECTION_ACT = "Debt Collection Act (1974:182), section 5"
_INTEREST_ACT = "Interest Act (1975:635)"
_AUTHORITYS_FEES = "Ordinance on fees of the Enforcement Authority (1992:1094)"
_VAT_ACT = "Value Added Tax Act, general rate"
_SINCE = date(2013, 3, 16)

# The Riksbank's policy rate at the end of the half-year before, rounded up to the next half point (Interest
# Act, section 9).
_ANNOUNCED = f"{_INTEREST_ACT}, section 9, reference rate announced by the Riksbank"

# One reminder and one demand are charged for a claim, companies and consumers alike; the principal is of no matter.
_REMINDER: Fees = (Row(_SINCE, (Band(None, (60_00,)),), f"{_COSTS_ACT}: written reminder"),)
_DEMAND: Fees = (Row(_SINCE, (Band(None, (180_00,)),), f"{_COSTS_ACT}: collection demand"),)
_PLAN: Fees = (Row(_SINCE, (Band(None, (170_00,)),), f"{_COSTS_ACT}: payment plan"),)
_MOVED: Fees = (
    Row(
        _SINCE,
        (Band(None, (0,)),),
        f"{_COSTS_ACT}: it names a reminder, a demand and a payment plan, no moved due date",
    ),
)

# The data protection authority's general advice on the act. Nothing is said of a reminder, which gets as many days.
_EIGHT_DAYS = (Row(_SINCE, 8, f"{_COLLECTION_ACT}: at least eight days from sending, by general advice"),)
_KINDS = ("consumer", "company")

SWEDEN = Law(
    country="SE",
    name="Sweden",
    currency="SEK",
    zone=ZoneInfo("Europe/Stockholm"),
    calendar="SE",
    fees={
        (letter, kind): rows
        for letter, rows in (
            ("reminder", _REMINDER),
            ("demand", _DEMAND),
            ("payment_plan", _PLAN),
            ("long_payment_plan", _PLAN),
            ("due_date_moved", _MOVED),
        )
        for kind in _KINDS
    },
    terms={
        (letter, kind): _EIGHT_DAYS for letter in ("reminder", "demand", "second_demand") for kind in _KINDS
    },
    # The first is dated by its amendment (2008:893). No source at hand dates the second: taken from the same day.
    expenses={
        "summons": (
            Row(
                date(2008, 12, 12),
                (Band(None, (300_00,)),),
                f"{_AUTHORITYS_FEES}, section 1: application for a payment order",
            ),
        ),
        "enforcement": (
            Row(
                date(2008, 12, 12),
                (Band(None, (600_00,)),),
                f"{_AUTHORITYS_FEES}: basic fee of an enforcement, which the applicant answers for",
            ),
        ),
    },
    reference_rates=(
        Row(date(2016, 7, 1), -50, _ANNOUNCED, until=date(2019, 6, 30)),
        Row(date(2019, 7, 1), 0, _ANNOUNCED, until=date(2022, 6, 30)),
        Row(date(2022, 7, 1), 50, _ANNOUNCED, until=date(2022, 12, 31)),
        Row(date(2023, 1, 1), 2_50, _ANNOUNCED, until=date(2023, 6, 30)),
        Row(date(2023, 7, 1), 3_50, _ANNOUNCED, until=date(2023, 12, 31)),
        Row(date(2024, 1, 1), 4_00, _ANNOUNCED, until=date(2024, 6, 30)),
        Row(date(2024, 7, 1), 4_00, _ANNOUNCED, until=date(2024, 12, 31)),
        Row(date(2025, 1, 1), 3_00, _ANNOUNCED, until=date(2025, 6, 30)),
        Row(date(2025, 7, 1), 2_00, _ANNOUNCED, until=date(2025, 12, 31)),
        Row(date(2026, 1, 1), 2_00, _ANNOUNCED, until=date(2026, 6, 30)),
        Row(date(2026, 7, 1), 2_00, _ANNOUNCED, until=date(2026, 12, 31)),
    ),
    interest_margins={
        kind: (Row(date(2002, 7, 1), 8_00, f"{_INTEREST_ACT}, section 6: eight points above"),)
        for kind in _KINDS
    },
    vat_rates=(
        Row(date(1990, 7, 1), 25_00, f"{_VAT_ACT} (1994:200, chapter 7, section 1)"),
        Row(date(2023, 7, 1), 25_00, f"{_VAT_ACT} (2023:200, chapter 9, section 2)"),
    ),
)
