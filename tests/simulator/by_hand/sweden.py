"""Cases in Sweden, worked out by hand; `test_worked_by_hand.py` says how."""

from tests.simulator.by_hand.example import Example

EXAMPLES = {
    # A reminder costs 60.00 in Sweden, of whomever. 2.0 + 8 = 10 %: 12500.00 x 0.10 x 12 / 365 = 41.0959. Tax of
    # 25 %: 12500.00 / 1.25 = 10000.00.
    "a company pays after the reminder": Example(
        kind="b2b",
        principal="12500.00",
        due="2026-01-28",
        transferred="2026-02-04",
        letters=(("reminder", "2026-02-05", "60.00"),),
        pays=(("2026-02-09", None),),
        received=(("60.00", "41.10", "12500.00", "0.00"),),
        settled=(("2026-02-09", "12500.00"),),
        interest=(("2026-03-02", "41.10"),),
        vat=("10000.00", "2500.00"),
    ),
    # One krona, and the letters cost what they always do: 60.00, and eight days later 180.00. 3 to 27 February
    # are 25 days: 1.00 x 0.10 x 25 / 365 = 0.0068, which is an öre.
    "a consumer owes one krona": Example(
        kind="b2c",
        principal="1.00",
        due="2026-02-02",
        transferred="2026-02-16",
        letters=(("reminder", "2026-02-17", "60.00"), ("demand", "2026-02-25", "180.00")),
        pays=(("2026-02-27", None),),
        received=(("240.00", "0.01", "1.00", "0.00"),),
        settled=(("2026-02-27", "1.00"),),
        interest=(("2026-03-02", "0.01"),),
        vat=("0.80", "0.20"),
    ),
    # The reference rate was 0.00 in 2020: 8 %. Eight days after the reminder of 10 March is Wednesday 18 March:
    # 180.00. 3 to 20 March are 18 days: 5000.00 x 0.08 x 18 / 365 = 19.7260.
    "a reference rate of nothing": Example(
        kind="b2b",
        principal="5000.00",
        due="2020-03-02",
        transferred="2020-03-09",
        letters=(("reminder", "2020-03-10", "60.00"), ("demand", "2020-03-18", "180.00")),
        pays=(("2020-03-20", None),),
        received=(("240.00", "19.73", "5000.00", "0.00"),),
        settled=(("2020-03-20", "5000.00"),),
        interest=(("2020-04-01", "19.73"),),
        vat=("4000.00", "1000.00"),
    ),
    # 20 to 31 December are 12 days at 0.5 + 8 = 8.5 %, 1 to 10 January 10 days at 2.5 + 8 = 10.5 %:
    # 36500.00 x (12 x 0.085 + 10 x 0.105) / 365 = 102.00 + 105.00 = 207.00. The demand leaves on 5 January, the day
    # before Epiphany.
    "over new year": Example(
        kind="b2b",
        principal="36500.00",
        due="2022-12-19",
        transferred="2022-12-27",
        letters=(("reminder", "2022-12-28", "60.00"), ("demand", "2023-01-05", "180.00")),
        pays=(("2023-01-10", None),),
        received=(("240.00", "207.00", "36500.00", "0.00"),),
        settled=(("2023-01-10", "36500.00"),),
        interest=(("2023-02-01", "207.00"),),
        vat=("29200.00", "7300.00"),
    ),
    # 7 to 20 October are 14 days at 10 %: 800.00 x 0.10 x 14 / 365 = 3.0685. November's first banking day is
    # Monday 3.
    "a demand at once": Example(
        kind="b2b",
        how="collection",
        principal="800.00",
        due="2025-10-06",
        transferred="2025-10-13",
        letters=(("demand", "2025-10-14", "180.00"),),
        pays=(("2025-10-20", None),),
        received=(("180.00", "3.07", "800.00", "0.00"),),
        settled=(("2025-10-20", "800.00"),),
        interest=(("2025-11-03", "3.07"),),
        vat=("640.00", "160.00"),
    ),
    # Transferred on Thursday 19 June 2025; Friday is Midsummer Eve, so the reminder leaves on Monday 23, and the
    # demand eight days later, on 1 July. 13 to 30 June are 18 days at 3.0 + 8 = 11 %, 1 to 3 July 3 days at 2.0 +
    # 8 = 10 %: 7300.00 x (18 x 0.11 + 3 x 0.10) / 365 = 45.60.
    "over Midsummer Eve and the end of a half-year": Example(
        kind="b2b",
        principal="7300.00",
        due="2025-06-12",
        transferred="2025-06-19",
        letters=(("reminder", "2025-06-23", "60.00"), ("demand", "2025-07-01", "180.00")),
        pays=(("2025-07-03", None),),
        received=(("240.00", "45.60", "7300.00", "0.00"),),
        settled=(("2025-07-03", "7300.00"),),
        interest=(("2025-08-01", "45.60"),),
        vat=("5840.00", "1460.00"),
    ),
    # 50.00 are less than the reminder's 60.00: all of it is fee. 3 to 19 March are 17 days: 1500.00 x 0.10 x 17 /
    # 365 = 6.9863 stay owed; 20 to 27 March are 8 days: 1500.00 x 0.10 x 8 / 365 = 3.2877; 6.99 + 3.29 = 10.28.
    # Of the fees 10.00 and the demand's 180.00 are left.
    "less than the fees, then the rest": Example(
        kind="b2c",
        principal="1500.00",
        due="2026-03-02",
        transferred="2026-03-16",
        letters=(("reminder", "2026-03-17", "60.00"), ("demand", "2026-03-25", "180.00")),
        pays=(("2026-03-19", "50.00"), ("2026-03-27", None)),
        received=(("50.00", "0.00", "0.00", "0.00"), ("190.00", "10.28", "1500.00", "0.00")),
        settled=(("2026-03-27", "1500.00"),),
        interest=(("2026-04-01", "10.28"),),
        vat=("1200.00", "300.00"),
    ),
    # 3 to 12 February are 10 days: 100.00 x 0.10 x 10 / 365 = 0.2740; 1000.00 - 60.00 - 0.27 - 100.00 = 839.73 go
    # back.
    "ten times too much": Example(
        kind="b2b",
        principal="100.00",
        due="2026-02-02",
        transferred="2026-02-09",
        letters=(("reminder", "2026-02-10", "60.00"),),
        pays=(("2026-02-12", "1000.00"),),
        received=(("60.00", "0.27", "100.00", "839.73"),),
        settled=(("2026-02-12", "100.00"),),
        interest=(("2026-03-02", "0.27"),),
        vat=("80.00", "20.00"),
    ),
    # Transferred on Thursday 5 June 2025; Friday is the National Day, so the reminder leaves on Monday 9. 30 May
    # to 18 June are 2 + 18 = 20 days at 11 %: 7300.00 x 0.11 x 20 / 365 = 44.00.
    "over the National Day": Example(
        kind="b2b",
        principal="7300.00",
        due="2025-05-29",
        transferred="2025-06-05",
        letters=(("reminder", "2025-06-09", "60.00"), ("demand", "2025-06-17", "180.00")),
        pays=(("2025-06-18", None),),
        received=(("240.00", "44.00", "7300.00", "0.00"),),
        settled=(("2025-06-18", "7300.00"),),
        interest=(("2025-07-01", "44.00"),),
        vat=("5840.00", "1460.00"),
    ),
    # The rate was 4.0 + 8 = 12 % in both halves of 2024; 15 June to 12 July are 16 + 12 = 28 days:
    # 3650.00 x 0.12 x 28 / 365 = 33.60.
    "over the end of a half-year that changed nothing": Example(
        kind="b2c",
        principal="3650.00",
        due="2024-06-14",
        transferred="2024-06-28",
        letters=(("reminder", "2024-07-01", "60.00"), ("demand", "2024-07-09", "180.00")),
        pays=(("2024-07-12", None),),
        received=(("240.00", "33.60", "3650.00", "0.00"),),
        settled=(("2024-07-12", "3650.00"),),
        interest=(("2024-08-01", "33.60"),),
        vat=("2920.00", "730.00"),
    ),
    # 12 to 29 January 2027 are 18 days. No rate is known of 2027, the 10 % of 2026 are carried on:
    # 7300.00 x 0.10 x 18 / 365 = 36.00.
    "a rate that is carried on": Example(
        kind="b2b",
        principal="7300.00",
        due="2027-01-11",
        transferred="2027-01-18",
        letters=(("reminder", "2027-01-19", "60.00"), ("demand", "2027-01-27", "180.00")),
        pays=(("2027-01-29", None),),
        received=(("240.00", "36.00", "7300.00", "0.00"),),
        settled=(("2027-01-29", "7300.00"),),
        interest=(("2027-02-01", "36.00"),),
        vat=("5840.00", "1460.00"),
        assumed=True,
    ),
    # 23 to 29 February and 1 to 5 March 2024 are 7 + 5 = 12 days at 12 %: 36500.00 x 0.12 x 12 / 365 = 144.00.
    # Easter Monday is 1 April.
    "over a leap day": Example(
        kind="b2b",
        principal="36500.00",
        due="2024-02-22",
        transferred="2024-02-29",
        letters=(("reminder", "2024-03-01", "60.00"),),
        pays=(("2024-03-05", None),),
        received=(("60.00", "144.00", "36500.00", "0.00"),),
        settled=(("2024-03-05", "36500.00"),),
        interest=(("2024-04-02", "144.00"),),
        vat=("29200.00", "7300.00"),
    ),
}
