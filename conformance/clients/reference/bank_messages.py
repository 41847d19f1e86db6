"""Messages to consumers' banks, which have to know the agency's account before they take e-invoices with it."""

from typing import Any
from xml.etree import ElementTree

from conformance.clients.reference.desk import Desk, outcome
from conformance.clients.reference.web import Refused

Json = dict[str, Any]

_WAITING = "bank messages that wait"


def send_bank_messages(desk: Desk, words: Json) -> Json:
    """The user has the consumers' banks told of the agency's account, beside the company's own."""
    if not desk.provider.follows_all:
        return outcome("refused", f"{desk.agency} needs no messages to banks.")
    kind = desk.policy.kind_of_message(str(words["kind"]).upper())
    desk.books.set_note(_WAITING, kind)
    try:
        done = desk.attempt(_tell_banks, desk, kind)
    except Refused as refusal:
        desk.books.set_note(_WAITING, None)
        return desk.refused(str(refusal))
    if not done:
        return desk.unanswered("Maventa does not answer at the moment. The messages are sent later.")
    return outcome("done", f"The {kind} message to the banks is sent.")


def carry_on(desk: Desk) -> None:
    """Send the message that waits for an answer to come, before the invoices that need it."""
    kind = desk.books.note(_WAITING)
    if kind is None:
        return
    try:
        desk.attempt(_tell_banks, desk, kind)
    except Refused as refusal:
        desk.books.set_note(_WAITING, None)
        desk.tell(str(refusal), contact="provider")


def _tell_banks(desk: Desk, kind: str) -> None:
    agencys = (desk.provider.service().get("vfsfi") or {}).get("iban")
    own = [
        account["iban"] for account in desk.company.get("bank_accounts") or [] if account.get("active", True)
    ]
    desk.provider.tell_banks(sender_info(kind, desk.policy.accounts_told(own, agencys), desk))
    desk.books.set_note(_WAITING, None)


def sender_info(kind: str, accounts: list[str], desk: Desk) -> bytes:
    """A sender's notification to consumers' banks, with these accounts. Source: Finvoice sender information 2.0."""
    root = ElementTree.Element("FinvoiceSenderInfo", Version="2.0")
    details = ElementTree.SubElement(root, "MessageDetails")
    date = {"Format": "CCYYMMDD"}
    for name, text, attributes in (
        ("MessageTypeCode", "SENDERINFO", {}),
        ("MessageActionCode", kind, {}),
        ("MessageDate", desk.today.strftime("%Y%m%d"), date),
        ("SenderInfoIdentifier", str(desk.books.counted("bank_messages")), {}),
    ):
        ElementTree.SubElement(details, name, attributes).text = text
    for iban in accounts:
        account = ElementTree.SubElement(root, "SellerAccountDetails")
        ElementTree.SubElement(account, "SellerAccountID", {"IdentificationSchemeName": "IBAN"}).text = iban
    return bytes(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True))
