"""What a tester's slips are told like: where, what is wrong, what belongs there, what is near. One table."""

from __future__ import annotations

import re

import pytest
from yaml import SafeLoader

from conformance.cli.bundle import vocabulary
from conformance.scenario import Problem, ScenarioError, load_text

STORY = """\
title: Ropo reminds a company
rules: [ROPO-TRF-1, CLIENT-PAY-1]
for: [ropo]
country: FI
start: 2026-01-11T09:00
debtors:
  acme: {kind: company, pays: {after: reminder, days: 3}}
story:
  - client: {activate: {}}
  - clock: {by: P1D}
  - provider: {sign: {}}
  - client: {send_invoice: {number: "1001", debtor: acme, total: 1240.00, due_date: 2026-01-28}}
  - clock: {to: 2026-02-04T09:00}
  - client: {transfer_invoice: {number: "1001"}}
expect:
  invoices: {"1001": {state: paid, open_amount: 0.00}}
  ledger:
    - {number: "1001", kind: settlement_principal, amount: 1240.00}
"""
# The slip, and the line that tells it; `…` stands for the rest of a list.
SLIPS = [
    # What is no YAML: told where the reader stops, with where the thing began.
    (
        "title: Ropo",
        "title:Ropo",
        (
            "2:6: this is not YAML: this colon stands in a value that began before it"
            "; expected a blank behind the colon of each key, and a value with a colon in quotes"
        ),
    ),
    (
        "title: Ropo",
        "title: Ropo: it",
        (
            "1:12: this is not YAML: this colon stands in a value that began before it"
            "; expected a blank behind the colon of each key, and a value with a colon in quotes"
        ),
    ),
    (
        "{activate: {}}",
        "{activate: {}",
        (
            "10:3: this is not YAML: the braces that begin in line 9, column 13 are not closed"
            "; expected a comma or a }"
        ),
    ),
    (
        "[ropo]",
        "[ropo",
        (
            "4:8: this is not YAML: the brackets that begin in line 3, column 6 are not closed"
            "; expected a comma or a ]"
        ),
    ),
    (
        "kind: company, pays",
        "kind: company pays",
        (
            "7:28: this is not YAML: the braces that begin in line 7, column 9 are not closed"
            "; expected a comma or a }"
        ),
    ),
    (
        "- provider",
        "provider",
        (
            "11:3: this is not YAML: this line is no item of the list that begins in line 9, column 3"
            "; expected a dash and a blank before it"
        ),
    ),
    (
        "  - provider",
        " - provider",
        (
            "11:2: this is not YAML: this line is indented as nothing above it"
            "; expected the indentation of a line above"
        ),
    ),
    (
        "  - provider",
        "\t- provider",
        (
            "11:1: this is not YAML: a tabulator, or a sign such as @ or %, begins a value"
            "; expected blanks, or the value in quotes"
        ),
    ),
    (
        "title: Ropo",
        "title: @Ropo",
        (
            "1:8: this is not YAML: a tabulator, or a sign such as @ or %, begins a value"
            "; expected blanks, or the value in quotes"
        ),
    ),
    (
        "story:\n",
        "story\n",
        (
            "9:11: this is not YAML: what begins in line 8, column 1 has no colon"
            "; expected a word, a colon and a blank"
        ),
    ),
    (
        "amount: 1240.00}\n",
        "amount: '1240.00}\n",
        (
            "19:1: this is not YAML: the quotes that begin in line 18, column 60 are not closed"
            "; expected another quotation mark"
        ),
    ),
    (
        "1240.00, due",
        "1240,00, due",
        (
            "12:71: the key 00 is not text"
            '; expected it in quotes: "00", or a point in an amount, such as 1240.00'
        ),
    ),
    (
        "debtors:\n",
        "rules: []\ndebtors:\n",
        "6:1: the key 'rules' is given twice, first in line 2; expected it once",
    ),
    # Words in the wrong place.
    (
        "- client: {activate: {}}",
        "- activate: {}",
        (
            "9:5: there is no actor 'activate'"
            "; expected one of client, provider, clock, debtor, network, process, "
            "look; did you mean 'client: {activate: …}'?"
        ),
    ),
    (
        "provider: {sign",
        "client: {sign",
        (
            "11:14: a client has no verb 'sign'"
            "; expected one of activate, …; did you mean 'provider: {sign: …}'?"
        ),
    ),
    (
        "{activate: {}}",
        "activate",
        "9:13: a client step is 'activate'; expected one verb, written {verb: words}, of activate, …",
    ),
    (
        "{activate: {}}",
        "{activate}",
        (
            "9:22: activate: nothing does not fit"
            "; expected its words, written {word: value}, or {} where none is needed"
        ),
    ),
    (
        "{activate: {}}",
        "{}",
        "9:13: a client step is empty; expected one verb, written {verb: words}, of activate, …",
    ),
    (
        "{by: P1D}",
        "{by: P1D, ticks: hourly}",
        (
            "10:12: a clock step has 'by', 'ticks'"
            "; expected one verb, written {verb: words}, of to, by, banking_days, ticks"
        ),
    ),
    (
        "- provider: {sign: {}}",
        "- look",
        "11:5: a step is 'look'; expected one actor, written - client: {verb: {words}}",
    ),
    (
        "clock: {by: P1D}",
        "wait: {by: P1D}",
        (
            "10:5: there is no actor 'wait'"
            "; expected one of client, provider, clock, debtor, network, process, look"
        ),
    ),
    ("sign: {}", "sign: {by: Anna}", "11:23: sign has no word 'by'; expected nothing, written {}"),
    (
        "{activate: {}}",
        "{activate: {provider: roppo}}",
        (
            "9:35: there is no provider 'roppo'"
            "; expected one of amili, kassavirta, kravia, perinta, ropo; did you mean 'ropo'?"
        ),
    ),
    # Misspelt words.
    (
        "title:",
        "Title:",
        "1:1: the file has no word 'Title'; expected one of id, title, …; did you mean 'title'?",
    ),
    (
        "state: paid",
        "state: Paid",
        "16:30: state cannot be 'Paid'; expected one of draft, …; did you mean 'paid'?",
    ),
    (
        "kind: settlement_principal",
        "kind: principal",
        (
            "18:30: kind cannot be 'principal'"
            "; expected one of direct_payment, …; did you mean 'settlement_principal'?"
        ),
    ),
    (
        "ROPO-TRF-1",
        "ROPO-TRF-99",
        (
            "2:9: there is no rule ROPO-TRF-99"
            "; expected the id of a rule in the catalogue; did you mean 'ROPO-TRF-5'?"
        ),
    ),
    (
        "[ropo]",
        "[Ropo]",
        (
            "3:7: there is no provider 'Ropo'"
            "; expected one of amili, kassavirta, kravia, perinta, ropo; did you mean 'ropo'?"
        ),
    ),
    (
        "after: reminder",
        "after: the reminder",
        "7:39: after cannot be 'the reminder'; expected one of due, …; did you mean 'reminder'?",
    ),
    (
        "- clock: {by: P1D}",
        "- network: {reste: {}}",
        "10:15: a network has no verb 'reste'; expected one of calm, …; did you mean 'reset'?",
    ),
    (
        "- clock: {by: P1D}",
        "- network: {reset: {on: transfr}}",
        (
            "10:27: clients of ropo have no duty 'transfr'"
            "; expected one of activate, …; did you mean 'transfer'?"
        ),
    ),
    (
        "company, pays: {after: reminder, days: 3}",
        "company, pays: after reminder",
        "7:31: pays cannot be 'after reminder'; expected 'never' or a mapping or a list",
    ),
    # Values.
    (
        "country: FI",
        "country: Finland",
        "4:10: country: 'Finland' does not fit; expected a country's two capital letters such as FI",
    ),
    ("[ropo]", "ropo", "3:6: for: 'ropo' does not fit; expected a list, written [one, two]"),
    (
        'number: "1001", debtor',
        "number: 1001, debtor",
        '12:37: number: 1001 is not text; expected an invoice\'s number as text, in quotes: "1001"',
    ),
    (
        "1240.00, due",
        "'1240.00', due",
        (
            "12:66: total: '1240.00' is not an amount"
            "; expected an amount above zero such as 1240.00 without quotes"
        ),
    ),
    (
        "2026-01-28",
        "28.1.2026",
        "12:85: due_date: '28.1.2026' is not a date; expected a date such as 2026-01-28, without quotes",
    ),
    (
        "2026-01-28",
        "2026-02-30",
        (
            "12:85: 2026-02-30 is no date of the calendar (day is out of range for month)"
            "; expected a date that exists"
        ),
    ),
    (
        "2026-01-11T09:00",
        "2026-01-11",
        (
            "5:8: start: 2026-01-11 has no time of day"
            "; expected a local time such as 2026-01-12T09:00, without quotes and without an offset"
        ),
    ),
    (
        "P1D",
        "2 weeks",
        (
            "10:17: by: '2 weeks' does not fit"
            "; expected P14D for calendar days, PT4H or PT30M for hours and minutes"
        ),
    ),
    ("days: 3", "days: three", "7:55: days cannot be 'three'; expected a whole number"),
    # What is missing.
    ("country: FI\n", "", "1:1: the file lacks 'country'; expected the word 'country'"),
    (", due_date: 2026-01-28", "", "12:28: send_invoice lacks 'due_date'; expected the word 'due_date'"),
    ("kind: company, ", "", "7:9: debtor 'acme' lacks 'kind'; expected the word 'kind'"),
    (
        "- clock: {by: P1D}",
        "- network: {rate_limit: {on: transfer}}",
        "10:27: rate_limit lacks 'retry_after'; expected the word 'retry_after'",
    ),
    # An order in which nothing can happen.
    (
        "2026-02-04T09:00",
        "2026-01-04T09:00",
        "13:17: the clock is at 2026-01-12T09:00 here and never goes back; expected a later time",
    ),
    (
        'transfer_invoice: {number: "1001"',
        'transfer_invoice: {number: "101"',
        (
            "14:41: no invoice '101' has been sent before this"
            "; expected the number of one that a step above sends; did you mean '1001'?"
        ),
    ),
    (
        "debtor: acme",
        "debtor: akme",
        "12:53: there is no debtor 'akme'; expected one of acme; did you mean 'acme'?",
    ),
]


def problems_of(text: str) -> list[Problem]:
    """Every problem of a text; none if it is good."""
    try:
        load_text(text, "story.yaml", vocabulary())
    except ScenarioError as error:
        return error.problems
    return []


@pytest.mark.parametrize(("old", "new", "told"), SLIPS, ids=[f"{old} -> {new}" for old, new, _ in SLIPS])
def test_a_slip_is_told_with_its_place_what_belongs_there_and_what_is_near(
    old: str, new: str, told: str
) -> None:
    assert old in STORY
    said = [str(problem) for problem in problems_of(STORY.replace(old, new, 1))]
    pattern = re.escape(f"story.yaml:{told}").replace("…;", ".*;")
    pattern = pattern.removesuffix("…") + ".*" if told.endswith("…") else pattern
    assert any(re.fullmatch(pattern, one) for one in said), said


@pytest.mark.parametrize(("old", "new"), [row[:2] for row in SLIPS])
def test_no_mistake_is_told_without_its_place_and_what_would_be_right(old: str, new: str) -> None:
    found = problems_of(STORY.replace(old, new, 1))
    assert found
    assert [one for one in found if not (one.line and one.column and one.expected)] == []


def test_the_story_without_a_slip_is_a_good_one() -> None:
    assert load_text(STORY, "story.yaml", vocabulary())


def test_half_a_file_is_told_wherever_it_was_cut() -> None:
    """A save can be read in the middle: each piece is told as an error, or is whole by chance."""
    found = [problems_of(STORY[:end]) for end in range(1, len(STORY), 7)]
    assert all(problem.expected for problems in found for problem in problems)
    assert found.count([]) < 5


@pytest.mark.parametrize(("old", "new", "told"), [row for row in SLIPS if "this is not YAML" in row[2]])
def test_where_libyaml_is_not_at_hand_what_is_no_yaml_is_told_in_our_words_too(
    old: str, new: str, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("conformance.scenario.yaml._LOADER", SafeLoader)
    (problem,) = problems_of(STORY.replace(old, new, 1))
    expected = told.rpartition("expected ")[2]
    assert problem.expected == expected or (problem.line and "begins with" in problem.message), problem
