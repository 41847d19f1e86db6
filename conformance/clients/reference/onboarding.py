"""The collection service: asking for it, waiting until it is active, closing it; and the webhooks."""

from datetime import date
from typing import Any

from conformance.clients.reference.desk import Desk, outcome
from conformance.clients.reference.details import details_of, lacking
from conformance.clients.reference.states import service_state
from conformance.clients.reference.web import Refused

Json = dict[str, Any]


def activate(desk: Desk, words: Json) -> Json:
    """The user asks for the service."""
    email = contact_email(desk.company, words)
    if not email:
        return outcome(
            "refused", f"{desk.agency} needs an e-mail address for its agreement: give the signatory's."
        )
    missing = lacking(desk.company) if desk.provider.needs_details else []
    if missing:
        return outcome("refused", f"{desk.agency} cannot be ordered yet. Give {'; '.join(missing)}.")
    if desk.provider.needs_details and desk.service.state == "active":
        fixed = f"The {desk.agency} service is active. Its details are changed by customer service."
        return outcome("done", fixed, "provider")
    desk.books.set_service(desk.provider.agency, wish="activate", contact_email=email)
    desk.books.set_note("accountant", (words.get("details") or {}).get("accountant"))
    desk.books.set_note("user", words.get("user"))
    try:
        asked = desk.attempt(_ask, desk)
    except Refused as refusal:
        desk.books.set_service(desk.provider.agency, wish=None)
        desk.tell(desk.policy.told_of_refusal(str(refusal)), contact="provider")
        return desk.refused(str(refusal))
    if not asked:
        if not desk.policy.keeps_an_order():
            desk.books.set_service(desk.provider.agency, wish=None)
        return desk.unanswered(f"{desk.agency} takes no orders at the moment. It is ordered later by itself.")
    if desk.service.state == "active":
        return outcome("done", f"The {desk.agency} service is active.")
    return outcome("pending", f"{desk.agency} has sent the agreement to {desk.service.contact_email}.")


def close_service(desk: Desk, _words: Json) -> Json:
    """The user closes the service. Open cases go on, and are followed to their end."""
    desk.books.set_service(desk.provider.agency, wish="close")
    try:
        closed = desk.attempt(_close, desk)
    except Refused as refusal:
        desk.books.set_service(desk.provider.agency, wish=None)
        desk.tell(desk.policy.told_of_refusal(str(refusal)), contact="provider")
        return desk.refused(str(refusal))
    if not closed:
        return desk.unanswered(f"{desk.agency} does not answer at the moment. The closing goes on by itself.")
    return _closed(desk)


def _closed(desk: Desk) -> Json:
    """The answer to the user who closed the service; an agency that hears nothing of it has to be told."""
    closed = f"The {desk.agency} service is closed. Open cases are followed to their end."
    if desk.provider.hears_of_closing or not desk.policy.sends_user_to_agency_at_the_end():
        return outcome("done", closed)
    to_do = (
        f"{desk.agency} is not told of it: contact it, and agree whether open cases are completed or stopped."
    )
    return outcome("done", f"{closed} {to_do}", "provider")


def contact_email(company: Json, words: Json) -> str | None:
    """Whom the agreement goes to: the signatory, the user who asks, or the company's contact."""
    people = (words.get("user") or {}, company.get("contact") or {})
    return words.get("signatory_email") or next((one["email"] for one in people if one.get("email")), None)


def watch(desk: Desk) -> None:
    """Carry on with what the user asked for, and see what became of the service."""
    service = desk.service
    if service.wish == "close":
        _close(desk)
        return
    today = desk.today.isoformat()
    if desk.policy.polls() and (service.wish or service.state == "pending" or service.read_on != today):
        read(desk)
    _tell_if_stuck(desk)
    if service.wish or desk.service.state in ("pending", "active"):
        desk.attempt(register, desk)
    _ask_if_wanted(desk)


def read(desk: Desk) -> None:
    """Ask the provider how the service stands."""
    _learn(desk, desk.provider.service())


def register(desk: Desk) -> None:
    """Subscribe to the provider's notifications, once; where one exists already it is kept."""
    url = desk.hook_url
    if url is None or desk.books.note("hook") == url or not desk.policy.registers_hooks():
        return
    if not desk.provider.takes_hooks():
        return
    if all(hook.get("destination") != url for hook in desk.provider.hooks()):
        try:
            desk.provider.add_hook(url)
        except Refused as refusal:  # polling finds everything too: told, and not tried again
            desk.tell(str(refusal))
    desk.books.set_note("hook", url)


def _ask(desk: Desk) -> None:
    """Ask for the service, after a look at how it stands: an earlier call may have been answered unseen."""
    desk.provider.try_credentials_again()
    read(desk)
    register(desk)
    _ask_if_wanted(desk)


def _ask_if_wanted(desk: Desk) -> None:
    service = desk.service
    wished = service.wish == "activate"
    if desk.policy.should_activate(service.state, wished):
        contact = desk.policy.agreement_contact(str(service.contact_email))
        details = details_of(desk.company) if desk.provider.needs_details else {}
        _learn(desk, desk.provider.activate(contact, desk.policy.details_given(details)))
    if wished:
        desk.books.set_service(desk.provider.agency, wish=None)


def _close(desk: Desk) -> None:
    desk.provider.try_credentials_again()
    try:
        if desk.policy.closes_at_provider():
            desk.provider.close_service()
    except Refused as refusal:
        if refusal.status != 404:  # nothing to close: it is closed
            raise
    with desk.books.transaction():
        desk.books.set_service(desk.provider.agency, state="closed", wish=None)
        _give_up_transfers(desk, f"The {desk.agency} service was closed: this invoice is not transferred.")


def _learn(desk: Desk, answer: Json) -> None:
    """Take in the state that the provider answered, and tell the user what it means."""
    before = desk.service.state
    if answer.get("activation_url"):
        address = desk.policy.link_shown(str(answer["activation_url"]))
        desk.tell_once(f"Somebody who may sign for the company completes the form at {address}")
    state = desk.policy.service_heard(before, service_state(before, answer.get("status")))
    if before == "closed" and desk.service.wish != "activate":
        state = before  # an agency that was not told of the end knows nothing of it
    with desk.books.transaction():
        desk.books.set_service(desk.provider.agency, state=state, read_on=desk.today.isoformat())
        if state == before:
            return
        desk.books.set_note("pending_since", desk.today.isoformat() if state == "pending" else None)
        if (before, state) == ("pending", "inactive"):
            why = f"Nobody finished the activation of {desk.agency} in time: it was reset. Activate it again."
            desk.tell(why)
            _give_up_transfers(desk, why)
        if state == "active":
            desk.tell(f"The {desk.agency} service is active: overdue invoices can be transferred.")
        if state in ("declined", "closed"):
            desk.tell(f"{desk.agency} has {state} the service.", contact="provider")
            _give_up_transfers(
                desk, f"{desk.agency} has {state} the service: this invoice is not transferred."
            )


def _tell_if_stuck(desk: Desk) -> None:
    """Tell the user of an activation that still waits although it should have been reset."""
    since, after = desk.books.note("pending_since"), desk.provider.resets_after
    if desk.service.state != "pending" or since is None or after is None:
        return
    if desk.policy.is_stuck(desk.today > date.fromisoformat(since) + after):
        text = (
            f"The activation of {desk.agency} waits since {since}, longer than it should: check that all was given,"
            f" and contact {desk.agency}."
        )
        desk.tell_once(text, contact="provider")


def _give_up_transfers(desk: Desk, why: str) -> None:
    for invoice in desk.books.invoices("wish IS NOT NULL AND transfer IS NULL"):
        desk.books.set_invoice(invoice.number, wish=None, action_needed=1)
        desk.tell(why, invoice.number, contact="provider")
