"""The faults that a story puts between a client and its provider, and which of them never struck."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from conformance.meaning import Meaning
from conformance.runner.endings import WrongStory
from conformance.runner.port import Sandbox
from conformance.runner.scenario import Step
from conformance.runner.words import SERVICE_DECISIONS, as_act, plain

_DECIDED = ("on", "then")


class Network:
    """What can go wrong on the way of one story's client."""

    def __init__(self, sandbox: Sandbox, meaning: Meaning, provider: str) -> None:
        self._sandbox = sandbox
        self._meaning = meaning
        self._provider = provider
        self._steps: dict[str, Step] = {}
        self._ended: list[dict[str, Any]] = []

    @property
    def carries_invoices(self) -> bool:
        """Whether clients of the provider send their invoices through it."""
        return "send_invoice" in self._meaning.duties(self._provider)

    def put(self, step: Step) -> None:
        """Set the fault of a step; raises what the sandbox raises for one that cannot be."""
        words = {key: value for key, value in step.words.items() if key not in _DECIDED}
        if "then" in step.words:
            words["calls"] = [self._call(step.words["then"])]
        number = self._sandbox.put_fault(plain({"kind": step.verb, **self._place(step), **words}))
        self._steps[number] = step

    def calm(self) -> None:
        """Take all faults away."""
        self._ended += self._loose()
        for number in self._steps:
            self._sandbox.remove_fault(number)
        self._steps.clear()

    def loose_ends(self) -> list[dict[str, Any]]:
        """The faults that never struck, and those of which something could not be done, by the lines of their steps."""
        return [*self._ended, *self._loose()]

    def _loose(self) -> list[dict[str, Any]]:
        found = []
        for fault in self._sandbox.faults() if self._steps else ():
            step = self._steps[fault["id"]]
            failed = fault.get("failed")
            if failed or not fault["struck"]:
                words = {"line": step.line, "fault": step.verb, "on": step.words.get("on"), **_then(step)}
                found.append({**words, "struck": fault["struck"], **({"failed": failed} if failed else {})})
        return found

    def _place(self, step: Step) -> dict[str, Any]:
        """Where a fault strikes: on the surface that speaks for the provider, at the calls of a duty or at any."""
        surfaces = self._meaning.surfaces(self._provider)
        duty = step.words.get("on")
        if duty is None:
            return {"channel": surfaces[0]} if len(surfaces) == 1 else {}
        for surface in surfaces:
            operations = self._meaning.operations(surface, duty)
            if operations:
                return {"channel": surface, "operations": operations}
        raise WrongStory(f"line {step.line}: clients of {self._provider} have no duty {duty!r}")

    def _call(self, step: Step) -> Mapping[str, Any]:
        """A step of the story as a call of the control API."""
        if step.actor == "provider" and "number" in step.words:
            return {"call": "decisions", "decision": step.verb, **step.words}
        if step.verb in SERVICE_DECISIONS:
            return {
                "call": "service_decisions",
                "provider": self._provider,
                "decision": step.verb,
                **step.words,
            }
        if step.actor == "provider":
            return {"call": "onboarding", "provider": self._provider, "action": step.verb, **step.words}
        if step.verb != "pays":
            return {"call": "acts", **as_act(step.verb, step.words)}
        return {"call": "payments", **step.words}


def _then(step: Step) -> dict[str, Any]:
    """What was to happen with a fault, as its story has it; nothing for most faults."""
    then: Step | None = step.words.get("then")
    return {"then": {then.actor: {then.verb: plain(then.words)}}} if then is not None else {}
