"""What happened in the sandbox of a fixture, for the report of a test that failed: a timeline, and the last calls."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from conformance.pytest_plugin.telling import Section, section, timeline_of
from conformance.trace.normal import media_type, read_json

if TYPE_CHECKING:
    from simulator import Dunbox, Exchange

_CALLS = 5
_MOST_CALLS, _MOST_FACTS = 1_000, 2_000
_LONGEST = 600


@dataclass(frozen=True, slots=True)
class Heard:
    """A call: after how many facts it was answered, at which virtual time, in the zone of the test's sandbox."""

    facts: int
    at: str
    exchange: Exchange


class Witness:
    """Sees every call to a sandbox's world, and after how many facts it was answered."""

    def __init__(self, dunbox: Dunbox, most: int) -> None:
        self._dunbox = dunbox
        self._most = most
        self._heard: deque[Heard] = deque(maxlen=_MOST_CALLS)
        dunbox.world.listen(self._hear)

    def _hear(self, exchange: Exchange) -> None:
        sandbox = self._dunbox.sandbox
        self._heard.append(Heard(sandbox.facts_total, sandbox.now.isoformat(), exchange))

    def sections(self) -> list[Section]:
        """The timeline and the last calls, without secrets and tokens; of both the last lines."""
        last = [line for heard in list(self._heard)[-_CALLS:] for line in self._whole(heard)]
        return [
            *timeline_of(self._records(), self._most),
            *section(f"dunbox: the last {_CALLS} calls", last, self._most),
        ]

    def _records(self) -> Iterator[dict[str, Any]]:
        """Facts and calls as records of a trace, in order; a call stands after the facts that came of it."""
        heard = deque(self._heard)
        sandbox = self._dunbox.sandbox
        for fact in sandbox.facts(max(0, sandbox.facts_total - _MOST_FACTS)):
            while heard and heard[0].facts < fact["seq"]:
                yield self._call(heard.popleft())
            yield self._fact(fact)
        yield from map(self._call, heard)

    def _fact(self, fact: Mapping[str, Any]) -> dict[str, Any]:
        """A fact; of a message that was tried, the delivery."""
        number = {"id": fact["seq"], "at": fact["at"]}
        message = self._dunbox.sandbox.outbox.messages.get(str(fact.get("message")))
        if fact["kind"] == "message_answered" and message is not None:
            return {
                **number,
                "kind": "delivery",
                "body": {"event": message.event},
                "answer": {"status": fact["status"]},
            }
        return {**fact, **number, "kind": "fact", "fact": fact["kind"]}

    def _call(self, heard: Heard) -> dict[str, Any]:
        exchange = heard.exchange
        body = read_json(self._text(exchange.answer_body))
        return {
            "id": 0,
            "at": heard.at,
            "kind": "exchange",
            "method": exchange.method,
            "path": self._veiled(exchange.path),
            "answer": {"status": exchange.status, "body": body} if exchange.status else {},
            "fault": exchange.fault,
            "contract": [self._veiled(problem) for problem in exchange.contract],
        }

    def _whole(self, heard: Heard) -> Iterator[str]:
        """A call as it was on the wire, long bodies cut, and what it may have been meant for."""
        exchange = heard.exchange
        query = f"?{exchange.query}" if exchange.query else ""
        call = f"{exchange.method} {self._veiled(exchange.path + query)}"
        yield f"{heard.at[:16].replace('T', ' ')}   {exchange.surface}: {call}"
        yield from self._body("sent", exchange.headers, exchange.body)
        yield f"    answered {exchange.status or 'nothing: the connection was cut'}"
        yield from self._body("", exchange.answer_headers, exchange.answer_body)
        for name, sentences in (("against the contract", exchange.contract), ("near miss", exchange.near)):
            yield from (f"    {name}: {self._veiled(sentence)}" for sentence in sentences)

    def _body(self, name: str, headers: list[tuple[str, str]], body: bytes) -> Iterator[str]:
        text = self._text(body).strip()
        if text:
            kind = media_type(headers)
            shown = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}… ({len(body)} bytes)"
            yield f"    {name} {kind}".rstrip() if name else f"    {kind}"
            yield from (f"      {line}" for line in shown.splitlines())

    def _text(self, body: bytes) -> str:
        return self._veiled(body.decode("utf-8", "replace"))

    def _veiled(self, text: str) -> str:
        return self._dunbox.world.veiled(text)
