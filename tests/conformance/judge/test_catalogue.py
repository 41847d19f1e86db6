"""The rule catalogue as data."""

from tests.conformance.judge.traces import CATALOGUE


def sharing(*duties: str) -> list[str]:
    """The rules about these duties, but for those folders that have one for each figure."""
    return [rule.id for rule in CATALOGUE.sharing(duties) if rule.folder not in ("portal", "erp")]


def test_figures_are_found_by_provider_duty_and_debtor() -> None:
    assert CATALOGUE.value("agency", "transfer", "days_after_due", debtor_kind="company") == 7
    assert CATALOGUE.value("agency", "transfer", "days_after_due", debtor_kind="consumer") == 14
    assert CATALOGUE.value("agency", "transfer", "days_after_due", debtor_kind="state") is None
    assert CATALOGUE.value("overdue", "transfer", "days_after_due", debtor_kind="state") == 1  # it is for all
    assert CATALOGUE.value("other", "transfer", "days_after_due", debtor_kind="company") is None


def test_rules_are_found_by_one_duty_or_by_several_together() -> None:
    assert sharing("report_payment") == ["AGENCY-EVT-2", "ELSE-EVT-2"]
    assert sharing("activate+transfer") == ["AGENCY-ACT-5"]
    assert sharing("transfer") == [
        "AGENCY-ACT-5",
        "AGENCY-TRF-1",
        "AGENCY-TRF-2",
        "AGENCY-TRF-3",
        "AGENCY-GEO-4",
        "OVERDUE-TRF-2",
        "OVERDUE-DATA-2",
    ]
    assert CATALOGUE.get("AGENCY-SET-1") is not None
    assert CATALOGUE.get("NOBODY-1") is None
