"""What consumers' banks are told: the company's own account stays, and the agency's comes beside it."""

from collections.abc import Sequence

import pytest

from tests.conformance.judge.traces import Telling, called

KEPT, ADDED = "banks.accounts-kept", "banks.account-added"
OWN, AGENCYS, OTHER = "FI2112345600000785", "FI7215903000004414", "FI5810171000000122"


def message(*accounts: str, kind: str = "CHANGE", element: str = "SellerAccountID") -> str:
    named = "".join(f'<{element} IdentificationSchemeName="IBAN">{one}</{element}>' for one in accounts)
    head = f"<MessageDetails><MessageActionCode>{kind}</MessageActionCode></MessageDetails>"
    return f"<FinvoiceSenderInfo>{head}{named}</FinvoiceSenderInfo>"


def telling(
    *contents: str, asked: str = "change", told: Sequence[str] = (AGENCYS,), status: int = 204
) -> Telling:
    """The provider shows an account with the service, if any; then the user has the banks told, and these go out."""
    trace = Telling(company={"bank_accounts": [{"iban": OWN}]})
    for account in told:
        trace.tick(called("read_service", state="active", agency_iban=account))
    calls = [
        {
            **called("send_bank_messages", status, document="/body/file"),
            "body": {"file": {"content": content}},
        }
        for content in contents
    ]
    trace.act("send_bank_messages", *calls, kind=asked)
    return trace


@pytest.mark.parametrize(
    ("named", "verdict"),
    [([OWN, AGENCYS], "passed"), ([AGENCYS], "failed"), ([], "not_applicable")],
)
def test_banks_keep_the_companys_own_account(named: list[str], verdict: str) -> None:
    assert telling(message(*named)).verdict(KEPT) == verdict


@pytest.mark.parametrize(
    ("named", "told", "verdict"),
    [
        ([OWN, AGENCYS], [AGENCYS], "passed"),
        ([AGENCYS], [AGENCYS], "passed"),  # whether the company's own stays, another check judges
        (["FI21 1234 5600 0007 85", "FI72 1590 3000 0044 14"], [AGENCYS], "passed"),
        ([OWN], [AGENCYS], "failed"),
        ([OWN, OTHER], [AGENCYS], "failed"),
        ([OWN, OTHER], [AGENCYS, OTHER], "passed"),  # the provider told of another one since
        ([OWN, OTHER], [], "passed"),  # it was never asked: nobody can say that this is not the one
        ([OWN], [], "failed"),
    ],
)
def test_a_message_adds_the_account_that_the_provider_shows(
    named: list[str], told: list[str], verdict: str
) -> None:
    assert telling(message(*named), told=told).verdict(ADDED) == verdict


@pytest.mark.parametrize(
    ("asked", "sent", "verdict"),
    [
        ("change", "CHANGE", "passed"),
        ("add", "ADD", "passed"),
        ("change", "ADD", "failed"),
        ("change", "DELETE", "failed"),
    ],
)
def test_a_message_is_of_the_kind_that_the_user_asked_for(asked: str, sent: str, verdict: str) -> None:
    assert telling(message(OWN, AGENCYS, kind=sent), asked=asked).verdict(ADDED) == verdict


def test_one_message_a_bank_with_the_new_account_in_an_element_of_its_own_is_as_right() -> None:
    content = message(OWN) + message(AGENCYS, element="NewSellerAccountID")
    trace = telling(content, content)
    assert (trace.verdict(ADDED), trace.judged(ADDED).looked) == ("passed", 4)


def test_what_was_refused_and_what_cannot_be_read_is_not_judged() -> None:
    assert telling(message(OWN), status=400).verdict(ADDED) == "not_applicable"
    assert telling("a message in another form").verdict(ADDED) == "not_applicable"
