"""Stories as tests: each story of each provider is one, played with the client that is to be judged.

It is played while pytest sets the test up, and judged when the test is called: so what says nothing of the client, a
story that cannot be or a mistake of dunbox, is an error and no failure.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest

from conformance.cli.bundle import vocabulary
from conformance.preflight import PreflightError
from conformance.pytest_plugin import DunboxWarning
from conformance.pytest_plugin.asked import ASKED, TOLD
from conformance.pytest_plugin.playing import Played, stage
from conformance.pytest_plugin.telling import findings, timeline_of
from conformance.pytest_plugin.wanted import Unusable
from conformance.reports.console import safe
from conformance.scenario import Scenario, ScenarioError, load_all, load_text
from conformance.verdict import FAILED, NOT_APPLICABLE, WARNED, has_warning
from simulator.resources import scenarios


class StoryFile(pytest.File):
    """A scenario file: a test for each provider that it is told of."""

    def collect(self) -> Iterable[pytest.Item]:
        """Read it; its mistakes are those of `dunbox lint`."""
        shown = _shown(self.path, self.config)
        try:
            chosen = stage(self.config).providers
            found = load_text(self.path.read_bytes(), shown, vocabulary())
        except ScenarioError as error:
            raise self.CollectError("\n".join(str(problem) for problem in error.problems)) from None
        except Unusable as error:
            raise self.CollectError(str(error)) from None
        for one in found:
            if one.provider in chosen:
                yield Story.from_parent(self, name=one.provider, scenario=one)


class Suite(pytest.Collector):
    """The bundled stories that were asked for by name."""

    def collect(self) -> Iterable[pytest.Item]:
        """Nothing: its tests are added to those that were collected."""
        return ()


class Story(pytest.Item):
    """One story for one provider."""

    def __init__(self, *, scenario: Scenario, **words: Any) -> None:
        super().__init__(**words)
        self.scenario = scenario
        self.add_marker("dunbox_scenario")
        self.extra_keyword_matches |= {scenario.provider, scenario.id}
        self._played = Played({})

    def setup(self) -> None:
        """Play it."""
        played, wrong = self._play()
        if wrong:
            pytest.fail(wrong, pytrace=False)
        result = played.result
        if result["verdict"] == NOT_APPLICABLE:
            pytest.skip(safe(result["message"]))
        self._played = Played({**result, "reproduce": self._again()}, played.records, played.stale)
        most = self.config.stash[ASKED].timeline
        self.stash[TOLD] = lambda: timeline_of(played.records, most)
        if result["verdict"] in ("config_error", "harness_error"):
            pytest.fail(self._findings(), pytrace=False)

    def _play(self) -> tuple[Played, str]:
        """What came of it, or why it could not be played."""
        try:
            return stage(self.config).play(self.scenario), ""
        except (Unusable, PreflightError) as error:
            return Played({}), safe(error)

    def runtest(self) -> None:
        """Tell the verdict."""
        result, stale = self._played.result, self._played.stale
        strict = self.config.stash[ASKED].fail_on_warning and has_warning(result)
        if (result["verdict"] == FAILED and not result.get("known")) or strict:
            pytest.fail(self._findings(), pytrace=False)
        if stale:
            pytest.fail("\n".join(f"{entry['place']}: {entry['message']}" for entry in stale), pytrace=False)
        if result.get("known"):
            pytest.xfail("; ".join(_known(result)))
        if result["verdict"] == WARNED:
            self.warn(DunboxWarning(self._findings()))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """What is wrong; of a warning that is an error, without a traceback through dunbox."""
        if isinstance(excinfo.value, DunboxWarning):
            return str(excinfo.value)
        return super().repr_failure(excinfo)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Where it stands, and what it is called."""
        return Path(self.scenario.path), 0, f"{self.scenario.id}: {self.scenario.title}"

    def _findings(self) -> str:
        return findings(self._played.result, self._played.records)

    def _again(self) -> str:
        """How to run this one alone."""
        asked = self.config.stash[ASKED]
        bundled = isinstance(self.parent, Suite)
        which = [f"--dunbox-suite={self.scenario.id}", "-m", "dunbox_scenario"] if bundled else [self.nodeid]
        return shlex.join(["pytest", *which, *asked.again()])


def bundled(session: pytest.Session, selectors: list[str]) -> list[pytest.Item]:
    """The bundled stories that are chosen by a provider's name, an id or a glob; raises `pytest.UsageError`."""
    try:
        chosen = stage(session.config).providers
        globs = [f"{one}/*" if one in vocabulary().providers else one for one in selectors]
        found = load_all(_no_files(globs), scenarios(), vocabulary())
    except ScenarioError as error:
        said = "\n".join(str(problem) for problem in error.problems)
        raise pytest.UsageError(f"--dunbox-suite: {said}") from None
    except Unusable as error:
        raise pytest.UsageError(str(error)) from None
    suite = Suite.from_parent(session, name="dunbox", nodeid="dunbox")
    return [Story.from_parent(suite, name=one.id, scenario=one) for one in found if one.provider in chosen]


def _no_files(globs: list[str]) -> list[str]:
    for one in globs:
        if Path(one).exists():
            raise Unusable(
                f"--dunbox-suite is for bundled stories; {one!r} is a file here: give it to pytest itself"
            )
    return globs


def _known(result: Mapping[str, Any]) -> Iterable[str]:
    for check in result["checks"]:
        if check.get("known"):
            known = check["known"]
            yield f"{check['id']}: {known['reason']} ({known['owner']}, until {known['expires']})"


def _shown(path: Path, config: pytest.Config) -> str:
    """The file as somebody who stands where pytest was started would name it."""
    here = config.invocation_params.dir
    return str(path.relative_to(here) if path.is_relative_to(here) else path)
