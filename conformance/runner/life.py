"""One life of a client: every request of a scenario, recorded, with the virtual time that stands while it is open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from conformance.drivers import VERSION, DriverError
from conformance.runner.attach.client import Attached
from conformance.runner.client import Client
from conformance.runner.endings import ClientLost
from conformance.runner.port import Message, Sandbox, Statement
from conformance.runner.posting import posted
from conformance.runner.schedule import Schedule
from conformance.runner.witness import Witness
from conformance.runner.words import plain
from conformance.trace import Recorder

# Nothing listens there: what is sent to it is handed to the client as `webhook`. Port 9 is "discard".
_MAILBOX = "http://127.0.0.1:9/webhooks"
# What a client that was killed meanwhile is asked again: no more than its own work, or to show itself. An act is the
# user's, who may do it again; a webhook is the provider's, who tries again.
_ASKED_AGAIN = ("tick", "bank", "view")


class Life:
    """Asks the client on behalf of a scenario. Every method raises `ClientLost` once the client is."""

    def __init__(
        self,
        client: Client | Attached,
        sandbox: Sandbox,
        recorder: Recorder,
        witness: Witness,
        schedule: Schedule,
        seconds: float,
    ) -> None:
        self.client = client
        self.sandbox = sandbox
        self.recorder = recorder
        self.witness = witness
        self.schedule = schedule
        self.killer = witness.killer
        self._seconds = seconds
        self._where: dict[str, Any] = {}
        self._mailboxes: dict[str, str] = {}
        self._own_address: str | None = None
        self._last = 0

    def configure(self, base_url: str, state_dir: str) -> None:
        """Begin the life, with empty books."""
        endpoints = self.sandbox.endpoints(base_url)
        words = {name: {**one, "webhook_url": f"{_MAILBOX}/{name}"} for name, one in endpoints.items()}
        self.recorder.normaliser.endpoints(words)
        self.recorder.normaliser.hide(state_dir, "{state_dir}")
        self._where = {"state_dir": state_dir, "company": self.sandbox.company, "endpoints": words}
        self._configure(fresh=True)

    def _configure(self, *, fresh: bool) -> None:
        ok = self.ask("configure", fresh=fresh, settings={}, **self._where)
        if ok is None:  # killed meanwhile; whoever was started in its place is configured already
            return
        if self.client.hello.webhooks == "driver":
            endpoints = self._where["endpoints"]
            self._mailboxes = {name: one["webhook_url"] for name, one in endpoints.items()}
        elif self.client.hello.webhooks == "url":
            self._takes_webhooks_at(ok.get("webhook_url"))

    def _takes_webhooks_at(self, address: str | None) -> None:
        if not address:
            raise self.blamed(
                "the client declares webhooks: url, and its reply to configure has no webhook_url"
            )
        self._own_address = address
        self.recorder.normaliser.hide(address, "{client}")

    def kill(self) -> None:
        """Kill the client's process, and start it again."""
        self.client.kill()
        self._revive()

    def _revive(self) -> None:
        """Start a killed client again: it goes on with its books."""
        self.killer.struck = False
        self.recorder.add("process", {"event": "killed", "cause": "story"})
        self.recorder.add("process", {"event": "started"})
        with self._recorded({"op": "hello", "protocol": VERSION}) as reply:
            self.client.restart()
            reply["ok"] = self.client.hello.words()
        self._configure(fresh=False)

    def ask(self, op: str, **words: Any) -> dict[str, Any] | None:
        """Ask one thing; answers the reply's `ok`, or None if the client was killed before it replied."""
        return self._ask(op, words, words)

    def _ask(
        self,
        op: str,
        words: Mapping[str, Any],
        shown: Mapping[str, Any],
        statement: Mapping[str, Any] | None = None,
    ) -> dict[str, Any] | None:
        """Ask, with other words shown in the trace, and what arrives with the request as a record of its own."""
        self._revive_if_killed()  # a client with an address of its own works on after its answer to a webhook
        while True:
            ok = self._once({"op": op, **plain(shown)}, words, statement)
            if op != "webhook":  # the provider has to hear first that nobody answered it
                self._revive_if_killed()
            if ok is not None or op not in _ASKED_AGAIN:
                return ok

    def _revive_if_killed(self) -> None:
        if self.killer.struck:
            self._revive()

    def _once(
        self, shown: Mapping[str, Any], words: Mapping[str, Any], statement: Mapping[str, Any] | None
    ) -> dict[str, Any] | None:
        request = plain({"now": self.sandbox.now.isoformat(), **words})
        ok: dict[str, Any] | None = None
        with self._recorded(shown) as reply:
            if statement is not None:
                self.recorder.add("statement", statement)
            ok = self.client.ask(shown["op"], request)
            if self.killer.replied(shown["op"]):
                self.killer.strike()
                ok = None
            elif ok is not None:
                reply["ok"] = ok
        if ok and ok.get("wake_at"):
            self.schedule.wake_at(datetime.fromisoformat(ok["wake_at"]))
        self.settle()
        return ok

    @contextmanager
    def _recorded(self, request: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        """Record a request and what the caller puts into its reply; none if the story had the client killed."""
        number = self._last = self.recorder.begin(request)
        reply: dict[str, Any] = {}
        try:
            yield reply
        except DriverError as error:
            if not self.killer.struck:
                reply["fault"] = {"kind": error.kind, "message": str(error)}
                raise ClientLost(error) from None
        finally:
            self.recorder.finish(number, reply or None)

    def blamed(self, sentence: str) -> ClientLost:
        """The end of a client whose last reply, though well formed, cannot be used."""
        error = DriverError("wrong", sentence)
        self.recorder.amend(self._last, {"reply": {"fault": {"kind": error.kind, "message": sentence}}})
        return ClientLost(error)

    def settle(self) -> None:
        """Put into the trace what happened in the sandbox since the last time."""
        self.witness.facts(self.sandbox.facts(self.witness.last_fact))

    def act(self, action: str, provider: str, words: Mapping[str, Any]) -> None:
        """The user of the client does something."""
        self.ask("act", action=action, provider=provider, **words)

    def tick(self) -> None:
        """The client does its periodic work."""
        self.ask("tick")

    def view(self) -> int:
        """The client shows what it has; answers the record's id."""
        self.ask("view")
        return self._last

    def bank(self, statement: Statement) -> None:
        """A bank statement arrives. The trace has its content in a record of its own."""
        fields = {
            "account": statement.account,
            "day": statement.day.isoformat(),
            "format": statement.format,
            "content": statement.content,
        }
        shown = {"format": statement.format, "content": {"account": fields["account"], "day": fields["day"]}}
        self._ask("bank", {"format": statement.format, "content": statement.content}, shown, fields)

    def deliver(self, message: Message) -> None:
        """Take a webhook to the client, and tell the sandbox how it was answered.

        One to an address that is not the client's gets no answer.
        """
        status: int | None = None
        surface = next((name for name, url in self._mailboxes.items() if _below(message.url, url)), None)
        if surface is not None:
            status = self._hand_over(surface, message)
        elif self._own_address and _below(message.url, self._own_address):
            status = self._post(message)
        self.sandbox.answered(message.id, status)
        self.settle()
        self._revive_if_killed()

    def _hand_over(self, surface: str, message: Message) -> int | None:
        delivery = self.witness.delivery(surface, message)
        target = urlsplit(message.url)
        path = target.path + (f"?{target.query}" if target.query else "")
        body = message.body.decode("utf-8", "replace")
        ok = self.ask("webhook", method="POST", path=path, headers=dict(message.headers), body=body)
        status = int(ok["status"]) if ok else None
        self.witness.answered(delivery, status)
        return status

    def _post(self, message: Message) -> int | None:
        """Post to the client's own address. What it does then belongs to the delivery until the next tick."""
        delivery = self.witness.delivery(None, message)
        self.recorder.cover(delivery)
        status = posted(message, self._seconds)
        self.witness.answered(delivery, status)
        return status

    def bye(self) -> None:
        """End the client's process, which then has to exit."""
        with self._recorded({"op": "bye"}) as reply:
            # To leave takes no call to a provider. One that comes now is stray, whether it comes before the reply
            # or after it: between the two nobody could draw the line alike in every run.
            self.recorder.pause()
            self.client.ask("bye", {"now": self.sandbox.now.isoformat()})
            self.client.leave()
            reply["ok"] = {}


def _below(url: str, base: str) -> bool:
    """Whether a URL is a base or below it."""
    return url == base or url.startswith((base.rstrip("/") + "/", base + "?"))
