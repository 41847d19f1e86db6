"""Trouble that a run lays over its stories, besides what they tell of."""

from __future__ import annotations

from conformance.drivers import Hello
from conformance.runner.killing import Killer
from conformance.runner.options import Options
from conformance.runner.port import Sandbox
from conformance.runner.profiles import PROFILES, faults_of
from conformance.runner.scenario import Scenario
from conformance.verdict import counted


class Trouble:
    """What is laid over one story."""

    def __init__(self, options: Options, scenario: Scenario, sandbox: Sandbox, killer: Killer) -> None:
        self._options = options
        self._scenario = scenario
        self._sandbox = sandbox
        self._killer = killer

    def begin(self) -> None:
        """Let it come from now on."""
        if self._options.faults is not None:
            for words in faults_of(self._options.faults, self._options.seed, self._scenario.id):
                self._sandbox.put_fault(words)
        if self._options.crash is not None:
            self._killer.arm_change(self._options.crash)

    def stayed_away(self) -> str:
        """Why nothing came of it; `""` if something did."""
        if self._options.faults is not None and not any(one["struck"] for one in self._sandbox.faults()):
            return f"the story has too few calls or notifications for the profile {self._options.faults}"
        if self._options.crash is not None and self._killer.waits_for_a_change:
            return f"the client made fewer than {counted(self._options.crash, 'call')} that changed something"
        return ""


def why_untroubled(scenario: Scenario, hello: Hello, options: Options) -> str:
    """Why a story cannot have trouble laid over it; `""` if it can, or none is asked for."""
    if options.faults is None and options.crash is None:
        return ""
    if any(step.actor in ("network", "process") for step in scenario.story):
        return "the story has trouble of its own, at calls that it counts"
    if options.faults is not None and PROFILES[options.faults].messages and hello.webhooks == "none":
        return f"the client takes no webhooks, and the profile {options.faults} is about nothing else"
    return ""
