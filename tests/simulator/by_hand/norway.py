"""Cases in Norway, worked out by hand; `test_worked_by_hand.py` says how."""

from tests.simulator.by_hand.example import Example

EXAMPLES = {
    # The reminder leaves on the 8th day: before the 14th it costs nothing in Norway. 12 %: 9000.00 x 0.12 x 12 /
    # 365 = 35.5068. Tax of 25 %.
    "a company pays after a free reminder": Example(
        kind="b2b",
        principal="9000.00",
        due="2026-01-28",
        transferred="2026-02-04",
        letters=(("reminder", "2026-02-05", "0.00"),),
        pays=(("2026-02-09", None),),
        received=(("0.00", "35.51", "9000.00", "0.00"),),
        settled=(("2026-02-09", "9000.00"),),
        interest=(("2026-03-02", "35.51"),),
        vat=("7200.00", "1800.00"),
    ),
    # The reminder leaves on the 15th day: 750 / 20 = 37.50, in whole kroner 38.00. From 1000 to 2500 a consumer
    # owes 0.4 x 750 = 300.00 in all: the demand, 14 days later, costs 300.00 - 38.00 = 262.00. 3 February to 9
    # March are 26 + 9 = 35 days: 1800.00 x 0.12 x 35 / 365 = 20.7123.
    "a consumer pays after the demand": Example(
        kind="b2c",
        principal="1800.00",
        due="2026-02-02",
        transferred="2026-02-16",
        letters=(("reminder", "2026-02-17", "38.00"), ("demand", "2026-03-03", "262.00")),
        pays=(("2026-03-09", None),),
        received=(("300.00", "20.71", "1800.00", "0.00"),),
        settled=(("2026-03-09", "1800.00"),),
        interest=(("2026-04-01", "20.71"),),
        vat=("1440.00", "360.00"),
    ),
    # 300.00 on 20 March: 38.00 the fee; 3 to 20 March are 18 days: 900.00 x 0.12 x 18 / 365 = 5.3260; 300.00 -
    # 38.00 - 5.33 = 256.67 are principal, 643.33 stay. From 500 to 1000 a consumer owes 0.35 x 750 = 262.50 in
    # all: 262.50 - 38.00 = 224.50. 21 March to 8 April are 11 + 8 = 19 days: 643.33 x 0.12 x 19 / 365 = 4.0186.
    "a part, then the rest": Example(
        kind="b2c",
        principal="900.00",
        due="2026-03-02",
        transferred="2026-03-16",
        letters=(("reminder", "2026-03-17", "38.00"), ("demand", "2026-03-31", "224.50")),
        pays=(("2026-03-20", "300.00"), ("2026-04-08", None)),
        received=(("38.00", "5.33", "256.67", "0.00"), ("224.50", "4.02", "643.33", "0.00")),
        settled=(("2026-03-20", "256.67"), ("2026-04-08", "643.33")),
        interest=(("2026-04-01", "5.33"), ("2026-05-04", "4.02")),
        vat=("720.00", "180.00"),
    ),
    # From 50000 to 250000: 3.6 x 750 = 2700.00 of a consumer, half as much again of a company: 4050.00. 3 to 20
    # February are 18 days: 60000.00 x 0.12 x 18 / 365 = 355.0685.
    "a demand at once for a large claim": Example(
        kind="b2b",
        how="collection",
        principal="60000.00",
        due="2026-02-02",
        transferred="2026-02-09",
        letters=(("demand", "2026-02-10", "4050.00"),),
        pays=(("2026-02-20", None),),
        received=(("4050.00", "355.07", "60000.00", "0.00"),),
        settled=(("2026-02-20", "60000.00"),),
        interest=(("2026-03-02", "355.07"),),
        vat=("48000.00", "12000.00"),
    ),
    # The collection rate was 700 in 2024: up to 500 a company owes 0.25 x 700 x 1.5 = 262.50. 3 to 30 September
    # are 28 days at 12.5 %: 500.00 x 0.125 x 28 / 365 = 4.7945. October begins on a Tuesday.
    "the smallest band of 2024": Example(
        kind="b2b",
        principal="500.00",
        due="2024-09-02",
        transferred="2024-09-09",
        letters=(("reminder", "2024-09-10", "0.00"), ("demand", "2024-09-24", "262.50")),
        pays=(("2024-09-30", None),),
        received=(("262.50", "4.79", "500.00", "0.00"),),
        settled=(("2024-09-30", "500.00"),),
        interest=(("2024-10-01", "4.79"),),
        vat=("400.00", "100.00"),
    ),
    # 16 to 31 December are 16 days at 12.25 %, 1 to 12 January 12 days at 12 %:
    # 36500.00 x (16 x 0.1225 + 12 x 0.12) / 365 = 196.00 + 144.00 = 340.00. The demand is of 2026: from 10000 to
    # 50000 a company owes 1.6 x 750 x 1.5 = 1800.00. Epiphany is an open day in Norway.
    "over new year": Example(
        kind="b2b",
        principal="36500.00",
        due="2025-12-15",
        transferred="2025-12-22",
        letters=(("reminder", "2025-12-23", "0.00"), ("demand", "2026-01-06", "1800.00")),
        pays=(("2026-01-12", None),),
        received=(("1800.00", "340.00", "36500.00", "0.00"),),
        settled=(("2026-01-12", "36500.00"),),
        interest=(("2026-02-02", "340.00"),),
        vat=("29200.00", "7300.00"),
    ),
    # From 500 to 1000: 0.35 x 750 x 1.5 = 393.75 of a company. 3 to 16 February are 14 days: 1000.00 x 0.12 x 14
    # / 365 = 4.6027.
    "the top of a band": Example(
        kind="b2b",
        how="collection",
        principal="1000.00",
        due="2026-02-02",
        transferred="2026-02-09",
        letters=(("demand", "2026-02-10", "393.75"),),
        pays=(("2026-02-16", None),),
        received=(("393.75", "4.60", "1000.00", "0.00"),),
        settled=(("2026-02-16", "1000.00"),),
        interest=(("2026-03-02", "4.60"),),
        vat=("800.00", "200.00"),
    ),
    # A cent above 10000: 1.6 x 750 = 1200.00 in all, 1162.00 after the reminder's 38.00. 3 February to 6 March
    # are 26 + 6 = 32 days: 10000.01 x 0.12 x 32 / 365 = 105.2056. 10000.01 / 1.25 = 8000.008.
    "a cent above a band": Example(
        kind="b2c",
        principal="10000.01",
        due="2026-02-02",
        transferred="2026-02-16",
        letters=(("reminder", "2026-02-17", "38.00"), ("demand", "2026-03-03", "1162.00")),
        pays=(("2026-03-06", None),),
        received=(("1200.00", "105.21", "10000.01", "0.00"),),
        settled=(("2026-03-06", "10000.01"),),
        interest=(("2026-04-01", "105.21"),),
        vat=("8000.01", "2000.00"),
    ),
    # Above 250000: 7.2 x 750 = 5400.00. 3 to 20 February are 18 days: 250000.01 x 0.12 x 18 / 365 = 1479.4521.
    # 250000.01 / 1.25 = 200000.008.
    "the last band": Example(
        kind="b2c",
        how="collection",
        principal="250000.01",
        due="2026-02-02",
        transferred="2026-02-16",
        letters=(("demand", "2026-02-17", "5400.00"),),
        pays=(("2026-02-20", None),),
        received=(("5400.00", "1479.45", "250000.01", "0.00"),),
        settled=(("2026-02-20", "250000.01"),),
        interest=(("2026-03-02", "1479.45"),),
        vat=("200000.01", "50000.00"),
    ),
    # Transferred on Thursday 16 May 2024; Constitution Day is the Friday, and Monday 20 is Whit Monday: the
    # reminder leaves on Tuesday 21, the 12th day, without a fee. 10 to 24 May are 15 days: 2920.00 x 0.125 x 15 /
    # 365 = 15.00.
    "over Constitution Day and Whit Monday": Example(
        kind="b2b",
        principal="2920.00",
        due="2024-05-09",
        transferred="2024-05-16",
        letters=(("reminder", "2024-05-21", "0.00"),),
        pays=(("2024-05-24", None),),
        received=(("0.00", "15.00", "2920.00", "0.00"),),
        settled=(("2024-05-24", "2920.00"),),
        interest=(("2024-06-03", "15.00"),),
        vat=("2336.00", "584.00"),
    ),
    # 3 to 19 February are 17 days: 365.00 x 0.12 x 17 / 365 = 2.04; 500.00 - 38.00 - 2.04 - 365.00 = 94.96 go back.
    "too much": Example(
        kind="b2c",
        principal="365.00",
        due="2026-02-02",
        transferred="2026-02-16",
        letters=(("reminder", "2026-02-17", "38.00"),),
        pays=(("2026-02-19", "500.00"),),
        received=(("38.00", "2.04", "365.00", "94.96"),),
        settled=(("2026-02-19", "365.00"),),
        interest=(("2026-03-02", "2.04"),),
        vat=("292.00", "73.00"),
    ),
    # From 2500 to 10000: 0.8 x 700 x 1.5 = 840.00. 20 to 30 June 2023 are 11 days at 10.75 %, 1 to 14 July 14
    # days at 11.75 %: 7300.00 x (11 x 0.1075 + 14 x 0.1175) / 365 = 23.65 + 32.90 = 56.55.
    "over the end of a half-year": Example(
        kind="b2b",
        principal="7300.00",
        due="2023-06-19",
        transferred="2023-06-26",
        letters=(("reminder", "2023-06-27", "0.00"), ("demand", "2023-07-11", "840.00")),
        pays=(("2023-07-14", None),),
        received=(("840.00", "56.55", "7300.00", "0.00"),),
        settled=(("2023-07-14", "7300.00"),),
        interest=(("2023-08-01", "56.55"),),
        vat=("5840.00", "1460.00"),
    ),
    # The collection rate of 2025 was still 700: 700 / 20 = 35.00, and 0.4 x 700 = 280.00 in all from 1000 to
    # 2500. 2 September to 3 October are 29 + 3 = 32 days at 12.25 %: 2500.00 x 0.1225 x 32 / 365 = 26.8493.
    "the fees of 2025": Example(
        kind="b2c",
        principal="2500.00",
        due="2025-09-01",
        transferred="2025-09-15",
        letters=(("reminder", "2025-09-16", "35.00"), ("demand", "2025-09-30", "245.00")),
        pays=(("2025-10-03", None),),
        received=(("280.00", "26.85", "2500.00", "0.00"),),
        settled=(("2025-10-03", "2500.00"),),
        interest=(("2025-11-03", "26.85"),),
        vat=("2000.00", "500.00"),
    ),
}
