"""What one can do in the console: debtors, the agency's desk, agreements, faults, messages, sandboxes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from simulator import Sandbox, fault_words
from simulator.domain.state import Case
from simulator.outbox import Message
from tests.simulator.console.person import Person
from tests.simulator.console.tale import Tale, tale
from tests.simulator.desk import Desk

HOME = "/console/sandboxes/1"
EVIL = "<script>alert(1)</script>"


@pytest.fixture(scope="module")
def told() -> Tale:
    return tale()


@pytest.fixture
def person(told: Tale) -> Person:
    return Person(told.desk.world)


@pytest.fixture
def mine(told: Tale) -> Iterator[Sandbox]:
    """The tale's sandbox, to do in it what one likes: it goes on from there apart."""
    made = told.desk.world.fork(told.sandbox)
    yield made
    told.desk.world.remove(made.id)


def waits(mine: Sandbox) -> str:
    """The page of an invoice whose collection is in a pause."""
    return f"/console/sandboxes/{mine.id}/invoice?number=1001-2"


def case_of(mine: Sandbox) -> Case:
    found = mine.state.case_of("1001-2")
    assert found is not None
    return found


def buttons(person: Person) -> set[str]:
    """What the page offers to do, by the names of its forms."""
    return {str(each) for each in person.page.xpath("//input[@name='doing']/@value")}


# --- debtors


def test_a_debtor_pays_the_agency_and_the_creditor_with_and_without_a_reference(
    person: Person, mine: Sandbox
) -> None:
    person.open(waits(mine))
    assert "100.00 EUR to the agency" in person.send(waits(mine), doing="pay", to="agency", amount="100.00")
    person.send(waits(mine), doing="pay", to="creditor", amount="50", reference="none")
    paid = [fact for fact in mine.facts() if fact["kind"] == "creditor_paid"]
    assert [(fact["amount"]["amount"], fact["reference"]) for fact in paid[-1:]] == [("50.00", None)]


def test_a_debtor_disputes_and_asks_for_time(person: Person, mine: Sandbox) -> None:
    person.open(waits(mine))
    assert "asks for" in person.send(waits(mine), doing="ask_more_time", days="10")
    person.send(waits(mine), doing="dispute", text=EVIL)
    assert case_of(mine).state == "disputed"
    assert EVIL.encode() not in person.heard.body


def test_what_a_debtor_cannot_do_is_said_with_what_was_written_still_there(
    person: Person, mine: Sandbox
) -> None:
    person.open(waits(mine))
    said = person.send(waits(mine), 400, doing="pay", to="agency", amount="a lot")
    assert "amount cannot be 'a lot'" in said
    assert person.page.xpath("//details[@open]//input[@name='amount']/@value") == ["a lot"]


def test_a_debtor_is_made_behaves_otherwise_and_holds_an_invoice(person: Person, mine: Sandbox) -> None:
    place = f"/console/sandboxes/{mine.id}/invoices"
    person.open(place)
    person.send(place, doing="debtor", key=EVIL, kind="company", name=EVIL, pays="{after: reminder, days: 3}")
    person.send(
        place, doing="hold", number="77", debtor=EVIL, total="12.50", due_date="2026-04-01", sent="true"
    )
    assert mine.state.held["77"].debtor == EVIL
    at = f"/console/sandboxes/{mine.id}/invoice?number=77"
    person.open(at)
    person.send(at, doing="debtor", kind="company", pays="never")
    assert mine.state.debtors[EVIL].behaviour == {"pays": "never"}
    assert EVIL.encode() not in person.heard.body


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"pays": "{after: remindr, days: 3}"}, "pays"),
        ({"pays": "{after: [&a x, *a]}"}, "cannot be meant twice"),
        ({"pays": "{" * 500}, "Pays cannot be read"),
        ({"pays": "[{after: reminder, 3: 4}]"}, "3 is a name there, and a name is text"),
        ({"pays": "[" * 900 + "]" * 900}, "pays"),
        ({"pays": "{after: " + "1:" * 400 + "1}"}, "Pays cannot be read"),
        ({"pays": "{after: !!binary aaaa}"}, "Pays cannot be read"),
        ({"pays": "a" * 20_001}, "20,00"),
        ({"kind": "animal"}, "kind"),
    ],
)
def test_words_that_no_debtor_can_have_are_refused_in_words(
    person: Person, fields: dict[str, str], said: str
) -> None:
    place = f"{HOME}/invoices"
    person.open(place)
    text = person.send(place, 400, **{"doing": "debtor", "key": "x", "kind": "company", **fields})
    assert "Not done." in text
    assert said in text


@pytest.mark.parametrize(
    "fields",
    [
        {"due_date": "soon"},
        {"total": "-1"},
        {"total": "1e9"},
        {"sent": "perhaps"},
        {"debtor": "nobody"},
        {"number": ""},
    ],
)
def test_an_invoice_that_nobody_can_hold_is_refused_in_words(person: Person, fields: dict[str, str]) -> None:
    place = f"{HOME}/invoices"
    person.open(place)
    words = {
        "doing": "hold",
        "number": "9",
        "debtor": "waits",
        "total": "1.00",
        "due_date": "2026-05-01",
        "sent": "true",
    }
    assert "Not done." in person.send(place, 404 if "debtor" in fields else 400, **{**words, **fields})


# --- the agency's desk


def test_the_desk_offers_what_can_be_decided_and_decides_it(person: Person, mine: Sandbox) -> None:
    person.open(waits(mine))
    assert {"resume", "stop", "comment"} <= buttons(person)
    assert "accept_due_date" not in buttons(person)
    person.send(waits(mine), doing="comment", text="They have moved")
    person.send(waits(mine), doing="resume")
    assert "resume" not in buttons(person)
    person.send(waits(mine), doing="suspend", until="2026-05-01")
    person.send(waits(mine), doing="stop")
    assert case_of(mine).closed_at is not None
    assert "stop" not in buttons(person)


def test_the_second_of_two_people_at_one_case_sees_what_the_first_has_done(
    person: Person, mine: Sandbox
) -> None:
    other = person.other()
    person.open(waits(mine))
    other.open(waits(mine))
    person.send(waits(mine), doing="stop")
    said = other.send(waits(mine), 409, doing="stop")
    assert "leads nowhere" in said
    assert "closed" in said
    assert "stop" not in buttons(other)


def test_an_unknown_doing_is_refused(person: Person, mine: Sandbox) -> None:
    person.open(waits(mine))
    assert "Nobody can 'dance'" in person.send(waits(mine), 400, doing="dance")


# --- agreements


def test_an_agreement_is_signed_checked_and_ended_and_only_what_makes_sense_is_offered() -> None:
    desk = Desk()
    person = Person(desk.world)
    person.open(f"{HOME}/services")
    assert buttons(person) == set()
    desk.order()
    person.open(f"{HOME}/services")
    assert buttons(person) == {"sign", "pass_kyc", "fail_kyc", "decline", "end_service"}
    person.send(f"{HOME}/services", doing="sign", provider="ropo")
    assert "sign" not in buttons(person)
    person.send(f"{HOME}/services", doing="pass_kyc", provider="ropo")
    desk.until("2026-01-15T09:00")
    assert desk.state.service("ropo").status == "active"
    person.open(f"{HOME}/services")
    person.send(f"{HOME}/services", doing="end_service", provider="ropo", open_cases="stopped")
    assert desk.state.service("ropo").status == "closed"


def test_settings_and_the_bank_account_of_an_agreement_are_changed() -> None:
    desk = Desk("kravia").activate()
    person = Person(desk.world)
    person.open(f"{HOME}/services")
    name = next(iter(desk.state.agencies["kravia"].choices))
    value = next(str(each) for each in desk.state.agencies["kravia"].choices[name].values)
    person.send(f"{HOME}/services", doing="change_settings", provider="kravia", by="agency", **{name: value})
    assert "Done." in person.page.text_content()
    said = person.send(
        f"{HOME}/services", 400, doing="change_settings", provider="kravia", **{name: "purple"}
    )
    assert "cannot be 'purple'" in said
    amili = Desk("kassavirta").activate()
    other = Person(amili.world)
    other.open(f"{HOME}/services")
    iban = "FI2112345600000785"
    other.send(
        f"{HOME}/services",
        doing="change_bank_account",
        provider="kassavirta",
        iban=iban,
        bic="NDEAFIHH",
        bank="B",
    )
    assert amili.state.service("kassavirta").details["bank"] == "B"


# --- the wire


@pytest.mark.parametrize("kind", sorted(fault_words()))
def test_every_fault_has_a_form_of_its_own_words(person: Person, kind: str) -> None:
    person.open(f"{HOME}/faults/new/{kind}")
    fields = set(map(str, person.page.xpath("//main//form//@name")))
    assert set(fault_words()[kind]["properties"]) | {"nth", "times", "channel"} <= fields


def test_a_fault_is_set_listed_and_taken_back(person: Person, told: Tale) -> None:
    place = f"{HOME}/faults/new/rate_limit"
    person.open(place)
    assert "retry_after cannot be 'soon'" in person.send(place, 400, retry_after="soon")
    person.send(place, retry_after="120", times="2", operations="[getV1Events]")
    words = told.sandbox.faults()[-1]["words"]
    assert (words["retry_after"], words["times"], words["operations"]) == (120, 2, ["getV1Events"])
    one = told.sandbox.faults()[-1]["id"]
    person.send(f"{HOME}/faults", fault=one)
    assert one not in [each["id"] for each in told.sandbox.faults()]
    assert "There is no fault 'gone'" in person.send(f"{HOME}/faults", 404, fault="gone")


def test_there_is_no_page_for_a_fault_that_there_is_not(person: Person) -> None:
    assert "there are: cut_after_commit" in person.open(f"{HOME}/faults/new/hail", 404)


def test_a_message_is_sent_once_more(told: Tale) -> None:
    got: list[str] = []

    def receive(sent: Message) -> int:
        got.append(sent.id)
        return 200

    person = Person(told.desk.world, post=receive)
    message = next(iter(told.sandbox.outbox.messages))
    person.open(f"{HOME}/webhooks/{message}")
    person.send(f"{HOME}/webhooks/{message}")
    assert got == [message]


# --- sandboxes


def test_a_sandbox_is_made_forked_and_deleted_after_a_question(person: Person) -> None:
    person.open("/console/new")
    person.send("/console/new", name="mine", seed="7", country="SE", start="2026-02-01T09:00", company=EVIL)
    made = person.world.get("mine")
    assert (made.seed, made.company["country"], made.company["name"]) == (7, "SE", EVIL)
    assert EVIL.encode() not in person.heard.body
    person.send("/console/sandboxes/mine/fork", name="other")
    assert person.world.get("other").company["name"] == EVIL
    person.open("/console/sandboxes/other/delete")
    assert (
        "write other to delete it" in person.send("/console/sandboxes/other/delete", 400, name="mine").lower()
    )
    person.send("/console/sandboxes/other/delete", name="other")
    assert person.world.find("other") is None
    assert "was deleted" in person.open("/console/sandboxes/other/delete", 404)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"name": "<b>"}, "cannot be called"),
        ({"name": "1"}, "exists already"),
        ({"seed": "many"}, "Seed cannot be 'many'"),
        ({"start": "yesterday"}, "is no time"),
        ({"country": "XX"}, "'XX'"),
        ({"settings": "much"}, "names with their values"),
        ({"settings": "{no.such: 1}"}, "no.such"),
        ({"settings": "{1: 2}"}, "1 is a name there"),
        ({"rate": "60"}, "choose the running clock"),
        ({"clock": "running", "rate": "0"}, "0"),
    ],
)
def test_a_sandbox_that_cannot_be_is_refused_in_words(
    person: Person, fields: dict[str, str], said: str
) -> None:
    person.open("/console/new")
    before = len(person.world.sandboxes)
    text = person.send("/console/new", 409 if fields.get("name") == "1" else 400, **fields)
    assert said in text
    assert len(person.world.sandboxes) == before
