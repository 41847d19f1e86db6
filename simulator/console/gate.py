"""Who may come in: the control token opens a session, and every form is bound to the session that it was shown in.

The cookie holds a session's number and a proof that this server gave it; neither it nor a form says anything of the
token. Its name is the server's own, since browsers share cookies between the ports of a machine.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from simulator import ids
from simulator.loopback import is_named_here
from simulator.port import Call, Problem

_ENDED = 1000  # sessions that are remembered as ended; they last as long as the process at most
_FOREIGN = (
    "this form was not sent from a page of this console: nothing was done; open its page, and send it there"
)
_OLD = "this page was loaded before you logged in, or by another server: nothing was done; load it anew, and try again"

_NAMED = (
    "the console is open without a token, and only under an address of this machine: not as {!r}, but as 127.0.0.1 or "
    "localhost; to open it under a name, give the server a control token"
)


@dataclass(frozen=True, slots=True)
class Session:
    """A browser's visits. `proof` binds forms to it; `new` if the browser has yet to be told of it."""

    number: str
    proof: str
    new: bool = False


class Gate:
    """Lets people in. Without a `token` everybody on this machine is."""

    def __init__(self, key: bytes, token: str | None) -> None:
        self._key = ids.secret_of(key, token or "", "sessions of the console").encode()
        self._token = token
        self._ended: deque[str] = deque(maxlen=_ENDED)
        self.cookie = f"dunbox-{ids.secret_of(key, '', 'cookie of the console')[:8]}"

    @property
    def asks(self) -> bool:
        """Whether people have to log in."""
        return self._token is not None

    def check(self, call: Call) -> None:
        """Let a call for a page through, or raise `Problem`: 401 without a session, 403 for a strange host."""
        if self._token is None:
            _check_host(call)
        elif self._given(call) is None:
            raise Problem(401, "", "", ["log in with the control token to see this page"])

    def session(self, call: Call) -> Session:
        """Answer the session of a call; a new one if it has none."""
        return self._given(call) or self._made()

    def opened(self, given: str) -> Session | None:
        """Answer a new session for whoever knows the token, or None."""
        return self._made() if self._token is not None and ids.same(given, self._token) else None

    def end(self, session: Session) -> None:
        """Let a session open nothing any more."""
        self._ended.append(session.number)

    def check_form(self, call: Call, session: Session | None) -> None:
        """Raise `Problem` 403 for a form that comes from elsewhere, or that another session was shown."""
        headers = call.headers
        if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
            raise Problem(403, "", "", [_FOREIGN])
        origin = headers.get("origin")
        if origin is not None and _address(origin).netloc != _address(call.base_url).netloc:
            raise Problem(403, "", "", [_FOREIGN])
        if session is not None and not ids.same(str(call.body.get("csrf", "")), session.proof):
            raise Problem(403, "", "", [_OLD])

    def cookie_of(self, call: Call, session: Session | None) -> str:
        """Answer the header that gives a browser its session, or with None takes it away."""
        secure = "; Secure" if call.base_url.startswith("https:") else ""
        value = f"{session.number}.{self._sealed(session.number)}" if session else ""
        ends = "" if session else "; Max-Age=0"
        return f"{self.cookie}={value}; Path=/console; HttpOnly; SameSite=Strict{secure}{ends}"

    def _given(self, call: Call) -> Session | None:
        number, _, seal = _cookie(call, self.cookie).partition(".")
        if not number or not ids.same(seal, self._sealed(number)) or number in self._ended:
            return None
        return Session(number, self._proof(number))

    def _made(self) -> Session:
        number = ids.fresh_key().hex()
        return Session(number, self._proof(number), new=True)

    def _sealed(self, number: str) -> str:
        return ids.secret_of(self._key, number, "session")

    def _proof(self, number: str) -> str:
        return ids.secret_of(self._key, number, "form")


def _cookie(call: Call, name: str) -> str:
    """The value of a cookie, whatever stands beside it: other programs on this machine have theirs."""
    for each in call.headers.get("cookie", "").split(";"):
        known, _, value = each.strip().partition("=")
        if known == name:
            return value
    return ""


def _address(url: str) -> SplitResult:
    try:
        return urlsplit(url)
    except ValueError:  # such as a host that begins with a bracket
        return SplitResult("", "", "", "", "")


def _check_host(call: Call) -> None:
    """Refuse a name that leads here only because somebody else's DNS says so (DNS rebinding)."""
    if not is_named_here(call.base_url):
        host = _address(call.base_url).hostname or ""
        raise Problem(403, "", "", [_NAMED.format(host[:80])])
