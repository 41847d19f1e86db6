"""A scenario's trace as a story in plain lines: when, who, what.

    2026-02-04 09:00   user       transfer_invoice 1001: pending, "on its way"
    2026-02-04 09:00   client     POST /v2/invoices/{id}/assignment/…: 202 (transfer)
    2026-02-05 09:00   happened   letter sent: 1001, fee 12.00 EUR, letter reminder
                                  by Debt Collection Act (513/1999), ceilings of …: reminder, company, since 2022-05-01

Under what charges a debtor or a company stands by which rows of law it does, and whether a figure in it is assumed.
Drawn from the records alone, so a trace from elsewhere reads the same. What another record tells (such as a
webhook's delivery) and what says nothing (a statement without entries) is left out; a record of an unknown kind is
shown as it is.
"""

from __future__ import annotations

import json
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

Record = Mapping[str, Any]
Said = tuple[str, str]

# Fields of a fact that say nothing to a reader: long ids, documents, and what the other fields say already.
_QUIET = frozenset(
    [
        "account",
        "accrued",
        "assumed",
        "behaviour",
        "booked",
        "case",
        "deadlines",
        "details",
        "document",
        "fact",
        "filename",
        "format",
        "id",
        "interest_to",
        "invoice",
        "kind",
        "law",
        "at",
        "login",
        "message",
        "op",
        "password",
        "payers",
        "payment",
        "plan",
        "recipient",
        "reference",
        "routed",
        "rules",
        "sender",
        "seq",
        "settlement",
        "state",
        "webhook",
    ]
)


# So many calls in a row that only look are told one by one.
_FEW = 3
# Where the words of a line begin, and how wide the lines below it are.
_INDENT = " " * 30
_WIDTH = 120
_TOLD_BY_DELIVERIES = ("message_answered", "webhook_registered")


def read(path: Path) -> list[dict[str, Any]]:
    """The records of a trace file, in order."""
    return [json.loads(line) for line in path.read_bytes().splitlines() if line.strip()]


def told(records: Iterable[Record]) -> dict[int, str]:
    """What each record says, by its id, for those that say something."""
    return {record["id"]: f"{said[0]} {said[1]}" for record in named(records) if (said := words(record))}


def lines(records: Iterable[Record]) -> Iterator[str]:
    """The timeline, a line a record that says something, and below it by what law it charges.

    A long run of calls that only look is one line.
    """
    looks: list[Record] = []
    for record in named(records):
        if only_looks(record):
            looks.append(record)
        elif words(record):
            yield from _looking(looks)
            looks = []
            yield _line(record)
            yield from _by(record)
    yield from _looking(looks)


def named(records: Iterable[Record]) -> Iterator[Record]:
    """The records in order, those of a debtor's decisions with its key: they name the invoice alone."""
    holders: dict[str, str] = {}
    for record in records:
        if record.get("fact") == "invoice_held":
            holders[str(record.get("number"))] = str(record.get("debtor") or "")
        if record.get("fact") in ("payment_planned", "act_planned"):
            yield {**record, "debtor": holders.get(str(record.get("number")), "")}
        else:
            yield record


def _line(record: Record) -> str:
    who, what = words(record) or ("", "")
    return f"{_moment(record['at'])}   {who:<11}{what}"


def _by(record: Record) -> Iterator[str]:
    """By which rows of law a fact charges something, each in lines of its own below the fact."""
    accrued = record.get("accrued")
    if not record.get("law") or (accrued and not Decimal(accrued["amount"])):
        return
    what = f"accrued {_brief(accrued)} " if accrued else ""
    for number, row in enumerate(str(record["law"]).split("; ")):
        yield from _below(f"{'and ' if number else what}by {row}")
    if record.get("assumed"):
        yield from _below("assumed: no source states a figure of this for the day")


def _below(text: str) -> list[str]:
    """Lines under what a record says, as wide as a terminal shows well."""
    return textwrap.wrap(
        text, _WIDTH, initial_indent=_INDENT, subsequent_indent=f"{_INDENT}   ", break_long_words=False
    )


def only_looks(record: Record) -> bool:
    """Whether a record is a call that was answered and changed nothing: polling, mostly."""
    duty = str((record.get("means") or {}).get("duty") or "")
    answered = 200 <= int((record.get("answer") or {}).get("status") or 0) < 300
    return record["kind"] == "exchange" and answered and duty.startswith(("authenticate", "read_", "list_"))


def _looking(looks: list[Record]) -> Iterator[str]:
    if len(looks) <= _FEW:
        yield from map(_line, looks)
    else:
        until = _moment(looks[-1]["at"])
        yield f"{_moment(looks[0]['at'])}   {'client':<11}looks, in {len(looks)} calls until {until}"


def words(record: Record) -> Said | None:
    """Who does what in a record, or None if it says nothing to a reader."""
    tell = _KINDS.get(record["kind"])
    return tell(record) if tell else (str(record["kind"]), _brief(_loud(record)))


def _moment(at: str) -> str:
    return f"{datetime.fromisoformat(at):%Y-%m-%d %H:%M}"


# --- what the harness and the client say to each other ------------------------------------------------------


def _op(record: Record) -> Said | None:
    name = record.get("name")
    request, reply = record.get("request") or {}, record.get("reply") or {}
    fault = reply.get("fault") or reply.get("error")
    if fault:
        return "client", f"{name}: {fault.get('kind')}, {_quoted(fault.get('message'))}"
    tell = _OPS.get(str(name))
    return tell(request, reply.get("ok") or {}) if tell else None


def _act(request: Record, ok: Record) -> Said:
    action = str(request.get("action"))
    told = f", {_quoted(ok['message'])}" if ok.get("message") else ""
    outcome = ok.get("outcome") or "what it answers is not seen"
    return "user", f"{action}{_with(_brief(_asked(request)))}: {outcome}{told}"


def _asked(request: Record) -> dict[str, Any]:
    """What an act is about: its plain words, settings, and of an invoice what a user would name."""
    invoice = request.get("invoice") or {}
    named = {key: invoice[key] for key in ("number", "total", "due_date") if key in invoice}
    words = {
        key: value for key, value in request.items() if key not in ("action", "provider", "signatory_email")
    }
    return named | {key: value for key, value in words.items() if key == "settings" or isinstance(value, str)}


def _hello(request: Record, ok: Record) -> Said:
    return "client", f"is {ok.get('client')} {ok.get('version')}"


def _configure(request: Record, ok: Record) -> Said:
    return "client", "begins with empty books" if request.get("fresh") else "goes on with its books"


_OPS: dict[str, Callable[[Record, Record], Said]] = {
    "hello": _hello,
    "configure": _configure,
    "act": _act,
}


# --- what crosses the wire ----------------------------------------------------------------------------------


def _exchange(record: Record) -> Said:
    answer = record.get("answer") or {}
    duty = (record.get("means") or {}).get("duty")
    fault = f", {_brief(record['fault'])}" if record.get("fault") else ""
    problems = record.get("contract") or []
    broke = f"; against the contract: {_quoted(problems[0])}" if problems else ""
    call = f"{record.get('method')} {record.get('path')}"
    status = f"{answer.get('status', 'no answer')}{f' ({duty})' if duty else ''}"
    return "client", f"{call}: {status}{_reason(answer)}{fault}{broke}"


def _reason(answer: Record) -> str:
    """Why the provider refused, in its own words: code, message, details; or what else its answer holds."""
    body = answer.get("body")
    if int(answer.get("status") or 0) < 400 or not body:
        return ""
    if not isinstance(body, Mapping) or not body.keys() & {"code", "message", "details"}:
        return f", {_quoted(_brief(body))}"
    code = f", {body['code']}" if body.get("code") else ""
    message = f", {_quoted(body['message'])}" if body.get("message") else ""
    details = body.get("details") or []
    told = "; ".join(map(_brief, details)) if isinstance(details, list) else _brief(details)
    return f"{code}{message}{f': {_cut(told, 400)}' if told else ''}"


def _delivery(record: Record) -> Said:
    body = record.get("body")
    event = body.get("event") if isinstance(body, Mapping) else None
    status = (record.get("answer") or {}).get("status")
    return "provider", f"posts {event or 'a webhook'}: {status or 'no answer'}"


def _statement(record: Record) -> Said | None:
    entries = str(record.get("content") or "").count("<Ntry>")
    said = f"statement of {record.get('day')}: {entries} {'entry' if entries == 1 else 'entries'}"
    return ("bank", said) if entries else None


# --- what truly happened ------------------------------------------------------------------------------------


def _fact(record: Record) -> Said | None:
    if record.get("fact") in _TOLD_BY_DELIVERIES:
        return None
    tell = _FACTS.get(str(record.get("fact")))
    return tell(record) if tell else _happened(record)


def _happened(record: Record) -> Said:
    return "happened", f"{str(record.get('fact')).replace('_', ' ')}{_with(_brief(_loud(record)), ': ')}"


def _debtor_set(record: Record) -> Said:
    return "story", f"names debtor {record.get('key')}"


def _invoice_held(record: Record) -> Said:
    return "story", f"{record.get('debtor')} is to get invoice {record.get('number')}"


def _payment_planned(record: Record) -> Said:
    """A debtor makes up its mind; the money comes later. What is null is as usual: all, to whoever collects."""
    amount = f" {_brief(record['amount'])} of" if record.get("amount") else ""
    more = f", and {_brief(record['more'])} more than it owes" if record.get("more") else ""
    times = f", {record['times']} times" if record.get("times", 1) > 1 else ""
    to = f" to the {record['to']}" if record.get("to") else ""
    reference = {"none": ", without a reference", "wrong": ", with a wrong reference"}
    how = reference.get(str(record.get("reference")), "")
    return "debtor", f"{_decides(record)} to pay{amount} {record.get('number')}{to}{how}{more}{times}"


def _act_planned(record: Record) -> Said:
    """A debtor makes up its mind to do something else; that comes later, too."""
    act = str(record.get("act")).replace("_", " ")
    words = _with(_brief(record.get("words") or {}), ", ")
    return "debtor", f"{_decides(record)} to {act}, invoice {record.get('number')}{words}"


def _decides(record: Record) -> str:
    return f"{record['debtor']} decides" if record.get("debtor") else "decides"


_FACTS: dict[str, Callable[[Record], Said]] = {
    "debtor_set": _debtor_set,
    "invoice_held": _invoice_held,
    "payment_planned": _payment_planned,
    "act_planned": _act_planned,
}


def _expect(record: Record) -> Said:
    return "expected", _brief(record.get("words") or {})


def _process(record: Record) -> Said:
    return "client", f"its process is {record.get('event') or record.get('what') or 'changed'}"


def _start(record: Record) -> Said:
    return "story", f"begins: {record.get('scenario') or ''} {record.get('title') or ''}".strip()


def _end(record: Record) -> Said:
    return "story", "ends"


_KINDS: dict[str, Callable[[Record], Said | None]] = {
    "start": _start,
    "op": _op,
    "exchange": _exchange,
    "delivery": _delivery,
    "statement": _statement,
    "fact": _fact,
    "expect": _expect,
    "process": _process,
    "end": _end,
}


# --- values in words ----------------------------------------------------------------------------------------


def _loud(fields: Record) -> dict[str, Any]:
    """The fields that say something to a reader, the invoice's number first."""
    said = {key: _loud_value(value) for key, value in fields.items() if key not in _QUIET}
    first = {"number": said["number"]} if said.get("number") else {}
    return first | {key: value for key, value in said.items() if value not in (None, "", [], {}, False)}


def _loud_value(value: Any) -> Any:
    if isinstance(value, list):
        return [_loud_value(one) for one in value]
    return _loud(value) if isinstance(value, Mapping) else value


def _brief(value: Any, depth: int = 0) -> str:
    """A value in a few words: amounts as `12.00 EUR`, mappings as `name value`, cut short."""
    if isinstance(value, Mapping):
        if set(value) == {"amount", "currency"}:
            return f"{value['amount']} {value['currency']}"
        return _cut(", ".join(_pair(key, one, depth) for key, one in value.items())) if depth < 3 else "…"
    if isinstance(value, list):
        return _cut("; ".join(_brief(one, depth + 1) for one in value)) if depth < 3 else "…"
    return _cut(str(value))


def _pair(key: str, value: Any, depth: int) -> str:
    plain = key == "number" or value is True
    return (
        str(key if value is True else _brief(value, depth + 1))
        if plain
        else f"{key} {_brief(value, depth + 1)}"
    )


def _cut(text: str, most: int = 160) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _quoted(text: Any) -> str:
    return f'"{_cut(str(text))}"'


def _with(text: str, before: str = " ") -> str:
    return f"{before}{text}" if text else ""
