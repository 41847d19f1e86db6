"""The words of a scenario for who somebody is: the company, its debtors, and what one lets to another."""

from __future__ import annotations

from typing import Literal

from conformance.scenario.words import Country, Currency, Flag, Line, Words, absent


class Address(Words):
    """A postal address."""

    street: Line
    postal_code: Line
    city: Line
    country: Country


class BankAccount(Words):
    """An account of the company."""

    iban: Line
    bic: Line = absent()
    bank: Line = absent()
    currency: Currency
    active: Flag = absent()


class Contact(Words):
    """A person or desk to write to."""

    name: Line = absent()
    email: Line = absent()
    phone: Line = absent()


class Accountant(Contact):
    """Who keeps the company's books, and the business ID of its own company."""

    business_id: Line = absent()


class Company(Words):
    """What the story says of the company; all that it leaves out is made from the seed."""

    name: Line = absent()
    business_id: Line = absent()
    vat_number: Line = absent()
    vat_liable: Flag = absent()
    language: Line = absent()
    address: Address = absent()
    einvoice_address: Line = absent()
    bank_accounts: list[BankAccount] = absent(min_length=1)
    contact: Contact = absent()
    customer_service: Contact = absent()
    billing_address: Address = absent()


class Debtor(Words):
    """Who a debtor is; how it behaves are words of the simulator's own."""

    kind: Literal["company", "consumer"]
    name: Line = absent()
    country: Country = absent()
    language: Line = absent()
    address: Address = absent()
    einvoice_address: Line = absent()
    einvoice_operator: Line = absent()
    group: Line = absent()
    collection_prohibited: Flag = absent()
    temporary: Flag = absent()
    contact_person: Contact = absent()


class Rental(Words):
    """What is let, where an invoice is rent."""

    address: Line
    contract_type: Literal["continuous", "temporary"] = absent()
