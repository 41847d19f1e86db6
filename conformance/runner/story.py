"""Plays the steps of a story: what the client's user, the provider's people, debtors, clock and network do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Any

from conformance.runner.endings import StoryStuck, WrongStory
from conformance.runner.life import Life
from conformance.runner.moments import Moments
from conformance.runner.network import Network
from conformance.runner.scenario import Scenario, Step
from conformance.runner.schedule import later
from conformance.runner.words import SERVICE_DECISIONS, as_act, plain

# So much time passes when the story is over, so that what is on its way can arrive.
_BANKING_DAYS_AFTER = 3

# By which fact it is seen that something which the client was told to do has reached the provider.
_REACHES = {
    "activate": "agreement_sent",
    "transfer_invoice": "transfer_requested",
    "change_settings": "transfer_requested",
}


class Story:
    """Plays one scenario in one life."""

    def __init__(self, scenario: Scenario, life: Life, network: Network, refused: type[Exception]) -> None:
        self._scenario = scenario
        self._life = life
        self._network = network
        self._sandbox = life.sandbox
        self._moments = Moments(life)
        self._refused = refused
        self._provided = scenario.provider  # the service that was ordered last
        self._done: list[Step] = []
        self._known: dict[str, Mapping[str, Any]] = {}  # debtors by their keys

    def play(self) -> None:
        """All steps, three banking days more, and the last view. Raises `WrongStory` and `ClientLost`."""
        self._allowed(None, self._debtors)
        for step in self._scenario.story:
            self._allowed(step, partial(self._actors[step.actor], self, step))
            self._done.append(step)
        after = self._sandbox.add_banking_days(self._sandbox.now, _BANKING_DAYS_AFTER)
        self._moments.pass_to(after)
        self._look("end", self._scenario.expect, 0)

    def _allowed(self, step: Step | None, do: Callable[[], None]) -> None:
        """Do something that the sandbox can refuse; then the story is wrong, unless the client has owed it."""
        try:
            do()
        except self._refused as error:
            if step is not None and self._is_owed(step):
                fields = {"place": "step", "line": step.line, "words": {}, "view": None, "unmet": str(error)}
                self._life.recorder.add("expect", fields)
                raise StoryStuck(str(error)) from None
            raise WrongStory(f"line {step.line}: {error}" if step else str(error)) from None

    def _is_owed(self, step: Step) -> bool:
        """Whether a step needs what the client was told to do before, and what has not reached the provider."""
        number = step.words.get("number")
        for told in self._done if step.actor in ("provider", "debtor") else ():
            kind = _REACHES.get(told.verb) if told.actor == "client" else None
            about = number if kind == "transfer_requested" else None
            if kind and told.words.get("number", number) == number and not self._happened(kind, about):
                return True
        return False

    def _happened(self, kind: str, number: str | None) -> bool:
        return any(
            record.get("fact") == kind and number in (None, record.get("number"))
            for record in self._life.recorder.records
        )

    def _debtors(self) -> None:
        for key, words in self._scenario.debtors.items():
            self._known[key] = self._sandbox.put_debtor(key, words)

    def _client(self, step: Step) -> None:
        words = self._words(step)
        if words is not None:
            self._life.act(step.verb, self._provided, words)
        self._moments.here()

    def _words(self, step: Step) -> Mapping[str, Any] | None:
        """The fields of an act; None if the client is not to be asked, because it keeps no invoices."""
        today = self._sandbox.now.date()
        if step.verb == "send_invoice":
            return self._invoice(step)
        if step.verb == "activate":
            words = dict(step.words)
            self._provided = str(words.pop("provider", self._provided))
            return {**_form(self._sandbox.company), **words}
        if step.verb == "set_customer_group":
            customer = self._known[step.words["debtor"]]
            return {"business_id": customer.get("business_id"), "group": step.words.get("group")}
        if step.verb in ("record_payment", "reverse_payment", "delete_payment", "credit_invoice"):
            return {"date": today, **step.words}
        return step.words

    def _invoice(self, step: Step) -> Mapping[str, Any] | None:
        """Draft an invoice. Its debtor gets it at once where no channel of the provider carries it from the client."""
        keeps = "send_invoice" in self._life.client.hello.actions
        sends = keeps and self._network.carries_invoices
        invoice = self._sandbox.draft_invoice(step.words)
        self._sandbox.put_invoice(str(step.words["number"]), invoice, str(step.words["debtor"]), not sends)
        self._life.settle()
        return {"invoice": invoice} if keeps else None

    def _provider(self, step: Step) -> None:
        if "number" in step.words:
            self._decide(step)
        elif step.verb in SERVICE_DECISIONS:
            self._sandbox.decide_service(self._provided, step.verb, **step.words)
        else:
            self._sandbox.onboarding(self._provided, step.verb, **step.words)
        self._moments.here()

    def _decide(self, step: Step) -> None:
        """What a person at the agency decides about the case of an invoice."""
        words = dict(step.words)
        if "others" in words:
            words["others"] = tuple(map(self._sandbox.case_id, words["others"]))
        self._sandbox.decide(self._sandbox.case_id(str(words.pop("number"))), step.verb, **words)

    def _debtor(self, step: Step) -> None:
        if step.verb == "pays":
            words = dict(step.words)
            self._sandbox.pay(str(words.pop("number")), **words)
        else:
            self._sandbox.run_errand("acts", as_act(step.verb, step.words))
        self._moments.here()

    def _clock(self, step: Step) -> None:
        value = step.words[step.verb] if step.verb in step.words else next(iter(step.words.values()))
        if step.verb == "ticks":
            self._life.schedule.hourly = value == "hourly"
            return
        goal = self._goal(step.verb, value)
        if goal.astimezone(UTC) < self._sandbox.now.astimezone(UTC):
            now = self._sandbox.now.replace(tzinfo=None).isoformat(timespec="minutes")
            raise WrongStory(f"line {step.line}: the clock goes forward only; it shows {now} already")
        self._moments.pass_to(goal)

    def _goal(self, verb: str, value: Any) -> datetime:
        if verb == "to":
            moment: datetime = value
            return moment.replace(tzinfo=self._sandbox.zone)
        if verb == "banking_days":
            return self._sandbox.add_banking_days(self._sandbox.now, int(value))
        return later(self._sandbox.now, str(value), self._sandbox.zone)

    def _network_step(self, step: Step) -> None:
        if step.verb == "calm":
            self._network.calm()
        else:
            self._network.put(step)
        self._life.settle()

    def _process(self, step: Step) -> None:
        if "before_reply" in step.words:
            self._life.killer.arm_reply(str(step.words["before_reply"]), step.line)
        elif "on" in step.words:
            self._life.killer.arm(str(step.words["on"]), int(step.words.get("nth", 1)), step.line)
        else:
            self._life.kill()
            self._moments.here()

    def _look_step(self, step: Step) -> None:
        self._look("look", step.words, step.line)

    def _look(self, place: str, words: Mapping[str, Any], line: int) -> None:
        """Let the client show itself, and put next to it what the story expects to see."""
        view = self._life.view() if self._life.client.hello.views else None
        fields = {"place": place, "words": plain(words), "view": view, "line": line or None}
        self._life.recorder.add("expect", fields)

    _actors: Mapping[str, Callable[[Story, Step], None]] = {
        "client": _client,
        "provider": _provider,
        "debtor": _debtor,
        "clock": _clock,
        "network": _network_step,
        "process": _process,
        "look": _look_step,
    }


def _form(company: Mapping[str, Any]) -> dict[str, Any]:
    """What a user fills in to order a service, where the story says nothing of it: the company's own contact."""
    contact = {key: value for key, value in (company.get("contact") or {}).items() if value}
    return {
        "user": {
            "role": "user administrator",
            **{key: contact[key] for key in ("email", "phone") if key in contact},
        },
        "signatory_email": contact.get("email"),
        "details": {"contact": contact},
    }
