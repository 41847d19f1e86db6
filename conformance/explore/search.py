"""The search: lots of stories, each drawn by its own seed, until one fails; that one is made as small as can be.

A lot is a number of stories of one provider. What is played depends on the seed and on how many lots there is
budget for, and on nothing else: neither on how many processes share them nor on how fast these are.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from math import ceil
from typing import Any

from hypothesis import HealthCheck, Phase, Verbosity, given, settings
from hypothesis import seed as drawn_by
from hypothesis.errors import Flaky

from conformance.explore.cutting import smaller
from conformance.explore.drawing import plans
from conformance.explore.ground import Ground
from conformance.explore.plan import Plan
from conformance.explore.playing import Failure, Player, Tally
from conformance.runner import Options
from conformance.runner.port import Simulator
from conformance.runner.workers import Died, shared_out
from conformance.scenario import Vocabulary
from conformance.stopwatch import Deadline
from conformance.verdict import FAILED, PASSED, WARNED

STORIES_A_LOT = 50
# No client is played faster than this, so more lots are not needed for a budget of time.
_MOST_A_SECOND = 500
# A failing story is played so often at most, each time with something left out; by hypothesis, which knows nothing of
# plans, so often of these. Not a time: it is to end alike always.
_MOST_CUTS, _CUTS_BY_HYPOTHESIS = 300, 60
_LARGEST_SEED = 2**64


@dataclass(frozen=True, slots=True)
class Lot:
    """Stories that are drawn in one go: `nth` of all lots, `stories` of them, not later than `until`."""

    nth: int
    ground: Ground
    stories: int
    until: Deadline | None


@dataclass(frozen=True, slots=True)
class Budget:
    """How long a search lasts: real seconds, or a number of stories."""

    seconds: float | None = None
    stories: int | None = None


@dataclass(slots=True)
class Explored:
    """What came of a search: how many stories of each provider ended how, and the failure, if there is one.

    `died` are the exit codes of processes that ended on their own; `jobs` processes shared the work.
    """

    tallies: dict[str, Tally] = field(default_factory=dict)
    failure: Failure | None = None
    died: list[int | None] = field(default_factory=list)
    jobs: int = 1

    @property
    def stories(self) -> int:
        """How many stories were drawn and played."""
        return sum(tally.stories for tally in self.tallies.values())

    @property
    def a_second(self) -> float:
        """How many stories were played a second, by all processes together; what was cut down is not counted."""
        worked = sum(tally.seconds for tally in self.tallies.values())
        return round(self.stories / worked * self.jobs, 1) if worked else 0.0

    @property
    def judged(self) -> int:
        """How many of them were judged."""
        return sum(
            count
            for tally in self.tallies.values()
            for verdict, count in tally.verdicts.items()
            if verdict in (PASSED, WARNED, FAILED)
        )

    def add(self, provider: str, tally: Tally) -> None:
        """Count what came of a lot."""
        self.tallies[provider] = self.tallies.get(provider, Tally()) + tally


@dataclass(frozen=True, slots=True)
class Bearings:
    """Where a search is carried out; every process gets it, so its functions have to be modules' own."""

    options: Options
    seed: int
    simulator: Callable[[], Simulator]
    vocabulary: Callable[[], Vocabulary]


def search(
    grounds: Sequence[Ground],
    bearings: Bearings,
    budget: Budget,
    jobs: int,
    progress: Callable[[Explored], None] = lambda explored: None,
) -> Explored:
    """Look for a story that fails; of several that processes find side by side, the one of the first lot counts."""
    lots = list(_lots(grounds, budget))
    explored, open_lots = Explored(jobs=jobs), {lot.nth for lot in lots}
    found: tuple[int, Failure] | None = None
    with closing(_played(lots, bearings, jobs)) as played:
        for lot, told in played:
            open_lots.discard(lot.nth)
            if isinstance(told, Died):
                explored.died.append(told.code)
                break
            tally, failure = told
            explored.add(lot.ground.provider, tally)
            progress(explored)
            if failure is not None and (found is None or lot.nth < found[0]):
                found = lot.nth, failure
            if found is not None and not any(nth < found[0] for nth in open_lots):
                break
    explored.failure = found[1] if found else None
    return explored


def _lots(grounds: Sequence[Ground], budget: Budget) -> Iterator[Lot]:
    """Lots of each provider in turn; the last is as small as the budget has it."""
    until = None if budget.seconds is None else Deadline(budget.seconds)
    stories = ceil((budget.seconds or 0) * _MOST_A_SECOND) if budget.stories is None else budget.stories
    for nth, first in enumerate(range(0, stories, STORIES_A_LOT)):
        yield Lot(nth, grounds[nth % len(grounds)], min(stories - first, STORIES_A_LOT), until)


_Told = tuple[Tally, Failure | None]


def _played(
    lots: Sequence[Lot], bearings: Bearings, jobs: int
) -> Generator[tuple[Lot, _Told | Died], None, None]:
    work = partial(play_lot, bearings=bearings)
    if jobs > 1:
        yield from shared_out(lots, work, jobs)
        return
    for lot in lots:
        for told in work(lot):
            yield lot, told


def play_lot(lot: Lot, bearings: Bearings) -> Generator[_Told, None, None]:
    """Play a lot; answers how its stories ended, and the first that failed, cut down."""
    if lot.until is not None and lot.until.passed():
        yield Tally(), None
        return
    with _player(bearings, lot.ground) as player:
        failing = _first_failing(lot, bearings, player)
        failure = None if failing is None else _cut_down(failing, player)
        yield player.tally, failure


def _player(bearings: Bearings, ground: Ground) -> Player:
    simulator = _once(bearings.simulator)
    return Player(ground, replace(bearings.options, progress=None), simulator, bearings.vocabulary())


@lru_cache(maxsize=4)
def _once(simulator: Callable[[], Simulator]) -> Simulator:
    """The simulator, its documents read once a process."""
    return simulator()


class _OutOfTime(BaseException):
    """The budget is used up: not an `Exception`, so that hypothesis lets it through."""


class _Fails(Exception):
    """A story fails."""


def _first_failing(lot: Lot, bearings: Bearings, player: Player) -> Plan | None:
    """Draw stories until one fails; hypothesis then cuts that down as far as it may."""
    failing: list[Plan] = []

    def play(plan: Plan) -> None:
        if lot.until is not None and lot.until.passed() and not failing:
            raise _OutOfTime
        if failing and player.cuts >= _CUTS_BY_HYPOTHESIS:
            raise _OutOfTime
        if player.fails(plan):
            failing.append(plan)
            raise _Fails

    _drawn(play, lot, bearings.seed)
    return failing[-1] if failing else None


def _drawn(play: Callable[[Plan], None], lot: Lot, seed: int) -> None:
    """Call `play` with a lot's plans, and with ever smaller ones once it has raised."""
    options = settings(
        max_examples=lot.stories,
        deadline=None,
        database=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
        report_multiple_bugs=False,
        print_blob=False,
        verbosity=Verbosity.quiet,
    )
    drawn: Any = drawn_by((seed << 32 | lot.nth) % _LARGEST_SEED)(options(given(plans(lot.ground))(play)))
    try:
        drawn()
    except (_Fails, _OutOfTime, Flaky):  # one that does not fail each time has failed all the same
        return


def _cut_down(plan: Plan, player: Player) -> Failure:
    """What fails, with all left out that can be."""
    best = plan
    candidates = smaller(best)
    while player.cuts < _MOST_CUTS and (candidate := next(candidates, None)) is not None:
        if player.fails(candidate):
            best, candidates = candidate, smaller(candidate)
    return player.failure(best)
