"""Plays told plans with the runner, and says which fail: by the verdicts of the checks, as in any run."""

from __future__ import annotations

import textwrap
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any

from conformance.checks import all_checks
from conformance.explore.ground import Ground
from conformance.explore.plan import Plan
from conformance.explore.telling import file_text, told
from conformance.runner import Options
from conformance.runner.bench import Bench
from conformance.runner.judging import Judged, judge, result_of
from conformance.runner.port import Simulator
from conformance.scenario import Scenario, Vocabulary, load_text
from conformance.stopwatch import Stopwatch
from conformance.verdict import FAILED, HARNESS_ERROR

_NAME = "explored"
# What these say, another check mostly says more exactly.
_SPEAK_LAST = ("story", "protocol", "case")
_MOST_RULES = 6
_WIDTH = 108


@dataclass(frozen=True, slots=True)
class Tally:
    """How many stories ended with which verdict, and in how many real seconds of one process."""

    verdicts: Mapping[str, int] = field(default_factory=dict)
    seconds: float = 0.0

    def __add__(self, other: Tally) -> Tally:
        both = {*self.verdicts, *other.verdicts}
        verdicts = {one: self.verdicts.get(one, 0) + other.verdicts.get(one, 0) for one in sorted(both)}
        return Tally(verdicts, self.seconds + other.seconds)

    @property
    def stories(self) -> int:
        """How many there were."""
        return sum(self.verdicts.values())


@dataclass(frozen=True, slots=True)
class Failure:
    """A story that fails: the text of its file, its name there, the check that failed, and its result in a run.

    `check` is empty where the harness itself erred. `stands` says that the story failed again when it was played once
    more from its text, with a new client.
    """

    name: str
    text: str
    check: str
    message: str
    expected: str
    actual: str
    steps: int
    stands: bool
    result: Mapping[str, Any]


class Player:
    """Plays stories of one provider on one bench. `tally` counts those that were drawn, `cuts` those cut down."""

    def __init__(
        self, ground: Ground, options: Options, simulator: Simulator, vocabulary: Vocabulary
    ) -> None:
        self._ground = ground
        self._options = options
        self._simulator = simulator
        self._vocabulary = vocabulary
        self._bench = Bench(simulator, options)
        self._any_rule = simulator.catalogue.for_clients_of({"client"})[0]
        self._seen: dict[str, bool] = {}
        # The verdict, and the checks of which one is to fail again; nothing as long as no story failed.
        self._failing: tuple[str, frozenset[str]] | None = None
        self._watch = Stopwatch()  # since the last story that was drawn
        self.tally = Tally()
        self.cuts = 0

    def __enter__(self) -> Player:
        self._bench.__enter__()
        self._watch = Stopwatch()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bench.__exit__(kind, error, trace)

    def fails(self, plan: Plan) -> bool:
        """Whether a plan's story fails; once one did, whether another fails in the same way."""
        text = self._text(plan)
        if text not in self._seen:
            self._seen[text] = self._cut(text) if self._failing else self._drawn(text)
        return self._seen[text]

    def _drawn(self, text: str) -> bool:
        judged = self._judged(text)
        if judged.verdict == FAILED:
            # In a client that had lives before it may be one of these that fails it: a new one counts, as in a run.
            judged = self._judged(text, anew=True)
        self.tally += Tally({judged.verdict: 1}, self._watch.seconds())
        self._watch = Stopwatch()
        if judged.verdict in (FAILED, HARNESS_ERROR):
            self._failing = judged.verdict, _failed(judged)
        return self._failing is not None

    def _cut(self, text: str) -> bool:
        self.cuts += 1
        return self._fails_alike(self._judged(text))

    def _fails_alike(self, judged: Judged) -> bool:
        verdict, checks = self._failing or ("", frozenset())
        return judged.verdict == verdict and (not checks or bool(checks & _failed(judged)))

    def _judged(self, text: str, *, anew: bool = False) -> Judged:
        played = self._bench.play(self._scenario(text, _NAME), anew=anew)
        return judge(played, self._simulator.catalogue, all_checks())

    def _scenario(self, text: str, name: str) -> Scenario:
        [scenario] = load_text(text, f"{name}.yaml", self._vocabulary)
        return scenario

    def _text(
        self, plan: Plan, name: str = _NAME, rules: Sequence[str] = (), remarks: Sequence[str] = ()
    ) -> str:
        return file_text(told(plan, self._ground), name, rules or (self._any_rule,), remarks)

    def failure(self, plan: Plan) -> Failure:
        """The story of a failing plan, played once more as `dunbox run` will."""
        verdict, checks = self._failing or (FAILED, frozenset())
        # What it is called does not count, and which check it is called after is not known before.
        result = result_of(
            self._bench, self._scenario(self._text(plan), _NAME), self._options, self._simulator.catalogue
        )
        failed = {one["id"]: one for one in result["checks"] if one["verdict"] == FAILED}
        check = _speaking(checks & failed.keys() or checks)
        said: Mapping[str, Any] = failed.get(check, {})
        name = f"{self._ground.provider}-{(check or verdict).replace('.', '-').replace('_', '-')}"
        message = str(said.get("message") or result.get("message") or "")
        text = self._text(plan, name, self._rules(check), _remarks(check, verdict, message, said))
        return Failure(
            name=name,
            text=text,
            check=check,
            message=message,
            expected=str(said.get("expected", "")),
            actual=str(said.get("actual", "")),
            steps=len(self._scenario(text, name).story),
            stands=result["verdict"] == verdict and (not checks or check in failed),
            result=result,
        )

    def _rules(self, check: str) -> Sequence[str]:
        """The rules that the failing check is about, as far as they are this provider's clients'."""
        found = [one for one in all_checks() if one.id == check]
        folders = {"client", self._ground.provider}
        return [rule for one in found for rule in one.rules_in(self._simulator.catalogue, folders)][
            :_MOST_RULES
        ]


def _failed(judged: Judged) -> frozenset[str]:
    return frozenset(check.id for check in judged.checks if check.verdict == FAILED)


def _speaking(checks: Collection[str]) -> str:
    """Of the checks that failed the one that says most; none where the harness erred."""
    return min(checks, key=lambda check: (check.startswith(_SPEAK_LAST), check), default="")


def _remarks(check: str, verdict: str, message: str, said: Mapping[str, Any]) -> list[str]:
    head = (
        f"Found by dunbox explore: the client fails {check}."
        if check
        else f"Found by dunbox explore: {verdict}."
    )
    parts = [
        head,
        message,
        *(f"{word.capitalize()}: {said[word]}" for word in ("expected", "actual") if said.get(word)),
    ]
    return [line for part in parts for line in textwrap.wrap(" ".join(part.split()), _WIDTH)]
