"""Who may call: tokens with their scope, an organization's own id; and the envelope of answers and errors."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from simulator.domain.commands import Command, NotNow, Refusal
from simulator.domain.facts import Fact
from simulator.domain.state import State
from simulator.port import UNKEPT, Answer, Call, Problem, SandboxPort, Scopes, same

AMILI = "amili"
SCOPE = "write:collection.case"
LIFETIME = timedelta(hours=1)
RESOURCE = "https://api.amili.no"

_ERRORS = {
    400: ("BAD_REQUEST", "The request is not valid"),
    401: ("UNAUTHORIZED", "The token was refused"),
    403: ("FORBIDDEN", "This is not allowed now"),
    404: ("NOT_FOUND", "Not found"),
    405: ("METHOD_NOT_ALLOWED", "The method is not allowed here"),
    409: ("CONFLICT", "This contradicts what is there"),
    413: ("PAYLOAD_TOO_LARGE", "The body is too large"),
    415: ("UNSUPPORTED_MEDIA_TYPE", "The content type is not supported"),
    422: ("UNPROCESSABLE", "This cannot be meant"),
    423: ("LOCKED", "The service is closed for maintenance"),
    429: ("TOO_MANY_REQUESTS", "Too many requests"),
    500: ("INTERNAL_ERROR", "The sandbox failed; this is not the client's fault"),
    503: ("UNAVAILABLE", "The service is not available now"),
}
_STATUS = {"invalid": 422, "forbidden": 403, "not_found": 404, "conflict": 409}


def token(call: Call) -> Answer:
    """Answer an access token for the sandbox whose credentials these are."""
    body: dict[str, Any] = call.body
    found = call.directory.by_secret(body["client_secret"])
    if found is None or not same(found.secret(AMILI), body["client_secret"]):
        raise Problem(401, "", "", ["client_secret: no sandbox has it; never use production credentials"])
    if body["client_id"] != client_id(found.state):
        raise Problem(401, "", "", ["client_id: it does not belong to this client_secret"])
    call.sandbox = found  # from here on the exchange is the sandbox's own
    now = int(found.state.now.timestamp())
    seconds = int(LIFETIME.total_seconds())
    made = found.token({"for": AMILI, "scope": [SCOPE], "exp": now + seconds})
    return Answer(
        200,
        {
            "access_token": made,
            "token_type": "Bearer",
            "not_before": now,
            "expires_in": seconds,
            "expires_on": now + seconds,
            "resource": RESOURCE,
        },
        headers=UNKEPT,
    )


def authenticate(call: Call, scopes: Scopes) -> SandboxPort:
    """Answer the sandbox of a bearer token that was issued here; raises `Problem` 401 saying why it is refused."""
    scheme, _, value = call.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not value:
        raise Problem(401, "", "", ["the Authorization header must be Bearer and an access token"])
    found = call.directory.by_token(value.strip())
    if found is None or found[1].get("for") != AMILI:
        raise Problem(401, "", "", ["the token was not issued by this sandbox's token call"])
    sandbox, claims = found
    if sandbox.state.now.timestamp() >= claims["exp"]:
        expired = datetime.fromtimestamp(int(claims["exp"]), UTC)
        raise Problem(401, "", "", [f"the token was valid until {expired:%Y-%m-%dT%H:%M:%SZ}"])
    return sandbox


def problem(found: Problem, operation: str | None) -> Answer:
    """Put an error into the envelope."""
    code, message = _ERRORS.get(found.status, ("ERROR", "The request failed"))
    summary = {
        "status": "FAILED",
        "code": found.code or code,
        "message": found.message or message,
        "errors": found.details,
    }
    return Answer(found.status, {"summary": summary}, headers=found.headers)


def success(data: Any, status: int = 200, **summary: Any) -> Answer:
    """An answer in the envelope; `summary` is what it says besides its status."""
    return Answer(status, {"summary": {"status": "SUCCESS", **summary}, "data": data})


def own_state(call: Call) -> State:
    """Answer the state of the organization in the path; raises `Problem` 404 for one that the token is not of."""
    state, asked = call.world.state, call.path["organizationId"]
    if asked != organization_id(state):
        raise not_found(f"organizationId: this client has no organization {asked}")
    return state


def carry_out(call: Call, command: Command) -> list[Fact]:
    """Carry a command out; what the engine refuses becomes a `Problem` with the reason in its errors."""
    try:
        return call.world.handle(command)
    except NotNow as refusal:
        status = call.world.state.settings["amili.break_status"]
        later = Problem(status, "", "", [refusal.sentence], refusal.rules)
        seconds = (refusal.until - call.world.state.now).total_seconds()
        later.headers["Retry-After"] = str(int(-(-seconds // 1)))
        raise later from refusal
    except Refusal as refusal:
        raise Problem(_STATUS[refusal.kind], "", "", [refusal.sentence], refusal.rules) from refusal


def not_found(sentence: str) -> Problem:
    """The answer for what this organization has not."""
    return Problem(404, "", "", [sentence])


def invalid(sentence: str) -> Problem:
    """The answer for a request that cannot be read."""
    return Problem(400, "", "", [sentence])


def organization_id(state: State) -> str:
    """The company's id as an organization."""
    return state.credentials.get(AMILI, {}).get("organization_id") or state.draw.uuid("organization", AMILI)


def client_id(state: State) -> str:
    """The id of the client to which the secret belongs."""
    return state.credentials.get(AMILI, {}).get("client_id") or state.draw.uuid("client", AMILI)


def endpoints(sandbox: SandboxPort, base_url: str) -> dict[str, str]:
    """Answer what a client is configured with; with the webhook secret it signs up, if it wants webhooks."""
    base = f"{base_url}/amili"
    return {
        "base_url": base,
        "token_url": f"{base}/token",
        "client_id": client_id(sandbox.state),
        "client_secret": sandbox.secret(AMILI),
        "organization_id": organization_id(sandbox.state),
        "webhook_secret": sandbox.state.draw.uuid("webhook secret", AMILI),
    }


OPERATIONS = {"postToken": token}
