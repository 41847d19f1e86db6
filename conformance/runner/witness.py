"""Puts what the simulator tells into the trace: exchanges, deliveries and facts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

from conformance.meaning import Meaning
from conformance.runner.killing import KILLED, Killer
from conformance.runner.port import Exchange, Message
from conformance.trace import Recorder
from conformance.trace.normal import body_value, media_type, parts_value, query_value, read_json

# The fault after which an answer may be no JSON any more, and that with which something happens behind an answer.
_SPOILED, _MEANWHILE = "malformed", "meanwhile"
_AUTHENTICATES = "authenticate"
_ALWAYS = frozenset({"content-type", "authorization", "retry-after"})


class Witness:
    """Writes to one recorder what it is told; `defects` are exchanges in which the simulator itself erred."""

    def __init__(
        self,
        recorder: Recorder,
        meaning: Meaning,
        killer: Killer,
        happened: Callable[[int], Iterable[Mapping[str, Any]]],
    ) -> None:
        """Take what answers the facts after one of a number."""
        self._happened = happened
        self.killer = killer
        self._recorder = recorder
        self._meaning = meaning
        self._facts = 0
        self.defects: list[str] = []

    def exchange(self, told: Exchange) -> int | None:
        """Record a call and its answer, with what it means; kill the client if the story wants that at this call.

        Answers the record's id. What people open in a browser is no call of the client's, and gets none.
        """
        if not self._meaning.knows(told.surface):
            return None
        answer = body_value(told.answer_body, media_type(told.answer_headers))
        self._recorder.normaliser.tokens_in(answer)
        fields = {
            "surface": told.surface,
            "operation": told.operation,
            "method": told.method,
            "path": told.path,
            "query": query_value(told.query),
            "headers": self._headers(told.surface, told.headers),
            "body": _request_body(told),
            "answer": {
                "status": told.status,
                "headers": self._headers(told.surface, told.answer_headers),
                "body": answer,
            },
            "contract": list(told.contract),
            "fault": told.fault,
            "committed": told.committed,
        }
        means = fields["means"] = self._means(told, fields)
        if "link" in means:
            self._recorder.normaliser.link(means["link"])
        kill = self._recorder.is_open and self._kills(told, str(means.get("duty")))
        if kill or _is_unreadable(told, answer):
            fields |= self._unheard(told, fields, KILLED if kill else told.fault)
        if told.rules:
            fields["rules"] = list(told.rules)
        if told.harness_error:
            fields["harness_error"] = True
            why = "; ".join(told.contract) or f"it answered {told.status}"
            self.defects.append(f"the simulator erred at {told.method} {told.path}: {why}")
        number = self._recorder.add("exchange", fields)
        if told.fault == _MEANWHILE:
            self.facts(self._happened(self._facts))
        if kill:
            self.killer.strike()
        return number

    def recorded(self, number: int | None) -> Mapping[str, Any] | None:
        """The record with an id."""
        return self._recorder.records[number - 1] if number is not None else None

    def _kills(self, told: Exchange, duty: str) -> bool:
        """Count a call; a token is nothing that a client has to keep."""
        return self.killer.heard(
            duty, changes=told.committed and told.method != "GET" and duty != _AUTHENTICATES
        )

    def _unheard(self, told: Exchange, fields: Mapping[str, Any], fault: str | None) -> dict[str, Any]:
        """What changes in a record where the client was told nothing that it can read."""
        answer = None if fault == KILLED or not told.status else fields["answer"]
        means = self._means(told, {**fields, "answer": None})
        return {
            "answer": answer,
            "fault": fault,
            "means": {**means, "outcome": "unknown"} if means else means,
        }

    def _means(self, told: Exchange, fields: Mapping[str, Any]) -> dict[str, Any]:
        document = {"query": fields["query"], "body": _flat(fields["body"]), "answer": fields["answer"]}
        return self._meaning.of_exchange(told.surface, told.operation, told.path, document)

    def _headers(self, surface: str, headers: Iterable[tuple[str, str]]) -> dict[str, str]:
        """The headers that a trace keeps: those that count whoever the provider is, and those it documents."""
        kept: dict[str, str] = {}
        for raw, value in headers:
            name = raw.lower()
            if name == "content-type":
                kept[name] = value.partition(";")[0].strip().lower()
            elif name == "authorization":
                kept[name] = self._recorder.normaliser.authorization(value)
            elif name in _ALWAYS or name in self._meaning.headers(surface):
                kept[name] = value
        return kept

    def delivery(self, surface: str | None, message: Message) -> int:
        """Record a webhook on its way to the client; answers the record's id."""
        body = read_json(message.body.decode("utf-8", "replace"))
        surface, operation, means = self._meaning.of_delivery(surface, body, None)
        fields = {
            "surface": surface or None,
            "operation": operation or None,
            "method": "POST",
            "path": urlsplit(message.url).path,
            "url": message.url,
            "attempt": message.attempt,
            "headers": self._headers(surface, message.headers.items()),
            "body": body,
            "answer": None,
            "means": means,
        }
        return self._recorder.add("delivery", fields)

    def answered(self, delivery: int, status: int | None) -> None:
        """Complete a delivery by what the client answered."""
        record = self._recorder.records[delivery - 1]
        _, _, means = self._meaning.of_delivery(record["surface"], record["body"], status)
        self._recorder.amend(delivery, {"answer": {"status": status}, "means": means})

    def facts(self, facts: Iterable[Mapping[str, Any]]) -> None:
        """Record what truly happened since the last time."""
        for fact in facts:
            self._facts = fact["seq"]
            words = {key: value for key, value in fact.items() if key not in ("at", "kind", "id", "op")}
            self._recorder.add("fact", {"fact": fact["kind"], **words}, fact["at"])

    @property
    def last_fact(self) -> int:
        """The number of the last fact that was recorded."""
        return self._facts


def _is_unreadable(told: Exchange, answer: Any) -> bool:
    """Whether no client can tell what became of its call: it got no answer, or one that is not even of its kind."""
    return not told.status or (told.fault == _SPOILED and not isinstance(answer, dict | list))


def _request_body(told: Exchange) -> Any:
    if told.parts:
        return parts_value(told.parts)
    return body_value(told.body, media_type(told.headers))


def _flat(body: Any) -> Any:
    """A multipart body with each file as its text, as meanings point at it."""
    if not isinstance(body, dict):
        return body
    return {name: part["content"] if _is_file(part) else part for name, part in body.items()}


def _is_file(part: Any) -> bool:
    return isinstance(part, dict) and set(part) == {"filename", "content_type", "content"}
