"""The reference client when answers are lost or ask it to come back: nothing twice, nothing forgotten."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from conformance.clients.reference import Client
from conformance.clients.reference.wire import Wire
from conformance.clients.wrong.forgets_page_two import Client as ForgetsPageTwo
from tests.conformance.clients.fake_provider import BASE, FakeProvider, Fault
from tests.conformance.clients.samples import COMPANY, entry, invoice, statement, transaction

TRANSFER = "/v2/invoices/{}/assignment/ropo"


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch) -> FakeProvider:
    found = FakeProvider()
    monkeypatch.setattr(Wire, "exchange", found.exchange)
    return found


class Life:
    """A client's life, told in the driver's words at times of one's choosing."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.now = "2026-02-05T09:00:00+02:00"
        self.client = Client()
        self.begin(fresh=True)

    def begin(self, fresh: bool = False, client: Client | None = None) -> None:
        """Begin again with the same books, as after a kill."""
        self.client.close()
        self.client = client or Client()
        endpoint = {
            "base_url": BASE,
            "client_id": "id",
            "client_secret": "hush",
            "webhook_url": "http://erp.example/h",
        }
        words = {"fresh": fresh, "state_dir": str(self.folder), "company": COMPANY, "settings": {}}
        self.ask("configure", endpoints={"maventa": endpoint}, **words)

    def ask(self, op: str, **words: Any) -> dict[str, Any]:
        """The `ok` of a request's reply."""
        return dict(self.client({"id": 1, "op": op, "now": self.now, **words})["ok"])

    def act(self, action: str, **words: Any) -> dict[str, Any]:
        """The answer to an act."""
        return self.ask("act", action=action, **words)

    def shown(self) -> dict[str, Any]:
        """The first invoice of the view."""
        return dict(self.ask("view")["invoices"][0])


@pytest.fixture
def life(tmp_path: Path, provider: FakeProvider) -> Iterator[Life]:
    found = Life(tmp_path)
    yield found
    found.client.close()


@pytest.fixture
def collected(life: Life, provider: FakeProvider) -> Life:
    """A life whose invoice 1001 is in collection."""
    life.act("activate")
    life.act("send_invoice", invoice=invoice())
    life.act("transfer_invoice", number="1001", collection_type="collection")
    life.ask("tick")
    provider.add_event(f"case-{next(iter(provider.invoices))}", type="created", actor="agency")
    life.ask("tick")
    assert life.shown()["state"] == "in_collection"
    return life


def paid(reference: str = "10016", amount: str = "100.00", payer: str = "Esimerkki Oy") -> dict[str, str]:
    content = statement(entry(f"B-{payer}-{amount}", amount, transaction(amount, payer, reference)))
    return {"format": "camt.053.001.02", "content": content}


def test_a_token_is_kept_until_it_expires(collected: Life, provider: FakeProvider) -> None:
    assert provider.tokens == 1
    collected.now = "2026-02-05T10:30:00+02:00"
    collected.ask("tick")
    assert provider.tokens == 2


def test_a_refused_token_is_renewed_once(collected: Life, provider: FakeProvider) -> None:
    provider.faults = [Fault("GET", "/v1/events", status=401)]
    collected.ask("tick")
    assert (provider.tokens, provider.calls[-3:]) == (
        2,
        ["GET /v1/events", "POST /oauth2/token", "GET /v1/events"],
    )


def test_refused_credentials_are_not_tried_again_until_the_user_acts(
    life: Life, provider: FakeProvider
) -> None:
    refusal = {"message": "Only the credentials of a sandbox work here", "details": ["client_id: unknown"]}
    provider.faults = [Fault("POST", "/oauth2/token", status=401, body=refusal) for _ in range(2)]
    reply = life.act("activate")
    assert reply["outcome"] == "refused"
    assert refusal["message"] in reply["message"]
    assert "client_id: unknown" in reply["message"]
    life.ask("tick")
    life.ask("tick")
    assert provider.count("POST /oauth2/token") == 1
    assert life.act("activate")["outcome"] == "refused"
    assert life.act("activate")["outcome"] == "done"


def test_an_invoice_whose_answer_was_lost_is_looked_for_and_not_sent_again(
    life: Life, provider: FakeProvider
) -> None:
    provider.faults = [Fault("POST", "/v1/invoices", lost=True)]
    assert life.act("send_invoice", invoice=invoice())["outcome"] == "pending"
    assert life.shown()["state"] == "draft"
    life.begin()
    life.ask("tick")
    assert (provider.count("POST /v1/invoices"), life.shown()["state"]) == (1, "sent")


def test_an_invoice_that_never_arrived_is_sent_again_with_the_same_id(
    life: Life, provider: FakeProvider
) -> None:
    provider.faults = [Fault("POST", "/v1/invoices", status=500)]
    assert life.act("send_invoice", invoice=invoice())["outcome"] == "pending"
    life.ask("tick")
    assert (provider.count("POST /v1/invoices"), len(provider.invoices)) == (2, 1)


def test_a_transfer_whose_answer_was_lost_is_looked_for_and_not_repeated(
    life: Life, provider: FakeProvider
) -> None:
    life.act("activate")
    life.act("send_invoice", invoice=invoice())
    provider.faults = [Fault("POST", "/assignment/ropo", lost=True)]
    assert life.act("transfer_invoice", number="1001")["outcome"] == "pending"
    life.begin()
    life.ask("tick")
    (identity,) = provider.transfers
    assert provider.count(f"POST {TRANSFER.format(identity)}") == 1
    assert life.shown()["state"] == "in_collection"


def test_a_transfer_that_never_arrived_is_repeated_with_the_amount_of_the_first_time(
    life: Life, provider: FakeProvider
) -> None:
    life.act("activate")
    life.act("send_invoice", invoice=invoice())
    provider.faults = [Fault("POST", "/assignment/ropo", status=502)]
    life.act("transfer_invoice", number="1001")
    life.ask("bank", **paid())
    life.ask("tick")
    (body,) = provider.transfers.values()
    assert body["amounts"]["capital_amount"] == 1240
    life.now = "2026-02-05T09:30:00+02:00"
    life.ask("tick")
    assert [(event["type"], event["amount"]) for event in provider.events] == [("paid", 100)]


def test_a_transfer_asks_for_what_is_still_open(life: Life, provider: FakeProvider) -> None:
    life.act("activate")
    life.act("send_invoice", invoice=invoice())
    life.ask("bank", **paid(amount="240.50"))
    life.act("transfer_invoice", number="1001")
    life.ask("tick")
    (body,) = provider.transfers.values()
    assert body["amounts"] == {"capital_amount": 999.5, "reminder_amount": 0, "interest_amount": 0}
    assert provider.events == []


def test_a_refused_transfer_reaches_the_user_whole_and_is_not_repeated(
    life: Life, provider: FakeProvider
) -> None:
    life.act("activate")
    life.act("send_invoice", invoice=invoice())
    refusal = {"code": "forbidden", "message": "Not allowed", "details": ["currency", "country"]}
    provider.faults = [Fault("POST", "/assignment/ropo", status=403, body=refusal)]
    reply = life.act("transfer_invoice", number="1001")
    assert (reply["outcome"], reply["contact"]) == ("refused", "provider")
    assert reply["message"] == "Not allowed; currency; country"
    life.ask("tick")
    shown = life.shown()
    assert (shown["state"], shown["action_needed"], provider.transfers) == ("sent", True, {})
    assert [message["text"] for message in shown["messages"]] == [reply["message"]]


def test_an_early_transfer_waits_for_its_day_in_the_companys_zone(life: Life, provider: FakeProvider) -> None:
    life.act("activate")
    life.act("send_invoice", invoice=invoice())
    life.now = "2026-02-03T23:59:59+02:00"
    assert life.act("transfer_invoice", number="1001")["outcome"] == "pending"
    life.ask("tick")
    assert provider.transfers == {}
    life.now = "2026-02-03T22:00:00+00:00"
    life.ask("tick")
    assert len(provider.transfers) == 1


def test_a_direct_payment_whose_report_was_lost_is_reported_once(
    collected: Life, provider: FakeProvider
) -> None:
    provider.faults = [Fault("POST", "/events", lost=True)]
    collected.ask("bank", **paid())
    collected.ask("tick")
    collected.begin()
    collected.ask("tick")
    assert [event["type"] for event in provider.events] == ["created", "paid"]
    assert collected.shown()["open_amount"] == "1140.00"


def test_two_payments_of_one_sum_on_one_day_are_both_reported(
    collected: Life, provider: FakeProvider
) -> None:
    collected.ask("bank", **paid())
    collected.ask("tick")
    provider.faults = [Fault("POST", "/events", status=500)]
    collected.ask("bank", **paid(payer="Esimerkki Oyj"))
    collected.ask("tick")
    collected.ask("tick")
    assert [event["type"] for event in provider.events] == ["created", "paid", "paid"]


def test_a_settlement_is_booked_from_the_bank_alone_and_not_reported(
    collected: Life, provider: FakeProvider
) -> None:
    case_id = provider.events[0]["assignment_id"]
    provider.add_event(case_id, type="paid", actor="agency", amount=1260, capital_amount=1240)
    collected.ask("tick")
    collected.ask("bank", **paid(amount="1240.00", payer="Ropo Capital Oy"))
    collected.ask("tick")
    assert [row["kind"] for row in collected.ask("view")["ledger"]] == ["settlement_principal"]
    assert len(provider.events) == 2


def test_a_credit_note_is_booked_and_reported_once(collected: Life, provider: FakeProvider) -> None:
    note = {"number": "1001", "credit_note_number": "2001", "amount": "1240.00", "date": "2026-02-06"}
    assert collected.act("credit_invoice", **note)["outcome"] == "done"
    assert collected.act("credit_invoice", **note)["outcome"] == "refused"
    assert [event["type"] for event in provider.events] == ["created", "credit_note"]
    assert collected.shown()["state"] == "credited"


def test_a_busy_provider_is_left_alone_for_as_long_as_it_asks(
    collected: Life, provider: FakeProvider
) -> None:
    provider.faults = [Fault("GET", "/v1/events", status=429, headers={"Retry-After": "600"})]
    assert collected.ask("tick")["wake_at"] == "2026-02-05T09:10:00+02:00"
    calls = len(provider.calls)
    collected.now = "2026-02-05T09:09:59+02:00"
    assert collected.ask("tick")["wake_at"] == "2026-02-05T09:10:00+02:00"
    assert len(provider.calls) == calls
    collected.now = "2026-02-05T09:10:00+02:00"
    assert "wake_at" not in collected.ask("tick")
    assert len(provider.calls) > calls


def test_retry_after_may_be_a_date(collected: Life, provider: FakeProvider) -> None:
    when = {"Retry-After": "Thu, 05 Feb 2026 08:00:00 GMT"}
    provider.faults = [Fault("GET", "/v1/events", status=503, headers=when)]
    assert collected.ask("tick")["wake_at"] == "2026-02-05T10:00:00+02:00"


def test_pauses_after_failures_grow_longer(collected: Life, provider: FakeProvider) -> None:
    wakes = []
    for _ in range(3):
        provider.faults = [Fault("GET", "/v1/events", status=500)]
        wakes.append(collected.ask("tick")["wake_at"])
        collected.now = wakes[-1]
    assert [moment[11:16] for moment in wakes] == ["09:01", "09:03", "09:07"]


def test_a_list_is_read_to_its_last_page(collected: Life, provider: FakeProvider) -> None:
    case_id = provider.events[0]["assignment_id"]
    for number in range(22):
        provider.add_event(case_id, type="comment", actor="agency", text=f"comment {number}")
    calls = provider.count("GET /v1/events")
    collected.ask("tick")
    assert provider.count("GET /v1/events") - calls == 3
    assert len(collected.shown()["messages"]) == 22
    collected.begin(client=ForgetsPageTwo())
    calls = provider.count("GET /v1/events")
    collected.ask("tick")
    assert provider.count("GET /v1/events") - calls == 1


def test_a_webhook_only_says_where_to_look_and_twice_is_once(collected: Life, provider: FakeProvider) -> None:
    case_id = provider.events[0]["assignment_id"]
    provider.add_event(case_id, type="comment", actor="agency", text="Please call us.")
    news = (
        f'{{"id": "n1", "event": "RECEIVABLES.ASSIGNMENT.EVENT", "data": {{"assignment_id": "{case_id}"}}}}'
    )
    for _ in range(2):
        assert collected.ask("webhook", method="POST", path="/h", headers={}, body=news)["status"] == 200
    collected.ask("tick")
    assert [message["text"] for message in collected.shown()["messages"]] == ["Please call us."]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ('{"id": "n1", "event": "SOMETHING.NEW", "data": {"x": 1}}', 200),
        (
            '{"id": "n1", "event": "RECEIVABLES.ASSIGNMENT.EVENT", "data": {"assignment_id": "../secret"}}',
            200,
        ),
        ("<xml/>", 400),
        ("[]", 400),
    ],
)
def test_an_unknown_or_forged_webhook_leads_to_no_call(
    collected: Life, provider: FakeProvider, body: str, status: int
) -> None:
    calls = len(provider.calls)
    assert collected.ask("webhook", method="POST", path="/h", headers={}, body=body)["status"] == status
    assert len(provider.calls) == calls


def test_webhooks_are_registered_once(collected: Life, provider: FakeProvider) -> None:
    collected.begin()
    collected.ask("tick")
    collected.begin(fresh=True)
    collected.ask("tick")
    assert [hook["destination"] for hook in provider.hooks] == ["http://erp.example/h"]


def test_nothing_secret_is_in_a_url_or_a_message(collected: Life, provider: FakeProvider) -> None:
    provider.faults = [Fault("GET", "/v1/events", lost=True)]
    collected.ask("tick")
    told = str(collected.ask("view")) + str(provider.calls) + str(provider.queries)
    assert "hush" not in told
    assert "t1" not in told
