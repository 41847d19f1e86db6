"""The law of late payment in Finland: a new figure is a new row. Amounts in cents, rates in basis points."""

from datetime import date
from zoneinfo import ZoneInfo

from simulator.law.rows import Band, Fees, Law, Row

_COLLECTION_ACT = "Debt Collection Act (513/1999)"
_CEILINGS = f"{_COLLECTION_ACT}, ceilings of collection costs, as amended from 1 May 2022"
_IN_ALL = f"{_COLLECTION_ACT}, the debtor's liability in all, as amended from 1 May 2022"
_WAITS = f"{_COLLECTION_ACT}, times between chargeable letters"
_INTEREST_ACT = "Interest Act (633/1982)"
_COURT_FEES = (
    "Act on court fees (1455/2015), section 2: undisputed debt, filed with the court's information system"
)
_ENFORCEMENT_FEES = "Decree on enforcement fees (35/1995)"
_VAT_ACT = "Value Added Tax Act (1501/1993), general rate"

# The amendment of 2022 dates the ceilings for companies. Those for consumers are the current ones; no source
# at hand dates them, so they are taken from the same day.
_SINCE = date(2022, 5, 1)

# The European Central Bank's last rate of main refinancing operations before each half-year, rounded up
# to the next half point (Interest Act, section 12): announced by the Bank of Finland, or reckoned so.
_ANNOUNCED = f"{_INTEREST_ACT}, section 12, reference rate announced by the Bank of Finland"
_RECKONED = f"{_INTEREST_ACT}, section 12, reference rate reckoned from that of the European Central Bank"

# What a debtor owes in all. For companies the sources at hand have two bands; above them none is known.
_CONSUMERS_CEILING: Fees = (
    Row(
        _SINCE,
        (Band(100_00, (60_00,)), Band(1000_00, (120_00,)), Band(None, (210_00,))),
        f"{_IN_ALL}: consumer",
    ),
)
_COMPANYS_CEILING: Fees = (
    Row(_SINCE, (Band(500_00, (250_00,)), Band(2500_00, (470_00,))), f"{_IN_ALL}: company"),
)

# A plan of at most four instalments, whatever the principal; and one of more.
_PLAN = (Band(None, (20_00,)),)
_LONG_PLAN = (Band(100_00, (20_00,)), Band(1000_00, (30_00,)), Band(None, (50_00,)))

FINLAND = Law(
    country="FI",
    name="Finland",
    currency="EUR",
    zone=ZoneInfo("Europe/Helsinki"),
    calendar="FI",
    fees={
        # Two reminders and two demands are charged at most, by the same guideline.
        ("reminder", "consumer"): (
            Row(_SINCE, (Band(None, (5_00, 5_00)),), f"{_CEILINGS}: reminder, consumer"),
        ),
        ("reminder", "company"): (
            Row(_SINCE, (Band(None, (12_00, 12_00)),), f"{_CEILINGS}: reminder, company"),
        ),
        # A second demand costs at most half of the first.
        ("demand", "consumer"): (
            Row(
                _SINCE,
                (
                    Band(100_00, (14_00, 7_00)),
                    Band(1000_00, (24_00, 12_00)),
                    Band(None, (50_00, 25_00)),
                ),
                f"{_CEILINGS}: payment demand by principal, consumer",
            ),
        ),
        ("demand", "company"): (
            Row(
                _SINCE,
                (
                    Band(500_00, (50_00, 25_00)),
                    Band(2500_00, (70_00, 35_00)),
                    Band(10000_00, (90_00, 45_00)),
                    Band(None, (110_00, 55_00)),
                ),
                f"{_CEILINGS}: payment demand by principal, company",
            ),
        ),
        # A due date that is moved by at least 14 days at the debtor's wish.
        ("due_date_moved", "consumer"): (
            Row(_SINCE, (Band(None, (5_00,)),), f"{_CEILINGS}: due date moved, consumer"),
        ),
        ("due_date_moved", "company"): (
            Row(_SINCE, (Band(None, (10_00,)),), f"{_CEILINGS}: due date moved, company"),
        ),
        ("payment_plan", "consumer"): (
            Row(_SINCE, _PLAN, f"{_CEILINGS}: payment plan of at most four instalments, consumer"),
        ),
        ("long_payment_plan", "consumer"): (
            Row(_SINCE, _LONG_PLAN, f"{_CEILINGS}: payment plan of more than four instalments, consumer"),
        ),
        **{
            (plan, "company"): (
                Row(
                    _SINCE,
                    bands,
                    f"{_CEILINGS}: payment plan, a consumer's is assumed of a company",
                    stated=False,
                ),
            )
            for plan, bands in (("payment_plan", _PLAN), ("long_payment_plan", _LONG_PLAN))
        },
    },
    ceilings={
        (letter, kind): ceiling
        for letter in ("reminder", "demand", "payment_plan", "long_payment_plan", "due_date_moved")
        for kind, ceiling in (("consumer", _CONSUMERS_CEILING), ("company", _COMPANYS_CEILING))
    },
    chargeable_from={
        ("reminder", "consumer"): (Row(_SINCE, 14, f"{_WAITS}: first reminder, consumer"),),
    },
    terms={
        ("reminder", "consumer"): (Row(_SINCE, 14, f"{_WAITS}: consumer"),),
        ("reminder", "company"): (Row(_SINCE, 10, f"{_WAITS}: company"),),
        ("demand", "consumer"): (Row(_SINCE, 14, f"{_WAITS}: consumer"),),
        ("demand", "company"): (Row(_SINCE, 10, f"{_WAITS}: company"),),
        ("second_demand", "consumer"): (Row(_SINCE, 14, f"{_WAITS}: consumer"),),
        ("second_demand", "company"): (Row(_SINCE, 10, f"{_WAITS}: company"),),
    },
    expenses={
        "summons": (
            # They are revised every third year: those of 2019 and of 2025 were not seen.
            Row(date(2016, 1, 1), (Band(None, (65_00,)),), _COURT_FEES, until=date(2018, 12, 31)),
            Row(
                date(2022, 1, 1),
                (Band(None, (65_00,)),),
                f"{_COURT_FEES}, as revised by decree 1122/2021",
                until=date(2024, 12, 31),
            ),
        ),
        # The debtor pays by what is collected; of the creditor a part of it is kept, or 10.00 if nothing is found.
        "enforcement": (
            Row(
                date(2009, 11, 1),
                (Band(None, (0,)),),
                f"{_ENFORCEMENT_FEES}: nothing is charged at the application",
            ),
        ),
    },
    reference_rates=(
        # The same rate was announced for every half-year of these six years.
        Row(date(2016, 7, 1), 0, _ANNOUNCED, until=date(2022, 12, 31)),
        Row(date(2023, 1, 1), 2_50, f"{_ANNOUNCED} (1276/2022)", until=date(2023, 6, 30)),
        Row(date(2023, 7, 1), 4_00, _ANNOUNCED, until=date(2023, 12, 31)),
        Row(date(2024, 1, 1), 4_50, _ANNOUNCED, until=date(2024, 6, 30)),
        Row(date(2024, 7, 1), 4_50, _ANNOUNCED, until=date(2024, 12, 31)),
        Row(date(2025, 1, 1), 3_50, _ANNOUNCED, until=date(2025, 6, 30)),
        Row(date(2025, 7, 1), 2_50, _RECKONED, until=date(2025, 12, 31)),
        Row(date(2026, 1, 1), 2_50, _ANNOUNCED, until=date(2026, 6, 30)),
    ),
    interest_margins={
        "consumer": (Row(date(2013, 3, 16), 7_00, f"{_INTEREST_ACT}, section 4: seven points above"),),
        "company": (Row(date(2013, 3, 16), 8_00, f"{_INTEREST_ACT}, section 4 a: eight points above"),),
    },
    vat_rates=(
        Row(date(2013, 1, 1), 24_00, _VAT_ACT),
        Row(date(2024, 9, 1), 25_50, f"{_VAT_ACT} from 1 September 2024"),
    ),
)
