"""Stories as tests of pytest: which files are taken, whom they judge, and what comes of each verdict."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from conformance.cli.bundle import requirement_sets
from conformance.pytest_plugin import playing
from conformance.scenario import Scenario
from tests.conformance.pytest_plugin.conftest import Inner
from tests.conformance.reports.example_of_a_run import FAILED_CHECK, PASSED_CHECK, scenario

pytest_plugins = ["pytester"]

RIGHT = "--dunbox-client-python=conformance.clients.reference:Client"
STORY = """
title: A company sends an invoice, which stays open
rules: [CLIENT-PAY-1]
for: [ropo]
country: FI
start: 2026-01-11T09:00
debtors:
  acme: {kind: company, pays: never}
story:
  - client: {activate: {}}
  - client: {send_invoice: {number: "1001", debtor: acme, total: 1240.00, due_date: 2026-01-28}}
expect:
  invoices: {"1001": {open_amount: 1240.00}}
"""


def written(pytester: pytest.Pytester, text: str = STORY, name: str = "stories/sent.yaml") -> None:
    file = pytester.path / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


# --- which files are taken ----------------------------------------------------------------------------------


def test_a_story_that_is_named_on_the_command_line_is_a_test_for_each_of_its_providers(
    inner: Inner, pytester: pytest.Pytester
) -> None:
    written(pytester, STORY.replace("[ropo]", "[ropo, kravia]"))
    done = inner("--collect-only", "-q", "stories/sent.yaml")
    done.stdout.fnmatch_lines(["stories/sent.yaml::ropo", "stories/sent.yaml::kravia"])
    chosen = inner("--collect-only", "-q", "stories/sent.yaml", "--dunbox-provider=kravia")
    assert "::ropo" not in chosen.stdout.str()


def test_yaml_files_of_others_are_left_alone_wherever_they_are(
    inner: Inner, pytester: pytest.Pytester
) -> None:
    written(pytester)
    written(pytester, "title: a page\nstart: 3\nversion: 2\n", "docs/page.yml")
    written(pytester, "services: {web: {image: x}}\n", "compose.yaml")
    in_folders = inner("--collect-only", "-q", ".", test="def test_it():\n    pass\n")
    assert in_folders.stdout.str().splitlines()[:2] == ["test_it.py::test_it", ""]
    by_name = inner("--collect-only", "-q", "docs/page.yml")
    assert by_name.ret == pytest.ExitCode.USAGE_ERROR
    assert "dunbox" not in by_name.stdout.str() + by_name.stderr.str()


def test_the_ini_file_names_the_stories_of_a_project(inner: Inner, pytester: pytest.Pytester) -> None:
    for name in ("stories/a.yaml", "stories/deep/b.yaml", "other/c.yaml"):
        written(pytester, name=name)
    pytester.makeini("[pytest]\ndunbox_scenarios = stories/**/*.yaml\n")
    lines = inner("--collect-only", "-q").stdout.str().splitlines()
    assert [line for line in lines if "::" in line] == ["stories/a.yaml::ropo", "stories/deep/b.yaml::ropo"]
    assert (
        inner("--collect-only", "-q", "-m", "not dunbox_scenario").ret == pytest.ExitCode.NO_TESTS_COLLECTED
    )


def test_a_file_that_is_no_good_story_is_a_collection_error_with_each_place(
    inner: Inner, pytester: pytest.Pytester
) -> None:
    written(pytester, STORY.replace("story:", "stroy:").replace("never", "nevr"))
    done = inner("stories/sent.yaml")
    done.assert_outcomes(errors=1)
    text = done.stdout.str()
    assert "\nstories/sent.yaml:9:1: the file has no word 'stroy'; expected one of" in text
    assert "did you mean 'story'?" in text
    assert "Traceback" not in text


def test_bundled_stories_are_added_by_provider_id_or_glob(inner: Inner) -> None:
    done = inner(
        "--collect-only", "-q", "--dunbox-suite=ropo/paid-in*", "--dunbox-suite=kravia", "-k", "paid-in-time"
    )
    lines = done.stdout.str().splitlines()
    assert "dunbox::ropo/paid-in-time" in lines
    assert all("paid-in-time" in line for line in lines if line.startswith("dunbox::"))


# --- whom they judge ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ini", "hook", "arguments", "judged"),
    [
        ("", "", (), "the bundled client"),
        ("dunbox_client = ./erp --driver", "", (), "./erp --driver"),
        ("dunbox_client = ./erp --driver", "['a b', '-d']", (), "'a b' -d"),
        ("dunbox_client = ./erp --driver", "'erp.driver:Client'", (), "erp.driver:Client"),
        ("dunbox_client = ./erp --driver", "None", (), "./erp --driver"),
        ("dunbox_client = ./erp", "'erp.driver:Client'", ("--dunbox-client-python=mine:It",), "mine:It"),
    ],
)
def test_the_client_is_the_command_lines_else_the_hooks_else_the_ini_files(
    ini: str, hook: str, arguments: tuple[str, ...], judged: str, inner: Inner, pytester: pytest.Pytester
) -> None:
    written(pytester)
    pytester.makeini(f"[pytest]\n{ini}\n")
    if hook:
        pytester.makeconftest(f"def pytest_dunbox_client(config):\n    return {hook}\n")
    done = inner("--collect-only", "stories/sent.yaml", *arguments)
    assert f"dunbox: the stories judge {judged}\n" in done.stdout.str()


@pytest.mark.parametrize(
    ("argument", "said"),
    [
        ("--dunbox-client=a 'b", '--dunbox-client "a \'b" cannot be split into words'),
        ("--dunbox-client-python=erp", "--dunbox-client-python 'erp' is not of the form module:attribute"),
        ("--dunbox-provider=rapo", "there is no provider 'rapo'"),
        ("--dunbox-set=2026.0", "there is no requirement set '2026.0'; there are: "),
        ("--dunbox-baseline=none.yaml", "none.yaml cannot be read: No such file or directory"),
        ("--dunbox-keep=stories/sent.yaml", "stories/sent.yaml cannot be made: File exists"),
    ],
)
def test_what_stories_cannot_be_played_with_is_a_collection_error(
    argument: str, said: str, inner: Inner, pytester: pytest.Pytester
) -> None:
    written(pytester)
    done = inner("stories/sent.yaml", argument)
    done.assert_outcomes(errors=1)
    assert said in done.stdout.str()


def test_a_hook_that_answers_something_else_is_told_what_it_may_answer(
    inner: Inner, pytester: pytest.Pytester
) -> None:
    written(pytester)
    pytester.makeconftest("def pytest_dunbox_client(config):\n    return 7\n")
    assert "the hook pytest_dunbox_client answered 7: it answers a command as a list" in (
        inner("stories/sent.yaml").stdout.str()
    )


def test_a_client_that_cannot_be_started_is_an_error_of_each_story_and_no_failure(
    inner: Inner, pytester: pytest.Pytester
) -> None:
    written(pytester, STORY.replace("[ropo]", "[ropo, kravia]"))
    done = inner("stories/sent.yaml", "--dunbox-client-python=nowhere:Client")
    done.assert_outcomes(errors=2)
    assert "the client 'nowhere:Client' cannot be loaded" in done.stdout.str()


# --- what comes of it ---------------------------------------------------------------------------------------


def test_a_story_is_played_and_judged_and_a_failure_shows_its_findings_and_its_timeline(
    inner: Inner, pytester: pytest.Pytester
) -> None:
    written(pytester)
    written(pytester, STORY.replace("{open_amount: 1240.00}", "{open_amount: 3.00}"), "stories/wrong.yaml")
    done = inner("stories/sent.yaml", "stories/wrong.yaml", RIGHT, "--dunbox-keep=kept", "--dunbox-seed=3")
    done.assert_outcomes(passed=1, failed=1)
    text = done.stdout.str()
    assert "story.expect: open_amount of invoice 1001 is not as the story has it" in text
    assert "    expected  3.00\n    found     1240.00\n" in text
    assert f"again     pytest stories/wrong.yaml::ropo --dunbox-seed=3 {RIGHT} --dunbox-keep=kept" in text
    assert "user       send_invoice 1001" in text.partition("dunbox: timeline")[2]
    kept = sorted(file.name for file in (pytester.path / "kept" / "ropo").iterdir())
    assert kept == [f"{name}.{kind}" for name in ("sent", "wrong") for kind in ("json", "jsonl", "yaml")]


class Verdicts:
    """Takes the place of the judge: a verdict for each provider."""

    GIVEN: Mapping[str, tuple[str, list[dict[str, Any]]]] = {
        "ropo": ("failed", [FAILED_CHECK, {**FAILED_CHECK, "id": "story.expect"}]),
        "kravia": ("warned", [{**FAILED_CHECK, "verdict": "warned"}]),
        "amili": ("not_applicable", []),
        "kassavirta": ("config_error", []),
        "perinta": ("harness_error", []),
    }

    def __call__(self, _bench: object, told: Scenario, *_: object) -> dict[str, Any]:
        verdict, checks = self.GIVEN[told.provider]
        message = {"message": f"for reasons of {told.provider}"} if not checks else {}
        checks = [PASSED_CHECK, *checks]
        return {
            **scenario(told.id, verdict, checks),
            "provider": told.provider,
            "virtual_days": 1.0,
            **message,
        }


@pytest.fixture
def verdicts(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    """One story for five providers, each of which gets a verdict of its own."""
    written(pytester, STORY.replace("[ropo]", "[ropo, kravia, amili, kassavirta, perinta]"))
    bench = SimpleNamespace(), SimpleNamespace(catalogue=None), {"name": "erp", "version": "2.3"}
    monkeypatch.setattr(playing, "result_of", Verdicts())
    monkeypatch.setattr(playing.Stage, "_bench", lambda self: bench)


@pytest.mark.usefixtures("verdicts")
def test_each_verdict_has_an_outcome_of_pytests_own(inner: Inner) -> None:
    done = inner("stories/sent.yaml", "-rs", "-W", "default::conformance.pytest_plugin.DunboxWarning")
    done.assert_outcomes(passed=1, failed=1, skipped=1, errors=2, warnings=1)
    text = done.stdout.str()
    assert (
        "settlement.booked-once: settlement_principal of invoice 1001 is booked twice (and 1 more check)"
        in text
    )
    assert "    expected  one of 1240.00 EUR\n    found     two\n" in text
    assert "SKIPPED [1] stories/sent.yaml:1: for reasons of amili" in text
    assert "config error: for reasons of kassavirta" in text
    assert "harness error: for reasons of perinta" in text
    warned = text.partition("warnings summary")[2]
    assert "stories/sent.yaml::kravia" in warned
    assert "DunboxWarning: settlement.booked-once: settlement_principal" in warned


@pytest.mark.usefixtures("verdicts")
@pytest.mark.parametrize("argument", ["--dunbox-fail-on-warning", "-Werror"])
def test_a_warning_fails_a_story_where_that_is_asked_for(argument: str, inner: Inner) -> None:
    done = inner("stories/sent.yaml", argument, "--dunbox-provider=kravia")
    done.assert_outcomes(failed=1)
    text = done.stdout.str()
    assert "settlement.booked-once: settlement_principal of invoice 1001 is booked twice" in text
    assert "stories.py" not in text


@pytest.mark.usefixtures("verdicts")
def test_what_a_baseline_knows_xfails_and_an_entry_that_no_longer_holds_fails(
    inner: Inner, pytester: pytest.Pytester
) -> None:
    known = [
        ("ropo/sent", "settlement.booked-once"),
        ("ropo/sent", "story.expect"),
        ("kravia/sent", "list.read-to-the-end"),
        ("ropo/a-story-of-another-day", "story.expect"),
    ]
    about = "  reason: release 8\n  owner: Anna\n  expires: 2999-01-01\n"
    lines = [f"- scenario: {story}\n  check: {check}\n{about}" for story, check in known]
    (pytester.path / "known.yaml").write_text("".join(lines), encoding="utf-8")
    providers = ("--dunbox-provider=ropo", "--dunbox-provider=kravia")
    done = inner("stories/sent.yaml", "--dunbox-baseline=known.yaml", *providers, "-rx")
    done.assert_outcomes(xfailed=1, failed=1)
    text = done.stdout.str()
    assert "settlement.booked-once: release 8 (Anna, until 2999-01-01); story.expect: release 8" in text
    assert "known.yaml:11: list.read-to-the-end passes in kravia/sent: delete this entry" in text


@pytest.mark.usefixtures("verdicts")
def test_a_story_that_came_after_the_set_that_judges_is_skipped(
    inner: Inner, monkeypatch: pytest.MonkeyPatch
) -> None:
    version, oldest = next(iter(requirement_sets().items()))
    without = replace(oldest, scenarios={})
    monkeypatch.setattr("conformance.cli.conditions.requirement_sets", lambda: {version: without})
    done = inner("--dunbox-suite=ropo/paid-in-time", f"--dunbox-set={version}", "stories/sent.yaml", "-rs")
    assert f"the story came after the requirement set {version}" in done.stdout.str()


@pytest.mark.usefixtures("verdicts")
def test_two_stories_of_one_name_are_not_kept_in_one_place(inner: Inner, pytester: pytest.Pytester) -> None:
    written(pytester, name="other/sent.yaml")
    words = ("--dunbox-keep=kept", "--dunbox-provider=ropo")
    text = inner("stories/sent.yaml", "other/sent.yaml", *words).stdout.str()
    assert "--dunbox-keep: ropo/sent is kept already, of " in text
