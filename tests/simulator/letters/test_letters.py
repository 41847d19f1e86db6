"""What debtors read: letters in their languages, as text and as PDF, with the figures of the day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from pypdf import PdfReader

from simulator.domain.money import Money
from simulator.letters.letter import Fee, Letter
from simulator.letters.pdf import pdf
from simulator.letters.text import text
from simulator.letters.texts import SPOKEN, TEXTS, language_for


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
