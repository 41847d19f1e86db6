"""Every page of the console: it says what there is and what is not there, and what others wrote is text on it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from lxml import html

from simulator import timeline
from simulator.console.telling import described
from simulator.console.views.record import MOST_SHOWN
from simulator.domain import facts as f
from tests.simulator.console.person import Person
from tests.simulator.console.tale import HOOK, Tale, tale
from tests.simulator.stage import Client, Heard

EVIL = "<script>window.hit=1</script>\"'><img src=x onerror=window.hit=2>{{7*7}}</title>"
HOME = "/console/sandboxes/1"


@pytest.fixture(scope="module")
def told() -> Tale:
    return tale()


@pytest.fixture
def person(told: Tale) -> Person:
    return Person(told.desk.world)


Seen = list[tuple[str, Heard, Any]]


def walked(person: Person) -> Seen:
    """Every place that links lead to, and what is there; of most days of the bank nothing."""
    seen: dict[str, tuple[Heard, Any]] = {}
    places = ["/console"]
    while places:
        place = places.pop().partition("#")[0]
        if place in seen or ("/statements/" in place and sum("/statements/" in each for each in seen) > 6):
            continue
        heard = person.ask("GET", place)
        assert heard.status in (200, 303), place
        is_page = heard.headers.get("content-type", "").startswith("text/html")
        person.page = html.fromstring(heard.body.decode()) if is_page else None
        seen[place] = heard, person.page
        places += person.links() if is_page else []
    return [(place, *found) for place, found in seen.items()]


@pytest.fixture(scope="module")
def seen(told: Tale) -> Seen:
    return walked(Person(told.desk.world))


def test_all_pages_can_be_reached_by_links_and_none_of_them_fails(seen: Seen) -> None:
    parts = {
        place.partition("?")[0].removeprefix(HOME).split("/")[1]
        for place, _, _ in seen
        if HOME + "/" in place
    }
    assert parts >= {
        *("services", "invoices", "invoice", "cases", "facts", "journal", "webhooks", "statements"),
        *("settlements", "letters", "letter", "faults"),
    }
    assert len(seen) > 50


def test_what_others_wrote_is_text_on_every_page() -> None:
    shown = 0
    for place, heard, page in walked(Person(tale(EVIL, EVIL, EVIL).desk.world)):
        if page is None:
            continue
        assert b"<script>window" not in heard.body, place
        assert b"<img" not in heard.body, place
        assert page.xpath("//img | //script[not(@src)] | //@onerror | //@onload | //@style") == [], place
        assert len(page.xpath("//title")) == 1 + len(page.xpath("//svg//title")), place
        shown += EVIL in "".join(page.itertext())
    assert shown > 20


def test_every_page_has_one_heading_landmarks_and_labels(seen: Seen) -> None:
    for place, _, page in seen:
        if page is None:
            continue
        assert page.xpath("/html/@lang") == ["en"]
        assert len(page.xpath("//h1")) == 1, place
        assert len(page.xpath("//main[@id='main']")) == 1
        assert page.xpath("//a[@class='skip'][@href='#main']")
        for table in page.xpath("//table"):
            assert table.xpath("caption"), place
            assert table.xpath("thead//th[@scope='col']"), place
        for control in page.xpath("//input[not(@type='hidden')] | //select | //textarea"):
            named = control.xpath("ancestor::label") or page.xpath(
                "//label[@for=$id]", id=control.get("id", "")
            )
            assert named or control.get("aria-label"), f"{place}: {control.get('name')}"


def test_the_list_of_sandboxes_shows_the_clock_the_company_and_how_much_there_is(
    person: Person, told: Tale
) -> None:
    text = person.open("/console")
    for word in (told.sandbox.company["name"], f"{told.sandbox.now:%Y-%m-%d %H:%M}"):
        assert word in text
    assert person.page.xpath("//td[@data-label='Cases']/text()") == ["2"]


def test_secrets_are_shown_to_whoever_asks_for_them(person: Person, told: Tale, seen: Seen) -> None:
    secret = told.sandbox.secret("maventa")
    assert secret not in person.open(HOME)
    assert secret in person.open(f"{HOME}?secrets=shown")
    assert [place for place, heard, _ in seen if secret.encode() in heard.body] == [f"{HOME}?secrets=shown"]


def test_an_invoice_shows_its_life_as_a_picture_and_the_same_as_a_table(person: Person) -> None:
    text = person.open(f"{HOME}/invoice?number=1001")
    marks = person.page.xpath("//figure//svg[contains(@class, 'mark')]/text/text()")
    rows = person.page.xpath("//table[contains(@class, 'events')]/tbody/tr")
    assert marks == [str(number) for number in range(1, len(rows) + 1)]
    for said in (
        "Sends the invoice of 1,240.00 EUR",
        "Delivers the invoice",
        "Hands the invoice over: reminder and collection",
        "Reminder no. 1 to the debtor, with a fee of 12.00 EUR",
        "The debtor pays 1,261.27 EUR to the agency",
        "Pays out 1,240.00 EUR of principal",
        "Webhook RECEIVABLES.ASSIGNMENT.CREATED, answered 200 after 2 tries",
    ):
        assert said in text
    assert "asked of the debtor 1,261.27 EUR" in text
    assert "reached the company 1,249.27 EUR" in text


def test_a_case_that_stands_still_says_why_and_until_when(person: Person) -> None:
    text = person.open(f"{HOME}/invoice?number=1001-2")
    assert "at the word of the agency" in text
    assert "Call the debtor first" in text
    assert "Pays 100.00 EUR to the company" in text


@pytest.mark.parametrize("what", ["number", "case", "invoice"])
def test_an_invoice_is_found_by_its_number_its_id_and_that_of_its_case(
    person: Person, told: Tale, what: str
) -> None:
    case = told.desk.case("1001")
    wanted = {"number": "1001", "case": case.id, "invoice": case.opened.invoice}[what]
    heard = person.ask("GET", f"{HOME}/search?q=%20{wanted}")
    assert (heard.status, heard.headers["location"]) == (303, f"{HOME}/invoice?number=1001")


def test_cases_can_be_looked_for_by_their_state(person: Person, told: Tale) -> None:
    state = told.desk.case("1001").state
    person.open(f"{HOME}/cases?state={state}")
    assert person.page.xpath("//tbody/tr/th//text()") == ["1001"]
    assert "No case" in person.open(f"{HOME}/cases?state=nothing")


def test_calls_show_what_was_wrong_with_them_in_words(person: Person) -> None:
    text = person.open(f"{HOME}/journal")
    assert "parameter 'pgae' is not in the contract; did you mean 'page'?" in text
    assert "field 'destination_typ' is not in the contract; did you mean 'destination_type'?" in text
    person.open(f"{HOME}/journal?only=trouble")
    assert len(person.page.xpath("//tbody/tr")) == 3
    assert "destination_typ" in person.open(f"{HOME}/journal?text=destination_typ&only=trouble")
    assert len(person.page.xpath("//tbody/tr")) == 1
    stray = person.open("/console/strays")
    assert "no such path; did you mean GET /v1/assignments" in stray


def test_an_id_of_another_sandbox_is_said_to_be_one() -> None:
    mine = tale()
    other = mine.desk.world.create(name="other")
    Client(other, mine.stage).call("GET", f"/v1/assignments/{mine.desk.case('1001').id}")
    text = Person(mine.desk.world).open("/console/sandboxes/other/journal")
    assert f"is in this sandbox; a case with that id is in sandbox {mine.sandbox.id}" in text


def test_one_call_is_shown_in_full_without_its_credentials(person: Person, told: Tale) -> None:
    numbers = [number for number, each in told.sandbox.journal.read() if b"destination_typ" in each.body]
    text = person.open(f"{HOME}/journal/{numbers[-1]}")
    assert "/v1/company/notifications" in text
    assert '"destination_typ": "Call the debtor first"' in text
    assert "did you mean 'destination_type'" in text
    assert "eyJ" not in text


def test_of_a_long_body_the_beginning_is_shown_and_no_secret_at_its_end(person: Person, told: Tale) -> None:
    secret = told.sandbox.secret("maventa")
    for before in (MOST_SHOWN - 10, MOST_SHOWN + 2040):
        body = b"x" * before + secret.encode() + b"y" * 10_000
        told.stage.call("POST", "/maventa/v1/nowhere", body)
        number = told.desk.world.journal.read()[-1][0]
        text = person.open(f"/console/strays/{number}")
        assert "more bytes are left out" in text
        assert secret[:6] not in text


def test_of_a_fact_with_many_rows_the_first_are_shown(person: Person, told: Tale) -> None:
    facts = ((each, each.fact) for each in told.sandbox.state.timeline)
    happened, fact = next((each, fact) for each, fact in facts if isinstance(fact, f.PrincipalSettled))
    many = replace(fact, rows=fact.rows * 300)
    shown = described(told.sandbox.zone, replace(happened, fact=many))
    assert len(shown["rows"]) == 21
    assert shown["rows"][-1] == "… and 280 more"
    assert (
        described(told.sandbox.zone, happened)["rows"]
        == timeline.described(told.sandbox.zone, happened)["rows"]
    )


def test_webhooks_show_their_subscriptions_and_every_attempt(person: Person) -> None:
    text = person.open(f"{HOME}/webhooks")
    assert f"{HOOK} on maventa" in text
    assert "503" in text
    assert "200" in text
    message = next(each for each in person.links() if "/webhooks/" in each)
    assert '"event":' in person.open(message)


def test_a_letter_is_shown_as_its_debtor_got_it_also_as_a_pdf(person: Person) -> None:
    person.open(f"{HOME}/letters")
    place = next(each for each in person.links() if "/letter?" in each)
    assert "MAKSUMUISTUTUS" in person.open(place).upper()
    heard = person.ask("GET", place.replace("/letter?", "/letter/pdf?"))
    assert (heard.headers["content-type"], heard.body[:5]) == ("application/pdf", b"%PDF-")


def test_the_bank_shows_its_days_their_entries_and_the_statement_itself(person: Person) -> None:
    person.open(f"{HOME}/settlements")
    rows = person.page.xpath("//tbody/tr/th//text()")
    assert "1,240.00 EUR" in person.open(f"{HOME}/statements/{rows[-1]}")
    (camt,) = [each for each in person.links() if "/camt" in each]
    heard = person.ask("GET", camt)
    assert (heard.headers["content-type"], b"1240.00" in heard.body) == ("application/xml", True)
    assert "attachment" in heard.headers["content-disposition"]


def test_the_timeline_can_be_read_by_kind_and_from_a_day_on(person: Person) -> None:
    text = person.open(f"{HOME}/facts?kind=letter_sent")
    assert "looked through" in text
    assert "Payment received" not in text
    heard = person.ask("GET", f"{HOME}/facts?day=2026-01-14")
    assert heard.status == 303
    person.open(heard.headers["location"])
    days = person.page.xpath("//tbody/tr/td[2]//text()")
    assert any(day.startswith("2026-01-14") for day in days)


@pytest.mark.parametrize(
    ("place", "status", "said"),
    [
        (f"{HOME}/invoice?number=nobody's", 404, "has the number or the id"),
        (f"{HOME}/invoice", 404, "has the number or the id ''"),
        (f"{HOME}/search?q=%20", 400, "write the number of an invoice"),
        (f"{HOME}/search?q=nothing", 404, "has the number or the id 'nothing'"),
        (f"{HOME}/facts?page=900", 404, "there is no page 900 of the timeline; the last one is 2"),
        (f"{HOME}/cases?page=2", 404, "there is no page 2 of the cases; the last one is 1"),
        (f"{HOME}/cases?page=0", 400, "page"),
        (f"{HOME}/cases?page=one", 400, "page"),
        (f"{HOME}/cases?page=-1", 400, "page"),
        (f"{HOME}/cases?page=99999999999999999999999", 400, "page"),
        (f"{HOME}/facts?day=yesterday", 400, "is no date"),
        (f"{HOME}/facts?day=1066-10-14", 400, "is no date that a sandbox can live in"),
        (f"{HOME}/journal/900", 404, "the journal has no call '900'"),
        (f"{HOME}/journal/x", 404, "the journal has no call 'x'"),
        ("/console/strays/900", 404, "the journal has no call '900'"),
        (f"{HOME}/webhooks/x", 404, "there is no message 'x'"),
        (f"{HOME}/settlements/x", 404, "there is no settlement 'x'"),
        (f"{HOME}/statements/x", 404, "is no date"),
        (f"{HOME}/statements/2026-01-17", 404, "is no banking day"),
        (f"{HOME}/statements/2030-01-14", 409, "is not over"),
        (f"{HOME}/statements/2026-01-14/camt?account=x", 404, "no active account 'x'"),
        (f"{HOME}/letter?case=x&nth=0", 404, "has no letter at its event 0"),
        (f"{HOME}/letter/pdf?case=x&nth=99", 404, "has no letter at its event 99"),
        ("/console/sandboxes/nobody/facts", 404, "there is no sandbox 'nobody'"),
        ("/console/nothing", 404, "console has no path /nothing"),
        ("/console/sandboxes/%ff", 404, "there is no sandbox"),
    ],
)
def test_what_is_not_there_is_said_in_words(person: Person, place: str, status: int, said: str) -> None:
    text = person.open(place, status)
    assert said.lower() in text.lower()
    assert person.page.xpath("//*[@role='alert']")


def test_the_page_of_a_sandbox_that_was_deleted_meanwhile_says_so() -> None:
    person = Person()
    person.world.create(name="gone")
    person.open("/console/sandboxes/gone")
    person.world.remove("gone")
    assert "Sandbox 'gone' was deleted" in person.send("/console/sandboxes/gone/clock", 404, how="day")
    assert "Sandbox 'gone' was deleted" in person.open("/console/sandboxes/gone/facts", 404)
