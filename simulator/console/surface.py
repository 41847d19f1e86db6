"""The page behind an activation's link: who opens it can finish the form, decline it, or forward it.

The link is the credential, as in the e-mail that a company gets. It names a sandbox and a number; where that number is
not the one of an agreement that waits for its form, the link was used, forwarded or replaced.
"""

from __future__ import annotations

from collections.abc import Mapping

from simulator.console import page
from simulator.console.routes import HTML
from simulator.courier import Courier
from simulator.domain.onboarding import is_open
from simulator.domain.state import Service
from simulator.port import Answer, Call, Operation, Problem, SandboxPort, Scopes
from simulator.refused import Refused
from simulator.sandbox import Sandbox
from simulator.world import World

HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": f"default-src 'none'; style-src '{page.STYLE_HASH}'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
"""What every page is sent with: nothing is loaded or kept, and its address, which is a credential, goes nowhere."""

_GONE = {
    "pending": "the form was completed, or forwarded to somebody else",
    "active": "the form was completed, and the service is active",
    "declined": "the agreement was declined",
    "closed": "the service was closed",
}


class Console:
    """The pages of a world. With a courier, it sends what a person's decision sets off."""

    def __init__(self, world: World, courier: Courier | None = None) -> None:
        self._world = world
        self._courier = courier

    @property
    def operations(self) -> dict[str, Operation]:
        """Every page by its name."""
        return {"show_form": self.show_form, "take_form": self.take_form, "show_outcome": self.show_outcome}

    def authenticate(self, call: Call, scopes: Scopes) -> SandboxPort | None:
        """Let everybody in: a page asks for its link."""
        return None

    def problem(self, problem: Problem, operation: str | None) -> Answer:
        """Say on a page what is wrong."""
        sentence = "; ".join(problem.details) or "something went wrong here, and it is not your doing"
        return _page(problem.status, page.problem(problem.status, sentence), problem.headers)

    def show_form(self, call: Call) -> Answer:
        """Show what is to be done, and how to answer."""
        sandbox, service = self._open(call)
        return _page(200, page.form(sandbox, service))

    def take_form(self, call: Call) -> Answer:
        """Take the answer, and lead to a page that can be loaded again without answering twice."""
        sandbox, service = self._open(call)
        action, email = call.body["action"], call.body.get("email")
        power = (call.body.get("power_of_attorney") or None) if action == "pass_kyc" else None
        to = email if action == "forward" else None
        try:
            sandbox.onboarding(service.provider, action, to, power_of_attorney=power)
        except Refused as refused:
            status = 409 if refused.kind == "conflict" else 400
            return _page(status, page.form(sandbox, service, wrong=str(refused)))
        if self._courier is not None:
            self._courier.deliver(sandbox)
        return Answer(303, headers={**HEADERS, "Location": f"{call.path['token']}/done"})

    def show_outcome(self, call: Call) -> Answer:
        """Show how the activation stands."""
        sandbox, number = self._linked(call)
        service = _of_link(sandbox, number)
        return _page(200, page.outcome(sandbox, service))

    def _open(self, call: Call) -> tuple[Sandbox, Service]:
        """The agreement whose form a link opens; raises `Problem` 410 where it opens none any more."""
        sandbox, number = self._linked(call)
        service = _of_link(sandbox, number)
        if service is not None and is_open(sandbox.state, service):
            return sandbox, service
        why = (
            _GONE[service.status]
            if service
            else "it was forwarded to somebody else, or replaced by a newer one"
        )
        raise Problem(410, "", "", [f"this link works no longer: {why}"])

    def _linked(self, call: Call) -> tuple[Sandbox, int]:
        """The sandbox and the number of a link; raises `Problem` 404 for one that was not made here."""
        found = self._world.by_link(call.path["token"])
        if found is None:
            raise Problem(
                404, "", "", ["this link is not known here: it is incomplete, or of another sandbox"]
            )
        return found


def _of_link(sandbox: Sandbox, number: int) -> Service | None:
    """The agreement whose link has this number; None if it has another by now."""
    return next((each for each in sandbox.state.services.values() if each.link == number), None)


def _page(status: int, text: str, headers: Mapping[str, str] | None = None) -> Answer:
    return Answer(status, text.encode(), HTML, {**HEADERS, **(headers or {})})
