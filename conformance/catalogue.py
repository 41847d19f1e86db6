"""The rule catalogue, as data handed in: which rules there are, who must keep them, and their figures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

_OURS = ("id", "by", "rule", "source", "note", "reason", "when", "duties", "values")


@dataclass(frozen=True, slots=True)
class Rule:
    """A row of the catalogue. `folder` is the file it stands in: a provider's, a channel's, or every client's.

    `by` says who must act for it to hold: `provider`, `client` or `both`. `duties` are what a client does
    under it, by which checks find their rules; `when` are the situations that call for it, in the words of
    `conformance.rules`; `reason` says why it cannot be shown or judged; `values` are its figures, `more` the
    row's other fields.
    """

    id: str
    folder: str
    by: str
    rule: str
    source: str = ""
    note: str = ""
    reason: str = ""
    when: tuple[str, ...] = ()
    duties: frozenset[str] = frozenset()
    values: Mapping[str, Any] = field(default_factory=dict)
    more: Mapping[str, Any] = field(default_factory=dict)

    @property
    def for_clients(self) -> bool:
        """Whether a client can break it."""
        return self.by in ("client", "both")


class Catalogue:
    """All rules. `files` holds the rows of each file under its name without ending."""

    def __init__(self, files: Mapping[str, Iterable[Mapping[str, Any]]]) -> None:
        self._rules = {rule.id: rule for name, rows in sorted(files.items()) for rule in _rules(name, rows)}
        # Each check asks the same of each trace.
        self._shared: dict[tuple[tuple[str, ...], str | None], list[Rule]] = {}

    def __iter__(self) -> Iterator[Rule]:
        return iter(self._rules.values())

    def get(self, rule: str) -> Rule | None:
        """The rule with an id."""
        return self._rules.get(rule)

    def sharing(self, duties: Iterable[str], figure: str | None = None) -> list[Rule]:
        """The rules about any of these duties; with `figure`, only those that have such a value.

        `"activate+transfer"` stands for the rules that are about both, the figure `"days|hours"` for those with either.
        """
        asked = (tuple(duties), figure)
        if asked not in self._shared:
            wanted = [frozenset(duty.split("+")) for duty in asked[0]]
            self._shared[asked] = [
                rule
                for rule in self
                if any(one <= rule.duties for one in wanted)
                and (figure is None or any(one in rule.values for one in figure.split("|")))
            ]
        return list(self._shared[asked])

    def for_clients_of(self, folders: Iterable[str]) -> list[str]:
        """The ids of the rules in these files that a client can break, but for those with a reason why none does."""
        wanted = set(folders)
        return [rule.id for rule in self if rule.for_clients and rule.folder in wanted and not rule.reason]

    def value(self, provider: str, duty: str, name: str, **where: str) -> Any:
        """A figure: the value `name` of the provider's rule about a duty, and its other fields are as said, or unsaid.

        None if no rule has it. `value(p, "transfer", "days_after_due", debtor_kind="company")`.
        """
        for rule in self.sharing([duty], name):
            if rule.folder == provider and all(
                rule.more.get(key, asked) == asked for key, asked in where.items()
            ):
                return rule.values[name]
        return None


def _rules(folder: str, rows: Iterable[Mapping[str, Any]]) -> Iterator[Rule]:
    for row in rows:
        yield Rule(
            id=str(row["id"]),
            folder=folder,
            by=str(row.get("by", "")),
            rule=str(row.get("rule", "")),
            source=str(row.get("source", "")),
            note=str(row.get("note", "")),
            reason=str(row.get("reason", "")),
            when=tuple(str(one) for one in row.get("when") or ()),
            duties=frozenset(str(duty) for duty in row.get("duties") or ()),
            values=row.get("values") or {},
            more={key: value for key, value in row.items() if key not in _OURS},
        )
