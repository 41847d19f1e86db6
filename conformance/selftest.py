"""The proof of the checks: wrong clients are caught by those that must catch them and by no others.

Each wrong client plays its stories with the real simulator, as a Python object; some also play them as a driver
process. The reference client plays every story that they use, and must pass. A check catches a client if it
fails in a story, or warns where failing is all that its severity allows.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from conformance import __version__
from conformance.checks import all_checks
from conformance.clients.wrong import WrongClient, all_wrong_clients
from conformance.runner import Options, run
from conformance.runner.backend import simulator_of_this_installation
from conformance.runner.pool import lost
from conformance.runner.port import Simulator
from conformance.runner.workers import Died, shared_out
from conformance.scenario import Scenario
from conformance.scenario.problems import nearest
from conformance.stopwatch import Stopwatch, moment_of_day
from conformance.verdict import CONFIG_ERROR, FAILED, HARNESS_ERROR, PASSED, SHOULD, WARNED

PYTHON, PROCESS = "python", "process"
REFERENCE = "conformance.clients.reference"
# So many wrong clients also run as processes: their drivers are proven too, and starting more of them takes time.
AS_PROCESSES = 10
_STORIES_AT_A_TIME = 4

Result = Mapping[str, Any]
Wrong = type[WrongClient]


class Unfit(Exception):
    """A wrong client names a check or scenario that there is not; `str()` says which, and what it may have meant."""


@dataclass(frozen=True, slots=True)
class Job:
    """Scenarios that one client plays in one go. `client` is a module with a `Client`; `trace_dir` may be None."""

    client: str
    driver: str
    scenarios: tuple[Scenario, ...]
    trace_dir: Path | None = None

    @property
    def options(self) -> Options:
        """How the runner is to drive the client."""
        if self.driver == PROCESS:
            return Options(client=[sys.executable, "-m", self.client], trace_dir=self.trace_dir)
        return Options(client_python=f"{self.client}:Client", trace_dir=self.trace_dir)


@dataclass(frozen=True, slots=True)
class Proof:
    """What came of a self-test: the scenarios' results, by client (its module) and driver."""

    clients: Sequence[Wrong]
    results: Mapping[tuple[str, str], Sequence[Result]]

    def reference(self) -> Sequence[Result]:
        """The reference client's results."""
        return self.results.get((REFERENCE, PYTHON), ())

    def of(self, client: Wrong) -> dict[str, Sequence[Result]]:
        """A wrong client's results, by driver."""
        return {driver: found for (name, driver), found in self.results.items() if name == client.__module__}


def prove(
    stories: Sequence[Scenario],
    *,
    jobs: int,
    as_processes: int = AS_PROCESSES,
    all_stories: bool = False,
    trace_dir: Path | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Proof:
    """Run the self-test, `jobs` clients at a time. Raises `Unfit`.

    `stories` are those that there are; the reference client plays what wrong clients use, or with `all_stories` all,
    and its traces are written to `trace_dir`. `progress` is told how many scenarios of how many are done.
    """
    clients = all_wrong_clients()
    by_id = {story.id: story for story in stories}
    _must_fit(clients, by_id)
    used = {name for client in clients for name in client.on}
    wanted = [story for story in stories if all_stories or story.id in used]
    work = [
        *(_job(client, PROCESS, by_id) for client in chosen(clients, as_processes)),
        *(
            Job(REFERENCE, PYTHON, tuple(wanted[nth : nth + _STORIES_AT_A_TIME]), trace_dir)
            for nth in range(0, len(wanted), _STORIES_AT_A_TIME)
        ),
        *(_job(client, PYTHON, by_id) for client in clients),
    ]
    results: dict[tuple[str, str], list[Result]] = {}
    total, done = sum(len(job.scenarios) for job in work), 0
    with closing(shared_out(work, _play, jobs)) as played:
        for job, told in played:
            found = list(lost(job.scenarios, job.options, told)) if isinstance(told, Died) else told
            results.setdefault((job.client, job.driver), []).extend(found)
            done += len(job.scenarios)
            progress(done, total)
    for found in results.values():
        found.sort(key=lambda one: str(one["id"]))
    return Proof(clients, results)


def _job(client: Wrong, driver: str, stories: Mapping[str, Scenario]) -> Job:
    return Job(client.__module__, driver, tuple(stories[name] for name in client.on))


def chosen(clients: Iterable[Wrong], count: int) -> list[Wrong]:
    """So many of the clients: a choice that one more client hardly changes, and that prefers no name."""
    return sorted(clients, key=lambda client: sha256(client.id.encode()).digest())[:count]


def _must_fit(clients: Iterable[Wrong], stories: Mapping[str, Scenario]) -> None:
    checks = [check.id for check in all_checks()]
    wrong = [
        f"the wrong client {client.id} names the {kind} {name!r}, which there is not"
        + (f"; did you mean {near!r}?" if (near := nearest(name, known)) else "")
        for client in clients
        for kind, names, known in (
            ("check", [*client.must, *client.may], checks),
            ("scenario", client.on, list(stories)),
        )
        for name in names
        if name not in known
    ]
    if wrong:
        raise Unfit("\n".join(wrong))


# --- playing, in processes of their own: clients may log, crash and linger --------------------------------------


def _play(job: Job) -> Generator[list[Result], None, None]:
    """All results of a job."""
    yield run(job.scenarios, job.options, _simulator)["scenarios"]


@lru_cache(maxsize=1)
def _simulator() -> Simulator:
    """The bundled simulator, its documents read once a process; what wrong clients log there is of no interest."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())
    return simulator_of_this_installation()


# --- what it proves -----------------------------------------------------------------------------------------


def caught_by(results: Iterable[Result]) -> list[str]:
    """The checks that caught a client in these scenarios, sorted."""
    return sorted({check["id"] for one in results for check in one["checks"] if catches(check)})


def catches(check: Result) -> bool:
    """Whether a check's result says that the client is wrong."""
    return bool(check["verdict"] == FAILED or (check["verdict"] == WARNED and check["severity"] == SHOULD))


def report(proof: Proof, watch: Stopwatch) -> dict[str, Any]:
    """What `dunbox selftest --json` prints."""
    wrong = [_of_client(client, proof.of(client)) for client in proof.clients]
    reference = [_scenario(one) for one in proof.reference()]
    proven = {check for client in wrong for check in client["caught_by"] if client["verdict"] == PASSED}
    return {
        "dunbox": __version__,
        "started": moment_of_day(),
        "seconds": watch.seconds(),
        "reference": {"verdict": _worst(proof.reference()), "scenarios": reference},
        "wrong_clients": wrong,
        "unproven": [check.id for check in all_checks() if check.id not in proven],
    }


def _of_client(client: Wrong, runs: Mapping[str, Sequence[Result]]) -> dict[str, Any]:
    caught = {driver: set(caught_by(found)) for driver, found in runs.items()}
    missing = {check for found in caught.values() for check in client.must if check not in found}
    unexpected = set().union(*caught.values()) - {*client.must, *client.may}
    erred = [one["verdict"] for found in runs.values() for one in found if one["verdict"] in _ERRORS]
    verdict = (
        min(erred, key=_ERRORS.index) if erred else FAILED if missing or unexpected or not runs else PASSED
    )
    return {
        "id": client.id,
        "mistake": client.mistake,
        "verdict": verdict,
        "must": list(client.must),
        "may": list(client.may),
        "caught_by": sorted(set().union(*caught.values())),
        "missing": sorted(missing),
        "unexpected": sorted(unexpected),
        "runs": [
            {"driver": driver, "scenarios": [_scenario(one) for one in found]}
            for driver, found in sorted(runs.items(), reverse=True)
        ],
    }


_ERRORS = (HARNESS_ERROR, CONFIG_ERROR)


def _scenario(one: Result) -> dict[str, Any]:
    told = {"message": one["message"]} if one.get("message") else {}
    return {"id": one["id"], "verdict": one["verdict"], "caught_by": caught_by([one]), **told}


def _worst(results: Iterable[Result]) -> str:
    """The reference client passes if it passes everywhere: not even a warning is right."""
    verdicts = {one["verdict"] for one in results}
    return next((error for error in _ERRORS if error in verdicts), PASSED if verdicts == {PASSED} else FAILED)


def exit_code(words: Mapping[str, Any]) -> int:
    """What a self-test exits with: 3 the harness erred, 2 a story cannot be played, 1 something is not proven."""
    verdicts = {words["reference"]["verdict"], *(client["verdict"] for client in words["wrong_clients"])}
    codes = {HARNESS_ERROR: 3, CONFIG_ERROR: 2, FAILED: 1, PASSED: 0}
    return max(codes[verdict] for verdict in verdicts)
