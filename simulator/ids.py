"""What tells one server and one sandbox from another: the server's key, client secrets, signed tokens.

The only place that draws real randomness. Everything else on the wire comes from a sandbox's seed.
"""

from __future__ import annotations

import base64
import hmac
import secrets
from hashlib import sha256
from typing import Any

import orjson


def fresh_key() -> bytes:
    """Answer a new key for a server."""
    return secrets.token_bytes(32)


def secret_of(key: bytes, sandbox: str, purpose: str) -> str:
    """Answer the secret that a sandbox's clients use for this purpose."""
    return base64.urlsafe_b64encode(_sign(key, f"{purpose}\x1f{sandbox}".encode())[:24]).decode().rstrip("=")


def same(one: str, other: str) -> bool:
    """Compare two secrets in constant time."""
    return hmac.compare_digest(one.encode(), other.encode())


def signed_token(key: bytes, claims: dict[str, Any]) -> str:
    """Answer claims as a token: readable by anybody, made by this server only."""
    head = _text(orjson.dumps({"alg": "HS256", "typ": "JWT"}))
    body = _text(orjson.dumps(claims, option=orjson.OPT_SORT_KEYS))
    return f"{head}.{body}.{_text(_sign(key, f'{head}.{body}'.encode()))}"


def read_token(key: bytes, token: str) -> dict[str, Any] | None:
    """Answer the claims of a token that this server made, or None."""
    signed, _, signature = token.rpartition(".")
    if not hmac.compare_digest(
        _text(_sign(key, signed.encode("utf-8", "replace"))).encode(), signature.encode("utf-8", "replace")
    ):
        return None
    claims: dict[str, Any] = orjson.loads(_bytes(signed.rpartition(".")[2]))
    return claims


def _sign(key: bytes, message: bytes) -> bytes:
    return hmac.digest(key, message, sha256)


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
