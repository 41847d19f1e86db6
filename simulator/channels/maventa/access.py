"""Who may call: tokens, scopes, and the envelope of every error.

Rules: MAVENTA-AUTH-1 to MAVENTA-AUTH-3. What no document states about failures is assumed (`auth.…`).
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from difflib import get_close_matches
from typing import Any

from simulator.domain.state import State
from simulator.port import UNKEPT, Answer, Call, Problem, SandboxPort, Scopes, same

LIFETIME = timedelta(minutes=60)
DEFAULT_SCOPE = "global company"

# The names stand on the sign-in box of the provider's documentation; what an alias grants in its API document.
_ALIASES = {
    "eui": "eui:open company:read company:write lookup receivables:assignments document:send document:receive "
    "invoice:receive invoice:send analysis",
    "global": "company:read document:receive document:send lookup",
    "company": "company:read company:write",
}
_SCOPES = (
    "eui", "global", "company", "lookup", "document:receive", "document:send", "invoice:receive", "invoice:send",
    "company:read", "company:write", "validate", "receivables:assignments", "analysis", "billing:reports",
    "partner:invoice_delivery_actions", "partner:lookups", "partner:takeovers", "partner:lyanthe_scan_service",
    "fi_bank_message:send", "fi_bank_message:receive",
)  # fmt: skip

MESSAGES = {
    400: ("invalid_parameters", "Request parameters are invalid"),
    403: ("forbidden", "Requested operation for resource is not allowed"),
    404: ("not_found", "Requested resource not found or you don't have access to it"),
    405: ("method_not_allowed", "Method is not allowed for this resource"),
    409: ("conflict", "Request conflicts with the current state of the resource"),
    413: ("payload_too_large", "Request body is too large"),
    415: ("unsupported_media_type", "Request body has a content type that is not supported"),
    500: ("internal_server_error", "The sandbox failed; this is not the client's fault"),
    503: ("service_unavailable", "The sandbox cannot keep what was asked for; nothing was done"),
}
_RFC_6749 = {"invalid_parameters": "invalid_request"}
_CREDENTIALS = "Only the credentials of a sandbox work here. Never use production credentials."


def token(call: Call) -> Answer:
    """Answer an access token for the sandbox whose credentials these are."""
    body: dict[str, Any] = call.body
    asked = str(body.get("scope") or DEFAULT_SCOPE).split()
    for scope in asked:
        if scope not in _SCOPES:
            near = get_close_matches(scope, _SCOPES, 1)
            hint = f'; the nearest is "{near[0]}"' if near else ""
            detail = f'scope: "{scope}" is not a scope{hint}'
            raise Problem(400, "invalid_scope", "Requested scope is not known", [detail], ("MAVENTA-AUTH-2",))
    call.sandbox = sandbox = _known(call, body)  # from here on the exchange is the sandbox's own
    granted = {scope for each in asked for scope in _ALIASES.get(each, each).split()}
    expires = sandbox.state.now + LIFETIME
    made = sandbox.token({"scope": sorted(granted | set(asked)), "exp": int(expires.timestamp())})
    seconds = int(LIFETIME.total_seconds())
    return Answer(
        200,
        {"access_token": made, "token_type": "bearer", "expires_in": seconds, "scope": " ".join(asked)},
        headers=UNKEPT,
    )


def _known(call: Call, body: dict[str, Any]) -> SandboxPort:
    """Answer the sandbox whose credentials these are; raises `Problem` saying which of them is not its own."""
    secret = str(body.get("client_secret", ""))
    sandbox = call.directory.by_secret(secret)
    if sandbox is None or not same(sandbox.secret("maventa"), secret):
        given = "no sandbox has it" if body.get("client_secret") else "is required"
        raise Problem(401, "invalid_client", _CREDENTIALS, [f"client_secret: {given}"], ("MAVENTA-AUTH-3",))
    own = {"client_id": company_id(sandbox.state), "vendor_api_key": vendor_key(sandbox.state)}
    for name in ("client_id", *(("vendor_api_key",) if body.get("vendor_api_key") else ())):
        if not same(str(body.get(name)), own[name]):
            status = sandbox.state.settings["auth.token_error_status"]
            detail = f"{name}: it does not belong to this client_secret"
            raise Problem(status, "invalid_client", _CREDENTIALS, [detail], ("MAVENTA-AUTH-3",))
    return sandbox


def authenticate(call: Call, scopes: Scopes) -> SandboxPort:
    """Answer the sandbox of a bearer token that has one of these sets of scopes.

    Raises `Problem` 401 saying why a token is refused, and 403 (`auth.missing-scope`) for one without the scope.
    """
    scheme, _, value = call.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not value:
        raise _refused("token missing: the Authorization header must be Bearer and an access token")
    found = call.directory.by_token(value.strip())
    if found is None:
        raise _refused("token not valid: it was not issued by this sandbox")
    sandbox, claims = found
    if sandbox.state.now.timestamp() >= claims["exp"]:
        expired = datetime.fromtimestamp(int(claims["exp"]), UTC)
        raise _refused(f"token expired: it was valid until {expired:%Y-%m-%dT%H:%M:%SZ}")
    if not any(map(frozenset(claims["scope"]).issuperset, scopes)):
        wanted = " or ".join(" ".join(sorted(needed)) for needed in scopes)
        details = [f"scope: this needs {wanted}; the token has {' '.join(claims['scope'])}"]
        status = sandbox.state.settings["auth.missing_scope_status"]
        raise Problem(status, *MESSAGES[403], details, ("MAVENTA-AUTH-2",))
    return sandbox


def _refused(detail: str) -> Problem:
    message = "Access token is missing, expired or not valid"
    return Problem(401, "unauthorized", message, [detail], ("MAVENTA-AUTH-1",))


def problem(found: Problem, operation: str | None) -> Answer:
    """Put an error into the provider's envelope; one of the token call also in the words of RFC 6749."""
    code, message = MESSAGES.get(found.status, ("error", "The request failed"))
    body: dict[str, Any] = {
        "code": found.code or code,
        "message": found.message or message,
        "details": found.details,
    }
    if operation == "postOauth2Token" and found.status in (400, 401):
        error = _RFC_6749.get(body["code"], body["code"])
        if any(detail.startswith("grant_type: ") for detail in found.details):
            error = "unsupported_grant_type"
        body |= {"error": error, "error_description": body["message"]}
    return Answer(found.status, body, headers=found.headers)


def company_id(state: State) -> str:
    """The company's UUID, which is also its client id."""
    return state.credentials.get("maventa", {}).get("client_id") or state.draw.uuid("company", "id")


def vendor_key(state: State) -> str:
    """What the software that calls identifies itself by."""
    given = state.credentials.get("maventa", {}).get("vendor_api_key")
    return given or state.draw.uuid("vendor", "key")


def endpoints(sandbox: SandboxPort, base_url: str) -> dict[str, str]:
    """Answer what a client is configured with."""
    base = f"{base_url}/maventa"
    return {
        "base_url": base,
        "receivables_base_url": base,
        "token_url": f"{base}/oauth2/token",
        "client_id": company_id(sandbox.state),
        "client_secret": sandbox.secret("maventa"),
        "vendor_api_key": vendor_key(sandbox.state),
    }


OPERATIONS = {"postOauth2Token": token}
