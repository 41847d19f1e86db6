"""A workbench: one simulator and one client, on which scenarios are played one after the other."""

from __future__ import annotations

import contextlib
import tempfile
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC
from functools import partial
from typing import Any

from conformance.drivers import DriverError
from conformance.meaning import Meaning
from conformance.preflight import PreflightError
from conformance.runner.attach.client import Attached
from conformance.runner.attach.life import AttachedLife
from conformance.runner.client import Client
from conformance.runner.endings import ClientLost, StoryStuck, WrongStory
from conformance.runner.killing import Killer
from conformance.runner.life import Life
from conformance.runner.network import Network
from conformance.runner.options import Options
from conformance.runner.port import Exchange, Sandbox, Server, Simulator
from conformance.runner.scenario import Scenario, kills, why_not, why_not_attached
from conformance.runner.schedule import Schedule
from conformance.runner.story import Story
from conformance.runner.trouble import Trouble, why_untroubled
from conformance.runner.witness import Witness
from conformance.trace import Normaliser, Recorder
from conformance.trace.recorder import VERSION
from conformance.verdict import CONFIG_ERROR, HARNESS_ERROR, NOT_APPLICABLE

# What a trace has not of a client that was not started here: what it shows to its user.
_UNSEEN = ["views"]


@dataclass(slots=True)
class Played:
    """What came of playing a scenario: its trace, and why it has no verdict of its checks, if it has none.

    `log` is what the client wrote to stderr until then, `stderr` the same where it was lost; `untroubled` says why
    nothing came of the trouble that the run was to lay over it.
    """

    recorder: Recorder | None = None
    verdict: str | None = None
    message: str = ""
    days: float = 0.0
    stderr: str = ""
    log: str = ""
    reused: bool = False
    untroubled: str = ""
    defects: list[str] = field(default_factory=list)


class Bench:
    """Plays scenarios. It keeps a client's process for the next one if the client allows."""

    def __init__(self, simulator: Simulator, options: Options) -> None:
        self._simulator = simulator
        self._options = options
        self._meaning = Meaning(simulator.documents)
        self._world = simulator.world()
        self._world.listen(self._heard)
        self._closing = contextlib.ExitStack()
        self._attached = options.attach
        self._url = self._closing.enter_context(self._served()).url
        self._lock = threading.Lock()
        self._witness: Witness | None = None
        self._client: Client | Attached | None = None

    def _served(self) -> AbstractContextManager[Server]:
        if self._attached is None:
            return self._simulator.serve(self._world)
        port = self._attached.port
        try:
            return self._simulator.serve(self._world, port=port)
        except OSError as error:
            sentence = f"--port {port} cannot be served at: {error.strerror}; give another, or leave it out"
            raise PreflightError(sentence) from None

    def __enter__(self) -> Bench:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        with self._closing:
            try:
                if self._client is not None and kind is None:
                    self._client.part()
            finally:
                self._let_go()

    def play(self, scenario: Scenario, *, anew: bool = False) -> Played:
        """Play one scenario; `anew` in a new process of the client."""
        if anew:
            self._let_go()
        try:
            client = self._started(scenario)
        except DriverError as error:
            return self._unborn(scenario, error)
        reason = why_not_attached(scenario) if self._attached else why_not(scenario, client.hello)
        reason = reason or why_untroubled(scenario, client.hello, self._options)
        if reason:
            return Played(verdict=NOT_APPLICABLE, message=reason)
        return self._played(scenario, client)

    def _started(self, scenario: Scenario) -> Client | Attached:
        """A client for a scenario: that of the last, if it may be used again and is of the right kind."""
        if self._attached is not None:
            return Attached(self._attached, self._url, self._simulator.providers)
        killable = kills(scenario) or self._options.crash is not None
        wanted = self._options.killable_driver if killable else self._options.driver
        if self._client is not None and self._client.started_by != wanted:
            self._client.part()
            self._client = None
        if self._client is None:
            self._client = Client(self._options, killable=killable)
        return self._client

    def _let_go(self) -> None:
        if self._client is not None:
            self._client.kill()
            self._client = None

    def _played(self, scenario: Scenario, client: Client | Attached) -> Played:
        played = Played(reused=client.lives > 0)
        client.lives += 1
        try:
            with self._sandbox(scenario) as sandbox, self._folder() as folder:
                self._live(scenario, client, sandbox, folder, played)
                played.log = client.log()
        except self._simulator.refused as error:
            played.verdict, played.message = CONFIG_ERROR, str(error)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is ours: the client's failures are ClientLost
            played.verdict, played.message = HARNESS_ERROR, f"{type(error).__name__}: {error}"
        if played.defects:
            played.verdict, played.message = HARNESS_ERROR, played.defects[0]
        if played.verdict is not None:
            self._let_go()
        return played

    @contextlib.contextmanager
    def _sandbox(self, scenario: Scenario) -> Iterator[Sandbox]:
        sandbox = self._world.create(
            seed=self._options.seed,
            start=scenario.start,
            country=scenario.country,
            name=scenario.id,
            company=scenario.company,
            settings=scenario.assumptions,
            credentials=self._attached.credentials if self._attached is not None else None,
        )
        try:
            yield sandbox
        finally:
            self._world.remove(sandbox.id)

    @contextlib.contextmanager
    def _folder(self) -> Iterator[str]:
        """The client's folder, for one life."""
        with tempfile.TemporaryDirectory(prefix="dunbox-client-") as folder:
            try:
                yield folder
            except BaseException:  # what ends us ends the client first, which may be writing there
                self._let_go()
                raise

    def _live(
        self, scenario: Scenario, client: Client | Attached, sandbox: Sandbox, folder: str, played: Played
    ) -> None:
        recorder = played.recorder = self._recorder(sandbox)
        killer = Killer(client.strike)
        witness = Witness(recorder, self._meaning, killer, sandbox.facts)
        network = Network(sandbox, self._meaning, scenario.provider)
        life = self._life(client, sandbox, recorder, witness, _schedule(client, sandbox))
        began = sandbox.now
        trouble = Trouble(self._options, scenario, sandbox, killer)
        self._begin(scenario, client, sandbox, recorder)
        with self._heard_by(witness):
            try:
                life.settle()
                life.configure(self._url, folder)
                trouble.begin()
                Story(scenario, life, network, self._simulator.refused).play()
                self._end(life)
            except ClientLost as lost:
                played.stderr = lost.error.stderr
                self._let_go()
                recorder.add("process", {"event": "killed", "cause": "lost"})
            except StoryStuck:
                self._let_go()
            except WrongStory as error:
                played.verdict, played.message = error.verdict, str(error)
        life.settle()
        recorder.add("end", _loose_ends([*network.loose_ends(), *killer.waiting()]))
        played.untroubled = trouble.stayed_away()
        played.defects = witness.defects
        played.days = (sandbox.now - began).total_seconds() / 86_400

    def _recorder(self, sandbox: Sandbox) -> Recorder:
        return Recorder(Normaliser(), lambda: sandbox.now, held=self._attached is not None)

    def _life(
        self,
        client: Client | Attached,
        sandbox: Sandbox,
        recorder: Recorder,
        witness: Witness,
        schedule: Schedule,
    ) -> Life:
        kind = Life if self._attached is None else partial(AttachedLife, self._attached.preflight)
        return kind(client, sandbox, recorder, witness, schedule, self._options.op_timeout)

    def _begin(
        self, scenario: Scenario, client: Client | Attached, sandbox: Sandbox, recorder: Recorder
    ) -> None:
        fields: dict[str, Any] = {
            "trace": VERSION,
            "scenario": scenario.id,
            "title": scenario.title,
            "provider": scenario.provider,
            "rules": list(scenario.rules),
            "country": scenario.country,
            "zone": sandbox.zone.key,
            "seed": self._options.seed,
            "surfaces": self._meaning.surfaces(scenario.provider),
            "company": sandbox.company,
            "hello": client.hello.words(),
            **({"lacks": _UNSEEN} if self._attached is not None else {}),
        }
        recorder.add("start", fields)
        recorder.add("process", {"event": "started"})

    def _end(self, life: Life) -> None:
        """A client that may be used again stays; any other has to leave when it is told."""
        if not life.client.hello.reuse:
            try:
                life.bye()
            finally:
                self._let_go()

    def _unborn(self, scenario: Scenario, error: DriverError) -> Played:
        """A scenario for which the client could not even be started."""
        moment = scenario.start.replace(tzinfo=UTC)
        recorder = Recorder(Normaliser(), lambda: moment)
        recorder.add("start", {"trace": VERSION, "scenario": scenario.id, "provider": scenario.provider})
        number = recorder.begin({"op": "hello"})
        recorder.finish(number, {"fault": {"kind": error.kind, "message": str(error)}})
        recorder.add("end", {})
        return Played(recorder=recorder, stderr=error.stderr)

    @contextlib.contextmanager
    def _heard_by(self, witness: Witness) -> Iterator[None]:
        with self._lock:
            self._witness = witness
        try:
            yield
        finally:
            with self._lock:
                self._witness = None

    def _heard(self, exchange: Exchange) -> None:
        """Called by the simulator, in a thread of its own, before an answer leaves."""
        with self._lock:
            if self._witness is None:
                return
            try:
                self._witnessed(exchange, self._witness)
            except Exception as error:  # noqa: BLE001 - told as our defect, not as the server's answer
                self._witness.defects.append(
                    f"an exchange could not be recorded: {type(error).__name__}: {error}"
                )

    def _witnessed(self, exchange: Exchange, witness: Witness) -> None:
        number = witness.exchange(exchange)
        if self._attached is not None:
            self._attached.heard(exchange, witness.recorded(number))


def _schedule(client: Client | Attached, sandbox: Sandbox) -> Schedule:
    """When the client is called: with statements of the days since the sandbox was made, if it takes any."""
    born = sandbox.now.date()
    return Schedule(
        sandbox.zone,
        takes_statements=bool(client.hello.bank),
        is_banking_day=lambda day: day >= born and sandbox.is_banking_day(day),
    )


def _loose_ends(found: list[dict[str, Any]]) -> dict[str, Any]:
    """What the story wanted to go wrong and did not, as the last record of a trace has it."""
    return {"never_struck": found} if found else {}
