"""The baseline: the failures of a client that its authors know of, each with a reason, an owner and a last day.

A YAML file, a list with an entry for each check that fails in a scenario:

    - scenario: agency/part-payment-then-the-rest
      check: settlement.booked-once
      reason: part payments are booked twice until release 8
      owner: Anna
      expires: 2026-09-30

What is known does not fail a run. An entry that says too little, or names what does not exist, is refused before the
run. One that no longer fails, or whose last day is over, fails the run until it is deleted or renewed: a
baseline only ever shrinks, or somebody signs for it again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from conformance.scenario import ScenarioError
from conformance.scenario.problems import nearest
from conformance.scenario.yaml import Document, read
from conformance.verdict import FAILED, PASSED, WARNED

# An entry's keys, each with what stands in the line that is shown where it is missing; the day is a year ahead.
KEYS: Mapping[str, str] = {
    "scenario": "agency/the-story",
    "check": "topic.what-is-right",
    "reason": "why it may fail for now",
    "owner": "who mends it",
    "expires": "",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A known failure: it may fail up to and including the day `expires`. `place` is FILE:LINE of its first key."""

    scenario: str
    check: str
    reason: str
    owner: str
    expires: date
    place: str

    def words(self) -> dict[str, str]:
        """What the result of a run says of it."""
        return {"reason": self.reason, "owner": self.owner, "expires": self.expires.isoformat()}


class BaselineError(Exception):
    """A baseline that cannot be used; `str()` has for each mistake its place and the line to write."""


def entries(
    source: bytes, path: str, scenarios: Collection[str], checks: Collection[str], today: date
) -> list[Entry]:
    """The entries of a baseline; raises `BaselineError` with every mistake.

    `scenarios` and `checks` are the ids that there are; `today` is that from which a day that is suggested counts.
    """
    lines = {**KEYS, "expires": (today + timedelta(days=365)).isoformat()}
    try:
        document = read(source)
    except ScenarioError as error:
        raise BaselineError("\n".join(str(problem.within(path)) for problem in error.problems)) from None
    rows = [] if document.value is None else document.value
    if not isinstance(rows, list):
        raise BaselineError(f"{path}:1: a baseline is a list of entries; write them like\n{_example(lines)}")
    reader = _Reader(document, path, {"scenario": scenarios, "check": checks}, lines)
    mistakes = [line for nth, row in enumerate(rows) for line in reader.mistakes(nth, row)]
    mistakes += _twins(rows, reader)
    if mistakes:
        raise BaselineError("\n".join(mistakes))
    return [
        Entry(**{**row, "expires": _day(row["expires"])}, place=reader.place(nth))
        for nth, row in enumerate(rows)
    ]


def _day(value: Any) -> date | None:
    """A day, in quotes or without; None if it is none."""
    if not isinstance(value, str):
        return value if type(value) is date else None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def _example(values: Mapping[str, str]) -> str:
    lines = [f"  {name}: {value}" for name, value in values.items()]
    return "\n".join(["  - " + lines[0].strip(), *("  " + line for line in lines[1:])])


@dataclass(frozen=True, slots=True)
class _Reader:
    """What is wrong with the entries of one document.

    `known` are the ids that an entry's key may hold, `examples` what stands behind each key in a line that is shown.
    """

    document: Document
    path: str
    known: Mapping[str, Collection[str]]
    examples: Mapping[str, str]

    def place(self, nth: int, key: str = "") -> str:
        """FILE:LINE of a key of an entry, or of the entry."""
        return f"{self.path}:{self.document.place((nth, key) if key else (nth,), key=bool(key)).line}"

    def mistakes(self, nth: int, row: Any) -> Iterator[str]:
        """A line for each mistake of an entry: where, what, and what to write."""
        if not isinstance(row, Mapping):
            yield f"{self.place(nth)}: this is no entry; write it like\n{_example(self.examples)}"
            return
        for key in row:
            if key not in KEYS:
                near = nearest(key, KEYS)
                hint = f"write {self._line(near, row[key])}" if near else f"an entry has {', '.join(KEYS)}"
                yield f"{self.place(nth, key)}: an entry has no {key!r}: {hint}"
        for key, example in self.examples.items():
            if row.get(key) in (None, ""):
                yield f"{self.place(nth)}: {_called(row)} has no {key}: write {self._line(key, example)}"
            else:
                yield from self._value(nth, key, row[key])

    def _value(self, nth: int, key: str, value: Any) -> Iterator[str]:
        place = self.place(nth, key)
        if key == "expires":
            if _day(value) is None:
                yield f"{place}: {_told(value)} is no day: write {self._line(key, self.examples[key])}"
        elif isinstance(value, list | Mapping):
            one = value[0] if isinstance(value, list) and len(value) == 1 else self.examples[key]
            several = ", in an entry for each" if len(value) > 1 else ""
            yield f"{place}: {key} is {_told(value)} and has to be one text: write {self._line(key, one)}{several}"
        elif not isinstance(value, str):
            yield f"{place}: {value} is not text: write {self._line(key, chr(34) + str(value) + chr(34))}"
        elif value not in self.known.get(key, (value,)):
            near = nearest(value, self.known[key])
            hint = f"write {self._line(key, near)}" if near else "`dunbox list` shows those that there are"
            yield f"{place}: there is no {key} {value!r}: {hint}"

    @staticmethod
    def _line(key: str, value: Any) -> str:
        return f"`{key}: {value}`"


def _told(value: Any) -> str:
    if isinstance(value, Mapping):
        return "a mapping"
    return "a list" if isinstance(value, list) else str(value)


def _called(row: Mapping[str, Any]) -> str:
    return f"the entry for {row.get('scenario') or 'a scenario'}, {row.get('check') or 'a check'},"


def _twins(rows: Sequence[Any], reader: _Reader) -> Iterator[str]:
    """Entries about the same failure as one above."""
    seen: dict[tuple[Any, Any], int] = {}
    for nth, row in enumerate(rows):
        if not isinstance(row, Mapping):
            continue
        names = (str(row.get("scenario")), str(row.get("check")))
        if names in seen:
            yield f"{reader.place(nth)}: {_called(row)} stands in {reader.place(seen[names])} too: delete one"
        seen.setdefault(names, nth)


def applied(result: Mapping[str, Any], baseline: Iterable[Entry], today: date) -> dict[str, Any]:
    """The result of a run as a baseline has it.

    A check that fails (or warns) as expected has `known`, with reason, owner and last day; a scenario that fails in
    nothing else has `known: true`. `baseline.stale` are the entries that no longer hold, each with what to do.
    Entries about scenarios that were not judged in this run are let be.
    """
    found = {(entry.scenario, entry.check): entry for entry in baseline}
    valid = {names: entry for names, entry in found.items() if today <= entry.expires}
    stale = [line for entry in found.values() for line in _stale(entry, result["scenarios"], today)]
    scenarios = [_marked(scenario, valid) for scenario in result["scenarios"]]
    known = sum(1 for scenario in scenarios for check in scenario["checks"] if check.get("known"))
    return {**result, "scenarios": scenarios, "baseline": {"known": known, "stale": stale}}


def _marked(scenario: Mapping[str, Any], valid: Mapping[tuple[str, str], Entry]) -> dict[str, Any]:
    checks = [_known(check, valid.get((scenario["id"], check["id"]))) for check in scenario["checks"]]
    failed = [check for check in checks if check["verdict"] == FAILED]
    known = {"known": True} if scenario["verdict"] == FAILED and all(map(_is_known, failed)) else {}
    return {**scenario, "checks": checks, **known}


def _is_known(check: Mapping[str, Any]) -> bool:
    return "known" in check


def _known(check: Mapping[str, Any], entry: Entry | None) -> dict[str, Any]:
    if entry is None or check["verdict"] not in (FAILED, WARNED):
        return dict(check)
    return {**check, "known": entry.words()}


def _stale(entry: Entry, scenarios: Iterable[Mapping[str, Any]], today: date) -> Iterator[dict[str, str]]:
    """The entry with what to do about it, if it does not hold any more."""
    names = {"scenario": entry.scenario, "check": entry.check, "place": entry.place}
    for scenario in scenarios:
        if scenario["id"] != entry.scenario or scenario["verdict"] not in (PASSED, FAILED, WARNED):
            continue
        verdicts = {check["id"]: check["verdict"] for check in scenario["checks"]}
        verdict = verdicts.get(entry.check, "not_applicable")
        if verdict not in (FAILED, WARNED):
            how = "passes" if verdict == PASSED else "has nothing to look at"
            yield {**names, "message": f"{entry.check} {how} in {entry.scenario}: delete this entry"}
        elif today > entry.expires:
            yield {**names, "message": _expired(entry)}


def _expired(entry: Entry) -> str:
    return (
        f"the last day of {entry.check} in {entry.scenario} was {entry.expires.isoformat()}: let {entry.owner} "
        "mend it and delete this entry, or agree on a later day: write `expires: YYYY-MM-DD`"
    )
