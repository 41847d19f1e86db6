"""What people can do as things stand, as forms: debtors, the agency's desk, the company, and whoever spoils the wire.

Only what makes sense is offered; what is refused all the same, the engine says why. The words are those of the control
API, and their forms are drawn from its schemas.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from simulator import armed, errands, faults
from simulator.console.forms import Field, Form, fields
from simulator.console.visit import Visit, address
from simulator.contract.schemas import Schema
from simulator.debtors import words as behaviours
from simulator.domain.agency import Agency
from simulator.domain.amending import DECISIONS as AGREED
from simulator.domain.choosing import choices
from simulator.domain.deciding import WORDS, available
from simulator.domain.onboarding import STANDS, is_open
from simulator.domain.state import Case, Service, State
from simulator.law import LAWS
from simulator.pace import FROZEN, RUNNING

_BUTTONS = {
    "approve_demand": "Approve the payment demand",
    "approve_legal": "Approve legal collection",
    "suspend": "Suspend",
    "resume": "Resume",
    "stop": "Stop",
    "start": "Start",
    "combine": "Combine with others",
    "record_consent": "Record a consent to e-letters",
    "accept_due_date": "Give the time asked for",
    "refuse_due_date": "Refuse the time asked for",
    "comment": "Comment",
    "take_payment_back": "Take the last payment back",
    "sign": "Sign the agreement",
    "pass_kyc": "Pass KYC",
    "fail_kyc": "Fail KYC",
    "decline": "Decline",
    "forward": "Forward the form",
    "change_bank_account": "Change the bank account",
    "change_settings": "Change settings",
    "remove_api_user": "Remove the API user",
    "end_service": "End the service",
}
_MUST = {"combine": ("others",), "comment": ("text",)}
DEBTOR: Mapping[str, Schema] = {
    "kind": {"enum": ["company", "consumer"]},
    "name": {"type": "string"},
    "language": {"type": "string", "pattern": "^[a-z]{2}$", "description": "two letters, such as fi"},
    "collection_prohibited": {"type": "boolean"},
}
"""Who a debtor is; how it behaves is a word for each behaviour."""
DRAFT: Mapping[str, Schema] = {
    "number": {"type": "string", "maxLength": 64},
    "debtor": {"type": "string", "description": "the debtor's key"},
    "total": {
        "type": "string",
        "pattern": "^[0-9]{1,11}([.][0-9]{1,2})?$",
        "description": "an amount, such as 1240.00",
    },
    "due_date": {"type": "string", "format": "date"},
    "date": {"type": "string", "format": "date", "description": "today if left empty"},
    "sent": {
        "type": "boolean",
        "description": "whether the debtor has it now, without a document from the client",
    },
}
"""An invoice that a debtor is to hold."""


def _drawn(visit: Visit, forms: Iterator[Form]) -> list[Form]:
    """The forms; where one was sent and not done, with what was written into it."""
    given = visit.call.body if visit.wrong and isinstance(visit.call.body, dict) else {}
    return [form.filled(given) for form in forms]


# --- debtors ------------------------------------------------------------------------------------------------


def at_invoice(visit: Visit, number: str) -> list[Form]:
    """Answer what the debtor of an invoice can do now."""
    return _drawn(visit, _debtor(visit.sandbox.state, number))


def _debtor(state: State, number: str) -> Iterator[Form]:
    words = errands.words("payments")
    amount, reference = fields({"amount": words["amount"]})[0], fields({"reference": words["reference"]})
    everything = Field("amount", hint="all that it owes if left empty", value=amount.value)
    case = state.case_of(number)
    if case is not None:
        yield Form("pay", "Pay the agency", (everything,), {"to": "agency"}, look="")
    yield Form("pay", "Pay the creditor", (everything, *reference), {"to": "creditor"})
    if case is not None and case.closed_at is None:
        acts = errands.words("acts")
        yield Form("dispute", "Dispute", fields({"text": acts["text"]}))
        yield Form("ask_more_time", "Ask for time", fields({"days": acts["days"]}, ["days"], {"days": "14"}))
    if (held := state.held.get(number)) is not None and held.debtor in state.debtors:
        yield _behaves(state, held.debtor)


def _behaves(state: State, key: str) -> Form:
    """How a debtor goes on."""
    debtor = state.debtors[key]
    given = {**debtor.details, **debtor.behaviour}
    return Form("debtor", "Let it behave otherwise", _who(given), {"key": key})


def _who(values: Mapping[str, object]) -> tuple[Field, ...]:
    return fields({**DEBTOR, **behaviours()}, ["kind"], values)


def newcomers(visit: Visit) -> list[Form]:
    """Answer the forms for a new debtor, and for an invoice that one is to hold."""
    key = Field("key", required=True, hint="what you call it")
    made = [
        Form("debtor", "A new debtor", (key, *_who({}))),
        Form("hold", "An invoice for a debtor", fields(DRAFT, ["number", "debtor", "total", "due_date"])),
    ]
    return _drawn(visit, iter(made))


# --- the agency's desk --------------------------------------------------------------------------------------


def at_case(visit: Visit, case: Case) -> list[Form]:
    """Answer what a person at the agency can decide about a case."""
    return _drawn(visit, _decisions(visit.sandbox.state, case))


def _decisions(state: State, case: Case) -> Iterator[Form]:
    schemas = errands.words("decisions")
    here = available(state, case)
    for decision in [*here, *(["accept_due_date"] if "refuse_due_date" in here else [])]:
        mine = {name: schemas[name] for name in WORDS.get(decision, ())}
        if "others" in mine:
            mine["others"] = {**mine["others"], "description": "numbers of invoices, as [1002, 1003]"}
        needed = _MUST.get(decision, ())
        yield Form(decision, _BUTTONS[decision], fields(mine, needed), {"case": case.id})


def at_service(visit: Visit, found: Agency, service: Service) -> list[Form]:
    """Answer what the company's people, and those at the agency, can do about an agreement."""
    state = visit.sandbox.state
    return _drawn(visit, iter([*_onboarding(state, found, service), *_agreed(state, found, service)]))


def _onboarding(state: State, found: Agency, service: Service) -> Iterator[Form]:
    if service.status != "pending":
        return
    schemas, checks = errands.words("onboarding"), state.country in found.kyc
    power = {"power_of_attorney": schemas["power_of_attorney"]}
    if not service.signed and not found.one_visit:
        yield _of(found, "sign", look="")
    if checks and not service.kyc_passed:
        asks = "power_of_attorney_missing" in found.rules
        yield _of(found, "pass_kyc", fields(power if asks else {}), look="")
        yield _of(found, "fail_kyc")
    if is_open(state, service):
        yield _of(found, "forward", (Field("email", "email", required=True),))
    yield _of(found, "decline")


def _agreed(state: State, found: Agency, service: Service) -> Iterator[Form]:
    """What can be changed of an agreement."""
    schemas = errands.words("service_decisions")
    if found.one_visit and service.status in (*STANDS, "closed"):
        account = {name: schemas[name] for name in ("iban", "bic", "bank")}
        yield _of(found, "change_bank_account", fields(account, account, service.details))
    if found.choices and service.status != "inactive":
        own = fields({name: setting(found, name) for name in found.choices}, (), choices(state, found.name))
        yield _of(found, "change_settings", (*own, *fields({"by": schemas["by"]})))
    if "api_user_set" in found.rules and service.api_user and service.status in STANDS:
        yield _of(found, "remove_api_user")
    if service.status in STANDS:
        yield _of(found, "end_service", fields({"open_cases": schemas["open_cases"]}, ["open_cases"]))


def form_of(visit: Visit, service: Service) -> str | None:
    """Answer the address of the form that an agreement waits for, which its signatory was sent; None without one."""
    if not is_open(visit.sandbox.state, service):
        return None
    return address("kyc", visit.sandbox.token({"link": service.link}))


def setting(found: Agency, name: str) -> Schema:
    """Answer the schema of a setting that the company has at an agency."""
    choice = found.choices[name]
    return {"type": "string"} if choice.digits else {"enum": list(choice.values)}


def service_words(found: Agency, decision: str) -> Mapping[str, Schema]:
    """Answer the schemas of a decision's words; those of `change_settings` are the agency's settings themselves."""
    schemas = errands.words("service_decisions")
    if decision == "change_settings":
        return {name: setting(found, name) for name in found.choices}
    needs, takes = AGREED[decision]
    return {name: schemas[name] for name in (*needs, *takes)}


def _of(found: Agency, doing: str, its: tuple[Field, ...] = (), look: str = "secondary") -> Form:
    return Form(doing, _BUTTONS[doing], its, {"provider": found.name}, look)


# --- sandboxes ----------------------------------------------------------------------------------------------


NEW: Mapping[str, Schema] = {
    "name": {"type": "string", "description": "becomes its id; the next number if left empty"},
    "seed": {"type": "integer", "description": "what all draws come from; 0 if left empty"},
    "start": {"type": "string", "description": "such as 2026-01-12T09:00"},
    "country": {"enum": list(LAWS)},
    "company": {"type": "string", "description": "the company's name; made from the seed if left empty"},
    "settings": {"type": "object", "description": "named assumptions, by their names in `dunbox list`"},
    "clock": {"enum": [FROZEN, RUNNING]},
    "rate": {"type": "integer", "description": "of a running clock: virtual seconds in a real one"},
}
"""What a new sandbox is made from."""


def sandbox(visit: Visit) -> Form:
    """Answer the form of a new sandbox."""
    return _drawn(visit, iter([Form("new", "Make it", fields(NEW))]))[0]


# --- the wire -----------------------------------------------------------------------------------------------


def fault_kinds() -> list[tuple[str, str]]:
    """Answer every kind of fault, and what it does."""
    return [(kind, str(words["title"])) for kind, words in faults.words().items()]


_STRIKES = {
    "channel": "only calls to it, or its messages",
    "nth": "the first that is struck; 1 if left empty",
    "times": "how many are struck from there on; 1 if left empty",
    "operation": "only calls of this operationId",
    "operations": "only calls of these, as [getV1Events]",
    "event": "only messages of this event; with * at its end, of all that begin so",
}


def fault(visit: Visit, kind: str) -> Form:
    """Answer the form that sets a fault of a kind."""
    every = {**faults.kinds()[kind].WORDS, **armed.words_of(kind)}  # its own come first
    words = {
        name: {**schema, "description": schema.get("description") or _STRIKES.get(name, "")}
        for name, schema in every.items()
        if name != "kind"
    }
    made = Form("fault", "Set it", fields(words, faults.kinds()[kind].REQUIRED), {"kind": kind}, "")
    return _drawn(visit, iter([made]))[0]
