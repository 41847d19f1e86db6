"""How Kravia's letters go out and what they show, and the files that it takes and asks for."""

from __future__ import annotations

from datetime import date

import pytest

from simulator.domain import commands as c
from simulator.domain import facts as f
from simulator.domain.commands import Refusal
from tests.simulator.desk import Desk
from tests.simulator.engine.kravias_desk import at_kravia, facts, only

COPY = {"filename": "1001.pdf", "content_type": "application/pdf", "sha256": "0" * 64}
MEGABYTE = 1024 * 1024

EMAIL = {"email": "osto@acme.example"}
EINVOICE = {**EMAIL, "einvoice_address": "003776543212"}


@pytest.mark.parametrize(
    ("kind", "payer", "expected"),
    [
        ("b2b", {}, [("reminder", "post", None), ("demand", "post", None)]),
        ("b2b", EMAIL, [("reminder", "e-mail", None), ("demand", "post", "osto@acme.example")]),
        ("b2b", EINVOICE, [("reminder", "e-invoice", None), ("demand", "post", "osto@acme.example")]),
        ("b2c", EINVOICE, [("reminder", "post", None), ("demand", "post", "osto@acme.example")]),
    ],
)
def test_a_letter_goes_on_the_first_channel_that_reaches_its_debtor(
    kind: str, payer: dict[str, str], expected: list[tuple[str, str, str | None]]
) -> None:
    desk = at_kravia("2026-02-12T09:00")
    desk.register("1001", kind=kind, payer=payer)
    desk.until("2026-03-05T10:00")
    sent = facts(desk, f.LetterSent)
    assert [(letter.letter, letter.channel, letter.notice_to) for letter in sent] == expected


def test_customer_service_can_switch_e_invoices_off() -> None:
    desk = at_kravia()
    desk.do(c.ChangeSettings(provider="kravia", changes={"einvoice_reminders": False}, by="agency"))
    desk.register("1001", payer=EINVOICE)
    desk.until("2026-02-05T10:00")
    (letter,) = facts(desk, f.LetterSent)
    assert letter.channel == "e-mail"


def test_a_consumers_consent_holds_for_a_year_and_no_longer() -> None:
    desk = at_kravia("2026-02-12T09:00")
    desk.register("1001", kind="b2c", payer=EMAIL)
    given = only(desk.decide("1001", "record_consent", date(2030, 1, 1)))
    assert given.until == date(2027, 2, 11)
    desk.until("2026-02-13T10:00")
    assert [letter.channel for letter in facts(desk, f.LetterSent)] == ["e-mail"]
    for day, number, channel in (("2027-02-10", "1002", "e-mail"), ("2027-02-11", "1003", "post")):
        desk.until(f"{day}T09:30")
        desk.register(number, kind="b2c", payer=EMAIL)
        desk.pass_days(1)
        assert facts(desk, f.LetterSent)[-1].channel == channel


def test_a_reminder_shows_what_the_company_chose_to_show_on_it() -> None:
    desk = at_kravia()
    products = tuple(f"Row {nth}" for nth in range(1, 13))
    desk.register("1001", summary="Thank you", products=products, external_number="PO-77")
    desk.until("2026-02-05T10:00")
    desk.choose(include_info=True, include_external_number=False)
    desk.register("1002", summary="Thank you", products=products, external_number="PO-77")
    desk.register("1003", summary="x" * 1200)
    desk.until("2026-02-06T10:00")
    shown = [(letter.info, letter.external_number) for letter in facts(desk, f.LetterSent)]
    rows = "\n".join(f"Row {nth}" for nth in range(1, 11))
    assert shown == [(None, "PO-77"), (f"Thank you\n{rows}", None), ("x" * 1000, None)]


def attach(desk: Desk, what: str, size: int) -> list[f.Fact]:
    return desk.do(c.AttachFile(case=desk.case().id, what=what, size=size, **COPY))


def test_files_beyond_30_megabytes_are_refused_and_a_missing_copy_is_asked_for() -> None:
    desk = at_kravia()
    desk.register("1001")
    with pytest.raises(Refusal, match="at most 31457280"):
        attach(desk, "invoice_copy", 30 * MEGABYTE + 1)
    attach(desk, "attachment", 20 * MEGABYTE)
    with pytest.raises(Refusal, match="has 20971520"):
        attach(desk, "attachment", 10 * MEGABYTE + 1)
    with pytest.raises(Refusal, match="'photo'"):
        attach(desk, "photo", 1)
    desk.until("2026-02-06T10:00")
    assert [asked.what for asked in facts(desk, f.MeasureAsked)] == ["invoice_copy"]


def test_a_copy_that_has_come_is_not_asked_for() -> None:
    desk = at_kravia()
    desk.register("1001")
    attach(desk, "invoice_copy", 30 * MEGABYTE)
    desk.until("2026-02-10T10:00")
    assert facts(desk, f.MeasureAsked) == []
