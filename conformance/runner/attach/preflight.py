"""What is looked at before a running client is believed to be judged: each question with a plain answer.

An answer says what was tried, what was seen, and what to do. It is given when it is known: some questions can only be
asked once the client has called, or has registered an address for webhooks.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

from conformance.runner.port import Exchange, Message
from conformance.trace.normal import read_json

# A `no` says that the run has no worth as it is configured. A clock that is off need not spoil it.
YES, NO, SKEWED, UNKNOWN = "yes", "no", "skewed", "unknown"
_REFUSED = (400, 401, 403)
_NEAR = timedelta(minutes=5)
_SIGNATURE = "signature"
_TO_REACH = (
    "enter the addresses shown above in the client, start it again if it reads its configuration only then, and let it "
    "make any call"
)


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one question: `yes`, `no`, `skewed` (of a clock) or `unknown`, in sentences."""

    question: str
    answer: str
    tried: str
    seen: str
    advice: str = ""

    def words(self) -> dict[str, str]:
        """As the result of a run has it."""
        return asdict(self)

    def __str__(self) -> str:
        todo = f" What to do: {self.advice}." if self.advice else ""
        return f"pre-flight: {self.question} {self.answer.upper()}. Tried: {self.tried}. Seen: {self.seen}.{todo}"


REACHABLE = "does the client reach this server?"
CREDENTIALS = "does it use this sandbox's credentials?"
CLOCK = "does its clock show the sandbox's time?"
WEBHOOK = "does its address for webhooks answer?"
SIGNED = "does it refuse a webhook with a wrong signature?"
QUESTIONS = (REACHABLE, CREDENTIALS, CLOCK, WEBHOOK, SIGNED)


class Preflight:
    """The answers so far, by question; each is said when it is new. Safe to use from several threads."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self._lock = threading.Lock()
        self._answers: dict[str, Answer] = {}

    def ended(self) -> list[Answer]:
        """All answers, in the order of the questions, once nothing more is seen: what nobody could see is `unknown`."""
        for question in QUESTIONS:
            if self.is_open(question):
                self._answer(_unseen(question))
        return [self._answers[question] for question in QUESTIONS]

    def is_open(self, question: str) -> bool:
        """Whether a question has no answer yet."""
        return question not in self._answers

    def is_sure(self, question: str) -> bool:
        """Whether a question was answered with yes."""
        with self._lock:
            return question in self._answers and self._answers[question].answer == YES

    def heard(self, call: Exchange, now: datetime) -> None:
        """The client made a call, at this virtual time."""
        what = f"{call.method} {call.path} was answered {call.status or 'nothing'}"
        self._answer(Answer(REACHABLE, YES, "waited for a call", what))
        if call.sandbox is not None:
            self._answer(
                Answer(CREDENTIALS, YES, "looked at the credentials of its calls", f"{what}, in this sandbox")
            )
        elif call.status in _REFUSED:
            advice = (
                "enter the credentials shown above in the client, or give its own with --credentials FILE"
            )
            seen = f"{what}: no sandbox has these credentials"
            self._answer(Answer(CREDENTIALS, NO, "looked at the credentials of its calls", seen, advice))
        shown = next((value for name, value in call.headers if name.lower() == "date"), None)
        if shown is not None:
            self._answer(_clock(shown, now))

    def silent(self, seconds: float, url: str) -> None:
        """No call came in time."""
        tried = f"waited {seconds:g} s for a call at {url}, on this machine"
        self._answer(Answer(REACHABLE, NO, tried, "none came", f"{_TO_REACH}; --op-timeout S waits longer"))

    def delivered(self, url: str, status: int | None) -> None:
        """A webhook was posted to the client's address."""
        seen = f"it answered {status}" if status else "nothing answered"
        advice = "" if status else "start what listens there, and let this machine reach it"
        self._answer(Answer(WEBHOOK, YES if status else NO, f"posted a webhook to {url}", seen, advice))

    def forged(self, url: str, status: int | None) -> None:
        """A webhook whose signature was spoilt was posted before the true one."""
        if status is None:
            return  # the question before this one says so
        taken = 200 <= status < 300
        advice = "compare the signature with one made from the secret, and refuse a webhook where they differ"
        tried = f"posted the first webhook to {url} with another signature"
        self._answer(
            Answer(SIGNED, NO if taken else YES, tried, f"it answered {status}", advice if taken else "")
        )

    def _answer(self, answer: Answer) -> None:
        with self._lock:
            known = self._answers.get(answer.question)
            if known is not None and (known.answer in (answer.answer, YES)):
                return
            self._answers[answer.question] = answer
        self._say(str(answer))


def _clock(shown: str, now: datetime) -> Answer:
    tried = "read the Date of its calls"
    try:
        moment = parsedate_to_datetime(shown)
        skew = abs(moment - now)
    except (TypeError, ValueError, OverflowError):
        return Answer(CLOCK, UNKNOWN, tried, f"{shown!r} is no date")
    seen = f"it says {moment.astimezone(now.tzinfo):%Y-%m-%d %H:%M}, and in the sandbox it is {now:%Y-%m-%d %H:%M}"
    if skew <= _NEAR:
        return Answer(CLOCK, YES, tried, seen)
    advice = (
        "let the client take its time from the Date of our answers, or run it under a clock that can be set"
    )
    return Answer(CLOCK, SKEWED, tried, f"{seen}: {skew} apart", advice)


def _unseen(question: str) -> Answer:
    """A question that nothing in the story asked, or whose answer nothing shows; that no call came is an answer."""
    if question == REACHABLE:
        return Answer(question, NO, "played the whole story", "no call came", _TO_REACH)
    reasons = {
        CREDENTIALS: "no call came with any",
        CLOCK: "none of its calls has a Date, so what its clock shows cannot be told",
        WEBHOOK: "no webhook was due, or it registered no address",
        SIGNED: "no webhook with a signature was due, or it registered no address",
    }
    return Answer(question, UNKNOWN, "looked at what crossed the wire", reasons[question])


def spoilt(message: Message) -> tuple[dict[str, str], bytes] | None:
    """Headers and body of a webhook with another signature; None for one that has none."""
    headers = {
        name: _other(value) if _SIGNATURE in name.lower() else value
        for name, value in message.headers.items()
    }
    body = _with_another(message.body)
    return (headers, body) if (headers, body) != (dict(message.headers), message.body) else None


def _with_another(body: bytes) -> bytes:
    """A body with another signature, where one of its fields is that."""
    words = read_json(body.decode("utf-8", "replace"))
    signed = [name for name in words if _SIGNATURE in name.lower()] if isinstance(words, dict) else []
    if not signed:
        return body
    return json.dumps({**words, **{name: _other(str(words[name])) for name in signed}}).encode()


def _other(signature: str) -> str:
    return signature[:-1] + ("1" if signature.endswith("0") else "0")
