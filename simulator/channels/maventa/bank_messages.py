"""Messages to consumers' banks: sent, listed, and read back."""

from __future__ import annotations

import base64

from simulator.channels.maventa.paging import within
from simulator.channels.maventa.refusals import carry_out, invalid, not_found
from simulator.documents import sender_info
from simulator.documents.safe_xml import DocumentError
from simulator.domain.commands import SendBankMessage
from simulator.domain.facts import BankMessageSent
from simulator.domain.state import BankMessage
from simulator.port import Answer, Call

_OWN = "SENDERINFO"


def send(call: Call) -> Answer:
    """Take a message in, and say where its state can be read."""
    content = call.parts["file"].content
    try:
        message = sender_info.read(content)
    except DocumentError as error:
        raise invalid(f"file: {error}") from error
    command = SendBankMessage(
        message=None,
        change=message.action == "CHANGE",
        accounts=message.accounts,
        document=base64.b64encode(content).decode(),
    )
    (sent,) = (fact for fact in carry_out(call, command) if isinstance(fact, BankMessageSent))
    return Answer(204, headers={"Location": f"{call.base_url}/v1/fi_bank_messages/{sent.message}"})


def listed(call: Call) -> Answer:
    """List the ids of the messages that were sent between two times."""
    found = call.world.state.bank_messages.values() if call.query["message_type"] == _OWN else []
    sent = within(found, lambda message: message.at, call.query, "timestamp")
    return Answer(200, [message.sent.message for message in sent])


def read(call: Call) -> Answer:
    """Answer a message as it was sent."""
    return Answer(200, base64.b64decode(_message(call).sent.document), "application/xml")


def state(call: Call) -> Answer:
    """Say whether the bank took a message: it takes every one."""
    _message(call)
    return Answer(200, {"status": "OK"})


def _message(call: Call) -> BankMessage:
    found = call.world.state.bank_messages.get(call.path["id"])
    if found is None:
        raise not_found(f"id: this company has sent no message {call.path['id']}")
    return found


OPERATIONS = {
    "postV1FiBankMessages": send,
    "getV1FiBankMessagesSentMessages": listed,
    "getV1FiBankMessagesSentMessagesId": read,
    "getV1FiBankMessagesId": state,
}
