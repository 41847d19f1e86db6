"""Errands: what people outside the client can be made to do by words alone, from the control API or by a fault.

The words are those of the control API: the parameters of a call's path, and the fields of its body.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from simulator import worded
from simulator.domain import commands as c
from simulator.domain.acting import NOW
from simulator.domain.amending import DECISIONS as SERVICE_DECISIONS
from simulator.domain.amending import OPEN_CASES
from simulator.domain.choosing import BY
from simulator.domain.deciding import DECISIONS
from simulator.domain.onboarding import POWERS
from simulator.domain.paying import REFERENCES, TO
from simulator.refused import told

if TYPE_CHECKING:
    from simulator.sandbox import Sandbox

_TEXT = {"type": "string", "minLength": 1, "maxLength": 255}
_LONG_TEXT = {"type": "string", "minLength": 1, "maxLength": 1000}
_ACCOUNT = ("iban", "bic", "bank")
_AMOUNT = {
    "anyOf": [
        {"type": "string", "pattern": "^[0-9]{1,11}([.][0-9]{1,2})?$"},
        {"type": "number", "exclusiveMinimum": 0},
    ],
    "description": 'How much, as text with a point: "400.00"; or a number above 0.',
}


@dataclass(frozen=True, slots=True)
class _Errand:
    """One errand: the words that it needs, those that it may have, and how it is run."""

    run: Callable[[Sandbox, Mapping[str, Any]], object]
    needs: Mapping[str, Any]
    takes: Mapping[str, Any]
    more: bool = False


def _pay(sandbox: Sandbox, words: Mapping[str, Any]) -> None:
    amount = Decimal(str(words["amount"])) if "amount" in words else None
    sandbox.pay(words["number"], amount=amount, to=words.get("to"), reference=words.get("reference"))


def _act(sandbox: Sandbox, words: Mapping[str, Any]) -> None:
    said = {name: words[name] for name in NOW.values() if name in words}
    with told():
        sandbox.handle(c.ActNow(number=words["number"], act=words["act"], words=said))


def _decide(sandbox: Sandbox, words: Mapping[str, Any]) -> None:
    said: dict[str, Any] = {name: words[name] for name in ("text",) if name in words}
    if "until" in words:
        said["until"] = date.fromisoformat(words["until"])
    if "others" in words:
        said["others"] = tuple(sandbox.case_id(number) for number in words["others"])
    sandbox.decide(sandbox.case_id(words["number"]), words["decision"], **said)


def _decide_service(sandbox: Sandbox, words: Mapping[str, Any]) -> None:
    said = {name: words[name] for name in (*_ACCOUNT, "settings", "by", "open_cases") if name in words}
    sandbox.decide_service(words["provider"], words["decision"], **said)


def _onboard(sandbox: Sandbox, words: Mapping[str, Any]) -> None:
    names = ("provider", "action", "email", "power_of_attorney")
    sandbox.onboarding(**{name: words[name] for name in names if name in words})


def _put_debtor(sandbox: Sandbox, words: Mapping[str, Any]) -> None:
    sandbox.put_debtor(words["key"], {name: value for name, value in words.items() if name != "key"})


def _put_invoice(sandbox: Sandbox, words: Mapping[str, Any]) -> None:
    sandbox.put_invoice(words["number"], words["invoice"], words["debtor_key"], words["sent"])


_ERRANDS: dict[str, _Errand] = {
    "payments": _Errand(
        _pay,
        {"number": _TEXT},
        {"amount": _AMOUNT, "to": {"enum": list(TO)}, "reference": {"enum": list(REFERENCES)}},
    ),
    "acts": _Errand(
        _act,
        {"number": _TEXT, "act": {"enum": list(NOW)}},
        {"text": _LONG_TEXT, "days": {"type": "integer", "minimum": 1, "maximum": 365}},
    ),
    "decisions": _Errand(
        _decide,
        {"number": _TEXT, "decision": {"enum": list(DECISIONS)}},
        {
            "until": {"type": "string", "format": "date"},
            "text": _LONG_TEXT,
            "others": {"type": "array", "items": _TEXT, "minItems": 1},
        },
    ),
    "onboarding": _Errand(
        _onboard,
        {"provider": _TEXT, "action": _TEXT},
        {"email": _TEXT, "power_of_attorney": {"enum": list(POWERS)}},
    ),
    "service_decisions": _Errand(
        _decide_service,
        {"provider": _TEXT, "decision": {"enum": list(SERVICE_DECISIONS)}},
        {
            **dict.fromkeys(_ACCOUNT, _TEXT),
            "settings": {"type": "object"},
            "by": {"enum": list(BY)},
            "open_cases": {"enum": list(OPEN_CASES)},
        },
    ),
    "debtors": _Errand(_put_debtor, {"key": _TEXT}, {}, more=True),
    "invoices": _Errand(
        _put_invoice,
        {"number": _TEXT, "invoice": {"type": "object"}, "debtor_key": _TEXT, "sent": {"type": "boolean"}},
        {},
    ),
}


def words(call: str) -> dict[str, Any]:
    """Answer the JSON Schema of each word that an errand needs or takes."""
    return {**_ERRANDS[call].needs, **_ERRANDS[call].takes}


def wrong(given: Mapping[str, Any]) -> str | None:
    """Say what is wrong with an errand's words, which have its name as `call`; what a sandbox refuses shows later."""
    name = given.get("call")
    if not isinstance(name, str) or name not in _ERRANDS:
        return f"there is no call {worded.shown(name)}; {worded.known(name, _ERRANDS)}"
    errand = _ERRANDS[name]
    allowed = {**errand.needs, **errand.takes}
    mine = {word: value for word, value in given.items() if word != "call"}
    checked = {word: value for word, value in mine.items() if word in allowed} if errand.more else mine
    return worded.wrong(f"the call {name}", checked, allowed, errand.needs)


def run(sandbox: Sandbox, call: str, words: Mapping[str, Any]) -> None:
    """Run an errand in a sandbox; raises `Refused` for what cannot be."""
    _ERRANDS[call].run(sandbox, words)
