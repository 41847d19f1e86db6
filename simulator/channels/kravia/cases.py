"""Cases: registered, found by their last update, read, and told of direct payments."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from simulator.channels.kravia import wire
from simulator.channels.kravia.access import KRAVIA, carry_out, creditor_id, forbidden, invalid, not_found
from simulator.domain.commands import RegisterCase, ReportPayment
from simulator.domain.facts import CaseOpened, DirectPaymentReported
from simulator.domain.money import Money
from simulator.domain.state import Case, State
from simulator.port import Answer, Call, Problem

_COMPANIES_OF = ("FI", "SE", "DK")


def register(call: Call) -> Answer:
    """Open a case for an overdue invoice."""
    made = carry_out(call, _registration(call.world.state, call.body))
    (case,) = (fact.case for fact in made if isinstance(fact, CaseOpened))
    return Answer(200, {"invoiceId": int(case)})


def _registration(state: State, body: dict[str, Any]) -> RegisterCase:
    if body["creditorId"] != creditor_id(state):
        raise not_found(f"creditorId: this partner has no creditor {body['creditorId']}")
    company = _is_company(body)
    try:
        amount = wire.money(body["originalAmount"], body["currencyCode"])
        issued, due = date.fromisoformat(body["invoiceDate"]), date.fromisoformat(body["dueDate"])
    except ValueError as error:
        raise invalid(f"the invoice cannot be read: {error}") from error
    return RegisterCase(
        provider=KRAVIA,
        own_id=body.get("accountingInvoiceId"),
        number=body["invoiceNo"],
        date=issued,
        due_date=due,
        principal=amount,
        collection_type="reminder_and_collection",
        receivables_type="b2b" if company else "b2c",
        payers=(_payer(body, company),),
        summary=body.get("description"),
    )


def _is_company(body: dict[str, Any]) -> bool:
    """Whether a debtor is handled as a company (KRAV-TRF-3)."""
    country = body["postalAddress"]["addressCountryCode"]
    return bool(body.get("organizationNumber")) and country in _COMPANIES_OF


def _payer(body: dict[str, Any], company: bool) -> dict[str, Any]:
    address = body["postalAddress"]
    words = {
        "type": "company" if company else "person",
        "name": body["debtorName"],
        "business_id": body.get("organizationNumber"),
        "customer_number": body.get("debtorNumber"),
        "email": body.get("email"),
        "address": {
            "street": address["addressAddressLine1"],
            "postal_code": address["addressPostalCode"],
            "city": address["addressCity"],
            "country": address["addressCountryCode"],
        },
    }
    return {name: value for name, value in words.items() if value is not None}


def search(call: Call) -> Answer:
    """List cases by their last update, from a time on."""
    query, state = call.query, call.world.state
    order = state.last_updated(KRAVIA)
    first = _first(state, order, query.get("lastUpdatedTime"))
    total, skip = len(order) - first, query["skip"]
    if query["byAscending"].lower() == "false":
        last = max(len(order) - skip, first)
        page = order[max(last - query["top"], first) : last][::-1]
    else:
        page = order[first + skip : first + skip + query["top"]]
    return Answer(200, {"items": [wire.row(state.cases[case]) for case in page], "totalCount": total})


def _first(state: State, order: Sequence[str], text: str | None) -> int:
    """Where in an order of cases those begin that were updated since a time."""
    if text is None:
        return 0
    exclusive = state.settings["kravia.search_boundary"] == "exclusive"
    find = bisect_right if exclusive else bisect_left
    return find(order, _moment(text), key=lambda case: wire.updated(state.cases[case]))


def _moment(text: str) -> datetime:
    """A time of a query; the contract has checked its form, and the seventh decimal is beyond what is kept."""
    try:
        whole, _, decimals = text.partition(".")
        return datetime.fromisoformat(f"{whole}.{decimals[:6]:0<6}").replace(tzinfo=UTC)
    except ValueError as error:
        raise invalid(f"lastUpdatedTime: {text} is no time: {error}") from error


def details(call: Call) -> Answer:
    """Answer a case with its timeline."""
    state = call.world.state
    case = _case(state, call.path["id"])
    body = wire.details(case, state.zone, creditor_id(state))
    return Answer(200, {**body, "url": f"{call.base_url}/portal/cases/{case.id}"})


def _case(state: State, number: int) -> Case:
    case = state.cases.get(str(number))
    if case is None or case.opened.provider != KRAVIA:
        raise not_found(f"this creditor has no case {number}")
    return case


def report_payment(call: Call) -> Answer:
    """Take a receipt that pays one case or several; all of it, or nothing of it."""
    taken = []
    for command in _reports(call.world.state, call.body):
        made = carry_out(call, command)
        reported = next(fact for fact in made if isinstance(fact, DirectPaymentReported))
        taken.append({"invoiceId": int(reported.case), "capital": reported.principal.number})
    return Answer(200, {"invoices": taken})


def _reports(state: State, body: dict[str, Any]) -> list[ReportPayment]:
    """A report for each case; raises `Problem` for a body of which a part could not be carried out."""
    found = [(_case(state, each["invoiceId"]), each["amount"]) for each in body["invoices"]]
    if len({case.id for case, _ in found}) < len(found):
        raise forbidden("invoices: a case stands there twice")
    for case, _ in found:
        if case.closed_at is not None:
            raise Problem(403, "", "", [f"case {case.id} is closed ({case.reason}): nothing can be reported"])
    try:
        day = date.fromisoformat(body["date"])
        amounts = [wire.money(amount, case.opened.principal.currency) for case, amount in found]
        whole = wire.money(body["amount"], state.currency)
        parts = Money.total(amounts, state.currency)
    except ValueError as error:
        raise invalid(f"the payment cannot be read: {error}") from error
    if day > state.today:
        raise forbidden(f"date: {day} is in the future; today is {state.today}")
    if parts > whole:
        raise forbidden(f"invoices: their amounts come to {parts}, and the payment is {whole}")
    return [
        ReportPayment(case=case.id, amount=amount, date=day, text=body.get("description"))
        for (case, _), amount in zip(found, amounts, strict=True)
    ]


OPERATIONS = {
    "postApiV2InvoiceRegister": register,
    "getApiV2InvoiceSearch": search,
    "getApiV2InvoiceIdDetails": details,
    "postApiV2InvoicePayment": report_payment,
}
