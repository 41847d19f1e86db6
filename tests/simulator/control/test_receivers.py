"""Receivers that are slow, silent or many: time passes all the same, and others are served."""

from __future__ import annotations

import socket
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import timedelta
from functools import partial
from types import FrameType
from typing import Any

import pytest
import requests

from simulator import Message, Server, World, courier, outbox
from simulator.clock import real_seconds
from simulator.courier import Courier
from simulator.pace import Pace
from simulator.sending import Unsent
from tests.fuzz.serving import TOKEN, customer, serving
from tests.simulator.company import Company
from tests.simulator.control.receiver import Receiver
from tests.simulator.stage import KEY, finvoice

EVENTS = ["RECEIVABLES.SERVICE.REJECTED"]


def refused(world: World, seed: int, urls: list[str], waits: list[int] | None = None) -> Company:
    """A company whose application was refused, which is news to all of these."""
    company = Company(world=world, seed=seed, settings={"webhook.retry_minutes": waits or [1]})
    for url in urls:
        body = {"destination_type": "WEBHOOK", "destination": url, "events": EVENTS}
        assert company.client.call("POST", "/v1/company/notifications", body).status == 201
    company.ask()
    company.sandbox.onboarding("ropo", "decline")
    return company


def test_a_receiver_that_says_nothing_is_waited_for_three_times_in_an_advance_and_no_other_pays_for_it() -> (
    None
):
    asked = []

    def post(message: Message) -> int:
        asked.append(message.url)
        if "silent" in message.url:
            raise Unsent("no answer within 10 seconds", silent=True)
        return 200

    urls = ["http://silent.example/a", "http://silent.example/b", "http://there.example/"]
    company = refused(World(key=KEY), 7, urls, [1] * 20)
    Courier(post).advance(company.sandbox, company.sandbox.now + timedelta(days=1))
    assert (sum("silent" in url for url in asked), sum("there" in url for url in asked)) == (3, 1)
    tried = [each.tries for each in company.sandbox.outbox.messages.values() if "silent" in each.url]
    assert [len(tries) for tries in tried] == [21, 21]
    (reason,) = {tries[-1].reason for tries in tried}
    assert reason is not None
    assert reason.startswith("not sent: 3 times in this advance the receiver was waited for")


def test_receivers_that_say_nothing_keep_no_thread_that_answers_calls() -> None:
    world = World(key=KEY)
    with socket.create_server(("127.0.0.1", 0), backlog=256) as silent, ExitStack() as stack:
        for seed in range(70):
            company = refused(world, seed, [f"http://127.0.0.1:{silent.getsockname()[1]}/"])
            company.sandbox.pace = Pace(1, company.sandbox.zone, real_seconds)
        with Server(world, control=True) as server:
            silent.settimeout(60)
            waiting = [stack.enter_context(silent.accept()[0]) for _ in range(64)]
            assert requests.get(f"{server.url}/control/v1/sandboxes", timeout=60).status_code == 200
            for each in waiting:  # all of them are still waited for, and may go now
                each.setblocking(False)
                assert each.recv(65536)
                with pytest.raises(BlockingIOError):
                    each.recv(1)
                each.close()
            silent.close()


def steps(function: Callable[[], object]) -> int:
    """How many steps of Python are taken in the courier and the outbox."""
    files, counted = {courier.__file__, outbox.__file__}, 0

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal counted
        if frame.f_code.co_filename not in files:
            return None
        frame.f_trace_opcodes = True
        counted += event == "opcode"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        function()
    finally:
        sys.settrace(before)
    return counted


def test_many_messages_of_one_moment_take_as_much_work_for_each_as_few_do_and_each_is_sent_once() -> None:
    taken = []
    for many in (200, 1600):
        sent: list[str] = []

        def post(message: Message, sent: list[str] = sent) -> int:
            sent.append(message.id)
            return 200 if len(sent) % 2 else 500

        company = refused(World(key=KEY), 7, [f"http://there.example/{each}" for each in range(many)])
        day = company.sandbox.now + timedelta(days=1)
        taken.append(steps(partial(Courier(post).advance, company.sandbox, day)) / many)
        tried = sorted(len(each.tries) for each in company.sandbox.outbox.messages.values())
        assert tried == [1] * (many // 2) + [2] * (many // 2)
        assert len(sent) == sum(tried)
        assert company.sandbox.outbox.waiting == []
    assert taken[1] < 1.05 * taken[0]


@pytest.mark.long
def test_ten_thousand_webhooks_in_one_advance_are_sent_once_each_with_bounded_memory() -> None:
    with serving() as server, Receiver() as receiver:
        company = customer(server, "first")
        for number in range(100):
            hook = {"destination_type": "WEBHOOK", "events": ["DOCUMENTS.INVOICE.DELIVERED"]}
            hook["destination"] = f"{receiver.url}&number={number}"
            company.call("POST", "/v1/company/notifications", json=hook)
        for number in range(2001, 2101):
            files = {"file": ("invoice.xml", finvoice(str(number)))}
            company.call("POST", "/v1/invoices", files=files)
        before = server.peak
        advance = f"{server.url}/control/v1/sandboxes/first/clock/advance"
        token = {"Authorization": f"Bearer {TOKEN}"}
        served = 0
        with ThreadPoolExecutor(1) as pool:
            advancing = pool.submit(requests.post, advance, json={"by": "PT5H"}, headers=token, timeout=600)
            while not advancing.done():
                company.control("GET", "/clock")
                served += 1
        assert advancing.result().status_code == 200
        came = [(each.path, each.json["id"]) for each in receiver.taken]
        assert len(set(came)) == len(came) == 10_000
        assert served > 10
        assert server.peak - before < 150_000_000  # of which each message is kept, with its try
