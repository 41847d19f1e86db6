"""Who may call: the partner's token, as it is; and the envelope of every error, which is assumed."""

from __future__ import annotations

from typing import Any

from simulator.domain.commands import Command, Refusal
from simulator.domain.facts import Fact
from simulator.domain.state import Case, State
from simulator.port import Answer, Call, Problem, SandboxPort, Scopes, same

KRAVIA = "kravia"

_MESSAGES = {
    400: "The request is not valid",
    401: "The token was refused",
    403: "This is not allowed now",
    404: "Not found",
    405: "The method is not allowed here",
    409: "There is already a case found for the invoice number",
    413: "The body is too large",
    415: "The content type is not supported",
    500: "The sandbox failed; this is not the client's fault",
    503: "The sandbox cannot keep what was asked for; nothing was done",
}
_STATUS = {"invalid": 400, "forbidden": 403, "not_found": 404, "conflict": 409}


def authenticate(call: Call, scopes: Scopes) -> SandboxPort:
    """Answer the sandbox whose token this is; raises `Problem` 401. There are no scopes."""
    token = call.headers.get("authorization", "").strip()
    found = call.directory.by_secret(token) if token else None
    if found is not None and same(found.secret(KRAVIA), token):
        return found
    scheme, _, rest = token.partition(" ")
    why = (
        f"the token stands there as it is, without {scheme}"
        if rest
        else "only the token of a sandbox works here; never use a production token"
    )
    raise Problem(401, "", "", [why if token else "the Authorization header is missing"])


def problem(found: Problem, operation: str | None) -> Answer:
    """Put an error into the envelope."""
    body: dict[str, Any] = {
        "status": found.status,
        "message": found.message or _MESSAGES.get(found.status, "The request failed"),
        "errors": found.details,
    }
    return Answer(found.status, body, headers=found.headers)


def carry_out(call: Call, command: Command) -> list[Fact]:
    """Carry a command out; what the engine refuses becomes a `Problem` with the reason in its errors."""
    try:
        return call.world.handle(command)
    except Refusal as refusal:
        raise Problem(_STATUS[refusal.kind], "", "", [refusal.sentence], refusal.rules) from refusal


def not_found(sentence: str) -> Problem:
    """The answer for what this creditor has not."""
    return Problem(404, "", "", [sentence])


def forbidden(sentence: str) -> Problem:
    """The answer for what is not allowed as things stand."""
    return Problem(403, "", "", [sentence])


def invalid(sentence: str) -> Problem:
    """The answer for a request that cannot be meant."""
    return Problem(400, "", "", [sentence])


def case_of(state: State, number: int) -> Case:
    """Answer a case of this creditor; raises `Problem` 404."""
    case = state.cases.get(str(number))
    if case is None or case.opened.provider != KRAVIA:
        raise not_found(f"this creditor has no case {number}")
    return case


def check_creditor(call: Call, named: str = "id") -> None:
    """Raise `Problem` 404 where the path, in its parameter of this name, is that of a creditor that there is not."""
    state = call.world.state
    if call.path[named] != creditor_id(state) or state.service(KRAVIA).status == "inactive":
        raise not_found(f"this partner has no creditor {call.path[named]}")


def creditor_id(state: State) -> int:
    """The company's number as a creditor."""
    return state.draw("creditor", "id", 10_000, 99_999)


def endpoints(sandbox: SandboxPort, base_url: str) -> dict[str, str]:
    """Answer what a client is configured with; with the webhook secret it signs up, if it wants webhooks."""
    return {
        "base_url": f"{base_url}/kravia",
        "secret": sandbox.secret(KRAVIA),
        "webhook_secret": sandbox.state.draw.uuid("webhook secret", KRAVIA),
    }
