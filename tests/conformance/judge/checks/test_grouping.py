"""A customer is in the group into which the user put it last, by its own business ID; nobody else is put anywhere."""

from tests.conformance.judge.traces import Telling, called

GROUP = "group.set"
CUSTOMER, OTHER = "7654321-2", "1234567-1"


def put(group: str | None, customer: str = CUSTOMER, status: int = 200) -> dict[str, object]:
    return called("set_customer_group", status, business_id=customer, group=group)


def wanted(
    told: Telling,
    group: str | None,
    *calls: dict[str, object],
    outcome: str = "done",
    customer: str = CUSTOMER,
) -> Telling:
    told.act("set_customer_group", *calls, outcome=outcome, business_id=customer, group=group)
    return told


def test_a_customer_that_is_put_where_the_user_wants_it_is_right() -> None:
    told = wanted(Telling(), "vip", put("vip"))
    told.tick(times=2)
    found = told.judged(GROUP)
    assert (found.verdict, found.looked) == ("passed", 1)


def test_a_move_is_one_call_or_two_of_which_the_last_counts() -> None:
    told = wanted(wanted(Telling(), "vip", put("vip")), "premium", put(None), put("premium"))
    told.tick(times=2)
    assert told.verdict(GROUP) == "passed"
    told = wanted(wanted(Telling(), "vip", put("vip")), "premium", put("premium"), put("vip"))
    told.tick(times=2)
    assert told.verdict(GROUP) == "failed"


def test_a_customer_is_taken_out_of_its_group() -> None:
    told = wanted(Telling(), None, put(None))
    told.tick(times=2)
    assert told.verdict(GROUP) == "passed"


def test_what_is_done_at_the_second_tick_is_in_time_and_never_is_not() -> None:
    told = wanted(Telling(), "vip", outcome="pending")
    told.tick()
    told.tick(put("vip"))
    assert told.verdict(GROUP) == "passed"
    told = wanted(Telling(), "vip", outcome="pending")
    told.tick(times=2)
    assert told.verdict(GROUP) == "failed"


def test_another_business_id_than_the_customers_fails() -> None:
    told = wanted(Telling(), "vip", put("vip", OTHER))
    told.tick(times=2)
    assert told.verdict(GROUP) == "failed"


def test_what_is_refused_is_not_judged() -> None:
    for told in (
        wanted(Telling(), "vip", outcome="refused"),
        wanted(Telling(), "vip", put("vip", status=403), outcome="refused"),
        wanted(Telling(), "vip", put("vip", status=403)),
    ):
        told.tick(times=2)
        assert told.verdict(GROUP) == "not_applicable"


def test_a_wish_that_is_taken_back_at_once_need_not_be_done() -> None:
    told = wanted(wanted(Telling(), "vip", outcome="pending"), "premium", outcome="pending")
    told.tick(put("premium"))
    told.tick()
    found = told.judged(GROUP)
    assert (found.verdict, found.looked) == ("passed", 1)


def test_two_customers_do_not_disturb_each_other() -> None:
    told = wanted(wanted(Telling(), "vip", put("vip")), "premium", put("premium", OTHER), customer=OTHER)
    told.tick(times=2)
    assert told.judged(GROUP).looked == 2
    assert told.verdict(GROUP) == "passed"
