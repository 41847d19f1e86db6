"""A letter in its language, as the blocks that both forms of it are made of."""

from __future__ import annotations

from datetime import date

from simulator.documents.sheet import Page, Table
from simulator.domain.money import Money
from simulator.letters.letter import Letter
from simulator.letters.texts import TEXTS, Texts

_SIGNS = {"EUR": "€"}


def page(letter: Letter) -> Page:
    """Put a letter into its language."""
    words = TEXTS[letter.language]
    filled = {
        "creditor": letter.creditor,
        "agency": letter.agency,
        "day": _day(words, letter.pay_by),
        "contact": ", ".join(letter.contact),
    }
    title = words.titles[letter.name]
    return Page(
        letter.language,
        title if letter.nth == 1 else f"{title} {letter.nth}",
        letter.agency,
        _day(words, letter.day),
        (letter.debtor, *letter.address),
        (
            words.opening[letter.name].format(**filled),
            _claim(words, letter),
            _sums(words, letter),
            _payment(words, letter),
            words.already_paid,
            *([words.dispute.format(**filled)] if letter.disputable else []),
            *([words.contact.format(**filled)] if letter.contact else []),
            words.not_real,
        ),
    )


def _claim(words: Texts, letter: Letter) -> Table:
    rows = {
        "creditor": letter.creditor,
        "number": letter.number,
        "invoice_day": _day(words, letter.invoice_day),
        "due_date": _day(words, letter.due_date),
    }
    return _table(words, rows)


def _sums(words: Texts, letter: Letter) -> Table:
    labels = words.labels
    rows = [
        (labels["principal"], letter.principal),
        *((f"{words.fees[fee.what]} {_day(words, fee.day)}", fee.amount) for fee in letter.fees),
        (words.interest.format(rate=_percent(words, letter.rate)), letter.interest),
        *([(labels["paid"], -letter.paid)] if letter.paid.minor else []),
        (labels["total"], letter.total),
    ]
    return Table(tuple((label, _amount(words, money)) for label, money in rows), sums=True)


def _payment(words: Texts, letter: Letter) -> Table:
    rows = {
        "pay_by": _day(words, letter.pay_by),
        "payee": letter.payee,
        "iban": _in_groups(letter.iban, 4),
        "bic": letter.bic,
        "reference": letter.reference,
    }
    return _table(words, rows)


def _table(words: Texts, rows: dict[str, str]) -> Table:
    return Table(tuple((words.labels[name], value) for name, value in rows.items()))


def _in_groups(text: str, of: int) -> str:
    return " ".join(text[place : place + of] for place in range(0, len(text), of))


def _day(words: Texts, day: date) -> str:
    month = words.months[day.month - 1] if words.months else ""
    return day.strftime(words.date).format(d=day.day, m=day.month, month=month)


def _percent(words: Texts, basis_points: int) -> str:
    return f"{basis_points / 100:g}".replace(".", words.decimal)


def _amount(words: Texts, money: Money) -> str:
    grouped = f"{money.decimal:,}".translate({ord(","): words.thousands, ord("."): words.decimal})
    return words.amount.format(amount=grouped, currency=_SIGNS.get(money.currency, money.currency))
