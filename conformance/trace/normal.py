"""What differs from run to run is taken out of a trace here: addresses, secrets, tokens, paths of the machine.

Secrets and tokens become numbered placeholders (`{secret:1}`, `{token:2}`) wherever they stand, in the
order in which they were first met; base URLs become `{surface}`. What is left is the same for the same
seed.
"""

from __future__ import annotations

import base64
import json
from bisect import insort
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

# A shorter secret cannot be told from ordinary words, so it is replaced only where it stands alone.
_TELLING = 12
_SECRETS = ("client_secret", "secret", "vendor_api_key", "webhook_secret")
_TOKENS = ("access_token", "refresh_token")
_BODY_LIMIT = 1024 * 1024


class Normaliser:
    """Knows the addresses, secrets and tokens of one life, and writes values without them."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}
        self._counts: dict[str, int] = {}
        # By their first characters, which a text is searched for first: tokens are many, and begin alike.
        self._by_head: dict[str, list[str]] = {}

    def hide(self, text: str, placeholder: str) -> None:
        """Write `placeholder` wherever `text` stands from now on, also where it is percent-encoded."""
        heads = {head: list(forms) for head, forms in self._by_head.items()}
        for form in sorted({text, quote(text, safe=""), quote(text)}):
            if form and form not in self._known:
                self._known[form] = placeholder
                if len(form) >= _TELLING:
                    insort(heads.setdefault(form[:_TELLING], []), form, key=_longest_first)
        # A new dictionary: another thread may be going through the old one.
        self._by_head = dict(sorted(heads.items(), key=lambda head: _longest_first(head[1][0])))

    def secret(self, text: str) -> str:
        """Hide a secret under the next number; answers its placeholder."""
        return self._numbered("secret", text)

    def token(self, text: str) -> str:
        """Hide a token under the next number; answers its placeholder."""
        return self._numbered("token", text)

    def link(self, text: str) -> str:
        """Hide the address of a page under the next number, for it has a token in it; answers its placeholder."""
        return self._numbered("link", text)

    def endpoints(self, endpoints: Mapping[str, Mapping[str, str]]) -> None:
        """Hide the addresses and secrets that a client is configured with."""
        for surface, words in sorted(endpoints.items()):
            for key in _SECRETS:
                if words.get(key):
                    self.secret(words[key])
            base = words.get("base_url", "").rstrip("/")
            if base:
                self.hide(base, f"{{{surface}}}")
                self._hide_host(base)
            for key, value in sorted(words.items()):
                if "://" in value and not (base and value.startswith(base)):
                    self.hide(value, f"{{{surface}.{key}}}")

    def _hide_host(self, address: str) -> None:
        parts = urlsplit(address)
        self.hide(f"{parts.scheme}://{parts.netloc}", "{server}")
        self.hide(parts.netloc, "{host}")

    def text(self, text: str) -> str:
        """A text without anything that is hidden."""
        if text in self._known:
            return self._known[text]
        if len(text) < _TELLING:
            return text
        for head, forms in self._by_head.items():
            if head in text:
                for form in forms:
                    text = text.replace(form, self._known[form])
        return text

    def value(self, value: Any) -> Any:
        """A value as JSON has it, without anything that is hidden, in keys too."""
        if isinstance(value, str):
            return self.text(value)
        if value is None or isinstance(value, int | float):
            return value
        if isinstance(value, Mapping):
            return {self.text(str(key)): self.value(item) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return [self.value(item) for item in value]
        if isinstance(value, Decimal):
            return format(value, "f")
        return value.isoformat() if isinstance(value, date) else value

    def authorization(self, header: str) -> str:
        """An Authorization header: its scheme, and its credentials as a numbered placeholder."""
        scheme, _, credentials = header.strip().partition(" ")
        if not credentials:
            return self._known.get(scheme) or self.token(scheme)
        return f"{scheme} {self._known.get(credentials.strip()) or self.token(credentials.strip())}"

    def tokens_in(self, body: Any) -> None:
        """Hide the tokens of an answer that hands some out."""
        if isinstance(body, dict):
            for key in _TOKENS:
                if isinstance(body.get(key), str) and body[key]:
                    self.token(body[key])

    def _numbered(self, kind: str, text: str) -> str:
        if text not in self._known:
            self._counts[kind] = self._counts.get(kind, 0) + 1
            self.hide(text, f"{{{kind}:{self._counts[kind]}}}")
        return self._known[text]


def _longest_first(form: str) -> tuple[int, str]:
    """A form that stands inside another is replaced after it."""
    return -len(form), form


def media_type(headers: Iterable[tuple[str, str]]) -> str:
    """The content type without its parameters, in lower case; `""` without one."""
    for name, value in headers:
        if name.lower() == "content-type":
            return value.partition(";")[0].strip().lower()
    return ""


def body_value(body: bytes, kind: str) -> Any:
    """A body as a value: JSON read, a form as an object of texts, other text as it is, the rest described.

    None for an empty body. A body that says it is JSON and is not stays text.
    """
    if not body:
        return None
    if len(body) > _BODY_LIMIT:
        return {"bytes": len(body), "too_large_for_the_trace": True}
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(body).decode("ascii")}
    if kind == "application/x-www-form-urlencoded":
        return gathered(parse_qsl(text, keep_blank_values=True))
    return read_json(text) if kind.endswith("json") or not kind else text


def read_json(text: str) -> Any:
    """JSON read; the text itself if it is none. NaN and infinities are none."""

    def refuse(_: str) -> None:
        raise ValueError

    try:
        return json.loads(text, parse_constant=refuse)
    except (ValueError, RecursionError):
        return text


def parts_value(parts: Iterable[Any]) -> dict[str, Any]:
    """The parts of a multipart body by name: a field as its text, a file as an object with its text."""
    pairs: list[tuple[str, Any]] = []
    for part in parts:
        content: bytes = part.content if isinstance(part.content, bytes) else str(part.content).encode()
        kind = (part.content_type or "").partition(";")[0].strip().lower()
        text = body_value(content, "text/plain")
        file = {"filename": part.filename, "content_type": kind or None, "content": text}
        pairs.append((part.name, file if part.filename else text))
    return gathered(pairs)


def query_value(query: str) -> dict[str, Any]:
    """A query string as an object; a name that stands more than once has a list."""
    return gathered(parse_qsl(query.lstrip("?"), keep_blank_values=True))


def gathered(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """Pairs as an object; a name that comes more than once has the list of its values."""
    result: dict[str, list[Any]] = {}
    for name, value in pairs:
        result.setdefault(name, []).append(value)
    return {name: values[0] if len(values) == 1 else values for name, values in result.items()}
