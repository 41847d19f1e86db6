"""Calls that need a token: it is kept until it ends, and fetched anew once when it is refused."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from conformance.clients.reference.policy import Policy
from conformance.clients.reference.web import Answer, Interrupted, Refused, Web, refusal_text

SPARE = timedelta(seconds=60)
"""A token is renewed this long before it expires, so that it does not expire under way."""


class Bearer:
    """The calls to one provider with the token that it gives for a form of credentials at `token_url`."""

    def __init__(self, policy: Policy, token_url: str, form: Mapping[str, str]) -> None:
        self._policy = policy
        self._web = Web(policy.is_final, policy.tries_again_at_once)
        self._token_url = token_url
        self._form = form
        self._token: str | None = None
        self._ends: datetime | None = None
        self._refused: Refused | None = None

    def close(self) -> None:
        """Close the connections."""
        self._web.close()

    def try_credentials_again(self) -> None:
        """Forget that the credentials were refused."""
        self._refused = None

    def call(self, method: str, url: str, now: datetime | None, **options: Any) -> Answer:
        """Make a call with a token, as `Web.call` does; a 401 to a new one too is Refused."""
        if now is None:
            raise RuntimeError("no request was made yet: the client has no clock of its own")
        answer = self._with_token(method, url, now, options)
        if answer.status == 401:
            self._token = None
            answer = self._with_token(method, url, now, options)
        if answer.status == 401:
            raise Refused(401, refusal_text(answer))
        return answer

    def _with_token(self, method: str, url: str, now: datetime, options: Mapping[str, Any]) -> Answer:
        token = self._current(now)
        headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}
        options = {**options, "headers": headers}
        if self._policy.token_in_url():
            options["params"] = {**options.get("params", {}), "access_token": token}
        return self._web.call(method, url, now, **options)

    def _current(self, now: datetime) -> str:
        """The kept token, or a new one; credentials that were refused are not tried again unasked."""
        if self._refused is not None:
            raise self._refused
        if not self._is_good(now):
            try:
                self._fetch(now)
            except Refused as refusal:
                self._refused = refusal
                raise
            except Interrupted as interruption:
                interruption.made = False
                raise
        if self._token is None:
            raise Interrupted("the answer to the token request holds no token")
        return self._token

    def _is_good(self, now: datetime) -> bool:
        """Whether the kept token can be used."""
        kept = self._token is not None and self._policy.keeps_token()
        return kept and self._ends is not None and now < self._ends

    def _fetch(self, now: datetime) -> None:
        answer = self._web.once("POST", self._token_url, now, data=self._form)
        if answer.status == 401:
            raise Refused(401, refusal_text(answer))
        body = answer.body if isinstance(answer.body, dict) else {}
        self._token = body.get("access_token")
        self._ends = now + timedelta(seconds=int(body.get("expires_in", 0))) - SPARE
