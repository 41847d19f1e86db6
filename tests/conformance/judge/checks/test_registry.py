"""Every check says what its law is, and finds its rules by itself."""

import pytest

from conformance.checks import all_checks, check
from tests.conformance.judge.traces import CATALOGUE


def test_every_check_has_its_law_in_a_sentence_and_reads_something() -> None:
    checks = all_checks()
    assert [one.id for one in checks] == sorted({one.id for one in checks})
    for one in checks:
        assert one.law.endswith((".", ":")) or "." in one.law, one.id
        assert set(one.reads) <= {"wire", "books", "truth"}
        assert one.reads
        assert one.severity in ("must", "should")


def test_every_check_has_an_example_of_right_and_one_of_wrong_in_whole_sentences() -> None:
    for one in all_checks():
        for example in (one.right, one.wrong):
            assert example[:1].isupper() or example[:1].isdigit(), one.id
            assert example.endswith("."), one.id
        assert one.right != one.wrong


def test_a_providers_rules_are_found_by_duty_and_figure() -> None:
    rules = {one.id: one.rules_in(CATALOGUE, {"agency", "client"}) for one in all_checks()}
    assert rules["transfer.not-early"] == ("AGENCY-TRF-1", "AGENCY-TRF-2", "CLIENT-TIME-1")
    assert rules["activation.once"] == ("AGENCY-ACT-5",)
    assert rules["settlement.booked-once"] == ("AGENCY-SET-1", "CLIENT-PAY-1", "CLIENT-SET-1")
    everywhere = {one.id: one.rules_in(CATALOGUE) for one in all_checks()}
    assert "ELSE-EVT-2" in everywhere["payment.direct-reported"]


def test_two_checks_of_one_name_and_one_without_a_law_are_refused() -> None:
    with pytest.raises(ValueError, match=r"activation\.once"):
        check("activation.once", topic="x", reads=("wire",), right="Right.", wrong="Wrong.")(
            lambda looking: iter(())
        )
    with pytest.raises(ValueError, match=r"no\.law"):
        check("no.law", topic="x", reads=("wire",), right="Right.", wrong="Wrong.")(lambda looking: iter(()))
