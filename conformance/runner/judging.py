"""From a played scenario to its result: the checks' verdicts, and what a reused process does to them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from conformance.catalogue import Catalogue
from conformance.checks import Check, all_checks
from conformance.recorded.keeping import LOG
from conformance.runner.bench import Bench, Played
from conformance.runner.options import Options
from conformance.runner.scenario import Scenario, selector
from conformance.stopwatch import Stopwatch
from conformance.trace import Trace
from conformance.verdict import (
    CONFIG_ERROR,
    FAILED,
    HARNESS_ERROR,
    NOT_APPLICABLE,
    PASSED,
    CheckResult,
    of_scenario,
)

# Their checks look at something in every story, so they alone prove nothing of a client.
_HARMLESS = ("protocol", "auth")
_SHOWN_OF_STDERR = 2_000


@dataclass(frozen=True, slots=True)
class Judged:
    """A scenario's verdict, its checks', and why, where the checks do not say."""

    verdict: str
    checks: tuple[CheckResult, ...] = ()
    message: str = ""


def result_of(bench: Bench, scenario: Scenario, options: Options, catalogue: Catalogue) -> dict[str, Any]:
    """Play a scenario, judge it, and write its trace: its object in the result of a run.

    One that fails in a process that had an earlier life is played again in a new one. That counts; a
    difference is told.
    """
    watch = Stopwatch()
    played = bench.play(scenario)
    checks = options.judged_by.judging(all_checks()) if options.judged_by else all_checks()
    judged = judge(played, catalogue, checks)
    if played.reused and judged.verdict == FAILED:
        played = bench.play(scenario, anew=True)
        judged = _compared(judged, judge(played, catalogue, checks))
    result = {
        "id": scenario.id,
        "provider": scenario.provider,
        "title": scenario.title,
        "verdict": judged.verdict,
        "seconds": watch.seconds(),
        "reproduce": options.reproduce(*selector(scenario)),
        "checks": [check.words() for check in judged.checks],
        **({"message": judged.message} if judged.message else {}),
        **_trace_of(played, scenario, options),
    }
    return {**result, "virtual_days": played.days}


def judge(played: Played, catalogue: Catalogue, checks: Sequence[Check]) -> Judged:
    """The verdict of these checks on a played scenario."""
    if played.recorder is None or played.verdict not in (None, CONFIG_ERROR):
        return Judged(played.verdict or HARNESS_ERROR, message=played.message)
    judged = _judged_by_checks(played, Trace(played.recorder.records), catalogue, checks)
    if judged.verdict == PASSED and played.untroubled:
        return Judged(NOT_APPLICABLE, message=played.untroubled)
    if played.verdict != CONFIG_ERROR or judged.verdict == HARNESS_ERROR:
        return judged
    if judged.verdict == FAILED:
        # What the client did wrong can be why a later step of the story is not possible.
        return replace(judged, message=f"the story could not go on: {played.message}")
    return Judged(CONFIG_ERROR, message=played.message)


def _judged_by_checks(played: Played, trace: Trace, catalogue: Catalogue, checks: Sequence[Check]) -> Judged:
    try:
        results = [check.run(trace, catalogue) for check in checks]
    except Exception as error:  # noqa: BLE001 - a check that raises is our defect, whatever the client did
        return Judged(
            HARNESS_ERROR, message=f"a check could not judge the trace: {type(error).__name__}: {error}"
        )
    harmless = [check.id for check in checks if check.topic in _HARMLESS]
    verdict = of_scenario(results, harmless=harmless)
    message = "no check found anything to look at" if verdict == NOT_APPLICABLE else _last_words(played)
    return Judged(verdict, tuple(results), message)


def _last_words(played: Played) -> str:
    """The end of what a lost client logged, without secrets and tokens: logs have them more often than they should."""
    said = played.recorder.normaliser.text(played.stderr.strip()) if played.recorder else ""
    return f"the client's last words on stderr: {said[-_SHOWN_OF_STDERR:]}" if said else ""


def _compared(reused: Judged, anew: Judged) -> Judged:
    """The run in a new process counts; what differed in the reused one is told."""
    before, after = _failing(reused.checks), _failing(anew.checks)
    if before == after and reused.verdict == anew.verdict:
        return anew
    told = (
        f"in a process that had played another scenario before, {', '.join(before) or 'nothing'} failed; "
        f"in a new one {', '.join(after) or 'nothing'} does: the client declares reuse and is not as new"
    )
    return replace(anew, message=". ".join(part for part in (told, anew.message) if part))


def _failing(checks: Iterable[CheckResult]) -> list[str]:
    return [check.id for check in checks if check.verdict == FAILED]


def _trace_of(played: Played, scenario: Scenario, options: Options) -> dict[str, str]:
    """Write the trace, if traces are kept; answers where, below the folder of traces."""
    if options.trace_dir is None or played.recorder is None:
        return {}
    place = f"{scenario.id}.jsonl"
    played.recorder.write(options.trace_dir / place)
    if played.log:
        log = played.recorder.normaliser.text(played.log)
        (options.trace_dir / f"{scenario.id}{LOG}").write_text(log, "utf-8", "replace")
    return {"trace": place}
