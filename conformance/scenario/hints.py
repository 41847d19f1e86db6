"""What editors show of the actors of a story and of their verbs: a sentence each, and a verb's words in an example."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

ACTORS: Mapping[str, str] = {
    "client": "what the user of the client does; how the client does it is what is judged",
    "provider": "what people at the agency's side do: sign, approve, decide about a case",
    "clock": "time passes; it does so only here, and never goes back",
    "debtor": "the debtor pays at this moment, beside what its own words say",
    "network": "from here on something goes wrong between the client and the provider",
    "process": "the client's process is killed, and started again",
    "look": "what the client must show at this place of the story; words as in `expect`",
}

_OF_ONE = {"number": "1001"}

# By actor and verb: what it does, and its words in an example. The network's verbs are told by the simulator, but one.
VERBS: Mapping[tuple[str, str], tuple[str, Any]] = {
    ("client", "activate"): ("the user orders the service", {}),
    ("client", "close_service"): ("the user ends the service", {}),
    ("client", "send_invoice"): (
        "the user finishes an invoice and sends it to its debtor",
        {"number": "1001", "debtor": "acme", "total": 1240.00, "due_date": "2026-01-28"},
    ),
    ("client", "resend_invoice"): (
        "the user sends an invoice that is in error again, corrected",
        {"number": "1001", "corrections": {"due_date": "2026-02-16"}},
    ),
    ("client", "send_bank_messages"): (
        "the user has the banks of consumers told of an account",
        {"kind": "change"},
    ),
    ("client", "transfer_invoice"): ("the user hands an invoice over to the agency", _OF_ONE),
    ("client", "record_payment"): (
        "the user books a payment by hand",
        {"number": "1001", "amount": 40.00, "date": "2026-02-02"},
    ),
    ("client", "reverse_payment"): (
        "the user reverses a payment that was recorded and was none",
        {"number": "1001", "amount": 40.00},
    ),
    ("client", "delete_payment"): (
        "the user deletes a payment that was recorded and was none",
        {"number": "1001", "amount": 40.00},
    ),
    ("client", "credit_invoice"): (
        "the user credits an invoice, whole or in part",
        {"number": "1001", "credit_note_number": "C-1001", "amount": 1240.00},
    ),
    ("client", "comment"): (
        "the user writes to the agency",
        {"number": "1001", "text": "The customer has moved."},
    ),
    ("client", "request_due_date"): (
        "the user asks the agency for a later due date",
        {"number": "1001", "due_date": "2026-02-18"},
    ),
    ("client", "hold"): (
        "the user wants collection to rest through a day",
        {"number": "1001", "until": "2026-02-27"},
    ),
    ("client", "release"): ("the user lifts the hold", _OF_ONE),
    ("client", "cancel"): ("the user wants the agency to end the case for good", _OF_ONE),
    ("client", "bad_debt"): ("the user writes the invoice off in the company's books", _OF_ONE),
    ("client", "reopen_invoice"): ("the user wants to go on writing the invoice", _OF_ONE),
    ("client", "change_due_date"): (
        "the user gives an invoice another due date, before the transfer",
        {"number": "1001", "due_date": "2026-02-11"},
    ),
    ("client", "remove_api_user"): ("the user takes the agency's own user out of the company's books", {}),
    ("client", "set_customer_group"): (
        "the user puts a customer into a group, out of any other",
        {"debtor": "acme", "group": "vip"},
    ),
    ("client", "change_settings"): (
        "the user changes settings of the client, or those that the company has at its agency",
        {"settings": {"auto_transfer": {"enabled": True, "b2b_days": 7}}},
    ),
    ("provider", "sign"): ("the company's signatory signs the agreement", {}),
    ("provider", "decline"): ("the signatory declines the agreement", {}),
    ("provider", "pass_kyc"): ("the company passes the know-your-customer step", {}),
    ("provider", "fail_kyc"): ("the company does not pass the know-your-customer step", {}),
    ("provider", "finish_activation"): (
        "people do all that the service still waits for, whichever the agency asks for",
        {},
    ),
    ("provider", "forward"): (
        "the activation's form is passed on to an authorised signatory",
        {"email": "toimitusjohtaja@example.fi"},
    ),
    ("provider", "change_bank_account"): (
        "the agency's customer service pays to another account from now on",
        {"iban": "FI2112345600000785", "bic": "NDEAFIHH", "bank": "Nordea"},
    ),
    ("provider", "change_settings"): (
        "the company's settings are changed in the agency's portal",
        {"settings": {"reminders": 2}},
    ),
    ("provider", "remove_api_user"): ("the company takes the agency's user out of its books", {}),
    ("provider", "end_service"): (
        "the company tells the agency that it has removed the service",
        {"open_cases": "stopped"},
    ),
    ("provider", "start"): ("a case that waits for somebody begins", _OF_ONE),
    ("provider", "combine"): (
        "cases that wait go along with this one",
        {"number": "1001", "others": ["1002"]},
    ),
    ("provider", "record_consent"): ("the debtor has consented to electronic letters", _OF_ONE),
    ("provider", "approve_demand"): ("the company has approved the payment demand, and it goes out", _OF_ONE),
    ("provider", "approve_legal"): ("the company has authorised legal collection, and it begins", _OF_ONE),
    ("provider", "take_payment_back"): (
        "what was reported last as paid to the company was no payment: collection goes on",
        _OF_ONE,
    ),
    ("provider", "suspend"): ("collection rests", {"number": "1001", "until": "2026-03-31"}),
    ("provider", "resume"): ("collection goes on, whatever it rested for", _OF_ONE),
    ("provider", "stop"): ("the case ends, as the company wishes", _OF_ONE),
    ("provider", "accept_due_date"): ("the time that was asked for is granted", _OF_ONE),
    ("provider", "refuse_due_date"): ("the time that was asked for is not granted", _OF_ONE),
    ("provider", "comment"): (
        "the agency writes on the case",
        {"number": "1001", "text": "The debtor has moved."},
    ),
    ("clock", "to"): ("time goes on to this local time", "2026-02-04T09:00"),
    ("clock", "by"): ("time goes on by so many calendar days, hours or minutes", "P14D"),
    ("clock", "banking_days"): ("time goes on by so many banking days, keeping the time of day", 2),
    ("clock", "ticks"): ("from here on the client is called so often", "hourly"),
    ("debtor", "pays"): ("the debtor pays now", {"number": "1001", "amount": 100.00, "to": "creditor"}),
    ("debtor", "disputes"): (
        "the debtor disputes the claim at the agency now",
        {"number": "1001", "text": "The goods came broken."},
    ),
    ("debtor", "asks_for_time"): (
        "the debtor asks the agency for so many days more now",
        {"number": "1001", "more": 14},
    ),
    ("network", "calm"): ("nothing goes wrong any more", {}),
    ("process", "kill"): (
        "the client's process is killed, and started again at the same moment",
        {"on": "transfer"},
    ),
}

THEN = "what happens right after the answer: one step of a debtor or a provider"
