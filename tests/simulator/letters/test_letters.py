"""What debtors read: letters in their languages, as text and as PDF, with the figures of the day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from simulator.domain import commands as c
from simulator.domain import facts as f
from simulator.domain.money import Money
from simulator.letters import sent
from simulator.letters.letter import Fee, Letter
from simulator.letters.pdf import pdf
from simulator.letters.text import text
from simulator.letters.texts import SPOKEN, TEXTS, language_for
from tests.simulator.agreement import Agreement
from tests.simulator.creditor import Creditor
from tests.simulator.desk import RECIPIENT, Desk
from tests.simulator.documents.invoices import document
from tests.simulator.stage import DETAILS


def euros(amount: str) -> Money:
    return Money.parse(amount, "EUR")


DEMAND = Letter(
    name="demand",
    nth=1,
    language="en",
    day=date(2026, 2, 27),
    pay_by=date(2026, 3, 13),
    agency="Visma Amili Oy",
    creditor="Pähkinä Oy",
    debtor="Åsa Öhman",
    address=("Mallitie 2", "33100 Tampere"),
    number="1001",
    invoice_day=date(2026, 1, 16),
    due_date=date(2026, 1, 30),
    principal=euros("1240.00"),
    interest=euros("9.04"),
    rate=950,
    fees=(
        Fee("reminder", date(2026, 2, 13), euros("5.00")),
        Fee("demand", date(2026, 2, 27), euros("50.00")),
    ),
    paid=euros("100.00"),
    payee="Visma Amili Oy",
    iban="FI7215903000004414",
    bic="NDEAFIHH",
    reference="9933280116688",
    disputable=True,
    contact=("asiakaspalvelu@example.fi", "+358401234568"),
)

GOLDEN = {
    "en": """\
Visma Amili Oy
27 February 2026

Åsa Öhman
Mallitie 2
33100 Tampere

PAYMENT DEMAND

The invoice below is still unpaid. On behalf of Pähkinä Oy, Visma Amili Oy
demands that it be paid by 13 March 2026. If it is not, collection can go on
in court.

Creditor        Pähkinä Oy
Invoice number  1001
Invoice date    16 January 2026
Due date        30 January 2026

Principal                                        1,240.00~€
Reminder fee 13 February 2026                        5.00~€
Collection fee, payment demand 27 February 2026     50.00~€
Late-payment interest 9.5 %                          9.04~€
Paid or credited                                  -100.00~€
-----------------------------------------------------------
Total to pay                                     1,204.04~€

Pay by     13 March 2026
Payee      Visma Amili Oy
Account    FI72 1590 3000 0044 14
BIC        NDEAFIHH
Reference  9933280116688

If the invoice has been paid already, please disregard this letter.

If you think that the claim is wrong, dispute it and tell us why by 13 March
2026. A disputed invoice is not collected before the matter has been looked
into.

Questions about the invoice are answered by Pähkinä Oy:
asiakaspalvelu@example.fi, +358401234568.

This is a practice letter from dunbox. Nobody owes anything because of it.
""",
    "fi": """\
Visma Amili Oy
27.2.2026

Åsa Öhman
Mallitie 2
33100 Tampere

MAKSUVAATIMUS

Alla oleva lasku on yhä maksamatta. Visma Amili Oy vaatii yhtiön Pähkinä Oy
puolesta, että se maksetaan viimeistään 13.3.2026. Muuten perintää voidaan
jatkaa oikeudessa.

Velkoja         Pähkinä Oy
Laskun numero   1001
Laskun päiväys  16.1.2026
Eräpäivä        30.1.2026

Pääoma                                1~240,00~€
Muistutuskulu 13.2.2026                   5,00~€
Perintäkulu, maksuvaatimus 27.2.2026     50,00~€
Viivästyskorko 9,5 %                      9,04~€
Maksettu tai hyvitetty                 -100,00~€
------------------------------------------------
Maksettava yhteensä                   1~204,04~€

Viimeinen maksupäivä  13.3.2026
Saaja                 Visma Amili Oy
Tilinumero            FI72 1590 3000 0044 14
BIC                   NDEAFIHH
Viitenumero           9933280116688

Jos lasku on jo maksettu, tämä kirje on aiheeton.

Jos vaatimus on mielestänne väärä, kiistäkää se ja kertokaa syy viimeistään
13.3.2026. Kiistettyä laskua ei peritä ennen kuin asia on selvitetty.

Laskua koskeviin kysymyksiin vastaa Pähkinä Oy: asiakaspalvelu@example.fi,
+358401234568.

Tämä on dunboxin harjoituskirje. Kukaan ei ole siitä mitään velkaa.
""",
}
"""`~` stands for a space at which no line breaks."""


@pytest.mark.parametrize("language", GOLDEN)
def test_a_demand_says_who_asks_for_what_and_where_it_is_to_be_paid(language: str) -> None:
    assert text(replace(DEMAND, language=language)) == GOLDEN[language].replace("~", "\u00a0")


@pytest.mark.parametrize("language", TEXTS)
@pytest.mark.parametrize("name", ["reminder", "demand"])
def test_every_letter_has_every_figure_in_every_language(language: str, name: str) -> None:
    written = text(replace(DEMAND, language=language, name=name))
    amounts = ("240", "5", "50", "9", "100", "204")
    assert all(amount in written for amount in amounts)
    for fact in ("Pähkinä Oy", "1001", "FI72 1590 3000 0044 14", "9933280116688", "+358401234568", "€"):
        assert fact in written
    assert "{" not in written


def test_every_language_has_the_same_words() -> None:
    for texts in TEXTS.values():
        for part in ("titles", "opening", "fees", "labels"):
            assert set(getattr(texts, part)) == set(getattr(TEXTS["en"], part))


def test_a_second_letter_is_numbered_and_a_companys_says_nothing_of_disputes() -> None:
    written = text(replace(DEMAND, nth=2, disputable=False, contact=()))
    assert "PAYMENT DEMAND 2" in written
    assert "dispute" not in written
    assert "Questions" not in written


def test_crowns_are_named_by_their_code() -> None:
    crowns = Money.parse("1.50", "SEK")
    letter = replace(DEMAND, language="sv", principal=crowns, interest=crowns, paid=crowns, fees=())
    assert "1,50\u00a0SEK" in text(letter)


@pytest.mark.parametrize(
    ("country", "asked", "language"),
    [
        ("FI", None, "fi"),
        ("FI", "", "fi"),
        ("FI", "SV", "sv"),
        ("FI", "sv-FI", "sv"),
        ("FI", "swe", "sv"),
        ("FI", "EN", "en"),
        ("FI", "en_GB", "en"),
        ("FI", "de", "fi"),
        ("FI", "nb", "fi"),
        ("FI", "🙂", "fi"),
        ("SE", "fi", "sv"),
        ("SE", "eng", "en"),
        ("NO", "no", "nb"),
        ("NO", "NN", "nb"),
        ("NO", "sv", "nb"),
    ],
)
def test_a_letter_is_in_the_language_asked_for_or_in_the_countrys(
    country: str, asked: str | None, language: str
) -> None:
    assert language_for(country, asked) == language
    assert language in SPOKEN[country]


# PDF


def pages(document: bytes) -> list[str]:
    """The text of each page, by a reader that is not what wrote it."""
    return [page.extract_text() for page in PdfReader(BytesIO(document), strict=True).pages]


@pytest.mark.parametrize("language", TEXTS)
def test_a_pdf_says_what_the_text_says(language: str) -> None:
    letter = replace(DEMAND, language=language)
    [page] = pages(pdf(letter))
    shown = page.replace("\u00a0", " ").casefold().split()
    words = text(letter).replace("\u00a0", " ").casefold().split()
    assert set(words) - set(shown) <= {word for word in words if set(word) == {"-"}}


def test_a_pdf_is_the_same_bytes_each_time_and_says_its_title_and_language() -> None:
    document = pdf(DEMAND)
    assert pdf(replace(DEMAND)) == document
    reader = PdfReader(BytesIO(document))
    assert reader.metadata is not None
    assert reader.metadata.title == "Payment demand"
    assert str(reader.root_object["/Lang"]) == "en"


def test_letters_that_the_font_has_not_are_shown_as_those_that_are_nearest() -> None:
    [page] = pages(pdf(replace(DEMAND, debtor="Łukasz Čech 東京\x00\n Ðóra")))
    assert "?ukasz Cech ?? Ðóra" in page


def test_what_is_too_long_for_a_line_or_a_page_goes_on_on_the_next() -> None:
    many = tuple(Fee("demand", date(2026, 2, 27), euros(f"{n}.00")) for n in range(1, 80))
    written = pages(pdf(replace(DEMAND, creditor="W" * 400, fees=many)))
    assert len(written) == 3
    assert sum(page.count("W") for page in written) == 3 * 400
    assert all(f"\n{n}.00" in "\n".join(written) for n in range(1, 80))


# What is sent in a sandbox


def letters(desk: Desk) -> list[Letter]:
    return [sent.letter(desk.state, at.sequence, fact) for at, fact in sent.letters(desk.state)]


def kassavirta(**recipient: Any) -> Desk:
    desk = Desk("kassavirta", start="2026-01-12T09:00").activate()
    desk.debtor("acme", kind=recipient.get("kind", "company"))
    desk.send("1001", due=date(2026, 1, 28), **recipient)
    return desk


def test_a_letter_tells_where_the_invoice_told_to_pay() -> None:
    desk = kassavirta()
    desk.until("2026-02-20T12:00")
    routed = desk.state.invoices[desk.case().opened.invoice].routed
    assert routed is not None
    first, second = letters(desk)
    assert [(each.name, each.day.isoformat()) for each in (first, second)] == [
        ("reminder", "2026-02-09"),
        ("demand", "2026-02-19"),
    ]
    for each in (first, second):
        assert (each.iban, each.bic, each.reference) == (routed.iban, routed.bic, routed.reference)
        assert (each.agency, each.payee) == ("Visma Amili Oy", routed.payee)
        assert each.contact == (
            DETAILS["customer_service_email"],
            DETAILS["customer_service_phone_number"],
        )
        assert each.address == ("Mallitie 2", "33100 Tampere")
        assert not each.disputable
    # 10 days after 9 and 19 February; 12 and 22 days of interest: 1240.00 x 0.105 x 12 / 365 = 4.2805, x 22 = 7.8477.
    assert [each.pay_by.isoformat() for each in (first, second)] == ["2026-02-19", "2026-03-01"]
    assert [each.interest.text for each in (first, second)] == ["4.28", "7.85"]
    assert [each.total.text for each in (first, second)] == ["1256.28", "1329.85"]
    assert (first.rate, second.rate) == (1050, 1050)


def test_a_vip_customers_reminder_shows_no_fee() -> None:
    desk = Desk("kassavirta").activate()
    group = c.SetGroup(provider="kassavirta", business_id=str(RECIPIENT["business_id"]), group="vip")
    desk.do(group)
    desk.send("1001", debtor=None)
    desk.until("2026-02-12T12:00")
    [reminder] = letters(desk)
    assert reminder.fees == ()
    assert "kulu" not in text(reminder)
    assert reminder.total == reminder.principal + reminder.interest


def test_a_letter_asks_for_what_a_debtor_that_pays_that_day_pays() -> None:
    desk = kassavirta(kind="consumer", business_id=None)
    desk.until("2026-02-02T10:00")
    desk.pay("1001", "100.00", to="creditor")
    desk.report("1001", desk.money("100.00"))
    desk.credit("1001", desk.money("40.00"))
    desk.until("2026-02-16T10:00")
    desk.pay("1001", "300.00")
    desk.until("2026-02-25T10:00")
    desk.pay("1001")
    *_, demand = letters(desk)
    received = [
        happened.fact for happened in desk.state.timeline if isinstance(happened.fact, f.PaymentReceived)
    ]
    assert demand.total == received[-1].amount
    assert demand.day == date(2026, 2, 25)
    assert demand.disputable


def test_a_letter_stays_what_it_was_whatever_comes_after_it() -> None:
    desk = kassavirta()
    desk.until("2026-02-10T12:00")
    [before] = letters(desk)
    desk.pay("1001", "300.00")
    desk.until("2026-03-01T12:00")
    assert letters(desk)[0] == before


@pytest.mark.parametrize("asked", ["SV", None])
def test_a_letter_about_a_routed_invoice_is_in_the_language_of_the_invoice_alone(asked: str | None) -> None:
    desk = Desk("kassavirta").activate()
    desk.debtor("acme")
    details: dict[str, Any] = {"number": "1001", "language": "en", "due_date": "2026-01-28", "total": "10.00"}
    desk.do(c.HoldInvoice(number="1001", debtor="acme", invoice={**details, "currency": "EUR"}, sent=False))
    desk.send("1001", debtor=None, language=asked)
    desk.until("2026-02-12T12:00")
    [reminder] = letters(desk)
    assert reminder.language == ("sv" if asked else "fi")


@pytest.mark.parametrize(
    ("provider", "country", "language"), [("ropo", "FI", "fi"), ("ropo", "SE", "sv"), ("ropo", "NO", "nb")]
)
def test_every_agencys_letters_can_be_read(provider: str, country: str, language: str) -> None:
    desk = Desk(provider, country).activate()
    desk.debtor("acme")
    desk.hold("1001", due=date(2026, 1, 28))
    desk.until("2026-02-05T09:00")
    desk.transfer("1001")
    desk.pass_days(30)
    found = letters(desk)
    assert [each.name for each in found] == ["reminder", "demand"]
    for each in found:
        assert (each.language, each.iban[:2]) == (language, country)
        assert each.iban != desk.state.account(desk.state.currency)
        assert each.debtor in text(each)
        assert each.pay_by > each.day
    assert found[0].iban == found[1].iban
    assert found[0].day + timedelta(days=9) < found[1].day


def test_kravias_letters_can_be_read_too() -> None:
    creditor = Creditor().sign()
    creditor.until("2026-02-04T09:00")
    creditor.register(invoiceDate="2026-01-14")
    creditor.until("2026-03-04T09:00")
    found = creditor.stage.control("GET", f"/sandboxes/{creditor.sandbox.id}/letters").json["letters"]
    assert [each["letter"] for each in found] == ["reminder", "demand"]
    for each in found:
        written = creditor.stage.control("GET", f"/sandboxes/{creditor.sandbox.id}/letters/{each['seq']}")
        assert "Esimerkki Oy" in written.body.decode()
        assert "Mallitie 2\n33100 Tampere" in written.body.decode()


def test_an_uploaded_invoices_language_code_is_that_of_its_letters() -> None:
    company = Agreement().active()
    content = document("UTF-8", ("20260128<", "20260213<"))
    assert company.client.upload(content).status == 201
    company.until("2026-02-24T12:00")  # ten days after Friday 13 February is a Monday
    [each] = company.stage.control("GET", "/sandboxes/1/letters").json["letters"]
    assert (each["language"], each["letter"], each["number"]) == ("sv", "reminder", "1001")
    written = company.stage.control("GET", f"/sandboxes/1/letters/{each['seq']}").body.decode()
    assert "BETALNINGSPÅMINNELSE" in written
    assert "Äyräs Öljy Oy\nHämeentie 1" in written


@pytest.mark.parametrize("party", ["company", "vfsfi"])
def test_whoever_is_accountable_is_the_payee_of_letters_as_of_the_invoice(party: str) -> None:
    company = Agreement()
    assert company.order(service_type="full", accountable_party=party).status == 200
    company.answer(company.page, action="pass_kyc")
    company.banking_days(2)
    company.client.upload(document("UTF-8", ("20260128<", "20260213<")))
    company.until("2026-02-24T12:00")
    [each] = company.stage.control("GET", "/sandboxes/1/letters").json["letters"]
    written = company.stage.control("GET", f"/sandboxes/1/letters/{each['seq']}").body.decode()
    payee = company.sandbox.company["name"] if party == "company" else "Visma Amili Oy"
    [line] = [line for line in written.splitlines() if line.startswith("Mottagare ")]
    assert line.partition(" ")[2].strip() == payee
