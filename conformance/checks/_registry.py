"""What a check is, and how checks are found. A check is registered where it is written."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from conformance.catalogue import Catalogue
from conformance.checks._books import Books
from conformance.checks._lacking import missing
from conformance.checks._money import Money
from conformance.trace import Trace
from conformance.verdict import MUST, NOT_APPLICABLE, CheckResult, Finding, result_of


class Looking:
    """What a check looks at, and how much it has looked at so far."""

    def __init__(self, trace: Trace, catalogue: Catalogue) -> None:
        self.trace = trace
        self.catalogue = catalogue
        self.looked = 0

    def at(self, things: int = 1) -> None:
        """Count things that were looked at."""
        self.looked += things

    @property
    def books(self) -> Books:
        """The invoices and cases that the trace tells of."""
        return self.trace.derived(Books)

    @property
    def money(self) -> Money:
        """The money that the client was told of."""
        return self.trace.derived(Money)


Judge = Callable[[Looking], Iterator[Finding]]


@dataclass(frozen=True, slots=True)
class Check:
    """A law and the function that judges by it.

    `rules` are those that hold whoever the provider is; a provider's are those about one of `duties`, and
    with a `figure` those that state it (`Catalogue.sharing`). `reads` says what it needs of a trace:
    `wire`, `books`, `truth`; with `acts_alone` nothing of the books but what the user asked for. `right` and
    `wrong` are an example each of what passes and what fails, in plain words.
    """

    id: str
    rules: tuple[str, ...]
    duties: tuple[str, ...]
    figure: str | None
    severity: str
    topic: str
    reads: tuple[str, ...]
    acts_alone: bool
    right: str
    wrong: str
    text: str
    judge: Judge

    @property
    def law(self) -> str:
        """The law in a sentence."""
        return self.text.partition("\n")[0]

    def rules_in(self, catalogue: Catalogue, folders: Collection[str] | None = None) -> tuple[str, ...]:
        """The ids of all rules that it checks, sorted; with `folders`, only those of these files."""
        about = catalogue.sharing(self.duties, self.figure)
        ids = (rule.id for rule in about if rule.for_clients and (folders is None or rule.folder in folders))
        return tuple(sorted({*self.rules, *ids}))

    def run(self, trace: Trace, catalogue: Catalogue, absent: Collection[str] = ()) -> CheckResult:
        """Its verdict on a trace. Where the trace lacks a kind of what it reads, it is not applicable.

        What it lacks it says itself; `absent` is what it lacks besides.
        """
        start = trace.start
        folders = {"client", start.get("provider"), *(start.get("surfaces") or ())}
        rules = self.rules_in(catalogue, folders)
        needed = missing(self.reads, self.acts_alone, (*(start.get("lacks") or ()), *absent))
        if needed:
            why = f"it needs {needed}, which this trace does not have"
            return CheckResult(self.id, rules, self.severity, NOT_APPLICABLE, 0, why)
        looking = Looking(trace, catalogue)
        found = list(self.judge(looking))
        return result_of(self.id, rules, self.severity, looking.looked, found)


_CHECKS: dict[str, Check] = {}


def check(  # noqa: PLR0913 - each is a word of the law that its author has to think of
    name: str,
    *,
    topic: str,
    reads: tuple[str, ...],
    acts_alone: bool = False,
    right: str,
    wrong: str,
    rules: tuple[str, ...] = (),
    duties: tuple[str, ...] = (),
    figure: str | None = None,
    severity: str = MUST,
) -> Callable[[Judge], Judge]:
    """Register a function as the check `name`; its docstring is the law.

    `right` and `wrong` are an example each of what passes and what fails, in plain words and with figures.
    """

    def register(judge: Judge) -> Judge:
        text = inspect.getdoc(judge)
        if not text or name in _CHECKS:
            raise ValueError(f"the check {name} has no docstring, or there are two of that name")
        _CHECKS[name] = Check(
            name, rules, duties, figure, severity, topic, reads, acts_alone, right, wrong, text, judge
        )
        return judge

    return register


def all_checks() -> list[Check]:
    """All checks, sorted by id."""
    package = importlib.import_module("conformance.checks")
    for module in pkgutil.iter_modules(package.__path__):
        if not module.name.startswith("_"):
            importlib.import_module(f"conformance.checks.{module.name}")
    return [_CHECKS[name] for name in sorted(_CHECKS)]
