"""Visma Amili for an ERP at work: how the service begins and waits, what is taken, and how a case goes."""

from __future__ import annotations

from datetime import date

import pytest

from conformance.statement import entries
from simulator.domain import facts as f
from simulator.domain.commands import CloseService, EndService, Refusal
from simulator.refused import Refused
from tests.simulator.organization import Organization

OVERDUE = "2026-02-04T09:00"


def facts(organization: Organization, kind: str) -> list[tuple[str, tuple[str, ...]]]:
    """The facts of a kind: when, in local time, and by which rules."""
    return [
        (each.at.astimezone(organization.sandbox.zone).strftime("%Y-%m-%dT%H:%M"), each.fact.rules)
        for each in organization.state.timeline
        if each.fact.kind == kind
    ]


# --- activation ---------------------------------------------------------------------------------------------


def test_the_service_is_active_at_once_when_its_form_is_finished() -> None:
    organization = Organization()
    assert organization.activation == {"status": "NOT_ACTIVATED", "activationUrl": None}
    assert organization.order().json["data"]["status"] == "WAITING_FOR_ACTIVATION"
    assert organization.answer(action="pass_kyc", terms="accepted").status == 303
    assert organization.activation == {"status": "ACTIVE", "activationUrl": None}
    again = organization.order()
    assert (again.status, again.json["data"]["status"]) == (200, "ACTIVE")


def test_ordering_again_answers_the_activation_that_there_is() -> None:
    organization = Organization()
    first, again = organization.order(), organization.order()
    assert first.json == again.json


@pytest.mark.parametrize(
    ("role", "status"),
    [
        ("user administrator", 200),
        ("ACCOUNTING_OFFICE_ADMINISTRATOR", 200),
        ("Company administrator", 200),
        ("company user profile", 200),
        ("ALL_RIGHTS_PROFILE", 200),
        ("basic user", 403),
    ],
)
def test_five_roles_can_order_the_service(role: str, status: int) -> None:
    heard = Organization().order(role=role)
    assert heard.status == status
    assert status == 200 or "company administrator" in heard.json["summary"]["errors"][0]


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ({"email": None}, "contact_email: is required"),
        ({"phone": None}, "contact_phone_number: is required"),
        ({"phone": "  "}, "contact_phone_number: is required"),
        ({"email": "talous"}, "no e-mail address"),
    ],
)
def test_a_user_without_contact_data_cannot_order_it(words: dict[str, str | None], why: str) -> None:
    heard = Organization().order(**words)
    assert heard.status == 422
    assert why in heard.json["summary"]["errors"][0]


def test_a_company_abroad_cannot_order_it() -> None:
    assert Organization(company={"country": "SE"}).order().status == 403


@pytest.mark.parametrize(
    ("moment", "seconds"),
    [
        ("2026-01-12T21:59:59", None),
        ("2026-01-12T22:00:00", 7 * 3600),
        ("2026-01-12T23:30:00", 5 * 3600 + 1800),
        ("2026-01-13T00:00:00", 5 * 3600),
        ("2026-01-13T04:59:59", 1),
        ("2026-01-13T05:00:00", None),
        # Saturday night: the break is kept on all days.
        ("2026-01-17T23:00:00", 6 * 3600),
        # On Sunday 29 March clocks go from 03:00 to 04:00, on 25 October from 04:00 back to 03:00.
        ("2026-03-28T22:00:00", 6 * 3600),
        ("2026-03-29T04:30:00", 1800),
        ("2026-10-24T22:00:00", 8 * 3600),
    ],
)
def test_nothing_can_be_ordered_in_the_break_which_ends_at_five_by_finnish_clocks(
    moment: str, seconds: int | None
) -> None:
    organization = Organization(moment)
    heard = organization.order()
    if seconds is None:
        assert heard.status == 200
        return
    assert (heard.status, heard.headers["retry-after"]) == (503, str(seconds))
    assert facts(organization, "agreement_sent") == []
    organization.sandbox.run_until(
        organization.sandbox.now.fromtimestamp(
            organization.sandbox.now.timestamp() + seconds, organization.sandbox.zone
        )
    )
    assert organization.sandbox.now.strftime("%H:%M:%S") == "05:00:00"
    assert organization.order().status == 200


def test_the_break_is_kept_by_finnish_time_in_another_zone_too() -> None:
    organization = Organization("2026-01-12T21:30", company={"time_zone": "Europe/Stockholm"})
    assert organization.order().headers["retry-after"] == str(6 * 3600 + 1800)


def test_the_break_is_answered_with_the_status_that_the_sandbox_is_set_to() -> None:
    heard = Organization("2026-01-12T23:00", settings={"amili.break_status": 423}).order()
    assert (heard.status, heard.json["summary"]["code"]) == (423, "LOCKED")
    assert heard.headers["retry-after"] == str(6 * 3600)


def test_all_else_goes_on_in_the_break() -> None:
    organization = Organization("2026-02-04T21:50")
    organization.order()
    organization.until("2026-02-04T22:30")
    organization.sandbox.onboarding("amili", "pass_kyc")
    assert organization.activation["status"] == "ACTIVE"
    assert organization.send()["caseNumber"]


def test_an_activation_that_nobody_finishes_is_reset_after_three_days_and_can_be_ordered_anew() -> None:
    organization = Organization("2026-03-27T09:00")  # over a weekend, and the beginning of summer time
    organization.order()
    organization.until("2026-03-30T08:59")
    assert organization.activation["status"] == "WAITING_FOR_ACTIVATION"
    organization.until("2026-03-30T09:00")
    assert organization.activation == {"status": "NOT_ACTIVATED", "activationUrl": None}
    assert facts(organization, "activation_reset") == [("2026-03-30T09:00", ("NETV-ACT-4",))]
    assert organization.active().activation["status"] == "ACTIVE"
    organization.until("2026-04-30T09:00")
    assert organization.activation["status"] == "ACTIVE"


def test_a_new_order_has_three_days_of_its_own() -> None:
    organization = Organization()
    organization.order()
    organization.until("2026-01-14T09:00")
    organization.sandbox.onboarding("amili", "decline")
    assert organization.activation["status"] == "DECLINED"
    organization.order()
    organization.until("2026-01-16T12:00")
    assert organization.activation["status"] == "WAITING_FOR_ACTIVATION"
    organization.until("2026-01-17T12:00")
    assert organization.activation["status"] == "NOT_ACTIVATED"


def test_an_activation_can_stay_stuck_until_somebody_finishes_it() -> None:
    organization = Organization(settings={"amili.unfinished_activation": "stuck"})
    organization.order()
    organization.until("2026-01-31T09:00")
    assert organization.activation["status"] == "WAITING_FOR_ACTIVATION"
    assert facts(organization, "activation_stuck") == [("2026-01-15T09:00", ("NETV-ACT-6",))]
    assert organization.answer(action="pass_kyc", terms="accepted").status == 303
    assert organization.activation["status"] == "ACTIVE"


def test_a_power_of_attorney_has_to_be_attached() -> None:
    organization = Organization()
    organization.order()
    page = organization.answer(action="pass_kyc", terms="accepted", power_of_attorney="missing")
    assert page.status == 409
    assert b"has to be attached" in page.body
    assert organization.activation["status"] == "WAITING_FOR_ACTIVATION"
    assert organization.answer(action="pass_kyc", power_of_attorney="attached").status == 303
    passed = next(each.fact for each in organization.state.timeline if isinstance(each.fact, f.KycPassed))
    assert passed.by_power_of_attorney
    assert passed.rules == ("NETV-ACT-3", "NETV-KYC-1")


def test_who_may_not_sign_forwards_the_form() -> None:
    organization = Organization()
    organization.order()
    before = organization.activation["activationUrl"]
    assert organization.answer(action="forward", email="toimitusjohtaja@example.fi").status == 303
    assert organization.activation["activationUrl"] != before
    assert organization.answer(action="pass_kyc").status == 303
    assert organization.activation["status"] == "ACTIVE"


def test_the_forms_page_shows_the_order_and_nothing_that_was_not_given() -> None:
    organization = Organization()
    organization.order()
    page = organization.answer(action="forward", email="no address")
    assert page.status == 400
    text = page.body.decode()
    assert "Activation of Amili" in text
    assert "Maija Malli" in text
    assert "Paid to" not in text
    assert "Invoiced to" not in text


# --- cases --------------------------------------------------------------------------------------------------


def test_collection_material_needs_the_notice_that_came_before_it() -> None:
    organization = Organization(OVERDUE).active()
    assert "it has to be after the due date" in organization.why(type="NOTICE")
    for day in ("2026-01-28", "2026-02-05"):
        assert f"was on {day}" in organization.why(type="NOTICE", collectionNoticeDate=day)
    organization.send(type="NOTICE", collectionNoticeDate="2026-01-29")
    organization.until("2026-02-06T12:00")
    shown = organization.case()
    assert shown["type"] == "COLLECTION_NOTICE"
    letters = [each.fact for each in organization.state.timeline if isinstance(each.fact, f.LetterSent)]
    assert [letter.letter for letter in letters] == ["demand"]


def test_the_portals_credentials_are_sent_once_after_the_first_case() -> None:
    organization = Organization(OVERDUE).active()
    assert facts(organization, "credentials_sent") == []
    organization.batch("invoices", organization.invoice("1001"), organization.invoice("1002"))
    organization.send("1003")
    sent = [each.fact for each in organization.state.timeline if isinstance(each.fact, f.CredentialsSent)]
    assert [(each.email, each.rules) for each in sent] == [("talous@example.fi", ("NETV-POR-1",))]


def test_interest_is_reckoned_from_the_original_invoice() -> None:
    organization = Organization(OVERDUE).active()
    organization.hold()
    organization.send()
    organization.until("2026-02-12T10:00")
    organization.sandbox.pay("1001", to="agency")
    received = [each.fact for each in organization.state.timeline if isinstance(each.fact, f.PaymentReceived)]
    # 29 January to 12 February are 15 days at 10.5 %: 1240.00 x 0.105 x 15 / 365 = 5.3507.
    assert [(each.principal.text, each.interest.text, each.fees.text) for each in received] == [
        ("1240.00", "5.35", "12.00")
    ]


def test_the_parts_of_a_payment_plan_are_settled_as_reference_payments_of_the_invoice() -> None:
    organization = Organization(OVERDUE, settings={"amili.settlement_banking_days": [1, 1]}).active()
    organization.hold(plan={"after": "demand", "days": 1, "instalments": 2, "every": 30})
    organization.send(type="NOTICE", collectionNoticeDate="2026-02-03")
    organization.until("2026-06-30T12:00")
    settled = [each.fact for each in organization.state.timeline if isinstance(each.fact, f.PrincipalSettled)]
    assert sum(each.total.minor for each in settled) == 124_000
    assert len(settled) == 2
    reference = organization.state.held["1001"].invoice["reference"]
    assert [row.reference for each in settled for row in each.rows] == [reference] * 2
    (statement,) = organization.sandbox.statements(settled[0].booked)
    found = [entry for entry in entries(statement.content) if str(entry.amount) == settled[0].total.text]
    assert [row.reference for row in found[0].rows] == [reference]


def test_a_payment_that_was_wrong_is_put_back_and_collected_normally_with_the_next_letter() -> None:
    organization = Organization(OVERDUE).active()
    organization.hold()
    invoice = organization.send()["invoiceId"]
    organization.pay(invoice, 1000.00)
    organization.pay(invoice, 40.00)
    assert organization.read(invoice)["remainingAmount"] == 200.00
    for left in (240.00, 1240.00):
        organization.sandbox.decide(organization.case()["caseId"], "take_payment_back")
        assert organization.read(invoice)["remainingAmount"] == left
    with pytest.raises(Refused, match="'take_payment_back' leads nowhere"):
        organization.sandbox.decide(organization.case()["caseId"], "take_payment_back")
    assert [rules for _, rules in facts(organization, "payment_taken_back")] == [("NETV-PAY-8",)] * 2
    organization.until("2026-02-12T10:00")
    organization.sandbox.pay("1001", to="agency")
    received = [each.fact for each in organization.state.timeline if isinstance(each.fact, f.PaymentReceived)]
    # Interest until the payments, 29 January to 4 February, 7 days at 10.5 %: 1240.00 x 0.105 x 7 / 365 = 2.50; and the
    # 8 days to 12 February: 1240.00 x 0.105 x 8 / 365 = 2.85.
    assert [(each.principal.text, each.interest.text, each.fees.text) for each in received] == [
        ("1240.00", "5.35", "12.00")
    ]


def test_a_payment_with_which_a_case_has_ended_is_not_put_back() -> None:
    organization = Organization(OVERDUE).active()
    invoice = organization.send()["invoiceId"]
    organization.pay(invoice, 1240.00)
    with pytest.raises(Refused, match="leads nowhere"):
        organization.sandbox.decide(organization.case()["caseId"], "take_payment_back")


def test_a_part_that_was_paid_before_is_not_collected() -> None:
    organization = Organization(OVERDUE).active()
    invoice = organization.send(remainingAmount=1000.0)["invoiceId"]
    shown = organization.read(invoice)
    assert (shown["originalInvoiceAmount"], shown["remainingAmount"]) == (1240.0, 1000.0)
    assert "at most" in organization.why("1002", 100.0, remainingAmount=100.01)


def test_amili_goes_on_with_what_it_has_when_it_is_told_that_the_service_was_removed() -> None:
    organization = Organization(OVERDUE).active()
    organization.send()
    organization.sandbox.handle(CloseService(provider="amili"))
    assert facts(organization, "service_closed")[0][1] == ("NETV-CLS-1", "NETV-CLS-2")
    heard = organization.call("POST", "/invoices", {"invoices": [organization.invoice("1002")]})
    assert heard.status == 403
    organization.until("2026-02-10T12:00")
    assert organization.case()["balance"]["fees"] == 12.0
    assert organization.state.today == date(2026, 2, 10)


@pytest.mark.parametrize("open_cases", ["completed", "stopped"])
def test_company_and_amili_agree_what_becomes_of_open_cases_when_the_service_is_removed(
    open_cases: str,
) -> None:
    organization = Organization(OVERDUE).active()
    for number in ("1001", "1002"):
        organization.send(number)
    organization.sandbox.decide_service("amili", "end_service", open_cases=open_cases)
    assert organization.activation["status"] == "CLOSED"
    assert facts(organization, "service_closed")[0][1] == ("NETV-CLS-1", "NETV-CLS-2")
    ended = [each.fact for each in organization.state.timeline if isinstance(each.fact, f.CaseClosed)]
    assert [each.reason for each in ended] == (["cancelled"] * 2 if open_cases == "stopped" else [])
    with pytest.raises(Refused, match="the service of amili is closed"):
        organization.sandbox.decide_service("amili", "end_service", open_cases=open_cases)


def test_open_cases_are_completed_or_stopped_and_nothing_else() -> None:
    organization = Organization(OVERDUE).active()
    with pytest.raises(Refusal, match="completed or stopped; it is 'sold' here"):
        organization.sandbox.handle(EndService(provider="amili", open_cases="sold"))


def test_a_batch_survives_a_restart_in_the_middle_of_its_minutes() -> None:
    organization = Organization(OVERDUE).active()
    organization.done("POST", "/invoices", {"invoices": [organization.invoice(str(n)) for n in range(5)]})
    rows = list(organization.world.store.rows(organization.sandbox.id))
    birth = dict(organization.world.store.sandboxes())[organization.sandbox.id]
    copy = organization.world.apart(organization.sandbox.id, birth, rows)
    for each in (organization.sandbox, copy):
        each.run_until(each.add_banking_days(each.now, 1))
    assert list(copy.state.cases) == list(organization.state.cases)
    assert len(copy.state.cases) == 5
