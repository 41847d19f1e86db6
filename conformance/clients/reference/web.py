"""HTTP as a provider's API needs it: time limits, what an answer means, when to come back. Never waits."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from email.utils import parsedate_to_datetime
from hashlib import sha256
from json import dumps, loads
from typing import Any
from urllib.parse import urlencode

from urllib3.filepost import encode_multipart_formdata

from conformance.clients.reference.wire import NoAnswer, Wire

Fields = Mapping[str, Any]


class Interrupted(Exception):
    """A call that has to be made later: what it would have done is unknown or undone.

    `wait` is the time that the provider named, or None. `busy` says that it asked for fewer calls, `said` what it said
    of that, if it said anything; `made` becomes False where another call was in its way, so that it never was made.
    """

    def __init__(
        self, message: str, wait: timedelta | None = None, busy: bool = False, said: str | None = None
    ) -> None:
        super().__init__(message)
        self.wait = wait
        self.busy = busy
        self.said = said
        self.made = True

    @property
    def undone(self) -> bool:
        """Whether it is known that nothing was done."""
        return self.busy or not self.made


class Refused(Exception):
    """The provider said no; str() is its whole text, message and details."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status


@dataclass(frozen=True)
class Answer:
    """What came back: status, headers (names in lower case) and the body, as JSON with exact decimals, and as it is."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Any = None
    content: bytes = b""


class Web:
    """The calls to a provider."""

    def __init__(self, is_final: Callable[[int], bool], tries_again: Callable[[int], bool]) -> None:
        self._is_final = is_final
        self._tries_again = tries_again
        self._wire = Wire()

    def close(self) -> None:
        """Close what is open."""
        self._wire.close()

    def call(self, method: str, url: str, now: datetime, **options: Any) -> Answer:
        """Make a call as `once` does, so often as a call that was interrupted is made again at once."""
        tries = 1
        while True:
            try:
                return self.once(method, url, now, **options)
            except Interrupted:
                if not self._tries_again(tries):
                    raise
                tries += 1

    def once(
        self, method: str, url: str, now: datetime, params: Fields | None = None, **options: Any
    ) -> Answer:
        """Make one call and return its 2xx or 401 answer.

        `params` go into the URL. Options are `headers`, and one body: `json`, or `data` and `files` for a form.
        Redirects are not followed: a token goes nowhere else.
        Raises Interrupted when the call has to be made later, Refused for any other answer.
        """
        asked = f"{url}?{urlencode(params)}" if params else url
        headers, body = _sent(**options)
        try:
            reply = self._wire.exchange(method, asked, headers, body)
        except NoAnswer as problem:
            raise Interrupted(f"{method} {url}: {problem}") from problem
        answer = Answer(reply.status, reply.headers, parsed(reply.content), reply.content)
        return judged(f"{method} {url}", answer, now, self._is_final(answer.status))


def _sent(
    headers: Mapping[str, str] | None = None,
    json: Any = None,
    data: Fields | None = None,
    files: Fields | None = None,
) -> tuple[Mapping[str, str], bytes | None]:
    """The headers and the body of a call: JSON, a form as one text, or a form with files in parts."""
    if files:
        # What separates the parts stands in none of them, and is the same for the same files.
        boundary = sha256(b"".join(content for _, content, _ in files.values())).hexdigest()
        body, kind = encode_multipart_formdata({**(data or {}), **files}, boundary)
    elif data is not None:
        body, kind = urlencode(data).encode("ascii"), "application/x-www-form-urlencoded"
    elif json is not None:
        body, kind = (
            dumps(json, ensure_ascii=False, separators=(",", ":")).encode("utf-8"),
            "application/json",
        )
    else:
        return headers or {}, None
    return {"Content-Type": kind, **(headers or {})}, body


def judged(call: str, answer: Answer, now: datetime, final: bool) -> Answer:
    """The answer if it is one, else the exception that says what to do: `final` is a no for good."""
    if 200 <= answer.status < 300 or answer.status == 401:
        return answer
    if final:
        raise Refused(answer.status, refusal_text(answer))
    busy = answer.status in (423, 429, 503)
    wait = retry_after(answer.headers, now) if busy else None
    said = "; ".join(_said(answer)) or None
    raise Interrupted(f"{call}: {answer.status}", wait=wait, busy=busy, said=said)


def parsed(content: bytes) -> Any:
    """A body as JSON, decimals exact; None where it is none."""
    try:
        return loads(content, parse_float=Decimal) if content else None
    except ValueError:
        return None


def retry_after(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """The time to wait that `Retry-After` names, in seconds or as a date. Source: RFC 9110, 10.2.3."""
    value = headers.get("retry-after", "").strip()
    if value.isdigit():
        return timedelta(seconds=int(value))
    try:
        return max(parsedate_to_datetime(value) - now, timedelta(0))
    except (TypeError, ValueError):
        return None


def refusal_text(answer: Answer) -> str:
    """Everything that the provider says about its refusal, in one line."""
    return "; ".join(_said(answer)) or f"the provider answered {answer.status} without a text"


def _said(answer: Answer) -> list[str]:
    """The texts of an answer: at its top, or in a summary of it."""
    body = answer.body if isinstance(answer.body, dict) else {}
    summary = body.get("summary")
    body = summary if isinstance(summary, dict) else body
    details = body.get("details") or body.get("errors")
    said = [body.get("message"), *(details if isinstance(details, list) else [details])]
    return [str(text) for text in said if text]
