"""Whether the client answers, and is quiet when it is not asked."""

from tests.conformance.judge.traces import Telling, called


def test_a_client_that_answers_everything_passes() -> None:
    told = Telling()
    told.tick(called("read_service", state="active"), times=3)
    assert told.judged("protocol.answers").looked == 3
    assert told.verdict("protocol.answers") == "passed"
    assert told.verdict("protocol.quiet") == "passed"


def test_one_that_was_lost_fails_with_what_happened() -> None:
    told = Telling()
    told.op(
        "act",
        action="activate",
        reply={"fault": {"kind": "died", "message": "the client ended with exit code 3"}},
    )
    found = told.judged("protocol.answers")
    assert (found.verdict, found.message, found.actual) == (
        "failed",
        "the client ended with exit code 3",
        "its process ended",
    )
    assert found.expected == "a reply to activate that keeps the protocol"
    assert found.evidence == (2,)


def test_a_call_between_two_requests_is_told_and_judged_by_nobody_else() -> None:
    told = Telling()
    told.act("activate", called("activate"))
    told.recorder.add("exchange", {**called("activate"), "method": "PUT", "path": "/service"})
    assert told.judged("protocol.quiet").verdict == "failed"
    assert told.judged("protocol.quiet").actual == "PUT /service"
    assert told.verdict("activation.once") == "passed"


def test_calls_after_a_delivery_to_the_clients_own_address_are_right_until_the_tick() -> None:
    told = Telling()
    told.recorder.cover(told.deliver(case="case-1"))
    told.recorder.add("exchange", called("read_case", case="case-1"))
    told.tick()
    assert told.verdict("protocol.quiet") == "passed"


def test_without_calls_there_is_nothing_to_be_quiet_about() -> None:
    assert Telling().verdict("protocol.quiet") == "not_applicable"
