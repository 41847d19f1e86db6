"""Options in dunbox.toml and in the environment: which come first, and what is said of those that are wrong."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from conformance.cli import COMMANDS, exit_code_of
from conformance.cli import run as command_of_run
from simulator.resources import scenarios
from tests.conformance.cli.test_run import Runner

STORY, OTHER = (str(scenarios() / "ropo" / name) for name in ("paid-in-time.yaml", "never-pays.yaml"))


@pytest.fixture(autouse=True)
def in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("DUNBOX_")]:
        monkeypatch.delenv(name)


@pytest.fixture
def runner(monkeypatch: pytest.MonkeyPatch) -> Runner:
    """A runner in the place of the real one."""
    put = Runner()
    monkeypatch.setattr(command_of_run, "run", put)
    return put


def written(text: str) -> None:
    Path("dunbox.toml").write_text(text, encoding="utf-8")


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert exit_code_of(arguments) == 2
    return capsys.readouterr().err


# --- what can be set ----------------------------------------------------------------------------------------


def test_options_may_stand_in_the_file(runner: Runner) -> None:
    Path("known.yaml").write_text("[]", encoding="utf-8")
    written(
        f"""
        [run]
        selectors = ["{STORY}", "{OTHER}"]
        client = "./erp --driver"
        provider = ["ropo"]
        seed = 7
        jobs = 3
        op-timeout = 2.5
        baseline = "known.yaml"
        junit = "junit.xml"
        fail-fast = true
        set = "2026.1"
        shard = "1/1"
        """
    )
    assert exit_code_of(["run"]) == 0
    options = runner.options
    assert runner.asked == ["ropo/never-pays", "ropo/paid-in-time"]
    assert options.client == ["./erp", "--driver"]
    assert (options.seed, options.jobs, options.op_timeout, options.fail_fast) == (7, 3, 2.5, True)
    assert (str(options.shard), options.judged_by and options.judged_by.version) == ("1/1", "2026.1")
    assert Path("junit.xml").is_file()


def test_options_may_stand_in_the_environment(runner: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "SELECTORS": f"'{STORY}' {OTHER}",
        "CLIENT": "./erp --driver",
        "PROVIDER": "ropo kravia",
        "SEED": "7",
        "FAIL_FAST": "true",
        "SHARD": "1/1",
        "BASELINE": "",
    }.items():
        monkeypatch.setenv(f"DUNBOX_RUN_{name}", value)
    assert exit_code_of(["run"]) == 0
    assert len(runner.asked) == 2
    assert (runner.options.client, runner.options.seed) == (["./erp", "--driver"], 7)
    assert (runner.options.fail_fast, str(runner.options.shard)) == (True, "1/1")


def test_the_command_line_comes_before_the_environment_and_that_before_the_file(
    runner: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(f'[run]\nselectors = "{STORY}"\nseed = 1\njobs = 1\nprovider = "kravia"')
    monkeypatch.setenv("DUNBOX_RUN_JOBS", "2")
    monkeypatch.setenv("DUNBOX_RUN_SEED", "2")
    assert exit_code_of(["run", OTHER, "--seed", "3", "--provider", "ropo"]) == 0
    assert runner.asked == ["ropo/never-pays"]
    assert (runner.options.seed, runner.options.jobs) == (3, 2)


def test_a_client_on_the_command_line_stands_in_the_place_of_one_that_is_set(runner: Runner) -> None:
    written(f'[run]\nselectors = "{STORY}"\nclient = "./erp --driver"')
    assert exit_code_of(["run", "--client-python", "erp.driver:Client"]) == 0
    assert (runner.options.client, runner.options.client_python) == (None, "erp.driver:Client")
    written(f'[run]\nselectors = "{STORY}"\nclient-python = "erp.driver:Client"')
    assert exit_code_of(["run", "--client", "./erp"]) == 0
    assert (runner.options.client, runner.options.client_python) == (["./erp"], None)


def test_two_clients_that_are_set_are_one_too_many(capsys: pytest.CaptureFixture[str]) -> None:
    written('[run]\nclient = "./erp"\nclient-python = "erp.driver:Client"')
    assert "name two clients; give one of them" in told(capsys, "run")


def test_a_table_is_for_its_command_alone(runner: Runner, capsys: pytest.CaptureFixture[str]) -> None:
    written(f'[lint]\nfiles = ["gone.yaml"]\n[run]\nselectors = "{STORY}"')
    assert exit_code_of(["run"]) == 0
    assert exit_code_of(["lint"]) == 2
    assert "gone.yaml" in "".join(capsys.readouterr())


# --- what is wrong ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[run]\nsede = 1", "dunbox.toml: [run] sede: `dunbox run` has no such option; did you mean 'seed'?"),
        ("[rum]\nseed = 1", "dunbox.toml: there is no command 'rum'; did you mean 'run'?"),
        ("seed = 1", "dunbox.toml: there is no command 'seed'; did you mean"),
        ("run = 1", "dunbox.toml: run is no table; write [run], and below it the command's options"),
        ('[run]\nseed = "many"', "dunbox.toml: [run] seed = many: write a whole number"),
        ("[run]\nseed = true", "dunbox.toml: [run] seed = true: write a whole number"),
        ("[run]\nseed = 1.5", "dunbox.toml: [run] seed = 1.5: write a whole number"),
        ("[run]\nseed = -1", "dunbox.toml: [run] seed: -1 is not in the range"),
        ("[run]\nset = 2026.10", "dunbox.toml: [run] set = 2026.1: write it as a text, in quotes"),
        ('[run]\nfail-fast = "yes"', "dunbox.toml: [run] fail-fast = yes: write true or false"),
        (
            "[run]\nprovider = [1]",
            "dunbox.toml: [run] provider = 1: write it as a text, in quotes, or a list of such",
        ),
        ('[run]\nshard = "9/4"', "dunbox.toml: [run] shard: '9/4' is shard 9 of 4 shards"),
        ('[run]\nbaseline = "gone.yaml"', "dunbox.toml: [run] baseline: File 'gone.yaml' does not exist"),
        ("[run\nseed = 1", "dunbox.toml is not TOML: "),
    ],
)
def test_a_wrong_line_of_the_file_is_refused_with_what_is_right(
    text: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    written(text)
    assert said in told(capsys, "run")


def test_a_file_that_cannot_be_read_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    Path("dunbox.toml").mkdir()
    assert "dunbox.toml cannot be read: Is a directory" in told(capsys, "run")
    Path("dunbox.toml").rmdir()
    Path("dunbox.toml").write_bytes(b"\xff")
    assert "dunbox.toml is not TOML: " in told(capsys, "run")


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("DUNBOX_RUN_SEED", "many", "DUNBOX_RUN_SEED: 'many' is not a valid integer"),
        ("DUNBOX_RUN_FAIL_FAST", "perhaps", "DUNBOX_RUN_FAIL_FAST: 'perhaps' is not a valid boolean"),
        ("DUNBOX_RUN_SHARD", "9/4", "DUNBOX_RUN_SHARD: '9/4' is shard 9 of 4 shards"),
        (
            "DUNBOX_RUN_PROVIDER",
            "'ropo",
            'DUNBOX_RUN_PROVIDER="\'ropo" cannot be split into words: No closing quotation',
        ),
        (
            "DUNBOX_RUN_CLEINT",
            "./erp",
            "DUNBOX_RUN_CLEINT: `dunbox run` has no such option; did you mean 'DUNBOX_RUN_CLIENT'?",
        ),
    ],
)
def test_a_wrong_variable_is_refused_by_its_name(
    name: str, value: str, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(name, value)
    assert said in told(capsys, "run")


def test_a_variable_of_another_command_or_without_a_value_says_nothing(
    runner: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DUNBOX_SERVE_CLEINT", "./erp")
    monkeypatch.setenv("DUNBOX_RUN_CLEINT", "")
    assert exit_code_of(["run", STORY]) == 0
    assert runner.asked == ["ropo/paid-in-time"]


def test_the_help_of_dunbox_itself_reads_no_settings() -> None:
    written("[run\nseed")
    assert exit_code_of(["--help"]) == 0
    assert exit_code_of(["--version"]) == 0


@pytest.mark.parametrize("name", list(COMMANDS))
def test_every_command_can_have_a_table(name: str) -> None:
    written(f"[{name}]")
    assert exit_code_of([name, "--help"]) == 0
