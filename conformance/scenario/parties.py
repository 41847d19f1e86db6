"""The words of a scenario for who somebody is: the company, its debtors, and what one lets to another."""

from __future__ import annotations

from typing import Literal

from conformance.scenario.words import Country, Currency, Flag, Line, Words, absent, word


class Address(Words):
    """A postal address."""

    street: Line = word("street and number")
    postal_code: Line = word("the postal code, in quotes")
    city: Line = word("the town")
    country: Country = word("the country's two letters")


class BankAccount(Words):
    """An account of the company."""

    iban: Line = word("its IBAN, with right check digits")
    bic: Line = absent("the BIC of its bank")
    bank: Line = absent("the bank's name")
    currency: Currency = word("the currency of its account; one account a currency")
    active: Flag = absent("whether it is in use; without it, it is")


class Contact(Words):
    """A person or desk to write to."""

    name: Line = absent("a person's or a desk's name")
    email: Line = absent("an e-mail address")
    phone: Line = absent("a telephone number, in quotes")


class Accountant(Contact):
    """Who keeps the company's books, and the business ID of its own company."""

    business_id: Line = absent("the business ID of the accountant's own company")


class Company(Words):
    """What the story says of the company; all that it leaves out is made from the seed."""

    name: Line = absent("its name")
    business_id: Line = absent("its business ID, as its country writes it")
    vat_number: Line = absent("its VAT number")
    vat_liable: Flag = absent("whether it is liable for VAT")
    language: Line = absent("the language that it is written to in, such as fi")
    address: Address = absent("where it is")
    einvoice_address: Line = absent("where its own e-invoices go")
    bank_accounts: list[BankAccount] = absent("the accounts that it is paid to", min_length=1)
    contact: Contact = absent("whom the agency writes to")
    customer_service: Contact = absent("whom its customers write to")
    billing_address: Address = absent("where the agency's own invoices go")


class Debtor(Words):
    """Who a debtor is; how it behaves are words of the simulator's own."""

    kind: Literal["company", "consumer"] = word(
        "a company or a consumer: periods, fees and interest depend on it"
    )
    name: Line = absent("its name")
    country: Country = absent("where it is; without it, in the country of the story")
    language: Line = absent("the language that it is written to in, such as sv")
    address: Address = absent("where it is")
    einvoice_address: Line = absent("where it takes e-invoices")
    einvoice_operator: Line = absent("through whom it takes e-invoices; of a consumer the BIC of its bank")
    group: Line = absent("the group of customers that the company keeps it in")
    collection_prohibited: Flag = absent("true: the company allows no collection from it")
    temporary: Flag = absent("true: a customer for once, with no number of its own")
    contact_person: Contact = absent("who at the debtor is written to")


class Rental(Words):
    """What is let, where an invoice is rent."""

    address: Line = word("the address of what is let")
    contract_type: Literal["continuous", "temporary"] = absent("how long it is let for")
