"""What the client decides about what it hears, and what it tells its user: a part of its policy."""

from collections.abc import Mapping, Sequence
from typing import Any

CASE_STATUSES = ("open", "partially_closed", "closed")
"""The statuses of a case that Maventa documents."""


class Listening:
    """How webhooks, refusals and ends are taken, and what the user gets to see of them."""

    def registers_hooks(self) -> bool:
        """Whether the client subscribes to the notifications for which it has an address."""
        return True

    def hook_status(self, status: int) -> int:
        """The HTTP status with which a webhook is answered; `status` is what its content deserves."""
        return status

    def polls(self) -> bool:
        """Whether the provider is asked at each tick how things stand. A webhook can get lost."""
        return True

    def service_in_webhook(self, event: str) -> str | None:
        """The state of the service that a webhook is believed to tell, or None.

        Always None: anybody can send a webhook. It says where to look, and the provider's API how things are.
        """
        return None

    def status_in_webhook(self, data: dict[str, Any]) -> str | None:
        """The collection status that a webhook is believed to tell, or None: webhooks overtake each other."""
        return None

    def end_in_webhook(self, data: dict[str, Any]) -> bool:
        """Whether a webhook is believed that the case which it names is over. Never: the case itself is read."""
        return False

    def case_status(self, status: str | None, known: str | None) -> str | None:
        """How a case stands that the provider shows in a `status`; `known` is how it stood before.

        A status that nobody has documented says nothing: what was known stays so.
        """
        return status if status in CASE_STATUSES else known

    def cases_to_read(self, cases: Sequence[str], all_cases: Sequence[str]) -> Sequence[str]:
        """Which of the cases that have something new are read: each of them. `all_cases` are by invoice."""
        return cases

    def status_kept(self, before: str | None, told: str | None) -> str | None:
        """The collection status to show after a case was read: the one that the agency told last."""
        return told

    def money_in_webhook(self, event: dict[str, Any]) -> object | None:
        """The amount to book because a webhook names this event of the agency, or None: the bank brings the money."""
        return None

    def follows_cases(self, service: str) -> bool:
        """Whether cases are followed while the service is in a state. They go on when it is closed."""
        return True

    def closes_at_provider(self) -> bool:
        """Whether the provider is told when the user closes the service."""
        return True

    def agreement_contact(self, email: str) -> str:
        """To whom the agreement is to be sent: `email` is the address that the user gave."""
        return email

    def details_given(self, details: dict[str, Any]) -> dict[str, Any]:
        """What the provider is told of the company when its service is ordered: all that it asks for."""
        return details

    def link_shown(self, address: str) -> str:
        """The address of the form that finishes an activation, as the user reads it."""
        return address

    def transfers_under(self, service: str) -> bool:
        """Whether invoices are handed over while the service is in a state."""
        return service == "active"

    def case_to_tell(self, kind: str, own: str, all_cases: Sequence[str]) -> str:
        """The case that a report goes to: that of its invoice. `kind` is the report's."""
        return own

    def reports_again(self) -> bool:
        """Whether a report that got no answer, or was to come later, is sent at a later tick."""
        return True

    def contact(self, contact: str | None) -> str | None:
        """Whom the user is told to turn to: the provider, where only that can help."""
        return contact

    def passes_comments_on(self) -> bool:
        """Whether the agency gets what the user writes about a case."""
        return True

    def passes_wishes_on(self, kind: str) -> bool:
        """Whether the agency gets what the user wants of it; `kind` is the report's: `hold`, for one."""
        return True

    def wished_day(self, kind: str, day: str) -> str:
        """The day that the agency is told of a wish: the one that the user named."""
        return day

    def outcome_of_wish(self, kind: str) -> str:
        """The outcome of a wish that the agency took: a later due date it has yet to decide on, all else is done."""
        return "pending" if kind == "due_date" else "done"

    def told_of_answer(self, text: str, event_type: str) -> str | None:
        """What the user reads when the agency answers a request; None for nothing."""
        return text

    def customer_of(self, business_id: str, company: Mapping[str, Any]) -> str:
        """The business ID that is put into a group: the customer's, not that of the `company` itself."""
        return business_id

    def groups_to_set(self, group: str | None, before: str | None) -> Sequence[str | None]:
        """The groups that a customer is put into, one after another, who was in `before`: only the new one.

        To add it there takes it out of the other one.
        """
        return (group,)

    def shown_as_bad_debt(self, state: str) -> str:
        """The state in which an invoice is shown that was recorded as a bad debt: its own, its collection goes on."""
        return state

    def reports_by_itself(self) -> bool:
        """Whether payments and credit notes are reported without the user asking for it."""
        return True

    def told_of_refusal(self, text: str) -> str:
        """What the user reads of the provider's text about a refusal or a failure: all of it."""
        return text

    def shown_at(self, number: str) -> str | None:
        """The invoice at which the user reads what was refused of it."""
        return number

    def outcome_of_refusal(self) -> str:
        """The outcome of an act that the provider refused."""
        return "refused"

    def hook_address(self, url: str, endpoint: Mapping[str, str]) -> str:
        """The address for webhooks, of what the client was given; `endpoint` is how it reaches the provider."""
        return url

    def case_address(self, url: str | None, endpoint: Mapping[str, str]) -> str | None:
        """The address of a case as the user is shown it; `endpoint` is how the client reaches the provider."""
        return url

    def service_shown(self, state: str) -> str:
        """The state that the service is shown in."""
        return state

    def action_shown(self, needed: bool) -> bool:
        """Whether the user reads that something has to be done about a case: where the agency says so."""
        return needed

    def state_shown(self, state: str) -> str:
        """The state that an invoice is shown in."""
        return state
