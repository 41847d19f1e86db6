"""What a run needs of a story, as types, and what a story needs of a client."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from conformance.drivers import Hello
from simulator.resources import scenarios


class Step(Protocol):
    """One step of a story."""

    @property
    def actor(self) -> str:
        """client, provider, debtor, clock, network, process or look."""

    @property
    def verb(self) -> str:
        """What it does."""

    @property
    def words(self) -> dict[str, Any]:
        """With what."""

    @property
    def line(self) -> int:
        """Where it stands in its file."""


class Scenario(Protocol):
    """A story for one provider."""

    @property
    def id(self) -> str:
        """Its name."""

    @property
    def path(self) -> str:
        """The file that it came from."""

    @property
    def title(self) -> str:
        """Its title."""

    @property
    def provider(self) -> str:
        """The agency."""

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules that it is about."""

    @property
    def country(self) -> str:
        """Of the account."""

    @property
    def start(self) -> datetime:
        """Local time of the account's zone."""

    @property
    def company(self) -> dict[str, Any]:
        """What is given of the company."""

    @property
    def assumptions(self) -> dict[str, Any]:
        """Which named assumptions are otherwise in it."""

    @property
    def debtors(self) -> dict[str, dict[str, Any]]:
        """Who holds the invoices."""

    @property
    def story(self) -> tuple[Step, ...]:
        """The steps."""

    @property
    def expect(self) -> dict[str, Any]:
        """What is to be seen at the end."""


def selector(scenario: Scenario) -> tuple[str, ...]:
    """The words by which a run chooses it alone: its id, or, of one that is not bundled, its file and provider."""
    if not scenario.path or Path(scenario.path).resolve().is_relative_to(scenarios().resolve()):
        return (scenario.id,)
    return (scenario.path, "--provider", scenario.provider)


def why_not(scenario: Scenario, hello: Hello) -> str:
    """Why a scenario does not apply to a client, by what it declared alone; `""` if it does."""
    if scenario.provider not in hello.providers:
        return f"the client does not serve {scenario.provider}"
    for step in scenario.story:
        if step.actor != "client" or step.verb == "send_invoice":
            continue  # an invoice that the client does not send is put into the sandbox instead
        if step.verb not in hello.actions:
            return f"the client does not declare the action {step.verb}"
        missing = [name for name in step.words.get("settings", {}) if name not in hello.settings]
        if missing:
            return f"the client does not honour the setting {missing[0]}"
    return ""


def why_not_attached(scenario: Scenario) -> str:
    """Why a scenario does not apply to a client that the harness has not started; `""` if it does."""
    return "the story kills the client, which is not ours to kill" if kills(scenario) else ""


def kills(scenario: Scenario) -> bool:
    """Whether the client's process is killed in it, so that the client has to be one."""
    return any(step.actor == "process" for step in scenario.story)
