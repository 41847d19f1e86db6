"""The reference client at Kravia: which webhooks it believes, and what it does before and after."""

from __future__ import annotations

from hashlib import md5
from pathlib import Path
from typing import Any

import pytest

from conformance.clients.reference.books import Books
from conformance.clients.reference.client import Client
from conformance.clients.reference.kravia import Kravia
from conformance.clients.reference.policy import Policy
from conformance.clients.reference.web import Refused
from tests.conformance.clients.samples import COMPANY

ENDPOINT = {"base_url": "http://127.0.0.1:9/kravia", "secret": "token", "webhook_secret": "shared"}
DATA = {"timestamp": 1770274800, "eventType": "CaseUpdate", "claimId": 1553199}


@pytest.fixture
def kravia(tmp_path: Path) -> Kravia:
    return Kravia(ENDPOINT, Policy(), Books(tmp_path), COMPANY)


def signed(text: str) -> dict[str, Any]:
    return {
        "header": {"algorithm": "MD5"},
        "data": DATA,
        "signature": md5(text.encode(), usedforsecurity=False).hexdigest(),
    }


def test_a_message_with_the_right_signature_says_which_case_to_read(kravia: Kravia) -> None:
    news = kravia.news(
        signed('{"timestamp":1770274800,"eventType":"CaseUpdate","claimId":1553199}shared'), {}
    )
    assert news is not None
    assert news["data"] == {"assignment_id": "1553199"}


@pytest.mark.parametrize("secret", ["", "another"])
def test_a_message_with_a_wrong_signature_is_not_believed(kravia: Kravia, secret: str) -> None:
    text = '{"timestamp":1770274800,"eventType":"CaseUpdate","claimId":1553199}' + secret
    assert kravia.news(signed(text), {}) is None
    assert kravia.news({"data": DATA}, {}) is None
    assert kravia.news({"signature": "x"}, {}) is None
    assert kravia.news({"data": DATA, "signature": "ä"}, {}) is None


def test_without_a_creditor_there_is_no_service_and_no_webhook_yet(kravia: Kravia) -> None:
    assert kravia.service() == {"status": "DISABLED"}
    assert not kravia.takes_hooks()


def test_what_the_api_has_no_call_for_is_refused_with_what_the_user_can_do(kravia: Kravia) -> None:
    with pytest.raises(Refused, match="no agreement"):
        kravia.close_service()
    with pytest.raises(Refused, match="portal"):
        kravia.add_event("1", {"type": "comment", "text": "Hei"})


def test_a_company_works_with_the_agency_that_its_first_act_names(tmp_path: Path) -> None:
    client = Client()
    words = {"state_dir": str(tmp_path), "company": COMPANY, "now": "2026-01-12T09:00:00+02:00"}
    endpoints = {"maventa": {**ENDPOINT, "client_id": "c", "client_secret": "s"}, "kravia": ENDPOINT}
    client({"op": "configure", "id": 1, "fresh": True, "endpoints": endpoints, **words})
    act = {"op": "act", "action": "change_settings", "settings": {}, "now": words["now"]}
    assert client({**act, "id": 2, "provider": "kravia"})["ok"]["outcome"] == "done"
    assert client({"op": "view", "id": 3, "now": words["now"]})["ok"]["services"][0]["provider"] == "kravia"
    assert client({**act, "id": 4, "provider": "ropo"})["error"]["kind"] == "unsupported"
    client({"op": "configure", "id": 5, "fresh": False, "endpoints": endpoints, **words})
    assert client({"op": "view", "id": 6, "now": words["now"]})["ok"]["services"][0]["provider"] == "kravia"
    client.close()
