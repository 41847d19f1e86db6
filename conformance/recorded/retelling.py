"""Tells what was done by hand in a sandbox as a scenario file: who did what and when, not what came of it by itself.

What came of it is the story's to show again. Rows of the sandbox's log come in as data: `at` (local time), `command`
and `facts` as plain values. What the language has no step for stands as a comment where it happened.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar

Row = Mapping[str, Any]
Command = Mapping[str, Any]

_CURRENCIES = {"FI": "EUR", "SE": "SEK", "NO": "NOK"}
_FORMATS = ("FINVOICE30", "FINVOICE20", "PEPPOLBIS30")
_KEY = re.compile(r"[a-z0-9]+([_-][a-z0-9]+)*")
_PLAIN = re.compile(r"-?[0-9]{1,11}([.][0-9]{1,2})?|[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9:]{5,8})?")
_WORD = re.compile(r"[A-Za-z][A-Za-z_]*")
_NOT_TEXT = ("true", "false", "null", "True", "False", "Null", "TRUE", "FALSE", "NULL")
_WHO = ("name", "kind", "country", "language", "group", "collection_prohibited")
_BY_ITSELF = {
    *("reach", "advance_clock", "set_debtor", "hold_invoice", "go_on_apart", "use_up_fault"),
    *("record_answer", "redeliver", "register_webhook", "remove_webhook", "mark_seen", "mark_bookkept"),
}
_DECISIONS = {"change_bank_account": ("iban", "bic", "bank"), "end_service": ("open_cases",)}


_ONCE = (("nth", 1), ("times", 1))
_SERVICE = {
    "agreement_sent": "pending",
    "service_activated": "active",
    "service_declined": "declined",
    "service_closed": "closed",
}
Telling = Callable[[Any, Any], Iterator[str]]


class Untold(Exception):
    """A sandbox of which no story can be told, and why."""


class Bare(str):
    """A date, a time or an amount: text that stands without quotes."""

    __slots__ = ()


def _bare(name: str, value: Any) -> Any:
    return Bare(value) if value is not None and name in ("until", "due_date", "date") else value


def _about(verb: str, *names: str) -> Telling:
    """What tells an act of the client about one invoice, with these words."""

    def tell(teller: Teller, command: Command) -> Iterator[str]:
        words = {name: _bare(name, command[name]) for name in names}
        yield teller.step("client", verb, number=teller.number_of(command["case"]), **words)

    return tell


@dataclass
class Teller:
    """Tells one sandbox. `rules` are those that stories may name, `duties` what each operation of a surface means."""

    country: str
    start: str
    rules: Collection[str]
    duties: Callable[[Iterable[str]], str | None]
    assumptions: Mapping[str, Any] = field(default_factory=dict)
    provider: str = ""
    ordered: str = ""
    named: list[str] = field(default_factory=list)
    debtors: dict[str, dict[str, Any]] = field(default_factory=dict)
    sent: set[str] = field(default_factory=set)
    steps: list[str] = field(default_factory=list)
    _keys: dict[str, str] = field(default_factory=dict)
    _held: dict[str, str] = field(default_factory=dict)
    _numbers: dict[str, str] = field(default_factory=dict)
    _kinds: dict[str, str] = field(default_factory=dict)
    _now: str = ""

    def told(self, rows: Iterable[Row], title: str) -> str:
        """The text of the file; raises `Untold` for a sandbox in which no client has ordered a service."""
        every, self._now = list(rows), self.start
        for row in every:
            self._learn(row)
        for row in every:
            self._row(row)
        if every:
            self._pass_to(every[-1]["at"])
        if not self.provider or not self.named:
            raise Untold(
                "no client has ordered a service in this sandbox: there is no story of an agency to tell"
            )
        return "\n".join([*self._head(title), *self.steps, *self._end(every)]) + "\n"

    # --- the file -------------------------------------------------------------------------------------------

    def _head(self, title: str) -> Iterator[str]:
        yield f"title: {flow(title)}"
        yield f"rules: [{', '.join(self.named)}]"
        yield f"for: [{self.provider}]"
        yield f"country: {self.country}"
        yield f"start: {self.start}"
        if self.assumptions:
            yield f"assumptions: {flow(self.assumptions)}"
        owing = {key: words for key, words in self.debtors.items() if key in self._held.values()}
        if owing:
            yield "debtors:"
            yield from (f"  {key}: {flow(words)}" for key, words in owing.items())
        yield "story:"

    def _end(self, rows: Iterable[Row]) -> Iterator[str]:
        """What is expected: how the services stand. All else is judged by the rules."""
        states = {self.provider: "inactive"}
        for row in rows:
            for fact in row["facts"]:
                if fact["kind"] in _SERVICE:
                    states[fact["provider"]] = _SERVICE[fact["kind"]]
        yield "expect:"
        yield f"  services: {flow({self.provider: states[self.provider]})}"

    # --- who and what there is ------------------------------------------------------------------------------

    def _learn(self, row: Row) -> None:
        """Take note of ids, of debtors, and of whether an invoice is a consumer's."""
        command = row["command"]
        for fact in row["facts"]:
            if fact["kind"] in ("invoice_sent", "case_opened"):
                self._numbers[fact["invoice" if fact["kind"] == "invoice_sent" else "case"]] = fact["number"]
        if command["kind"] == "set_debtor":
            details = {name: command["details"][name] for name in _WHO if command["details"].get(name)}
            self.debtors[self._key(command["key"])] = {**details, **command["behaviour"]}
        elif command["kind"] == "hold_invoice":
            self._held[command["number"]] = self._key(command["debtor"])
        elif command["kind"] in ("transfer_invoice", "register_case"):
            number = command.get("number") or self._numbers.get(command["invoice"], "")
            self._kinds[number] = "company" if command["receivables_type"] == "b2b" else "consumer"

    def _key(self, key: str) -> str:
        """A debtor's key in the story: its own, if the language takes that."""
        if key not in self._keys:
            free = f"debtor{len(self._keys) + 1}"
            self._keys[key] = key if _KEY.fullmatch(key) else free
        return self._keys[key]

    def _debtor(self, number: str, recipient: Mapping[str, Any]) -> str:
        """The key of an invoice's debtor; one of whom no script has said anything is told by its name."""
        if number not in self._held:
            name = str(recipient.get("name") or "Debtor")
            key = self._held[number] = self._key(f"{name} of an invoice")
            guessed = "company" if recipient.get("business_id") else "consumer"
            words = {"kind": self._kinds.get(number, guessed), "name": " ".join(name.split())}
            self.debtors.setdefault(key, {**words, "pays": "never"})
        return self._held[number]

    # --- what happened --------------------------------------------------------------------------------------

    def _row(self, row: Row) -> None:
        command = row["command"]
        self.named += [
            rule
            for fact in row["facts"]
            for rule in fact.get("rules", ())
            if rule in self.rules and rule not in self.named
        ]
        if command["kind"] in _BY_ITSELF and not (command["kind"] == "hold_invoice" and command["sent"]):
            return
        self._pass_to(row["at"])
        found = list(self._told[command["kind"]](self, command)) if command["kind"] in self._told else []
        what = command["kind"].replace("_", " ")
        self.steps += found or [f"  # The language has no step for what was done here: {what}."]

    def _pass_to(self, at: str) -> None:
        if datetime.fromisoformat(at) > datetime.fromisoformat(self._now):
            self._now = at
            self.steps.append(f"  - clock: {{to: {at}}}")

    def step(self, actor: str, verb: str, **words: Any) -> str:
        """A step; words that are None are left out."""
        given = {name: value for name, value in words.items() if value is not None}
        return f"  - {actor}: {flow({verb: given})}"

    def number_of(self, case: str) -> str:
        """The number of the invoice that a case, or an id of an invoice, is of."""
        return self._numbers.get(case, case)

    # --- the client -----------------------------------------------------------------------------------------

    def _activate(self, command: Command) -> Iterator[str]:
        self.provider = self.provider or command["provider"]
        again = command["provider"] != (self.ordered or self.provider)
        self.ordered = command["provider"]
        other = command["provider"] if again else None
        yield self.step("client", "activate", provider=other, signatory_email=command["email"])

    def _send(self, command: Command) -> Iterator[str]:
        total, number = command["total"], command["number"]
        if number in self.sent:
            return
        self.sent.add(number)
        yield self.step(
            "client",
            "send_invoice",
            number=number,
            debtor=self._debtor(number, command["recipient"]),
            total=Bare(total["amount"]),
            date=Bare(command["date"]),
            due_date=Bare(command["due_date"]),
            currency=None if total["currency"] == _CURRENCIES.get(self.country) else total["currency"],
            reference=command.get("reference") or "none",
            format=command["format"] if command.get("format") in _FORMATS[1:] else None,
        )

    def _hold(self, command: Command) -> Iterator[str]:
        """An invoice that its debtor has without the client's document."""
        words = command["invoice"]
        total = {"amount": words["total"], "currency": words.get("currency", "")}
        return self._send({**words, "number": command["number"], "total": total, "recipient": {}})

    def _register(self, command: Command) -> Iterator[str]:
        self.provider = self.provider or command["provider"]
        payers = command["payers"] or [{}]
        total = command["total"] or command["principal"]
        yield from self._send({**command, "total": total, "recipient": payers[0]})
        yield self._transferred(command["number"], command["collection_type"])

    def _transfer(self, command: Command) -> Iterator[str]:
        yield self._transferred(self.number_of(command["invoice"]), command["collection_type"])

    def _transferred(self, number: str, how: str) -> str:
        other = how if how != "reminder_and_collection" else None
        return self.step("client", "transfer_invoice", number=number, collection_type=other)

    def _record(self, command: Command) -> Iterator[str]:
        amount = Bare(command["amount"]["amount"])
        about = {"number": self.number_of(command["case"]), "amount": amount, "date": Bare(command["date"])}
        yield self.step("client", "record_payment", **about)

    def _credit(self, command: Command) -> Iterator[str]:
        number = self.number_of(command["case"])
        yield self.step(
            "client",
            "credit_invoice",
            number=number,
            credit_note_number=command["credit_note"] or f"C-{number}",
            amount=Bare(command["amount"]["amount"]),
            date=Bare(command["date"]),
        )

    # --- people ---------------------------------------------------------------------------------------------

    def _onboard(self, command: Command) -> Iterator[str]:
        words = {name: command[name] for name in ("email", "power_of_attorney")}
        yield self.step("provider", command["action"], **words)

    def _decide(self, command: Command) -> Iterator[str]:
        yield self.step(
            "provider",
            command["decision"],
            number=self.number_of(command["case"]),
            until=_bare("until", command["until"]),
            text=command["text"],
            others=[self.number_of(case) for case in command["others"]] or None,
        )

    def _agreed(self, command: Command) -> Iterator[str]:
        words = {name: command[name] for name in _DECISIONS[command["kind"]]}
        yield self.step("provider", command["kind"], **words)

    def _settings(self, command: Command) -> Iterator[str]:
        by = command["by"] if command["by"] == "agency" else None
        yield self.step("provider", "change_settings", settings=command["changes"], by=by)

    def _api_user(self, command: Command) -> Iterator[str]:
        if not command["there"]:
            yield self.step("provider", "remove_api_user")

    def _pay(self, command: Command) -> Iterator[str]:
        amount = Bare(command["amount"]["amount"]) if command["amount"] else None
        words = {name: command[name] for name in ("to", "reference")}
        yield self.step("debtor", "pays", number=command["number"], amount=amount, **words)

    def _act(self, command: Command) -> Iterator[str]:
        words, number = command["words"], command["number"]
        if command["act"] == "dispute":
            yield self.step("debtor", "disputes", number=number, text=words.get("text"))
        else:
            yield self.step("debtor", "asks_for_time", number=number, more=words["days"])

    # --- the wire -------------------------------------------------------------------------------------------

    def _fault(self, command: Command) -> Iterator[str]:
        """A fault, at the calls of a duty; one that names operations of several, or makes calls, is not told."""
        words = dict(command["words"])
        kind, operations = words.pop("kind"), words.pop("operations", None)
        on = self.duties(operations) if operations else None
        if "calls" in words or (operations and on is None):
            return
        words.pop("channel", None)
        given = {name: value for name, value in words.items() if (name, value) not in _ONCE}
        yield self.step("network", kind, on=on, **given)

    _told: ClassVar[Mapping[str, Telling]] = {
        "activate_service": _activate,
        "close_service": lambda teller, command: iter([teller.step("client", "close_service")]),
        "send_invoice": _send,
        "hold_invoice": _hold,
        "register_case": _register,
        "transfer_invoice": _transfer,
        "report_payment": _record,
        "report_credit": _credit,
        "make_comment": _about("comment", "text"),
        "ask_due_date": _about("request_due_date", "due_date"),
        "hold_case": _about("hold", "until"),
        "release_case": _about("release"),
        "cancel_case": _about("cancel"),
        "record_bad_debt": _about("bad_debt"),
        "onboard": _onboard,
        "decide": _decide,
        "change_bank_account": _agreed,
        "end_service": _agreed,
        "change_settings": _settings,
        "set_api_user": _api_user,
        "pay_now": _pay,
        "act_now": _act,
        "set_fault": _fault,
    }


def flow(value: Any) -> str:
    """A value as YAML writes it in a line; what people wrote is always in quotes."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_name(key)}: {flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(flow, value)) + "]"
    if isinstance(value, Bare) and _PLAIN.fullmatch(value):
        return str(value)
    if isinstance(value, str) and _WORD.fullmatch(value) and value not in _NOT_TEXT:
        return str(value)
    return json.dumps(value, ensure_ascii=False)


def _name(key: object) -> str:
    return str(key) if _KEY.fullmatch(str(key)) or "." in str(key) else json.dumps(str(key))
