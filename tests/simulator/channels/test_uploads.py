"""Documents as they are uploaded: told apart by what they are, kept as they came, refused in the channel's words."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.channels.maventa import uploads
from simulator.documents.archive import Attachment
from tests.simulator.company import Company
from tests.simulator.documents.archives import PDF, archive, flagged
from tests.simulator.documents.invoices import document
from tests.simulator.documents.peppol_invoices import credit_note, finnish, norwegian
from tests.simulator.documents.peppol_mistakes import REFUSED
from tests.simulator.documents.teapps_invoices import teapps
from tests.simulator.stage import Heard

COMPANY = Company()
DUE = " <cbc:DueDate>2026-01-28</cbc:DueDate>\n"


def refused(content: bytes, **words: str) -> str:
    """What is said of a document that is not taken; nothing has happened then."""
    before = COMPANY.sandbox.facts_total
    heard = COMPANY.client.upload(content, **words)
    assert (heard.status, heard.json["code"]) == (400, "invoice_create_api_error")
    assert heard.json["message"] == "Error while creating invoice"
    assert COMPANY.sandbox.facts_total == before
    (detail,) = heard.json["details"]
    return str(detail)


def returned(company: Company, invoice: str, wanted: str) -> Heard:
    headers = {"authorization": f"Bearer {company.client.token}"}
    query = f"return_format={wanted}"
    return company.stage.call("GET", f"/maventa/v1/invoices/{invoice}", query=query, headers=headers)


def test_an_invoice_in_peppol_bis_is_shown_with_its_parties_its_kid_and_what_is_due() -> None:
    company = Company(words={"country": "NO"})
    shown = company.client.upload(norwegian(), format="PEPPOLBIS30").json
    assert (shown["number"], shown["source_format"]) == ("F-2026/17", "PEPPOLBIS30")
    assert (shown["date"], shown["date_due"]) == ("2026-01-14", "2026-01-28")
    assert (shown["sum"], shown["sum_tax"], shown["currency"]) == (2160.0, 2000.0, "NOK")
    assert shown["reference"] == "00000123455"
    seller = {"eia": "0192:310000019", "bid": "310000019", "name": "Fjordens Båt & Bøye AS", "country": "NO"}
    assert shown["sender"] == seller
    assert shown["recipient"] == {
        "eia": "0192:310000027",
        "bid": "310000027",
        "name": "Ærlig Øl AS",
        "country": "NO",
    }
    (file,) = shown["files"]
    assert (file["type"], file["mimetype"]) == ("PEPPOLBIS30", "application/xml")


def test_a_document_is_kept_as_it_came_and_answered_in_its_own_format_only() -> None:
    company = Company()
    content = finnish(encoding="ISO-8859-1")
    invoice = company.client.upload(content, format="PEPPOLBIS30").json["id"]
    heard = returned(company, invoice, "PEPPOLBIS30")
    assert (heard.status, heard.headers["content-type"], heard.body) == (200, "application/xml", content)
    assert "this invoice has PEPPOLBIS30" in returned(company, invoice, "FINVOICE30").json["details"][0]


def test_without_a_stated_format_the_document_says_which_it_is() -> None:
    assert Company().client.upload(finnish()).json["source_format"] == "PEPPOLBIS30"
    assert Company().client.upload(document()).json["source_format"] == "FINVOICE30"


@pytest.mark.parametrize("stated", ["FINVOICE30", "FINVOICE20", "FINVOICE13"])
def test_peppol_bis_that_is_said_to_be_a_finvoice_is_refused_with_both_names(stated: str) -> None:
    assert refused(finnish(), format=stated) == f"ERROR: THE DOCUMENT IS PEPPOLBIS30, NOT {stated}"


def test_a_finvoice_that_is_said_to_be_peppol_bis_is_refused_with_both_names() -> None:
    said = refused(document(), format="PEPPOLBIS30")
    assert said == "ERROR: THE DOCUMENT IS FINVOICE30, NOT PEPPOLBIS30"


def test_a_format_that_is_documented_and_not_read_is_refused_with_those_that_are() -> None:
    said = refused(finnish(), format="EHF20")
    read = "FINVOICE13, FINVOICE20, FINVOICE30, TEAPPS27, TEAPPS30, PEPPOLBIS30"
    assert said == f"ERROR: FORMAT EHF20 IS NOT READ HERE, ONLY {read}"


def test_a_document_of_no_format_that_is_read_is_refused_with_the_first_elements_that_are_allowed() -> None:
    said = refused(b"<Order/>")
    assert (
        "first element is <Order>: <Finvoice>, <INVOICE_CENTER>, <{urn:oasis:names:specification:ubl:" in said
    )
    assert said.endswith("CreditNote-2}CreditNote> are allowed.")


def test_a_credit_note_is_refused_as_nothing_can_be_collected_by_it() -> None:
    assert "The document is a CreditNote: an Invoice is allowed" in refused(
        credit_note(), format="PEPPOLBIS30"
    )


def test_what_is_collected_has_to_have_a_due_date_though_the_format_can_do_without() -> None:
    terms = "<cac:PaymentTerms><cbc:Note>14 days net</cbc:Note></cac:PaymentTerms><cac:TaxTotal>"
    said = refused(finnish((DUE, ""), ("<cac:TaxTotal>", terms)))
    assert said == "ERROR: INVOICE DUE DATE NOT FOUND: Invoice/cbc:DueDate (BT-9) IS NEEDED FOR COLLECTION"


def test_of_an_invoice_that_was_paid_in_advance_nothing_is_to_be_collected() -> None:
    paid = '<cbc:PrepaidAmount currencyID="EUR">1255.00</cbc:PrepaidAmount><cbc:PayableAmount currencyID="EUR">0.00<'
    said = refused(finnish(('<cbc:PayableAmount currencyID="EUR">1255.00<', paid)))
    assert said == "ERROR: INVOICE TOTAL IS 0.00 EUR: MORE THAN ZERO IS ALLOWED"


@pytest.mark.parametrize("sentence", REFUSED)
def test_every_mistake_in_a_document_is_told_to_who_uploads_it(sentence: str) -> None:
    said = refused(finnish(REFUSED[sentence]), format="PEPPOLBIS30")
    assert said.startswith(f"ERROR: {sentence.partition(' … ')[0]}")


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 5000), st.integers(0, 60), st.binary(max_size=12))
def test_a_spoilt_document_is_taken_or_refused_and_no_mistake_of_the_server(
    at: int, length: int, new: bytes
) -> None:
    content = finnish()
    heard = COMPANY.client.upload(content[:at] + new + content[at + length :], format="PEPPOLBIS30")
    assert heard.status in (201, 400)


def test_an_invoice_in_peppol_bis_is_collected_like_any_other() -> None:
    company = Company().activate()
    invoice = str(company.client.upload(finnish(), format="PEPPOLBIS30").json["id"])
    company.until("2026-02-04T09:00")
    assert company.transfer(invoice).status == 202
    company.until("2026-02-04T12:00")
    case = company.case(invoice)
    assert (case["invoice_number"], case["capital_amount"], case["currency"]) == ("1001", 1255.0, "EUR")


VERSION = "<FORMAT_VERSION>3.0</FORMAT_VERSION>"


@pytest.mark.parametrize(
    ("content", "format_"),
    [
        (document("UTF-8", ('Version="3.0"', 'Version="1.3"')), "FINVOICE13"),
        (document("UTF-8", ('Version="3.0"', 'Version="2.0"')), "FINVOICE20"),
        (document("UTF-8", ('Version="3.0"', 'Version="2.01"')), "FINVOICE20"),
        (document("UTF-16"), "FINVOICE30"),
        (document("ISO-8859-15"), "FINVOICE30"),
        (teapps((VERSION, "<FORMAT_VERSION>2.7.2</FORMAT_VERSION>")), "TEAPPS27"),
        (teapps(), "TEAPPS30"),
        (teapps((VERSION, "")), "TEAPPS27"),
        (teapps((VERSION, "")), "TEAPPS30"),
        (finnish(), "PEPPOLBIS30"),
    ],
)
def test_a_document_is_taken_by_the_name_of_its_format(content: bytes, format_: str) -> None:
    shown = Company().client.upload(content, format=format_).json
    assert (shown["source_format"], shown["number"]) == (format_, "1001")


def test_a_document_of_the_other_version_is_refused_with_both_names() -> None:
    assert refused(teapps(), format="TEAPPS27") == "ERROR: THE DOCUMENT IS TEAPPS30, NOT TEAPPS27"
    assert refused(document(), format="FINVOICE20") == "ERROR: THE DOCUMENT IS FINVOICE30, NOT FINVOICE20"


def test_a_declaration_of_another_encoding_than_the_documents_is_told() -> None:
    lying = document("ISO-8859-1").replace(b"ISO-8859-1", b"UTF-8")
    assert refused(lying).startswith("ERROR: The document is not in the encoding that it says")


def test_a_due_date_beyond_the_century_is_refused() -> None:
    said = refused(document("UTF-8", ("20260128<", "99991231<")))
    assert said == "ERROR: INVOICE DUE DATE IS 9999-12-31: 2099-12-31 IS THE LATEST THAT IS ALLOWED"


@pytest.mark.parametrize(
    ("element", "what"),
    [
        ("InvoiceNumber>1001", "NUMBER"),
        ("SellerOrganisationName>Tukku &amp; Kauppa Oy", "SELLER NAME"),
        ("BuyerOrganisationName>Äyräs Öljy Oy", "BUYER NAME"),
        ("BuyerTownName>Helsinki", "BUYER ADDRESS CITY"),
    ],
)
def test_a_text_that_no_list_and_no_letter_has_room_for_is_refused(element: str, what: str) -> None:
    most = f"{element.partition('>')[0]}>{'x' * 255}"
    assert Company().client.upload(document("UTF-8", (element, most))).status == 201
    said = refused(document("UTF-8", (element, f"{most}x")))
    assert said == f"ERROR: INVOICE {what} HAS 256 LETTERS: 255 ARE THE MOST THAT IS ALLOWED"


def test_an_account_with_a_wrong_check_digit_is_refused_and_one_that_is_no_iban_is_not() -> None:
    said = refused(document("UTF-8", ("FI2112345600000785", "FI2212345600000785")))
    assert said.startswith("ERROR: INVALID IBAN: FI2212345600000785 HAS WRONG CHECK DIGITS")
    national = document("UTF-8", ("FI2112345600000785", "123456-785"))
    assert Company().client.upload(national).status == 201


def test_of_a_zip_the_document_is_kept_and_the_attachments_are_named() -> None:
    content = document("ISO-8859-15")
    packed = archive(("picture.pdf", PDF), ("out/lasku.xml", content))
    upload = uploads.read(packed, "FINVOICE30")
    assert (upload.name, upload.document) == ("lasku.xml", content)
    assert upload.attachments == (Attachment("picture.pdf", len(PDF), "application/pdf"),)
    company = Company()
    shown = company.client.upload(packed, format="FINVOICE30").json
    assert [file["filename"] for file in shown["files"]] == ["lasku.xml"]
    assert returned(company, shown["id"], "FINVOICE30").body == content


@pytest.mark.parametrize(
    ("packed", "sentence"),
    [
        (archive(("a.pdf", PDF)), "The ZIP has no XML document: one is allowed"),
        (
            archive(("a.xml", finnish()), ("b.xml", finnish())),
            "The ZIP has 2 XML documents ('a.xml', 'b.xml')",
        ),
        (archive(("../a.xml", finnish())), "The ZIP's entry '../a.xml' has a path that leads outside"),
        (
            archive(("a.xml", b" " * 10**6)),
            "'a.xml' in the ZIP is more than 200 times as large as it is packed",
        ),
        (flagged(archive(("a.xml", finnish())), 1), "'a.xml' in the ZIP is encrypted"),
        (archive(("a.xml", finnish()))[:-9], "The ZIP is broken"),
        (archive(("a.xml", b"<Order/>")), "The document's first element is <Order>"),
    ],
)
def test_a_zip_that_cannot_be_used_is_refused_in_the_words_of_the_call(packed: bytes, sentence: str) -> None:
    assert refused(packed).startswith(f"ERROR: {sentence}")


def test_a_document_in_a_zip_is_of_its_format_too() -> None:
    packed = archive(("a.xml", finnish()))
    assert refused(packed, format="FINVOICE30") == "ERROR: THE DOCUMENT IS PEPPOLBIS30, NOT FINVOICE30"
