"""The stage of a test session: one client and one simulator, on which stories are played one after the other."""

from __future__ import annotations

import shlex
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from conformance import __version__, baseline
from conformance.cli.bundle import stories
from conformance.preflight import PreflightError, preflight
from conformance.pytest_plugin import wanted
from conformance.pytest_plugin.asked import ASKED
from conformance.pytest_plugin.wanted import Unusable
from conformance.recorded import keeping
from conformance.reports import timeline
from conformance.requirements import sorted_by
from conformance.runner import Options
from conformance.runner.backend import simulator_of_this_installation
from conformance.runner.bench import Bench
from conformance.runner.client import Client
from conformance.runner.judging import result_of
from conformance.runner.port import Simulator
from conformance.scenario import Scenario
from conformance.stopwatch import today
from conformance.verdict import NOT_APPLICABLE

_REPLY_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Played:
    """What came of a story: its result, the records of its trace, and the entries of the baseline that are stale."""

    result: Mapping[str, Any]
    records: Sequence[Mapping[str, Any]] = ()
    stale: Sequence[Mapping[str, Any]] = ()


class Stage:
    """Plays stories. The client is started with the first one; `close` ends it. Raises `Unusable`."""

    def __init__(self, config: pytest.Config) -> None:
        asked = config.stash[ASKED]
        words, python = wanted.client(config, asked)
        self.client = python or ("the bundled client" if words == wanted.BUNDLED else shlex.join(words or ()))
        self.providers = wanted.providers(asked)
        self._set = wanted.requirement_set(asked)
        self._known = wanted.baseline_of(asked, self._set)
        self._keep = asked.path("keep")
        self._closing = ExitStack()
        self._options = Options(
            client=words,
            client_python=python,
            seed=asked.seed or 0,
            op_timeout=asked.op_timeout or _REPLY_SECONDS,
            trace_dir=self._folder(),
            judged_by=self._set,
        )
        self._ready: tuple[Bench, Simulator, dict[str, str]] | None = None
        self._unfit: PreflightError | None = None
        self._bundled = {one.id: Path(one.path).resolve() for one in (stories() if self._set else ())}
        self._places: dict[str, Path] = {}

    def play(self, scenario: Scenario) -> Played:
        """Play a story and judge the client. Raises `PreflightError` for a client that cannot be used at all."""
        reason = self._left_out(scenario)
        if reason:
            return Played({"verdict": NOT_APPLICABLE, "message": reason})
        bench, simulator, client = self._bench()
        result = result_of(bench, scenario, self._options, simulator.catalogue)
        del result["virtual_days"]
        whole: Mapping[str, Any] = {
            "dunbox": __version__,
            "seed": self._options.seed,
            "client": client,
            "scenarios": [result],
        }
        if self._known is not None:
            whole = baseline.applied(whole, self._known, today())
        if self._keep is not None:
            self._put_aside(whole, scenario)
        (judged,) = whole["scenarios"]
        return Played(judged, self._records(result), (whole.get("baseline") or {}).get("stale", ()))

    def close(self) -> None:
        """End the client."""
        self._closing.close()

    def _folder(self) -> Path:
        if self._keep is None:
            return Path(self._closing.enter_context(tempfile.TemporaryDirectory(prefix="dunbox-")))
        try:
            self._keep.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise Unusable(f"--dunbox-keep {self._keep} cannot be made: {error.strerror or error}") from None
        return self._keep

    def _bench(self) -> tuple[Bench, Simulator, dict[str, str]]:
        """What stories are played on; made once."""
        if self._unfit is not None:
            raise self._unfit
        if self._ready is None:
            simulator = simulator_of_this_installation()
            try:
                hello = preflight(lambda: Client(self._options), simulator.providers)
            except PreflightError as error:
                self._unfit = error
                raise
            bench = self._closing.enter_context(Bench(simulator, self._options))
            self._ready = bench, simulator, {"name": hello.client, "version": hello.version}
        return self._ready

    def _left_out(self, scenario: Scenario) -> str:
        if self._set is None:
            return ""
        found = sorted_by(self._set, [scenario], self._bundled)
        how = "came after" if found.newer else "has changed since"
        return "" if found.play else f"the story {how} the requirement set {self._set.version}"

    def _put_aside(self, whole: Mapping[str, Any], scenario: Scenario) -> None:
        place = Path(scenario.path).resolve()
        if self._places.setdefault(scenario.id, place) != place:
            sentence = (
                f"{scenario.id} is kept already, of {self._places[scenario.id]}: give the file another name"
            )
            raise Unusable(f"--dunbox-keep: {sentence}")
        try:
            keeping.write(whole, [scenario], self._options.trace_dir or Path())
        except OSError as error:
            raise Unusable(
                f"--dunbox-keep {self._keep} cannot be written: {error.strerror or error}"
            ) from None

    def _records(self, result: Mapping[str, Any]) -> list[dict[str, Any]]:
        trace = self._options.trace_dir and result.get("trace") and self._options.trace_dir / result["trace"]
        return timeline.read(trace) if trace and trace.is_file() else []


_STAGE = pytest.StashKey[Stage]()


def stage(config: pytest.Config) -> Stage:
    """The stage of a session, made once; raises `Unusable`."""
    if _STAGE not in config.stash:
        made = config.stash[_STAGE] = Stage(config)
        config.add_cleanup(made.close)
    return config.stash[_STAGE]
