"""Words and documents that the tests of the reference client share, written by hand."""

from typing import Any

IBAN = "FI2112345600000785"

COMPANY: dict[str, Any] = {
    "name": "Testiyritys Oy",
    "business_id": "1234567-1",
    "vat_number": "FI12345671",
    "vat_liable": True,
    "country": "FI",
    "language": "fi",
    "time_zone": "Europe/Helsinki",
    "address": {"street": "Esimerkkikatu 1", "postal_code": "00100", "city": "Helsinki", "country": "FI"},
    "bank_accounts": [{"iban": IBAN, "bic": "NDEAFIHH", "bank": "Nordea", "currency": "EUR", "active": True}],
    "contact": {"name": "Maija Laskuttaja", "email": "talous@testiyritys.example", "phone": "+358401234567"},
}

DEBTOR: dict[str, Any] = {
    "kind": "company",
    "name": "Esimerkki Oy",
    "business_id": "7654321-2",
    "customer_number": "42",
    "country": "FI",
    "address": {"street": "Mallitie 2", "postal_code": "33100", "city": "Tampere", "country": "FI"},
    "email": "laskut@esimerkki.example",
}


def invoice(**words: Any) -> dict[str, Any]:
    """An invoice in the driver's words: 1,240.00 EUR to a company, one row, due on 28 January 2026."""
    row = {
        "description": "Palvelut",
        "quantity": "1",
        "unit_price": "988.05",
        "vat_percent": "25.5",
        "total": "1240.00",
    }
    return {
        "number": "1001",
        "date": "2026-01-14",
        "due_date": "2026-01-28",
        "currency": "EUR",
        "total": "1240.00",
        "rows": [row],
        "reference": "10016",
        "language": "fi",
        "debtor": DEBTOR,
        **words,
    }


def transaction(amount: str, payer: str, reference: str | None = None, text: str | None = None) -> str:
    """A row of an entry (TxDtls)."""
    structured = f"<Strd><CdtrRefInf><Ref>{reference}</Ref></CdtrRefInf></Strd>" if reference else ""
    free = f"<Ustrd>{text}</Ustrd>" if text else ""
    return (
        f'<TxDtls><AmtDtls><TxAmt><Amt Ccy="EUR">{amount}</Amt></TxAmt></AmtDtls>'
        f"<RltdPties><Dbtr><Nm>{payer}</Nm></Dbtr></RltdPties><RmtInf>{free}{structured}</RmtInf></TxDtls>"
    )


def entry(reference: str, amount: str, *rows: str, status: str = "BOOK", direction: str = "CRDT") -> str:
    """A movement (Ntry) of 10 February 2026."""
    return (
        f'<Ntry><Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>{direction}</CdtDbtInd><Sts>{status}</Sts>'
        f"<BookgDt><Dt>2026-02-10</Dt></BookgDt><AcctSvcrRef>{reference}</AcctSvcrRef>"
        f"<NtryDtls>{''.join(rows)}</NtryDtls></Ntry>"
    )


def statement(*entries: str, iban: str = IBAN) -> str:
    """A camt.053.001.02 document with one statement."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt>'
        "<GrpHdr><MsgId>1</MsgId></GrpHdr>"
        f"<Stmt><Id>S1</Id><Acct><Id><IBAN>{iban}</IBAN></Id></Acct>{''.join(entries)}</Stmt>"
        "</BkToCstmrStmt></Document>"
    )
