"""Cases of Visma Amili's services, worked out by hand; `test_amili_worked_by_hand.py` plays them.

Each says how its figures come about. Reference rate of the first half of 2026: 2.5; companies owe 10.5 %, consumers
9.5 %, by actual days over 365, from the day after the due date to the day of the payment, both counted, and only once a
letter has gone out. A payment goes to fees, then interest, then principal. Principal is settled two banking days after
the payment (the examples take one number for the 1 to 3 that are drawn), a month's interest and the agency's invoice
come on the first banking day of the next month.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AmiliExample:
    """A case and what must come of it. Amounts are text, days are dates.

    What is done is done at 10:00 of its day: `hands over` (the amount's place says how), `pays` (all, or an
    amount), `pays the company`, `reports` and `credits` (an amount), `cancels`.
    """

    kind: str  # company or consumer
    principal: str
    due: str
    does: tuple[tuple[str, str, str | None], ...] = ()
    letters: tuple[tuple[str, str, str], ...] = ()  # letter, day, fee
    received: tuple[
        tuple[str, str, str, str], ...
    ] = ()  # fees, interest, principal, returned: of each payment
    settled: tuple[tuple[str, str], ...] = ()  # day, principal
    interest: tuple[tuple[str, str], ...] = ()  # day, a month's interest
    invoiced: tuple[tuple[str, str, str], ...] = ()  # day, net, with tax: what the agency charges the company
    ended: tuple[str, str] | None = None  # day, why
    provider: str = "kassavirta"
    group: str | None = None


EXAMPLES = {
    # Two days before the due date, and so no letter, no interest. Monday and two banking days is Wednesday.
    "pays in time": AmiliExample(
        kind="company",
        principal="1240.00",
        due="2026-01-28",
        does=(("2026-01-26", "pays", None),),
        received=(("0.00", "0.00", "1240.00", "0.00"),),
        settled=(("2026-01-28", "1240.00"),),
        ended=("2026-01-26", "paid"),
    ),
    # Nine days late: nobody has asked for interest, and none is owed. Friday, Monday, Tuesday.
    "pays late, before the reminder": AmiliExample(
        kind="company",
        principal="1240.00",
        due="2026-01-28",
        does=(("2026-02-06", "pays", None),),
        received=(("0.00", "0.00", "1240.00", "0.00"),),
        settled=(("2026-02-10", "1240.00"),),
        ended=("2026-02-06", "paid"),
    ),
    # Ten days after Wednesday 28 January is Saturday 7 February: reminded on Monday the 9th. 29 January to 12 February
    # are 3 + 12 = 15 days: 1240.00 x 0.105 x 15 / 365 = 5.3507. Thursday, Friday, Monday.
    "a company pays after the reminder": AmiliExample(
        kind="company",
        principal="1240.00",
        due="2026-01-28",
        does=(("2026-02-12", "pays", None),),
        letters=(("reminder", "2026-02-09", "12.00"),),
        received=(("12.00", "5.35", "1240.00", "0.00"),),
        settled=(("2026-02-16", "1240.00"),),
        interest=(("2026-03-02", "5.35"),),
        ended=("2026-02-12", "paid"),
    ),
    # Fourteen days after Friday 30 January is Friday 13 February, and the demand comes 14 days after that; up to 100 it
    # costs a consumer 14.00. 31 January to 10 March are 1 + 28 + 10 = 39 days: 99.99 x 0.095 x 39 / 365 = 1.0150.
    "a consumer pays after the demand": AmiliExample(
        kind="consumer",
        principal="99.99",
        due="2026-01-30",
        does=(("2026-03-10", "pays", None),),
        letters=(("reminder", "2026-02-13", "5.00"), ("demand", "2026-02-27", "14.00")),
        received=(("19.00", "1.01", "99.99", "0.00"),),
        settled=(("2026-03-12", "99.99"),),
        interest=(("2026-04-01", "1.01"),),
        ended=("2026-03-10", "paid"),
    ),
    # 3 to 13 February are 11 days: 1000.00 x 0.105 x 11 / 365 = 3.1644; of 400.00, 12.00 are the fee and 3.16 interest,
    # 384.84 principal; 615.16 stay. Ten days after Thursday the 12th is a Sunday: the demand, 70.00 above 500, comes on
    # Monday. 14 to 25 February are 12 days: 615.16 x 0.105 x 12 / 365 = 2.1236. February's interest: 3.16 + 2.12.
    "pays a part, and then the rest": AmiliExample(
        kind="company",
        principal="1000.00",
        due="2026-02-02",
        does=(("2026-02-13", "pays", "400.00"), ("2026-02-25", "pays", None)),
        letters=(("reminder", "2026-02-12", "12.00"), ("demand", "2026-02-23", "70.00")),
        received=(("12.00", "3.16", "384.84", "0.00"), ("70.00", "2.12", "615.16", "0.00")),
        settled=(("2026-02-17", "384.84"), ("2026-02-27", "615.16")),
        interest=(("2026-03-02", "5.28"),),
        ended=("2026-02-25", "paid"),
    ),
    # 3 to 19 February are 17 days: 64.00 x 0.095 x 17 / 365 = 0.2832; 100.00 - 5.00 - 0.28 - 64.00 = 30.72 go back, and
    # so does all that comes after the end.
    "pays too much, and once more": AmiliExample(
        kind="consumer",
        principal="64.00",
        due="2026-02-02",
        does=(("2026-02-19", "pays", "100.00"), ("2026-02-20", "pays", "50.00")),
        letters=(("reminder", "2026-02-16", "5.00"),),
        received=(("5.00", "0.28", "64.00", "30.72"), ("0.00", "0.00", "0.00", "50.00")),
        settled=(("2026-02-23", "64.00"),),
        interest=(("2026-03-02", "0.28"),),
        ended=("2026-02-19", "paid"),
    ),
    # 240.00 went to the company before a letter did, and bear no interest. The other 1000.00, 29 January to 12
    # February: 1000.00 x 0.105 x 15 / 365 = 4.3151.
    "pays the company a part": AmiliExample(
        kind="company",
        principal="1240.00",
        due="2026-01-28",
        does=(
            ("2026-02-02", "pays the company", "240.00"),
            ("2026-02-03", "reports", "240.00"),
            ("2026-02-12", "pays", None),
        ),
        letters=(("reminder", "2026-02-09", "12.00"),),
        received=(("12.00", "4.32", "1000.00", "0.00"),),
        settled=(("2026-02-16", "1000.00"),),
        interest=(("2026-03-02", "4.32"),),
        ended=("2026-02-12", "paid"),
    ),
    # The reminder's 12.00 and 5.35 of interest (15 days, as above) stay open; 30 days after Thursday 12 February is
    # Saturday 14 March: on Monday they are written off.
    "pays the company everything after the reminder": AmiliExample(
        kind="company",
        principal="1240.00",
        due="2026-01-28",
        does=(("2026-02-12", "pays the company", "1240.00"), ("2026-02-12", "reports", "1240.00")),
        letters=(("reminder", "2026-02-09", "12.00"),),
        ended=("2026-03-16", "charges_written_off"),
    ),
    # The fee that the debtor was charged is the company's now, with 25.5 % of tax: 12.00 x 0.255 = 3.06.
    "is cancelled after the reminder": AmiliExample(
        kind="company",
        principal="1240.00",
        due="2026-01-28",
        does=(("2026-02-12", "cancels", None),),
        letters=(("reminder", "2026-02-09", "12.00"),),
        invoiced=(("2026-03-02", "12.00", "15.06"),),
        ended=("2026-02-12", "cancelled"),
    ),
    # Nothing was sent, and nothing is charged.
    "is cancelled before the reminder": AmiliExample(
        kind="company",
        principal="1240.00",
        due="2026-01-28",
        does=(("2026-02-06", "cancels", None),),
        ended=("2026-02-06", "cancelled"),
    ),
    # 240.00 of the 1240.00 are taken back, the rest as well once it is reminded of; the fee is written off.
    "is credited": AmiliExample(
        kind="company",
        principal="1240.00",
        due="2026-01-28",
        does=(("2026-02-02", "credits", "240.00"), ("2026-02-12", "credits", "1000.00")),
        letters=(("reminder", "2026-02-09", "12.00"),),
        ended=("2026-02-12", "credited"),
    ),
    # The reminder costs the debtor nothing and the company 5.00 x 1.255 = 6.275. It is due 10 days after 9 February,
    # and 30 days after the 19th is Saturday 21 March: on Monday monitoring ends.
    "a VIP customer never pays": AmiliExample(
        kind="company",
        principal="1240.00",
        due="2026-01-28",
        group="vip",
        letters=(("reminder", "2026-02-09", "0.00"),),
        invoiced=(("2026-03-02", "5.00", "6.28"),),
        ended=("2026-03-23", "monitoring_ended"),
    ),
    # No fee, but interest: 29 January to 16 February are 3 + 16 = 19 days: 1240.00 x 0.105 x 19 / 365 = 6.7775.
    "a VIP customer pays after the reminder": AmiliExample(
        kind="company",
        principal="1240.00",
        due="2026-01-28",
        group="vip",
        does=(("2026-02-16", "pays", None),),
        letters=(("reminder", "2026-02-09", "0.00"),),
        received=(("0.00", "6.78", "1240.00", "0.00"),),
        settled=(("2026-02-18", "1240.00"),),
        interest=(("2026-03-02", "6.78"),),
        invoiced=(("2026-03-02", "5.00", "6.28"),),
        ended=("2026-02-16", "paid"),
    ),
    # Ten days after 9 February the demand, 70.00; due on Sunday 1 March, and 30 days later, on Tuesday the 31st,
    # monitoring ends unpaid: 15.00 x 1.255 = 18.825.
    "a PREMIUM customer never pays": AmiliExample(
        kind="company",
        principal="1240.00",
        due="2026-01-28",
        group="premium",
        letters=(("reminder", "2026-02-09", "12.00"), ("demand", "2026-02-19", "70.00")),
        invoiced=(("2026-04-01", "15.00", "18.83"),),
        ended=("2026-03-31", "monitoring_ended"),
    ),
    # 29 January to 27 February are 3 + 27 = 30 days: 1240.00 x 0.105 x 30 / 365 = 10.7014. Friday and two banking days
    # is Tuesday; the payment was in February, and so is its interest.
    "a PREMIUM customer pays after the demand": AmiliExample(
        kind="company",
        principal="1240.00",
        due="2026-01-28",
        group="premium",
        does=(("2026-02-27", "pays", None),),
        letters=(("reminder", "2026-02-09", "12.00"), ("demand", "2026-02-19", "70.00")),
        received=(("82.00", "10.70", "1240.00", "0.00"),),
        settled=(("2026-03-03", "1240.00"),),
        interest=(("2026-03-02", "10.70"),),
        ended=("2026-02-27", "paid"),
    ),
    # Nothing is sent at all, and the case stands open: whoever pays late owes no interest. 2 March is a Monday.
    "a customer without monitoring pays in March": AmiliExample(
        kind="company",
        principal="1240.00",
        due="2026-01-28",
        group="service_bypass",
        does=(("2026-03-02", "pays", None),),
        received=(("0.00", "0.00", "1240.00", "0.00"),),
        settled=(("2026-03-04", "1240.00"),),
        ended=("2026-03-02", "paid"),
    ),
    # Ten days after Tuesday 24 March is Good Friday: reminded on Tuesday 7 April. 25 March to 8 April are 7 + 8 = 15
    # days: 500.00 x 0.105 x 15 / 365 = 2.1575. 1 May is a Friday and closed, and so April's interest comes on Monday.
    "over Easter and May Day": AmiliExample(
        kind="company",
        principal="500.00",
        due="2026-03-24",
        does=(("2026-04-08", "pays", None),),
        letters=(("reminder", "2026-04-07", "12.00"),),
        received=(("12.00", "2.16", "500.00", "0.00"),),
        settled=(("2026-04-10", "500.00"),),
        interest=(("2026-05-04", "2.16"),),
        ended=("2026-04-08", "paid"),
    ),
    # Reminder and demand as before; legal collection ten days after 19 February, on Monday 2 March: 65.00 to the court,
    # without tax. Sixty days later is May Day: judgment on Monday 4 May, enforcement for nothing. 365 days later begins
    # post-collection, and 1095 days after Tuesday 4 May 2027 (29 February 2028 among them) it ends on 3 May 2030.
    "never pays": AmiliExample(
        kind="company",
        principal="1240.00",
        due="2026-01-28",
        letters=(("reminder", "2026-02-09", "12.00"), ("demand", "2026-02-19", "70.00")),
        invoiced=(("2026-04-01", "65.00", "65.00"),),
        ended=("2030-05-03", "uncollectable"),
    ),
}
PERINTA = {
    # Handed over twelve days late: the tenth is past, and the reminder goes out at the next working hour, on Tuesday 10
    # February. 29 January to 12 February, as above.
    "is handed over after the day of the reminder": AmiliExample(
        provider="perinta",
        kind="company",
        principal="1240.00",
        due="2026-01-28",
        does=(
            ("2026-02-09", "hands over", "reminder_and_collection"),
            ("2026-02-12", "pays", None),
        ),
        letters=(("reminder", "2026-02-10", "12.00"),),
        received=(("12.00", "5.35", "1240.00", "0.00"),),
        settled=(("2026-02-16", "1240.00"),),
        interest=(("2026-03-02", "5.35"),),
        ended=("2026-02-12", "paid"),
    ),
    # Handed over the day after the due date: reminded on the tenth day after it, 12 February. That evening it pays:
    # 3 to 12 February are 10 days: 250.00 x 0.105 x 10 / 365 = 0.7192.
    "is handed over on the first day": AmiliExample(
        provider="perinta",
        kind="company",
        principal="250.00",
        due="2026-02-02",
        does=(
            ("2026-02-03", "hands over", "reminder_and_collection"),
            ("2026-02-12", "pays", None),
        ),
        letters=(("reminder", "2026-02-12", "12.00"),),
        received=(("12.00", "0.72", "250.00", "0.00"),),
        settled=(("2026-02-16", "250.00"),),
        interest=(("2026-03-02", "0.72"),),
        ended=("2026-02-12", "paid"),
    ),
    # Collection begins with a reminder a banking day later; on the second day after the due date no consumer may be
    # charged for it. The demand 14 days after it costs 24.00 above 100. 3 to 20 February are 18 days:
    # 300.00 x 0.095 x 18 / 365 = 1.4055.
    "a consumer at once": AmiliExample(
        provider="perinta",
        kind="consumer",
        principal="300.00",
        due="2026-02-02",
        does=(("2026-02-03", "hands over", "collection"), ("2026-02-20", "pays", None)),
        letters=(("reminder", "2026-02-04", "0.00"), ("demand", "2026-02-18", "24.00")),
        received=(("24.00", "1.41", "300.00", "0.00"),),
        settled=(("2026-02-24", "300.00"),),
        interest=(("2026-03-02", "1.41"),),
        ended=("2026-02-20", "paid"),
    ),
    # Cancelled after the demand: 12.00 + 70.00, and 82.00 x 0.255 = 20.91 of tax.
    "is cancelled after the demand": AmiliExample(
        provider="perinta",
        kind="company",
        principal="1240.00",
        due="2026-01-28",
        does=(
            ("2026-01-29", "hands over", "reminder_and_collection"),
            ("2026-02-20", "cancels", None),
        ),
        letters=(("reminder", "2026-02-09", "12.00"), ("demand", "2026-02-19", "70.00")),
        invoiced=(("2026-03-02", "82.00", "102.91"),),
        ended=("2026-02-20", "cancelled"),
    ),
}

ERP = {
    # Reminder material of 4 February. Ten days after Wednesday 28 January is a Saturday: reminded on Monday 9 February.
    # 29 January to 12 February are 15 days: 1240.00 x 0.105 x 15 / 365 = 5.3507. Thursday, Friday, Monday.
    "reminder material of an ERP, paid after the reminder": AmiliExample(
        provider="amili",
        kind="company",
        principal="1240.00",
        due="2026-01-28",
        does=(("2026-02-04", "hands over", "reminder_and_collection"), ("2026-02-12", "pays", None)),
        letters=(("reminder", "2026-02-09", "12.00"),),
        received=(("12.00", "5.35", "1240.00", "0.00"),),
        settled=(("2026-02-16", "1240.00"),),
        interest=(("2026-03-02", "5.35"),),
        ended=("2026-02-12", "paid"),
    ),
    # Collection material of Monday 23 February: the letter goes out on Tuesday, and costs a consumer 24.00.
    # Fourteen days later legal collection would begin. 29 January to 9 March are 3 + 28 + 9 = 40 days: 300.00 x 0.095 x
    # 40 / 365 = 3.1233. Monday, Tuesday, Wednesday; the month's interest on Wednesday 1 April.
    "collection material of an ERP, paid after its letter": AmiliExample(
        provider="amili",
        kind="consumer",
        principal="300.00",
        due="2026-01-28",
        does=(("2026-02-23", "hands over", "collection"), ("2026-03-09", "pays", None)),
        letters=(("demand", "2026-02-24", "24.00"),),
        received=(("24.00", "3.12", "300.00", "0.00"),),
        settled=(("2026-03-11", "300.00"),),
        interest=(("2026-04-01", "3.12"),),
        ended=("2026-03-09", "paid"),
    ),
    # Reminded on 9 February as above. 400.00 go to the company on the 10th: 29 January to 10 February are 13 days,
    # 1240.00 x 0.105 x 13 / 365 = 4.6373. The rest on Monday the 16th: six days, 840.00 x 0.105 x 6 / 365 = 1.4499.
    # Together 6.09.
    "a bypass payment, and the rest to Amili": AmiliExample(
        provider="amili",
        kind="company",
        principal="1240.00",
        due="2026-01-28",
        does=(
            ("2026-02-04", "hands over", "reminder_and_collection"),
            ("2026-02-10", "pays the company", "400.00"),
            ("2026-02-10", "reports", "400.00"),
            ("2026-02-16", "pays", None),
        ),
        letters=(("reminder", "2026-02-09", "12.00"),),
        received=(("12.00", "6.09", "840.00", "0.00"),),
        settled=(("2026-02-18", "840.00"),),
        interest=(("2026-03-02", "6.09"),),
        ended=("2026-02-16", "paid"),
    ),
}
