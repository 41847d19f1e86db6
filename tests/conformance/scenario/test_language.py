"""The scenario language: what a good story becomes, and what every mistake is told like."""

from __future__ import annotations

import json
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.cli.bundle import vocabulary
from conformance.scenario import ScenarioError, Step, Vocabulary, load_text
from simulator import calendar_range
from tests.conformance.scenario.words_of_a_test import GOOD, VOCABULARY, problem_after, problems_of


def test_a_good_story_becomes_a_scenario() -> None:
    (scenario,) = load_text(GOOD, "stories/tale.yaml", VOCABULARY)
    assert (scenario.id, scenario.provider, scenario.path) == ("north/tale", "north", "stories/tale.yaml")
    assert (scenario.country, scenario.start) == ("FI", datetime(2026, 1, 12, 9))
    assert scenario.rules == ("CLIENT-PAY-1",)
    assert scenario.debtors == {"acme": {"kind": "company", "pays": {"after": "reminder", "days": 3}}}
    assert scenario.expect == {"invoices": {"1001": {"state": "paid", "open_amount": Decimal("0.00")}}}


def test_a_step_has_its_actor_verb_words_and_line() -> None:
    (scenario,) = load_text(GOOD, "tale.yaml", VOCABULARY)
    assert scenario.story == (
        Step("client", "activate", {}, 9),
        Step("clock", "banking_days", {"banking_days": 2}, 10),
        Step(
            "client",
            "send_invoice",
            {"number": "1001", "debtor": "acme", "total": Decimal("1240.00"), "due_date": date(2026, 1, 28)},
            11,
        ),
        Step("clock", "to", {"to": datetime(2026, 2, 4, 9)}, 12),
        Step(
            "client", "transfer_invoice", {"number": "1001", "collection_type": "reminder_and_collection"}, 13
        ),
    )


def test_a_look_has_the_words_of_expect() -> None:
    look = "  - look: {services: {north: active}, no_ledger: [{kind: fee}]}\nexpect:"
    (scenario,) = load_text(GOOD.replace("expect:", look), "tale.yaml", VOCABULARY)
    assert scenario.story[-1] == Step(
        "look", "look", {"services": {"north": "active"}, "no_ledger": [{"kind": "fee"}]}, 14
    )


def test_for_makes_a_scenario_of_each_provider_with_its_own_service() -> None:
    text = GOOD.replace("[north]", "[south, north]") + "  services: {north: active, south: closed}\n"
    scenarios = load_text(text, "tale.yaml", VOCABULARY)
    assert [(one.id, one.expect["services"]) for one in scenarios] == [
        ("south/tale", {"south": "closed"}),
        ("north/tale", {"north": "active"}),
    ]


def test_id_takes_the_place_of_the_files_name() -> None:
    (scenario,) = load_text(f"id: another\n{GOOD}", "tale.yaml", VOCABULARY)
    assert scenario.id == "north/another"


def test_whole_numbers_are_good_amounts() -> None:
    (scenario,) = load_text(GOOD.replace("1240.00", "1240"), "tale.yaml", VOCABULARY)
    assert str(scenario.story[2].words["total"]) == "1240.00"


def test_a_ledger_row_without_invoice_has_no_number() -> None:
    row = "  ledger: [{number: null, kind: settlement_interest, amount: 5.18}]\n"
    (scenario,) = load_text(GOOD + row, "tale.yaml", VOCABULARY)
    assert scenario.expect["ledger"] == [{"kind": "settlement_interest", "amount": Decimal("5.18")}]


def test_the_amounts_of_a_behaviour_are_decimals() -> None:
    (scenario,) = load_text(GOOD.replace("days: 3", "days: 3, amount: 400"), "tale.yaml", VOCABULARY)
    assert scenario.debtors["acme"]["pays"]["amount"] == Decimal(400)
    assert isinstance(scenario.debtors["acme"]["pays"]["amount"], Decimal)


def test_what_no_vocabulary_names_is_not_checked() -> None:
    text = GOOD.replace("[north]", "[elsewhere]").replace("pays:", "hums:").replace("CLIENT-PAY-1", "A-1")
    (scenario,) = load_text(text, "tale.yaml", Vocabulary())
    assert scenario.id == "elsewhere/tale"


# --- slips of the hand --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "line", "column", "message", "expected", "nearest"),
    [
        ("title:", "titel:", 1, 1, "the file has no word 'titel'", "one of id, title, rules", "title"),
        ("due_date", "due", 11, 75, "send_invoice has no word 'due'", "number, debtor, total", "due_date"),
        (
            "client: {activate",
            "clint: {activate",
            9,
            5,
            "there is no actor 'clint'",
            "client, provider",
            "client",
        ),
        (
            "activate",
            "activat",
            9,
            14,
            "a client has no verb 'activat'",
            "activate, close_service",
            "activate",
        ),
        ("state: paid", "state: payd", 15, 30, "state cannot be 'payd'", "draft, sent, error", "paid"),
        ("state: paid", "stat: paid", 15, 23, "1001 has no word 'stat'", "state, collection_status", "state"),
        ("invoices:", "invioces:", 15, 3, "expect has no word 'invioces'", "services, invoices", "invoices"),
        ("kind: company", "kind: compny", 7, 16, "kind cannot be 'compny'", "company, consumer", "company"),
        ("pays:", "pay:", 7, 25, "a debtor has no word 'pay'", "kind, name", "pays"),
        (
            "after: reminder",
            "after: remindr",
            7,
            39,
            "after cannot be 'remindr'",
            "due, reminder",
            "reminder",
        ),
        ("days: 3", "dayz: 3", 7, 49, "pays has no word 'dayz'", "after, days, amount", "days"),
        (
            "{after: reminder, days: 3}",
            "nevr",
            7,
            31,
            "pays cannot be 'nevr'",
            "'never' or a mapping",
            "never",
        ),
        ("debtor: acme", "debtor: acm", 11, 53, "there is no debtor 'acm'", "one of acme", "acme"),
        ("[north]", "[nort]", 3, 7, "there is no provider 'nort'", "north, south", "north"),
        (
            "CLIENT-PAY-1",
            "CLIENT-PAY-3",
            2,
            9,
            "there is no rule CLIENT-PAY-3",
            "in the catalogue",
            "CLIENT-PAY-2",
        ),
    ],
)
def test_a_misspelt_word_is_told_with_its_place_and_the_nearest_one(
    old: str, new: str, line: int, column: int, message: str, expected: str, nearest: str
) -> None:
    found = problems_of(GOOD.replace(old, new))[0]
    assert (found.line, found.column) == (line, column)
    assert found.message == message
    assert expected in found.expected
    assert found.nearest == nearest


@pytest.mark.parametrize(
    ("old", "new", "line", "message", "expected"),
    [
        ('number: "1001", debtor', "number: 1001, debtor", 11, "number: 1001 is not text", 'in quotes: "1001"'),
        ("1240.00", '"1240.00"', 11, "total: '1240.00' is not an amount", "without quotes"),
        ("1240.00", "1240.005", 11, "total: the amount 1240.005 has more than two decimals", "1240.00"),
        ("1240.00", "0", 11, "total: the amount 0 is not above zero", "above zero"),
        ("1240.00", "-1.00", 11, "total: the amount -1.00 is not above zero", "above zero"),
        ("1240.00", "1e20", 11, "total: the amount 1E+20 is too large", "an amount"),
        ("2026-01-28", '"2026-01-28"', 11, "due_date: '2026-01-28' is not a date", "without quotes"),
        ("2026-01-28", "soon", 11, "due_date: 'soon' is not a date", "such as 2026-01-28"),
        ("2026-01-28", "", 11, "due_date: nothing is not a date", "such as 2026-01-28"),
        ("start: 2026-01-12T09:00", "start: 2026-01-12", 5, "start: 2026-01-12 has no time of day", "a local time"),
        (
            "start: 2026-01-12T09:00",
            "start: 2026-01-12T09:00+02:00",
            5,
            "start: '2026-01-12T09:00+02:00' is not a local time",
            "without an offset",
        ),
        ("start: 2026-01-12T09:00", "start: 2026-03-29T03:30", 5, "does not exist in Europe/Helsinki", "that exists"),
        ("banking_days: 2", "banking_days: 0", 10, "banking_days: 0 does not fit", "from 1 to 400"),
        ("banking_days: 2", "by: 14 days", 10, "by: '14 days' does not fit", "P14D for calendar days"),
        ("banking_days: 2", "by: PT", 10, "by: 'PT' does not fit", "PT4H or PT30M"),
        ("banking_days: 2", "ticks: often", 10, "ticks cannot be 'often'", "hourly, daily"),
        ("[CLIENT-PAY-1]", "[]", 2, "rules is empty", "one at least"),
        ("[CLIENT-PAY-1]", "CLIENT-PAY-1", 2, "rules: 'CLIENT-PAY-1' does not fit", "a list"),
        ("[CLIENT-PAY-1]", "[client pay]", 2, "rules: 'client pay' does not fit", "the id of a rule"),
        ("[CLIENT-PAY-1]", "[CLIENT-PAY-1, CLIENT-PAY-1]", 2, "CLIENT-PAY-1 is named twice", "it once"),
        ("[north]", "[north, north]", 3, "the provider 'north' is named twice", "it once"),
        ("country: FI", "country: DK", 4, "no story can play in 'DK'", "one of FI, SE, NO"),
        ("country: FI", "country: Finland", 4, "country: 'Finland' does not fit", "two capital letters"),
        ("title: A company pays after the reminder", "title: ' '", 1, "title: the text is empty", "one line of text"),
        ("{activate: {}}", "{activate: }", 9, "activate: nothing does not fit", "its words, written {word: value}"),
        ("{activate: {}}", "{}", 9, "a client step is empty", "one verb, written {verb: words}, of activate"),
        ("{activate: {}}", "{activate: {}, comment: {}}", 9, "a client step has 'activate', 'comment'", "one verb"),
        ("{activate: {}}", "activate", 9, "a client step is 'activate'", "one verb"),
        ("  - client: {activate: {}}", "  - activate", 9, "a step is 'activate'", "one actor"),
        ("acme: {kind: company, pays: {after: reminder, days: 3}}", "acme: firm", 7, "debtor 'acme' is", "a mapping"),
        ("acme: {kind: company, ", "acme: {", 7, "debtor 'acme' lacks 'kind'", "the word 'kind'"),
        ("{after: reminder, days: 3}", "{after: reminder}", 7, "pays lacks 'days'", "the word 'days'"),
        ("days: 3", "days: three", 7, "days cannot be 'three'", "a whole number"),
        ("days: 3", "days: -1", 7, "days cannot be -1", "at least 0"),
        ("days: 3", "days: 3, amount: 1.005", 7, "amount: the amount 1.005 has more than two decimals", "400.00"),
        (', due_date: 2026-01-28', "", 11, "send_invoice lacks 'due_date'", "the word 'due_date'"),
        ('{"1001": {state: paid, open_amount: 0.00}}', '{"1001": {}}', 15, "nothing is expected of '1001'", "state"),
        ('{"1001": {state: paid, open_amount: 0.00}}', "{}", 15, "nothing is expected", "services, invoices"),
        ("open_amount: 0.00", "open_amount: none", 15, "open_amount: 'none' is not an amount", "such as 0.00"),
    ],
)  # fmt: skip
def test_a_value_that_does_not_fit_is_told_with_what_was_expected(
    old: str, new: str, line: int, message: str, expected: str
) -> None:
    found = problems_of(GOOD.replace(old, new))
    told = [one for one in found if message in one.message]
    assert told, found
    assert (told[0].line, expected in told[0].expected) == (line, True), told[0]


# --- an order of things that can happen ---------------------------------------------------------------------


def test_an_invoice_must_be_sent_before_a_step_names_it() -> None:
    found = problem_after('transfer_invoice: {number: "1001"}', 'transfer_invoice: {number: "1002"}')
    assert (found.line, found.column) == (13, 41)
    assert found.message == "no invoice '1002' has been sent before this"
    assert found.nearest == "1001"


def test_an_expectation_must_name_an_invoice_of_the_story() -> None:
    found = problem_after('invoices: {"1001"', 'invoices: {"1101"')
    assert (found.line, found.column, found.nearest) == (15, 14, "1001")


def test_an_invoice_is_sent_once() -> None:
    again = (
        '  - client: {send_invoice: {number: "1001", debtor: acme, total: 1, due_date: 2026-03-01}}\nexpect:'
    )
    (found,) = problems_of(GOOD.replace("expect:", again))
    assert (found.line, found.message) == (14, "invoice '1001' is sent in line 11 already")


def test_an_invoice_may_say_what_its_document_is_to_be() -> None:
    assert problems_of(GOOD.replace("1240.00, due", "1240.00, format: PEPPOLBIS30, due")) == []
    found = problem_after("1240.00, due", "1240.00, format: PEPPOL, due")
    assert (found.message, found.nearest) == ("format cannot be 'PEPPOL'", "PEPPOLBIS30")
    assert "one of FINVOICE30, FINVOICE20, PEPPOLBIS30" in found.expected


def test_a_consumer_gets_no_invoice_in_peppol_bis() -> None:
    text = GOOD.replace("kind: company", "kind: consumer")
    (found,) = problems_of(text.replace("1240.00, due", "1240.00, format: PEPPOLBIS30, due"))
    assert found.message == "debtor 'acme' is a consumer, and has no electronic address for Peppol BIS"
    assert (found.line, found.expected) == (11, "FINVOICE30, or a debtor that is a company")
    assert problems_of(text.replace("1240.00, due", "1240.00, format: FINVOICE30, due")) == []


def test_a_customer_of_a_group_is_a_company_that_is_there() -> None:
    step = "  - client: {{set_customer_group: {{debtor: {}, group: vip}}}}\nexpect:"
    assert problems_of(GOOD.replace("expect:", step.format("acme"))) == []
    (found,) = problems_of(GOOD.replace("expect:", step.format("akme")))
    assert (found.line, found.nearest) == (14, "acme")
    consumer = GOOD.replace("kind: company", "kind: consumer")
    (found,) = problems_of(consumer.replace("expect:", step.format("acme")))
    assert found.message == "debtor 'acme' is a consumer: groups go by business ID, and it has none"


def test_an_invoice_is_not_due_before_its_date() -> None:
    found = problem_after("2026-01-28", "2026-01-13")
    assert found.message == "the invoice is due 2026-01-13, before its date 2026-01-14"


def test_the_clock_never_goes_back() -> None:
    found = problem_after("to: 2026-02-04T09:00", "to: 2026-01-14T08:59")
    assert found.message == "the clock is at 2026-01-14T09:00 here and never goes back"
    assert (found.line, found.column) == (12, 17)


def test_calendar_days_and_hours_move_the_clock_that_the_lint_knows() -> None:
    steps = "  - clock: {by: P1D}\n  - clock: {by: PT1H30M}\n  - clock: {to: 2026-02-05T10:29}\nexpect:"
    (found,) = problems_of(GOOD.replace("expect:", steps))
    assert found.message == "the clock is at 2026-02-05T10:30 here and never goes back"


def test_a_debtor_without_an_invoice_is_a_slip() -> None:
    found = problem_after("debtors:\n", "debtors:\n  idle: {kind: consumer}\n")
    assert (found.line, found.message) == (7, "debtor 'idle' gets no invoice")


def test_a_booking_cannot_be_both_there_and_absent() -> None:
    rows = "  ledger: [{number: '1001', kind: fee, amount: 1}]\n  no_ledger: [{kind: fee}]\n"
    (found,) = problems_of(GOOD + rows)
    assert found.message == "fee is expected in ledger too"


def test_a_service_must_be_of_a_provider_of_the_story() -> None:
    (found,) = problems_of(GOOD + "  services: {south: active}\n")
    assert found.message == "the story is not for provider 'south'"


def test_a_files_name_that_makes_no_id_is_refused() -> None:
    (found,) = problems_of(GOOD, "stories/My Tale.yaml")
    assert found.message == "the file's name 'My Tale' makes no id"


def test_every_mistake_is_told_at_once_in_the_order_of_the_file() -> None:
    text = GOOD.replace("company, pays", "firm, pays").replace("activate", "activat").replace("paid", "payd")
    assert [one.line for one in problems_of(text)] == [7, 9, 15]


def test_a_problem_reads_as_file_line_column_message() -> None:
    found = problems_of(GOOD.replace("due_date", "due"))[0]
    assert str(found).startswith(
        "stories/tale.yaml:11:75: send_invoice has no word 'due'; expected one of number,"
    )
    assert str(found).endswith("; did you mean 'due_date'?")


@pytest.mark.parametrize("text", ["", "just text", "[a, b]", "12"])
def test_a_file_that_is_no_mapping_is_told_what_belongs_there(text: str) -> None:
    (found,) = problems_of(text)
    assert found.expected == (
        "a mapping with the keys id, title, rules, for, country, start, company, assumptions, debtors, story, expect"
    )


_WORDS = st.sampled_from(
    ["client", "title", "story", "pays", "clock", "to", "expect", "number", "for", "look"]
)
_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | _WORDS | st.just("2026-01-12T09:00"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_WORDS, inner, max_size=3),
    max_leaves=8,
)


@given(
    key=st.sampled_from(["title", "rules", "for", "start", "company", "debtors", "story", "expect"]),
    value=_VALUES,
)
def test_whatever_stands_under_a_key_the_file_is_read_or_refused_with_reasons(
    key: str, value: object
) -> None:
    lines = [line for line in GOOD.splitlines() if not line.startswith((" ", f"{key}:"))]
    text = "\n".join([*[line for line in lines if not line.endswith(":")], f"{key}: {json.dumps(value)}"])
    assert all(problem.message for problem in problems_of(text))


def test_a_date_that_no_calendar_has_is_told_once_and_hides_nothing_else() -> None:
    text = GOOD.replace("2026-01-28", "2026-02-31").replace("state: paid", "stat: paid")
    date_problem, word_problem = problems_of(text)
    assert (date_problem.line, date_problem.column) == (11, 85)
    assert date_problem.message.startswith("2026-02-31 is no date of the calendar")
    assert word_problem.message == "1001 has no word 'stat'"


@pytest.mark.parametrize(
    "start", ["0001-01-01T00:00", "2019-12-31T23:59", "2035-01-01T00:00", "9999-12-31T23:59"]
)
def test_a_start_outside_the_calendar_is_told_with_the_days_that_are_allowed(start: str) -> None:
    text = GOOD.replace("2026-01-12T09:00", start)
    problem = next(one for one in problems_of(text) if "outside the calendar" in one.message)
    assert (problem.line, problem.column) == (5, 8)
    assert start in problem.message
    assert problem.expected == "a day from 2020-01-01 to 2034-12-31"


def test_without_a_calendar_the_ends_of_all_time_can_be_looked_at_all_the_same() -> None:
    late = GOOD.replace("2026-01-12T09:00", "9999-12-31T23:59").replace(
        "clock: {to:", "clock: {by: P9D}\n  - clock: {to:"
    )
    assert load_text(late, "tale.yaml", Vocabulary())
    with pytest.raises(ScenarioError, match="does not exist in Europe/Helsinki"):
        load_text(GOOD.replace("2026-01-12T09:00", "0001-01-01T00:00"), "tale.yaml", Vocabulary())


def test_the_calendar_of_the_command_line_is_the_simulators() -> None:
    assert vocabulary().days == calendar_range() == (date(2020, 1, 1), date(2034, 12, 31))


def test_a_company_has_one_account_at_least() -> None:
    problem = problem_after("start:", "company: {bank_accounts: []}\nstart:")
    assert "bank_accounts is empty" in problem.message
