"""The operations of the control API, each a few lines on a sandbox's public face."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from http import HTTPStatus
from typing import Any
from zoneinfo import ZoneInfo

from simulator import errands, ids, listing, pace, shapes
from simulator.control import archives, mail
from simulator.courier import Courier
from simulator.goal import goal, moment
from simulator.journal import Journal
from simulator.loopback import is_named_here
from simulator.port import UNKEPT, Answer, Call, Operation, Problem, SandboxPort, Scopes
from simulator.refused import Refused
from simulator.sandbox import Sandbox
from simulator.world import World

MOST_FACTS = 1000
_NAMED = (
    "the control API has no token here, and so answers only under an address of this machine, as 127.0.0.1 or "
    "localhost; to call it by another name, give the server a control token"
)
_STATUS = {"invalid": 400, "forbidden": 409, "not_found": 404, "conflict": 409}


class Control:
    """The control API of a world. Where a token is set, calls have to bear it.

    With `local` and without a token it answers only to the names of this machine.
    """

    def __init__(
        self, world: World, courier: Courier, token: str | None = None, *, local: bool = False
    ) -> None:
        self._world = world
        self._courier = courier
        self._token = token
        self._local = local and token is None
        if token:
            world.hide(token)

    @property
    def operations(self) -> dict[str, Operation]:
        """Every operation by its operationId; what a sandbox refuses becomes a `Problem`."""
        return {name: _refusing(operation) for name, operation in self._operations.items()}

    @property
    def _operations(self) -> dict[str, Operation]:
        return {
            "list_sandboxes": self.list_sandboxes,
            "create_sandbox": self.create_sandbox,
            "get_sandbox": self.get_sandbox,
            "delete_sandbox": self.delete_sandbox,
            "fork_sandbox": self.fork_sandbox,
            "get_archive": self.get_archive,
            "restore_archive": self.restore_archive,
            "get_clock": self.get_clock,
            "advance_clock": self.advance_clock,
            "onboard_service": self.onboard_service,
            "decide_service": self.decide_service,
            "put_debtor": self.put_debtor,
            "put_invoice": self.put_invoice,
            "pay_invoice": self.pay_invoice,
            "act_for_debtor": self.act_for_debtor,
            "decide_case": self.decide_case,
            "put_fault": self.put_fault,
            "list_faults": self.list_faults,
            "remove_fault": self.remove_fault,
            "list_facts": self.list_facts,
            "list_exchanges": self.list_exchanges,
            "list_unowned_exchanges": self.list_unowned_exchanges,
            "list_letters": self.list_letters,
            "get_letter": self.get_letter,
            "list_settlements": self.list_settlements,
            "get_bank_statement": self.get_bank_statement,
            "list_webhooks": self.list_webhooks,
            "redeliver_webhook": self.redeliver_webhook,
        }

    def authenticate(self, call: Call, scopes: Scopes) -> SandboxPort | None:
        """Let a call through that has the control token, or any from here if none is set; raises `Problem`."""
        if self._local and not is_named_here(call.base_url):
            raise Problem(403, "", "", [_NAMED])
        if not has_token(call.headers.get("authorization", ""), self._token):
            raise Problem(401, "", "", ["the control token is missing or wrong; send it as a bearer token"])
        return None

    def problem(self, found: Problem, operation: str | None) -> Answer:
        """Put an error into `application/problem+json` (RFC 9457)."""
        body: dict[str, Any] = {
            "type": "about:blank",
            "title": HTTPStatus(found.status).phrase,
            "status": found.status,
            "detail": "; ".join(found.details) or found.message or "dunbox failed; please report it",
        }
        if len(found.details) > 1:
            body["errors"] = found.details
        if found.rules:
            body["rules"] = list(found.rules)
        return Answer(found.status, body, "application/problem+json", found.headers)

    # --- sandboxes --------------------------------------------------------------------------------------

    def list_sandboxes(self, call: Call) -> Answer:
        """List the sandboxes."""
        rows = listing.rows_of_all(self._world, _base(call))
        counted = {"invoices", "cases"}
        return Answer(200, [{name: row[name] for name in row if name not in counted} for row in rows])

    def create_sandbox(self, call: Call) -> Answer:
        """Make a sandbox."""
        words = call.body
        start = moment(words["start"]) if "start" in words else None
        made = self._world.create(
            seed=int(words.get("seed", 0)),  # 7.0 is a whole number too
            start=start,
            name=words.get("name"),
            company=words.get("company"),
            settings=words.get("settings"),
            credentials=words.get("credentials"),
            rate=_rate(words),
            keep=words.get("keep", False),
        )
        return Answer(201, self._shown(made, call))

    def get_sandbox(self, call: Call) -> Answer:
        """Look at a sandbox."""
        return Answer(200, self._shown(self._sandbox(call), call))

    def delete_sandbox(self, call: Call) -> Answer:
        """Remove a sandbox."""
        self._world.remove(call.path["id"])
        return Answer(204)

    def fork_sandbox(self, call: Call) -> Answer:
        """Make a sandbox that goes on from this moment of another."""
        made = self._world.fork(self._sandbox(call), call.body.get("name"))
        return Answer(201, self._shown(made, call))

    def get_archive(self, call: Call) -> Answer:
        """Give a sandbox as an archive."""
        return archives.written(self._world, self._sandbox(call))

    def restore_archive(self, call: Call) -> Answer:
        """Make a sandbox of an archive."""
        made = archives.restored(self._world, call.parts["archive"].content, call.body.get("name"))
        return Answer(201, self._shown(made, call))

    def _shown(self, sandbox: Sandbox, call: Call) -> dict[str, Any]:
        return {**shapes.sandbox(sandbox, _base(call)), **self._world.retention.shown(sandbox)}

    # --- the clock --------------------------------------------------------------------------------------

    def get_clock(self, call: Call) -> Answer:
        """Say what time it is."""
        return Answer(200, shapes.clock(self._sandbox(call)))

    def advance_clock(self, call: Call) -> Answer:
        """Let time pass, sending on the way what falls due."""
        sandbox = self._sandbox(call)
        before = sandbox.facts_total
        self._courier.advance(sandbox, goal(sandbox, call.body))
        facts = sandbox.facts(before, MOST_FACTS)
        happened = sandbox.facts_total - before
        following = before + MOST_FACTS if happened > MOST_FACTS else None
        now = sandbox.now.isoformat()
        return Answer(200, {"now": now, "facts": facts, "facts_total": happened, "next": following})

    # --- people -----------------------------------------------------------------------------------------

    def onboard_service(self, call: Call) -> Answer:
        """Take the next step of a pending activation."""
        sandbox, provider = self._sandbox(call), call.path["provider"]
        _run(sandbox, "onboarding", call)
        self._courier.deliver(sandbox)
        return Answer(200, {"provider": provider, "state": sandbox.state.service(provider).status})

    def decide_service(self, call: Call) -> Answer:
        """Let a person at the agency decide about the company's agreement."""
        return self._happening(call, lambda sandbox: _run(sandbox, "service_decisions", call))

    def put_debtor(self, call: Call) -> Answer:
        """Say who a debtor is and how it behaves."""
        return Answer(200, self._sandbox(call).put_debtor(call.path["key"], call.body))

    def put_invoice(self, call: Call) -> Answer:
        """Say what a debtor holds."""
        words, number = call.body, call.path["number"]
        if words["invoice"]["number"] != number:
            body = words["invoice"]["number"]
            raise Refused(f"the path names invoice {number!r} and the body {body!r}", "conflict")
        _run(self._sandbox(call), "invoices", call)
        return Answer(200, words)

    def pay_invoice(self, call: Call) -> Answer:
        """Let the debtor pay now."""
        return self._happening(call, lambda sandbox: _run(sandbox, "payments", call))

    def act_for_debtor(self, call: Call) -> Answer:
        """Let the debtor do something else now."""
        return self._happening(call, lambda sandbox: _run(sandbox, "acts", call))

    def decide_case(self, call: Call) -> Answer:
        """Let a person at the agency decide about a case."""
        words = dict(call.body)
        case, decided = call.path["case_id"], words.pop("decision")
        if "until" in words:
            words["until"] = _day(words["until"])
        if "others" in words:
            words["others"] = tuple(words["others"])
        return self._happening(call, lambda sandbox: sandbox.decide(case, decided, **words))

    def _happening(self, call: Call, do: Callable[[Sandbox], None]) -> Answer:
        """Do something that has facts, answer these, and send what follows from them."""
        sandbox = self._sandbox(call)
        before = sandbox.facts_total
        do(sandbox)
        facts = sandbox.facts(before)
        self._courier.deliver(sandbox)
        return Answer(201, {"facts": facts})

    # --- the wire ---------------------------------------------------------------------------------------

    def put_fault(self, call: Call) -> Answer:
        """Let something go wrong on the wire."""
        sandbox = self._sandbox(call)
        fault = sandbox.put_fault(call.body)
        return Answer(201, next(each for each in sandbox.faults() if each["id"] == fault))

    def list_faults(self, call: Call) -> Answer:
        """List what is to go wrong."""
        return Answer(200, self._sandbox(call).faults())

    def remove_fault(self, call: Call) -> Answer:
        """Take a fault back."""
        self._sandbox(call).remove_fault(call.path["fault_id"])
        return Answer(204)

    # --- the record -------------------------------------------------------------------------------------

    def list_facts(self, call: Call) -> Answer:
        """Read what happened."""
        sandbox = self._sandbox(call)
        after, limit = call.query["after"], call.query["limit"]
        facts, total = sandbox.facts(after, limit), sandbox.facts_total
        following = after + limit if after + limit < total else None
        return Answer(200, {"facts": facts, "facts_total": total, "next": following})

    def list_exchanges(self, call: Call) -> Answer:
        """Read what the client called and was answered."""
        sandbox = self._sandbox(call)
        return self._exchanges(call, sandbox.journal, sandbox.zone)

    def list_unowned_exchanges(self, call: Call) -> Answer:
        """Read the exchanges that belong to no sandbox."""
        return self._exchanges(call, self._world.journal, None)

    def list_webhooks(self, call: Call) -> Answer:
        """List the notifications and their tries."""
        sandbox = self._sandbox(call)
        with sandbox.lock:
            every = sandbox.outbox.messages.values()
            return Answer(200, [shapes.delivery(each, sandbox.zone) for each in every])

    def redeliver_webhook(self, call: Call) -> Answer:
        """Send a notification once more."""
        sandbox, message = self._sandbox(call), call.path["webhook_id"]
        sandbox.redeliver(message)
        self._courier.deliver(sandbox)
        return Answer(202, shapes.delivery(sandbox.outbox.messages[message], sandbox.zone))

    def list_letters(self, call: Call) -> Answer:
        """List the letters that debtors got."""
        words = call.query
        found = mail.listed(self._sandbox(call), words["after"], words["limit"], words.get("number"))
        return Answer(200, found)

    def get_letter(self, call: Call) -> Answer:
        """Read a letter as its debtor got it."""
        return mail.written(self._sandbox(call), call.path["letter"], call.headers.get("accept", ""))

    # --- money ------------------------------------------------------------------------------------------

    def list_settlements(self, call: Call) -> Answer:
        """List what agencies paid to the company."""
        sandbox = self._sandbox(call)
        with sandbox.lock:
            return Answer(200, shapes.settlements(sandbox.state))

    def get_bank_statement(self, call: Call) -> Answer:
        """Answer an account's statement of a day."""
        sandbox = self._sandbox(call)
        statements = sandbox.statements(_day(call.path["date"]))
        account = call.query.get("account")
        for statement in statements:
            if account in (None, statement.account):
                return Answer(200, statement.content.encode(), "application/xml")
        known = ", ".join(statement.account for statement in statements) or "none"
        raise Refused(f"the company has no active account {account or ''!r}; it has: {known}", "not_found")

    def _exchanges(self, call: Call, journal: Journal, zone: ZoneInfo | None) -> Answer:
        limit = call.query["limit"]
        kept = journal.read(call.query["after"])
        page = kept[:limit]
        following = page[-1][0] if len(kept) > limit else None
        shown = [shapes.exchange(*each, zone, self._world.veiled) for each in page]
        return Answer(200, {"exchanges": shown, "next": following})

    def _sandbox(self, call: Call) -> Sandbox:
        """The sandbox of a call, with its time where its clock is."""
        found = self._world.get(call.path["id"])
        pace.catch_up(found)
        return found


def has_token(authorization: str, token: str | None) -> bool:
    """Whether an Authorization header bears the control token; any does where none is set."""
    scheme, _, value = authorization.partition(" ")
    return token is None or (scheme.lower() == "bearer" and ids.same(value.strip(), token))


def _refusing(operation: Operation) -> Operation:
    def carry_out(call: Call) -> Answer:
        with _refusals():
            answer = operation(call)
        answer.headers = {**UNKEPT, **answer.headers}  # many hold credentials
        return answer

    return carry_out


@contextmanager
def _refusals() -> Iterator[None]:
    try:
        yield
    except Refused as refused:
        raise Problem(_STATUS[refused.kind], "", "", [str(refused)], refused.rules) from refused


def _run(sandbox: Sandbox, errand: str, call: Call) -> None:
    """Do what a call asks for: its words are those of its path and its body."""
    errands.run(sandbox, errand, {**call.body, **call.path})


def _base(call: Call) -> str:
    """Where the server listens, for the addresses that clients are given."""
    return call.base_url.removesuffix("/control/v1")


def _rate(words: dict[str, Any]) -> int | None:
    """How fast the clock of a new sandbox runs; None if it stands still."""
    if words.get("clock") == pace.RUNNING:
        return int(words.get("rate", 1))
    if "rate" in words:
        raise Refused("rate says how fast a clock runs; give it with clock: running")
    return None


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Refused(f"{text!r} is no date: {error}") from error
