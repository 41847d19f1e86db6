"""The command line: its help, its exit codes, and what it says of a wrong wish."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from conformance import __version__
from conformance.cli import COMMANDS, dunbox, exit_code_of, listing
from conformance.cli.bundle import vocabulary
from simulator.resources import scenarios

ROOT = Path(__file__).parents[3]
STORY = scenarios() / "ropo" / "paid-in-time.yaml"


def process(*arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "conformance.cli", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env={**os.environ, **env},
    )


def answer(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """The exit code of the command line, and what it wrote to stdout and stderr."""
    code = exit_code_of(arguments)
    out, err = capsys.readouterr()
    return code, out, err


# --- the command itself -------------------------------------------------------------------------------------


def test_the_help_lists_every_command_with_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = answer(capsys, "--help")
    assert code == 0
    for name, line in COMMANDS.items():
        assert f"{name} " in out
        assert line[:40] in out


@pytest.mark.parametrize("name", list(COMMANDS))
def test_every_command_of_the_help_exists(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = answer(capsys, name, "--help")
    assert (code, f"dunbox {name}" in out) == (0, True)


def test_the_version_is_that_of_the_package(capsys: pytest.CaptureFixture[str]) -> None:
    assert answer(capsys, "--version") == (0, f"dunbox {__version__}\n", "")


def test_the_help_imports_nothing_that_is_dear() -> None:
    asked = "import sys, conformance.cli; print(sorted({'pydantic', 'rich', 'yaml', 'simulator'} & set(sys.modules)))"
    run = subprocess.run(
        [sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )
    assert run.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["lst"], "there is no command 'lst'; there are: "),
        (["run", "--sed", "1"], "No such option"),
        (["schema", "tract"], "'tract' is not one of"),
        (["list", "--yaml"], "No such option"),
        (["run", "--seed", "-1"], "-1 is not in the range"),
        (["run", "--seed", str(2**53)], f"{2**53} is not in the range"),
        (["run", "--jobs", "0"], "0 is not in the range"),
        (["run", "--op-timeout", "0"], "0.0 is not in the range"),
        (["run", "--op-timeout", "nan"], "nan is no time; give real seconds"),
        (["run", "--json", "out", "--junit", "./tests/../out"], "would be written over each other"),
        (["run", "--client-python", "os:getcwd"], "it makes an object of type str, which cannot be called"),
        (["run", "--client", "a", "--client-python", "b:c"], "name two clients; give one of them"),
        (["run", "--client", ""], "--client is empty"),
        (["run", "--client", "./erp 'x"], "cannot be split into words: No closing quotation"),
        (["run", "--client-python", "erp.driver"], "is not of the form module:attribute"),
        (["run", "--client-python", "erp driver:x"], "is not of the form module:attribute"),
        (
            ["run", "--provider", "roppo"],
            f"there is no provider 'roppo'; there are: {', '.join(sorted(vocabulary().providers))}; did you mean",
        ),
        (["run", "ropo/paid-in-tme"], "'ropo/paid-in-tme' names no scenario"),
        (["run", "ropo/paid-in-tme"], "did you mean 'ropo/paid-in-time'?"),
        (["run", "--json", "/no/such/folder/out.json"], "the folder /no/such/folder does not exist"),
        (["run", "--json", "."], "--json . is a folder"),
        (["run", "ropo/paid-in-time", "--provider", "kravia"], "of 1 chosen scenario none is of kravia"),
        (["run", "ropo/paid-in-time", "--keep", "/dev/null/x"], "--keep /dev/null/x cannot be made: "),
        (["run", "ropo/paid-in-time", "--keep", "/dev/null/x"], "; name a folder that can be written"),
        (["serve", "--host", "0.0.0.0"], "--host 0.0.0.0 can be reached from other machines"),
        (["serve", "--host", "::"], "give --control-token or --control-token-file, or listen on 127.0.0.1"),
        (["serve", "--host", "128.0.0.1"], "--host 128.0.0.1 can be reached from other machines"),
        (["serve", "--control-token", ""], "--control-token is empty"),
        (["serve", "--control-token-file", "/dev/null/none"], "'/dev/null/none' does not exist"),
        (["serve", "--control-token-file", os.devnull], f"--control-token-file {os.devnull} is empty"),
        (
            ["serve", "--control-token-file", __file__, "--control-token", "x"],
            "give two tokens; leave one of them out",
        ),
    ],
)
def test_wrong_usage_exits_with_2_and_says_what_is_right(
    arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _, err = answer(capsys, *arguments)
    assert code == 2
    assert told in err
    assert "Traceback" not in err


def test_lint_without_a_file_checks_the_bundled_stories(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = answer(capsys, "lint")
    assert (code, out.endswith("scenarios, no problem\n")) == (0, True)


def test_a_defect_of_ours_exits_with_3_and_a_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise KeyError("nothing\nof the kind")

    monkeypatch.delenv("DUNBOX_DEBUG", raising=False)
    monkeypatch.setattr(dunbox, "main", broken)
    code, _, err = answer(capsys, "list")
    assert code == 3
    assert err.count("\n") == 1
    assert err.startswith("dunbox: KeyError: 'nothing\\nof the kind' (a defect of dunbox")


def test_dunbox_debug_shows_where_a_defect_is(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise KeyError("x")

    monkeypatch.setenv("DUNBOX_DEBUG", "1")
    monkeypatch.setattr(dunbox, "main", broken)
    _, _, err = answer(capsys, "list")
    assert "Traceback (most recent call last)" in err


def test_an_interrupt_is_no_defect(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(dunbox, "main", interrupted)
    assert answer(capsys, "list") == (130, "", "dunbox: interrupted\n")


def test_a_reader_that_leaves_early_is_no_defect() -> None:
    piped = f"{sys.executable} -m conformance.cli schema | head -c 1 >/dev/null; echo ${{PIPESTATUS[0]}}"
    run = subprocess.run(
        ["bash", "-c", piped], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60
    )
    assert run.stdout.splitlines()[-1] == "0"
    assert run.stderr == ""


# --- lint ---------------------------------------------------------------------------------------------------


def test_lint_of_good_stories_exits_with_0(capsys: pytest.CaptureFixture[str]) -> None:
    assert answer(capsys, "lint", str(STORY)) == (0, "1 scenario, no problem\n", "")


def test_lint_takes_a_folder(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = answer(capsys, "lint", str(scenarios()))
    assert (code, out.endswith("scenarios, no problem\n")) == (0, True)


def test_lint_tells_file_line_column_and_the_nearest_word(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "tale.yaml"
    file.write_text(STORY.read_text("utf-8").replace("due_date", "due"), encoding="utf-8")
    code, out, err = answer(capsys, "lint", str(file))
    assert code == 2
    assert out.startswith(f"{file}:18:76: send_invoice has no word 'due'; expected one of number, debtor")
    assert out.endswith("; did you mean 'due_date'?\n")
    assert err == "1 problem found\n"


def test_lint_names_a_file_that_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = answer(capsys, "lint", "no/such.yaml", str(STORY))
    assert (code, err) == (2, "1 problem found\n")
    assert out == "no/such.yaml: there is no such file or folder; expected a scenario file\n"
    near = STORY.with_name("paid-in-tme.yaml")
    assert answer(capsys, "lint", str(near))[1].endswith(
        f"expected a scenario file; did you mean {str(STORY)!r}?\n"
    )


# --- list and schema ----------------------------------------------------------------------------------------


def test_list_as_json_holds_all_that_there_is(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = answer(capsys, "list", "--json")
    assert (code, err) == (0, "")
    found = json.loads(out)
    assert list(found) == ["scenarios", "checks", "providers", "wrong_clients", "assumptions", "sets"]
    assert set(found["providers"]) == vocabulary().providers
    story = next(one for one in found["scenarios"] if one["id"] == "ropo/paid-in-time")
    assert story == {
        "id": "ropo/paid-in-time",
        "title": "A company pays its invoice before it is due, and no agency hears of it",
        "provider": "ropo",
        "rules": ["CLIENT-PAY-1"],
        "needs": ["activate", "auto_transfer", "change_settings", "send_invoice"],
    }


def test_what_list_says_of_checks_and_wrong_clients_fits_together(capsys: pytest.CaptureFixture[str]) -> None:
    found = json.loads(answer(capsys, "list", "--json")[1])
    checks = {check["id"] for check in found["checks"]}
    stories = {story["id"] for story in found["scenarios"]}
    for client in found["wrong_clients"]:
        named = {*client["must"], *(may["check"] for may in client["may"])}
        assert named <= checks, client["id"]
        assert set(client["on"]) <= stories, client["id"]
        assert all(may["reason"] for may in client["may"]), client["id"]


def test_list_for_people_counts_what_it_shows(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = answer(capsys, "list")
    assert code == 0
    for name in (
        "scenarios (",
        "checks (",
        f"providers ({len(vocabulary().providers)})",
        "wrong clients (",
        "assumptions (",
    ):
        assert name in out


def test_list_for_people_shows_the_value_and_the_setting_of_an_assumption(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assumed = {"id": "north.demand", "value": {"company": 10}, "reason": "Nobody says."}
    rows = [{**assumed, "override": "north.demand_days"}, {**assumed, "id": "north.fee", "override": None}]
    monkeypatch.setattr(listing, "assumptions", lambda: rows)
    lines = answer(capsys, "list")[1].splitlines()
    start = lines.index("assumptions (2)")
    assert [line.rstrip().split(maxsplit=1) for line in lines[start + 1 : start + 5]] == [
        ["north.demand", '{"company": 10}  Nobody says.'],
        ["setting", "north.demand_days"],
        ["north.fee", '{"company": 10}  Nobody says.'],
        ["fixed"],
    ]


@pytest.mark.parametrize(("name", "shown"), [("run", "[SELECTOR]..."), ("lint", "[FILE]...")])
def test_what_may_be_left_out_is_shown_so(name: str, shown: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert f"Usage: dunbox {name} [OPTIONS] {shown}\n" in answer(capsys, name, "--help")[1]


@pytest.mark.parametrize("name", ["scenario", "trace", "result"])
def test_a_schema_is_a_good_schema(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = answer(capsys, "schema", name)
    assert code == 0
    jsonschema_rs.meta.validate(json.loads(out))


def test_schema_without_a_name_has_all_three(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = answer(capsys, "schema")
    assert list(json.loads(out)) == ["scenario", "trace", "result"]


def test_a_schema_goes_into_a_file_for_an_editor_to_find(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "dunbox.schema.json"
    file.write_text("an older one", encoding="utf-8")
    assert answer(capsys, "schema", "scenario", "--out", str(file)) == (0, f"wrote {file}\n", "")
    assert file.read_text("utf-8") == answer(capsys, "schema", "scenario")[1]
    code, _, err = answer(capsys, "schema", "scenario", "--out", str(tmp_path / "no" / "schema.json"))
    assert (code, "the folder" in err, "does not exist; make it first" in err) == (2, True, True)
    code, _, err = answer(capsys, "schema", "--out", str(tmp_path))
    assert (code, "is a folder; give the name of a file in it" in err) == (2, True)
