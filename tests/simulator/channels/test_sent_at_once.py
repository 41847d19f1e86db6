"""The same invoice from many threads at once: however they meet, one assignment comes of it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from tests.simulator.channels.test_sending import changed, kassavirta

MANY = 8
UUID = "0b9f6f0e-1a2b-4c3d-8e4f-5a6b7c8d9e0f"


@pytest.mark.parametrize(
    ("form", "answers"),
    [({}, [201] * MANY), ({"uuid": UUID}, [201] + [409] * (MANY - 1))],
    ids=["each is an invoice", "one uuid"],
)
def test_the_same_document_from_many_threads_has_one_assignment(
    form: dict[str, str], answers: list[int]
) -> None:
    company = kassavirta()
    assert company.client.token  # asked for once, not by each of them
    together = Barrier(MANY)

    def upload(_: int) -> int:
        together.wait()
        return company.client.upload(changed(), **form).status

    with ThreadPoolExecutor(MANY) as threads:
        heard = list(threads.map(upload, range(MANY)))
    assert sorted(heard) == answers
    company.until("2026-01-14T12:00")
    sent = company.client.get("/v1/invoices", "direction=SENT&per_page=100")
    assert sorted(one["status"] for one in sent) == ["DELIVERED"] + ["FAILED"] * (answers.count(201) - 1)
    assert len(company.client.get("/v1/assignments")) == 1
