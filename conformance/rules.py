"""Where the rules of the catalogue really happen, and who looks at them: read from traces and from a self-test.

Nothing of it is written down anywhere. A fact or refusal carries the ids of the rules that it carries out; a check
knows those that it judges; a wrong client that is caught proves the check. What no fact can carry, such as a
client's duty, names the situations that call for it with the catalogue's key `when`, in these words:

    fact:KIND                     it happened at the agency
    answer:DUTY, refusal:DUTY     a call of this duty was accepted, or refused
    fault:KIND                    the network misbehaved in this way
    webhook:KIND                  a message of this kind came
    process:killed                the client was killed, and started again
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from conformance.catalogue import Catalogue, Rule
from conformance.scenario import Scenario
from conformance.selftest import Proof, Result, catches

SIMULATED, EXERCISED, CHECKED, PROVEN = "simulated_by", "exercised_by", "checked_by", "proven_by"
_OUTCOMES = {"accepted": "answer", "refused": "refusal"}

# For each rule the signs of it in one trace.
Shown = Mapping[str, set[str]]


def shown_in(records: Iterable[Mapping[str, Any]], catalogue: Catalogue) -> dict[str, set[str]]:
    """What of a trace shows which rule: `{"R-1": {"fact:case_opened"}}`."""
    by_sign: dict[str, list[str]] = {}
    for rule in catalogue:
        for sign in rule.when:
            by_sign.setdefault(sign, []).append(rule.id)
    shown: dict[str, set[str]] = {}
    for record in records:
        signs = list(_signs(record))
        for sign in signs:
            for rule_id in by_sign.get(sign, ()):
                shown.setdefault(rule_id, set()).add(sign)
        for rule_id in record.get("rules") or () if record["kind"] in ("fact", "exchange") else ():
            shown.setdefault(rule_id, set()).add(signs[0] if signs else record["kind"])
    return shown


def _signs(record: Mapping[str, Any]) -> Iterator[str]:
    """What a record is a sign of, in the words of `when`; first what it is itself."""
    read = {"fact": _of_fact, "exchange": _of_exchange, "delivery": _of_delivery, "process": _of_process}
    if record["kind"] in read:
        yield from read[record["kind"]](record)


def _of_fact(record: Mapping[str, Any]) -> Iterator[str]:
    yield f"fact:{record['fact']}"
    if record["fact"] == "fault_set":
        yield f"fault:{(record.get('words') or {}).get('kind')}"


def _of_exchange(record: Mapping[str, Any]) -> Iterator[str]:
    means = record.get("means") or {}
    outcome = "refused" if record.get("rules") else str(means.get("outcome"))
    if outcome in _OUTCOMES:
        yield f"{_OUTCOMES[outcome]}:{means.get('duty') or 'other'}"
    if record.get("fault"):
        yield f"fault:{record['fault']}"


def _of_delivery(record: Mapping[str, Any]) -> Iterator[str]:
    yield f"webhook:{(record.get('means') or {}).get('kind') or 'other'}"


def _of_process(record: Mapping[str, Any]) -> Iterator[str]:
    if record.get("event") == "killed":
        yield "process:killed"


def rows(
    catalogue: Catalogue, stories: Iterable[Scenario], traces: Mapping[str, Shown], proof: Proof
) -> list[dict[str, Any]]:
    """Every rule with who simulates, exercises, checks and proves it, in the order of the catalogue.

    `traces` has for each scenario what its trace shows. A row's `missing` are those of the four lists that are
    empty and should not be; its `reason` is the catalogue's.
    """
    looked = {one["id"]: [check for check in one["checks"] if check["looked"]] for one in proof.reference()}
    titles = {story.id: set(story.rules) for story in stories}
    return [_row(rule, _Seen(rule, traces, looked, titles), proof) for rule in catalogue]


def _row(rule: Rule, seen: _Seen, proof: Proof) -> dict[str, Any]:
    checks = seen.checked()
    lists = {
        SIMULATED: seen.simulated(),
        EXERCISED: seen.exercised(),
        CHECKED: checks,
        PROVEN: sorted(client.id for client in proof.clients if _is_caught(checks, proof.of(client))),
    }
    needed = lists if rule.for_clients else (SIMULATED, EXERCISED)
    return {
        "id": rule.id,
        "by": rule.by,
        "rule": rule.rule,
        "source": rule.source,
        **lists,
        **({"reason": rule.reason} if rule.reason else {}),
        "missing": [name for name in needed if not lists[name]],
    }


def _is_caught(checks: Sequence[str], runs: Mapping[str, Iterable[Result]]) -> bool:
    """Whether one of the checks caught a client: a check is proven for every provider, as it knows none."""
    found = (check for results in runs.values() for one in results for check in one["checks"])
    return any(catches(check) and check["id"] in checks for check in found)


class _Seen:
    """What the traces and the checks' results say of one rule."""

    def __init__(
        self,
        rule: Rule,
        traces: Mapping[str, Shown],
        looked: Mapping[str, Iterable[Result]],
        titles: Mapping[str, set[str]],
    ) -> None:
        self._rule = rule
        self._signs = {name: shown[rule.id] for name, shown in traces.items() if rule.id in shown}
        self._checks = {
            name: {str(check["id"]) for check in checks if rule.id in check["rules"]}
            for name, checks in looked.items()
        }
        self._titled = {name for name, rules in titles.items() if rule.id in rules}

    def simulated(self) -> list[dict[str, Any]]:
        """What in which scenarios' traces shows it."""
        signs = sorted({sign for found in self._signs.values() for sign in found})
        return [
            {"sign": sign, "scenarios": sorted(name for name, found in self._signs.items() if sign in found)}
            for sign in signs
        ]

    def exercised(self) -> list[str]:
        """The scenarios whose trace shows it, and if a client must keep it, in which a check looked as well.

        Where the story says that it is about the rule, one of the two is enough; its word alone is not.
        """
        shown, looked = set(self._signs), {name for name, checks in self._checks.items() if checks}
        both = shown & looked if self._rule.for_clients else shown
        return sorted(both | (self._titled & (shown | looked)))

    def checked(self) -> list[str]:
        """The checks that judge it and looked at something."""
        return sorted(set().union(*self._checks.values()))


def uncovered(found: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    """The ids of rules that are not covered, or are and say that they cannot be, each with what is to be done."""
    for row in found:
        if row["missing"] and "reason" not in row:
            names = ", ".join(name.replace("_", " ") for name in row["missing"])
            yield row["id"], f"{names} nothing, and no `reason` says why"
        elif "reason" in row and not row["missing"]:
            yield row["id"], "it is covered, so delete its `reason`"
