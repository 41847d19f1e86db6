"""Cases in Finland, worked out by hand; `test_worked_by_hand.py` says how."""

from tests.simulator.by_hand.example import Example

EXAMPLES = {
    # Wednesday 28 January and 7 days: transferred on the 4th, reminded the next banking day for a company's 12.00.
    # Reference rate 2.5 + 8 = 10.5 %; 29 January to 9 February are 3 + 9 = 12 days:
    # 1240.00 x 0.105 x 12 / 365 = 4.2805. Tax of 25.5 %: 1240.00 / 1.255 = 988.0478.
    "a company pays after the reminder": Example(
        kind="b2b",
        principal="1240.00",
        due="2026-01-28",
        transferred="2026-02-04",
        letters=(("reminder", "2026-02-05", "12.00"),),
        pays=(("2026-02-09", None),),
        received=(("12.00", "4.28", "1240.00", "0.00"),),
        settled=(("2026-02-09", "1240.00"),),
        interest=(("2026-03-02", "4.28"),),
        vat=("988.05", "251.95"),
    ),
    # Friday 30 January and 14 days is Friday 13 February; reminded on Monday (5.00), the demand 14 days later: a
    # principal of up to 100 costs a consumer 14.00. 2.5 + 7 = 9.5 %; 31 January to 10 March are 1 + 28 + 10 = 39
    # days: 99.99 x 0.095 x 39 / 365 = 1.0150. 99.99 / 1.255 = 79.6733.
    "a consumer pays after the demand": Example(
        kind="b2c",
        principal="99.99",
        due="2026-01-30",
        transferred="2026-02-13",
        letters=(("reminder", "2026-02-16", "5.00"), ("demand", "2026-03-02", "14.00")),
        pays=(("2026-03-10", None),),
        received=(("19.00", "1.01", "99.99", "0.00"),),
        settled=(("2026-03-10", "99.99"),),
        interest=(("2026-04-01", "1.01"),),
        vat=("79.67", "20.32"),
    ),
    # Collection without reminders; a cent above 1000 costs a consumer 50.00. 17 February to 13 March are 12 + 13 =
    # 25 days: 1000.01 x 0.095 x 25 / 365 = 6.5069. 1000.01 / 1.255 = 796.8207.
    "a demand at once, a cent above the band": Example(
        kind="b2c",
        how="collection",
        principal="1000.01",
        due="2026-02-16",
        transferred="2026-03-02",
        letters=(("demand", "2026-03-03", "50.00"),),
        pays=(("2026-03-13", None),),
        received=(("50.00", "6.51", "1000.01", "0.00"),),
        settled=(("2026-03-13", "1000.01"),),
        interest=(("2026-04-01", "6.51"),),
        vat=("796.82", "203.19"),
    ),
    # Reminded on Tuesday 20 June, the demand 10 days later; up to 10000 it costs a company 90.00. 13 to 30 June
    # are 18 days at 2.5 + 8 = 10.5 %, 1 to 10 July 10 days at 4.0 + 8 = 12 %: 10000.00 x (18 x 0.105 + 10 x 0.12)
    # / 365 = 84.6575. Tax of 24 %: 10000.00 / 1.24 = 8064.5161.
    "over the end of a half-year": Example(
        kind="b2b",
        principal="10000.00",
        due="2023-06-12",
        transferred="2023-06-19",
        letters=(("reminder", "2023-06-20", "12.00"), ("demand", "2023-06-30", "90.00")),
        pays=(("2023-07-10", None),),
        received=(("102.00", "84.66", "10000.00", "0.00"),),
        settled=(("2023-07-10", "10000.00"),),
        interest=(("2023-08-01", "84.66"),),
        vat=("8064.52", "1935.48"),
    ),
    # A cent above 10000 costs a company 110.00. 6 to 29 February and 1 March are 24 + 1 = 25 days, the leap day
    # among them, at 4.5 + 8 = 12.5 %: 10000.01 x 0.125 x 25 / 365 = 85.6165. It was paid in March: 1 April is
    # Easter Monday, so the interest comes on the 2nd. 10000.01 / 1.24 = 8064.5242.
    "over a leap day": Example(
        kind="b2b",
        principal="10000.01",
        due="2024-02-05",
        transferred="2024-02-12",
        letters=(("reminder", "2024-02-13", "12.00"), ("demand", "2024-02-23", "110.00")),
        pays=(("2024-03-01", None),),
        received=(("122.00", "85.62", "10000.01", "0.00"),),
        settled=(("2024-03-01", "10000.01"),),
        interest=(("2024-04-02", "85.62"),),
        vat=("8064.52", "1935.49"),
    ),
    # 400.00 on the 13th: 12.00 of it are the fee; 3 to 13 February are 11 days: 1000.00 x 0.105 x 11 / 365 =
    # 3.1644; 400.00 - 12.00 - 3.16 = 384.84 are principal, 615.16 stay. The demand costs 70.00 (500 to 2500). 14
    # to 25 February are 12 days: 615.16 x 0.105 x 12 / 365 = 2.1236. February's interest: 3.16 + 2.12 = 5.28.
    "a part, then the rest": Example(
        kind="b2b",
        principal="1000.00",
        due="2026-02-02",
        transferred="2026-02-09",
        letters=(("reminder", "2026-02-10", "12.00"), ("demand", "2026-02-20", "70.00")),
        pays=(("2026-02-13", "400.00"), ("2026-02-25", None)),
        received=(("12.00", "3.16", "384.84", "0.00"), ("70.00", "2.12", "615.16", "0.00")),
        settled=(("2026-02-13", "384.84"), ("2026-02-25", "615.16")),
        interest=(("2026-03-02", "5.28"),),
        vat=("796.81", "203.19"),
    ),
    # 100.00 of a consumer who owes less: 5.00 the fee; 3 to 19 February are 17 days: 64.00 x 0.095 x 17 / 365 =
    # 0.2832; 64.00 the principal; 100.00 - 5.00 - 0.28 - 64.00 = 30.72 go back. 64.00 / 1.255 = 50.9960.
    "too much": Example(
        kind="b2c",
        principal="64.00",
        due="2026-02-02",
        transferred="2026-02-16",
        letters=(("reminder", "2026-02-17", "5.00"),),
        pays=(("2026-02-19", "100.00"),),
        received=(("5.00", "0.28", "64.00", "30.72"),),
        settled=(("2026-02-19", "64.00"),),
        interest=(("2026-03-02", "0.28"),),
        vat=("51.00", "13.00"),
    ),
    # 23 June to 13 July 2026 are 8 + 13 = 21 days. No rate is known of the second half-year, that of the first is
    # carried on: 3650.00 x 0.105 x 21 / 365 = 22.05. Ten days after the reminder is Friday 10 July: 90.00 (2500 to
    # 10000). 3650.00 / 1.255 = 2908.3665.
    "a rate that is carried on": Example(
        kind="b2b",
        principal="3650.00",
        due="2026-06-22",
        transferred="2026-06-29",
        letters=(("reminder", "2026-06-30", "12.00"), ("demand", "2026-07-10", "90.00")),
        pays=(("2026-07-13", None),),
        received=(("102.00", "22.05", "3650.00", "0.00"),),
        settled=(("2026-07-13", "3650.00"),),
        interest=(("2026-08-03", "22.05"),),
        vat=("2908.37", "741.63"),
        assumed=True,
    ),
    # Up to 100 a consumer's demand costs 14.00, and 100.00 is up to 100. The demand leaves 14 days after the
    # reminder. 1 November to 5 December are 30 + 5 = 35 days: 100.00 x 0.095 x 35 / 365 = 0.9110. Independence
    # Day is a Saturday, New Year's Day a Thursday: December's interest comes on Friday 2 January. 100.00 / 1.255
    # = 79.6813.
    "the top of a band": Example(
        kind="b2c",
        principal="100.00",
        due="2025-10-31",
        transferred="2025-11-14",
        letters=(("reminder", "2025-11-17", "5.00"), ("demand", "2025-12-01", "14.00")),
        pays=(("2025-12-05", None),),
        received=(("19.00", "0.91", "100.00", "0.00"),),
        settled=(("2025-12-05", "100.00"),),
        interest=(("2026-01-02", "0.91"),),
        vat=("79.68", "20.32"),
    ),
    # Up to 500 a company's demand costs 50.00. 2 to 24 September are 23 days: 500.00 x 0.105 x 23 / 365 = 3.3082.
    # 500.00 / 1.255 = 398.4064.
    "a company at the top of the first band": Example(
        kind="b2b",
        principal="500.00",
        due="2025-09-01",
        transferred="2025-09-08",
        letters=(("reminder", "2025-09-09", "12.00"), ("demand", "2025-09-19", "50.00")),
        pays=(("2025-09-24", None),),
        received=(("62.00", "3.31", "500.00", "0.00"),),
        settled=(("2025-09-24", "500.00"),),
        interest=(("2025-10-01", "3.31"),),
        vat=("398.41", "101.59"),
    ),
    # And a cent above it 70.00. 2 to 16 September are 15 days: 500.01 x 0.105 x 15 / 365 = 2.1576.
    # 500.01 / 1.255 = 398.4143.
    "a company a cent above the first band": Example(
        kind="b2b",
        how="collection",
        principal="500.01",
        due="2025-09-01",
        transferred="2025-09-08",
        letters=(("demand", "2025-09-09", "70.00"),),
        pays=(("2025-09-16", None),),
        received=(("70.00", "2.16", "500.01", "0.00"),),
        settled=(("2025-09-16", "500.01"),),
        interest=(("2025-10-01", "2.16"),),
        vat=("398.41", "101.60"),
    ),
    # Transferred on Christmas Eve; the next banking day is Monday 29 December. 18 December to 2 January are 14 +
    # 2 = 16 days: 905.00 x 0.105 x 16 / 365 = 4.1655. It was paid in January. 905.00 / 1.255 = 721.1155.
    "over Christmas": Example(
        kind="b2b",
        principal="905.00",
        due="2025-12-17",
        transferred="2025-12-24",
        letters=(("reminder", "2025-12-29", "12.00"),),
        pays=(("2026-01-02", None),),
        received=(("12.00", "4.17", "905.00", "0.00"),),
        settled=(("2026-01-02", "905.00"),),
        interest=(("2026-02-02", "4.17"),),
        vat=("721.12", "183.88"),
    ),
    # 13 to 31 December 2022 are 19 days at 0.0 + 7 = 7 %, the half-year after it 181 at 9.5 %, 1 July to 4 August
    # 35 at 4.0 + 7 = 11 %: 730.00 x (19 x 0.07 + 181 x 0.095 + 35 x 0.11) / 365 = 2 x 22.375 = 44.75. Tax of 24
    # %: 730.00 / 1.24 = 588.7097.
    "three half-years": Example(
        kind="b2c",
        principal="730.00",
        due="2022-12-12",
        transferred="2023-07-17",
        letters=(("reminder", "2023-07-18", "5.00"), ("demand", "2023-08-01", "24.00")),
        pays=(("2023-08-04", None),),
        received=(("29.00", "44.75", "730.00", "0.00"),),
        settled=(("2023-08-04", "730.00"),),
        interest=(("2023-09-01", "44.75"),),
        vat=("588.71", "141.29"),
    ),
    # 0.01 x 0.105 x 12 / 365 is far from half a cent: there is no interest, and none is settled. 0.01 / 1.255 =
    # 0.0080.
    "one cent": Example(
        kind="b2b",
        principal="0.01",
        due="2026-01-28",
        transferred="2026-02-04",
        letters=(("reminder", "2026-02-05", "12.00"),),
        pays=(("2026-02-09", None),),
        received=(("12.00", "0.00", "0.01", "0.00"),),
        settled=(("2026-02-09", "0.01"),),
        interest=(),
        vat=("0.01", "0.00"),
    ),
    # 10000000.00 x 0.105 x 12 / 365 = 34520.5479. 10000000.00 / 1.255 = 7968127.4900.
    "ten million": Example(
        kind="b2b",
        principal="10000000.00",
        due="2026-01-28",
        transferred="2026-02-04",
        letters=(("reminder", "2026-02-05", "12.00"),),
        pays=(("2026-02-09", None),),
        received=(("12.00", "34520.55", "10000000.00", "0.00"),),
        settled=(("2026-02-09", "10000000.00"),),
        interest=(("2026-03-02", "34520.55"),),
        vat=("7968127.49", "2031872.51"),
    ),
}
