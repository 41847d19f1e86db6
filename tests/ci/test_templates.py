"""The templates for build servers and containers: linters find nothing, and their own scripts do what they promise."""

from __future__ import annotations

import json
import os
import re
import shlex
import signal
import subprocess
import sys
import sysconfig
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from conformance.cli.run import Wish
from simulator.resources import scenarios

ROOT = Path(__file__).parents[2]
TOOLS = Path(sys.executable).parent
ACTION = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
GITLAB = yaml.safe_load((ROOT / "ci/gitlab/dunbox.yml").read_text("utf-8"))[".dunbox"]
STORY = str(scenarios() / "ropo" / "paid-in-time.yaml")
FORGETFUL = f"{shlex.quote(sys.executable)} -m conformance.clients.wrong.calls_after_bye"


def run(*words: str | Path, **options: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*map(str, words)], capture_output=True, text=True, check=False, timeout=300, **options
    )


# --- what linters say ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        ["check-jsonschema", "--builtin-schema", "vendor.github-actions", "action.yml"],
        ["check-jsonschema", "--builtin-schema", "vendor.compose-spec", "compose.yaml"],
        [
            *("check-jsonschema", "--builtin-schema", "vendor.gitlab-ci", "--data-transform", "gitlab-ci"),
            "ci/gitlab/dunbox.yml",
        ],
        ["hadolint", "Dockerfile"],
        ["zizmor", "--offline", "--no-progress", "--quiet", "--config", "ci/zizmor.yml", "action.yml"],
    ],
    ids=lambda words: f"{words[0]} {words[-1]}",
)
def test_a_linter_finds_nothing(words: list[str]) -> None:
    done = run(TOOLS / words[0], *words[1:], cwd=ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_script_of_the_action_holds_an_expression() -> None:
    scripts = [step["run"] for step in ACTION["runs"]["steps"] if "run" in step]
    assert len(scripts) == 3
    assert [script for script in scripts if "${{" in script] == []


def test_every_input_of_the_action_is_used() -> None:
    text = (ROOT / "action.yml").read_text("utf-8").partition("\nruns:")[2]
    assert set(re.findall(r"inputs\.([a-z-]+)", text)) == set(ACTION["inputs"])


def test_the_action_hands_over_options_that_there_are() -> None:
    (step,) = [one for one in ACTION["runs"]["steps"] if one.get("id") == "run"]
    named = {
        name.removeprefix("DUNBOX_RUN_").lower() for name in step["env"] if name.startswith("DUNBOX_RUN_")
    }
    assert named <= {*Wish.__dataclass_fields__, "provider", "set"}


# --- the action ---------------------------------------------------------------------------------------------


class Runner:
    """Does what a runner does for a step of the action that has a script: fills in its variables, and starts it."""

    def __init__(self, folder: Path, **inputs: str) -> None:
        self.folder = folder
        self.inputs = {name: words.get("default", "") for name, words in ACTION["inputs"].items()} | inputs
        self.outputs: dict[str, dict[str, str]] = {}
        (folder / "output").touch()
        (folder / "summary").touch()

    @property
    def summary(self) -> str:
        return (self.folder / "summary").read_text("utf-8")

    def step(self, name: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run the step of this name; what it says of its outputs is remembered."""
        (step,) = [one for one in ACTION["runs"]["steps"] if one["name"] == name]
        variables = {key: self.filled_in(value) for key, value in step.get("env", {}).items()}
        done = run(
            *("bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", step["run"]),
            cwd=self.folder / self.inputs["working-directory"],
            env={**os.environ, **environment, **variables, **self._files()},
        )
        lines = (self.folder / "output").read_text("utf-8").splitlines()
        self.outputs.setdefault(step.get("id", ""), {}).update(line.partition("=")[::2] for line in lines)
        (self.folder / "output").write_text("", encoding="utf-8")
        return done

    def _files(self) -> dict[str, str]:
        return {
            "GITHUB_OUTPUT": str(self.folder / "output"),
            "GITHUB_STEP_SUMMARY": str(self.folder / "summary"),
            "RUNNER_TEMP": str(self.folder),
        }

    def filled_in(self, value: str) -> str:
        def meant(found: re.Match[str]) -> str:
            for name in found[1].split("||"):
                if text := self.looked_up(name.strip()):
                    return text
            return ""

        return re.sub(r"\$\{\{(.*?)\}\}", meant, value)

    def looked_up(self, name: str) -> str:
        kind, *parts = name.split(".")
        if kind == "inputs":
            return str(self.inputs[parts[0]])
        if kind == "steps":
            return self.outputs.get(parts[0], {}).get(parts[2], "")
        return {"github": str(ROOT)}.get(kind, name.strip("'"))

    def as_installed(self) -> Runner:
        """As if the step that installs had been: dunbox is that of the tests."""
        for name in ("reports", "evidence"):
            (self.folder / name).mkdir()
        dunbox = self.folder / "dunbox"
        dunbox.write_text(f'#!/bin/sh\nexec {sys.executable} -m conformance.cli "$@"\n', encoding="utf-8")
        dunbox.chmod(0o755)
        found = {name: str(self.folder / name) for name in ("dunbox", "reports", "evidence")}
        self.outputs["install"] = {**found, "python": sys.executable}
        return self


PATH = {"PYTHONPATH": str(ROOT)}


def test_the_action_runs_a_story_and_writes_its_reports(tmp_path: Path) -> None:
    runner = Runner(tmp_path, selectors=shlex.quote(STORY), shard="1/1", provider="ropo").as_installed()
    done = runner.step("Run dunbox", **PATH)
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.match(r"::stop-commands::[0-9a-f]{32}\n", done.stdout)
    assert runner.step("Summarise").returncode == 0
    assert "1 of 1 passed" in runner.summary
    names = {path.name for path in (tmp_path / "reports").iterdir()}
    assert names == {"junit.xml", "result.json", "report.html", "report.md"}
    assert json.loads((tmp_path / "reports/result.json").read_bytes())["shard"]["of"] == 1


def test_the_step_ends_with_the_code_of_dunbox_and_the_evidence_of_what_failed_is_there(
    tmp_path: Path,
) -> None:
    client = f"{FORGETFUL}"
    runner = Runner(tmp_path, selectors=shlex.quote(STORY), client=client).as_installed()
    done = runner.step("Run dunbox", **PATH)
    assert done.returncode == 1, done.stdout + done.stderr
    runner.step("Summarise")
    assert "protocol\\.quiet" in runner.summary
    assert list((tmp_path / "evidence").glob("**/*.jsonl"))


def test_a_wrong_wish_ends_with_2_and_the_summary_says_where_to_look(tmp_path: Path) -> None:
    runner = Runner(tmp_path, selectors="ropo/paid-in-tme", shard="9/4").as_installed()
    done = runner.step("Run dunbox", **PATH)
    assert (done.returncode, "DUNBOX_RUN_SHARD: '9/4' is shard 9 of 4" in done.stderr) == (2, True)
    runner.step("Summarise")
    assert runner.summary == "dunbox could not run: its log says why.\n"


@pytest.mark.parametrize(
    "name", ["client", "selectors", "provider", "baseline", "set", "shard", "times", "jobs"]
)
def test_an_input_is_never_read_as_a_script(name: str, tmp_path: Path) -> None:
    wish = {name: f"$(touch {tmp_path}/hit) `touch {tmp_path}/hit` \"; touch {tmp_path}/hit; '"}
    runner = Runner(tmp_path, **{"selectors": shlex.quote(STORY), **wish}).as_installed()
    assert runner.step("Run dunbox", **PATH).returncode == 2
    assert not (tmp_path / "hit").exists()


def test_an_artifact_has_a_name_that_no_other_shard_has(tmp_path: Path) -> None:
    runner = Runner(tmp_path, shard="2/4", artifact="erp: reports", install="nothing")
    (tmp_path / "python").write_text(
        '#!/bin/sh\nmkdir -p "$3/bin"; ln -s /bin/true "$3/bin/python"\n', "utf-8"
    )
    (tmp_path / "python").chmod(0o755)
    runner.outputs["python"] = {"python-path": str(tmp_path / "python")}
    assert runner.step("Install dunbox").returncode == 0
    found = runner.outputs["install"]
    assert found["artifact"] == "erp--reports-2-4"
    assert Path(found["reports"]).is_dir()
    assert Path(found["evidence"]).is_dir()


def test_a_cancelled_job_ends_dunbox_itself(tmp_path: Path) -> None:
    runner = Runner(tmp_path).as_installed()
    waits = "import signal, sys; signal.signal(15, lambda *_: sys.exit(143)); print('here', flush=True); signal.pause()"
    (tmp_path / "dunbox").write_text(f'#!/bin/sh\nexec {sys.executable} -c "{waits}"\n', encoding="utf-8")
    (step,) = [one for one in ACTION["runs"]["steps"] if one["name"] == "Run dunbox"]
    variables = {key: runner.filled_in(value) for key, value in step["env"].items()}
    with subprocess.Popen(
        ["bash", "-e", "-c", step["run"]], env={**os.environ, **variables}, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert "here\n" in iter(process.stdout.readline, "")
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 143


# As if the index were there: what dunbox needs is found where the tests have it, and pip fetches nothing.
OFFLINE = {
    "PIP_NO_DEPS": "1",
    "PIP_NO_INDEX": "1",
    "PIP_NO_BUILD_ISOLATION": "0",
    "PYTHONPATH": sysconfig.get_paths()["purelib"],
}


@pytest.mark.long
def test_the_action_installs_itself_and_runs_what_it_installed(tmp_path: Path) -> None:
    runner = Runner(tmp_path, selectors="ropo/paid-in-time", shard="1/1", jobs="1")
    runner.outputs["python"] = {"python-path": sys.executable}
    done = runner.step("Install dunbox", **OFFLINE)
    assert done.returncode == 0, done.stdout + done.stderr
    assert Path(runner.outputs["install"]["dunbox"]).is_relative_to(tmp_path)
    done = runner.step("Run dunbox", **OFFLINE)
    assert done.returncode == 0, done.stdout + done.stderr
    runner.step("Summarise")
    assert "1 of 1 passed" in runner.summary


# --- the GitLab job -----------------------------------------------------------------------------------------


def gitlab(folder: Path, part: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a part of the job in a folder, as a runner does: its lines one after the other in one shell."""
    environment = {**os.environ, **PATH, **GITLAB["variables"], **variables}
    lines = ["set -eo pipefail", *GITLAB[part]]
    return run("bash", "-c", "\n".join(lines), cwd=folder, env=environment)


def with_dunbox(folder: Path) -> Path:
    (folder / ".dunbox/venv/bin").mkdir(parents=True)
    (folder / ".dunbox/evidence").mkdir()
    dunbox = folder / ".dunbox/venv/bin/dunbox"
    dunbox.write_text(f'#!/bin/sh\nexec {sys.executable} -m conformance.cli "$@"\n', encoding="utf-8")
    dunbox.chmod(0o755)
    return folder


def played(folder: Path) -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads((folder / ".dunbox/result.json").read_bytes())
    return found


@pytest.mark.parametrize(
    ("node", "count", "told"),
    [({}, 1, "1/1"), ({"CI_NODE_INDEX": "2", "CI_NODE_TOTAL": "2"}, 0, "2/2")],
    ids=["alone", "parallel"],
)
def test_the_gitlab_job_plays_its_part(node: dict[str, str], count: int, told: str, tmp_path: Path) -> None:
    folder = with_dunbox(tmp_path)
    done = gitlab(folder, "script", DUNBOX_RUN_SELECTORS=shlex.quote(STORY), **node)
    assert done.returncode == 0, done.stdout + done.stderr
    assert len(played(folder)["scenarios"]) == count
    assert "{nth}/{of}".format(**played(folder)["shard"]) == told


def test_the_gitlab_job_keeps_what_its_artifacts_name(tmp_path: Path) -> None:
    folder = with_dunbox(tmp_path)
    done = gitlab(folder, "script", DUNBOX_RUN_SELECTORS=shlex.quote(STORY), DUNBOX_RUN_CLIENT=FORGETFUL)
    assert done.returncode == 1, done.stdout + done.stderr
    kept = [*GITLAB["artifacts"]["paths"], GITLAB["artifacts"]["reports"]["junit"]]
    assert [name for name in kept if not (folder / name).exists()] == []


@pytest.mark.long
def test_the_gitlab_job_installs_dunbox_and_runs_what_it_installed(tmp_path: Path) -> None:
    done = gitlab(tmp_path, "before_script", DUNBOX_INSTALL=str(ROOT), **OFFLINE)
    assert done.returncode == 0, done.stdout + done.stderr
    done = gitlab(tmp_path, "script", DUNBOX_RUN_SELECTORS="ropo/paid-in-time", **OFFLINE)
    assert done.returncode == 0, done.stdout + done.stderr
    assert [one["verdict"] for one in played(tmp_path)["scenarios"]] == ["passed"]


def test_the_gitlab_job_says_what_it_lacks(tmp_path: Path) -> None:
    done = gitlab(tmp_path, "before_script")
    assert (done.returncode, "DUNBOX_INSTALL is empty" in done.stderr) == (2, True)
