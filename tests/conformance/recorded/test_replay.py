"""`dunbox replay` shows what `dunbox run --keep` kept, plays it again, and says what differs."""

import json
import re
import shutil
import sys
from pathlib import Path

import pytest

from conformance.cli import exit_code_of
from conformance.drivers import ACTIONS
from conformance.recorded import comparing

WRONG = "conformance.clients.wrong.fetches_a_token_for_every_call:Client"
RIGHT = "conformance.clients.reference:Client"


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What is kept of a run in which a client went wrong."""
    folder = tmp_path_factory.mktemp("kept")
    assert (
        exit_code_of(
            ["run", "ropo/paid-in-time", "--client-python", WRONG, "--seed", "7", "--keep", str(folder)]
        )
        == 1
    )
    return folder


def test_what_is_kept_is_all_that_it_takes_to_play_it_again(kept: Path) -> None:
    assert sorted(file.name for file in (kept / "ropo").iterdir()) == [
        "paid-in-time.json",
        "paid-in-time.jsonl",
        "paid-in-time.yaml",
    ]
    words = json.loads((kept / "ropo/paid-in-time.json").read_text("utf-8"))
    assert words["seed"] == 7
    assert words["scenario"]["reproduce"] == f"dunbox run ropo/paid-in-time --seed 7 --client-python {WRONG}"
    assert words["scenario"]["verdict"] == "failed"


TALKS = """
import json, sys
HELLO = {"client": "talks", "version": "1", "protocol": 1, "providers": ["ropo"], "actions": ACTIONS, "reuse": False,
         "settings": ["auto_transfer"], "webhooks": "none", "bank": [], "views": []}
for line in sys.stdin:
    asked = json.loads(line)
    for one in asked.get("endpoints", {}).values():
        print("configured", one.get("client_secret"), file=sys.stderr, flush=True)
    ok = {"hello": HELLO, "act": {"outcome": "done"}}.get(asked["op"], {})
    print(json.dumps({"id": asked["id"], "ok": ok}), flush=True)
    if asked["op"] == "bye":
        break
"""


def test_what_a_client_writes_to_stderr_is_kept_without_its_secrets(tmp_path: Path) -> None:
    client = tmp_path / "talks.py"
    client.write_text(TALKS.replace("ACTIONS", json.dumps(ACTIONS)), "utf-8")
    command = f"{sys.executable} {client}"
    exit_code_of(["run", "ropo/paid-in-time", "--client", command, "--keep", str(tmp_path / "kept")])
    log = (tmp_path / "kept/ropo/paid-in-time.stderr.txt").read_text("utf-8")
    assert "configured {secret:" in log


def test_it_is_shown_with_virtual_time_and_what_proves_the_failure(
    kept: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert exit_code_of(["replay", str(kept)]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("ropo/paid-in-time: ")
    assert "failed, seed 7, client " in shown
    assert "auth.token-kept failed: the client fetched a third token" in shown
    assert re.search(
        r"\n +\d+  2026-\d\d-\d\d \d\d:\d\d:\d\d  client POST .*oauth2.*   <- auth.token-kept\n", shown
    )


def test_steps_wait_for_nobody_where_there_is_no_terminal(kept: Path) -> None:
    assert exit_code_of(["replay", str(kept), "ropo/paid-in-time", "--step"]) == 0


def test_a_new_build_of_the_client_is_played_and_what_differs_is_said(
    kept: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert exit_code_of(["replay", str(kept), "--client-python", RIGHT]) == 0
    shown = capsys.readouterr().out
    assert "ropo/paid-in-time: passed (seed 7)" in shown
    assert "the scenario was failed, and is passed now" in shown
    assert "auth.token-kept was failed, and is passed now" in shown
    assert re.search(r"call \d+ is the first that differs: in ", shown)


def test_the_same_client_makes_the_same_calls(kept: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_code_of(["replay", str(kept), "--client-python", WRONG]) == 1
    assert re.search(
        r"What differs from what was kept:\n  all \d+ calls are the same, and", capsys.readouterr().out
    )


def test_two_calls_are_compared_part_by_part() -> None:
    call = {"kind": "exchange", "at": "2026-01-12T09:00:00+02:00", "surface": "channel", "method": "GET"}
    old = {**call, "path": "/a", "query": {}, "body": None, "answer": {"status": 200, "body": 1}}
    for part, value in (("query", {"page": "2"}), ("answer", {"status": 404})):
        first, _, _ = comparing.calls([old], [{**old, part: value}])
        assert first.endswith(f"differs: in {part}")
    assert list(comparing.calls([old], []))[2] == "  now:    no such call"


@pytest.mark.parametrize(
    ("spoil", "arguments", "sentence"),
    [
        (lambda folder: shutil.rmtree(folder / "ropo"), [], "holds no kept scenario"),
        (shutil.rmtree, [], "is no folder; give the one that"),
        (
            lambda folder: None,
            ["ropo/other"],
            "there is no scenario 'ropo/other'; kept are: ropo/paid-in-time",
        ),
        (
            lambda folder: (folder / "ropo/paid-in-time.json").write_text("{}"),
            [],
            "is not what `dunbox run --keep`",
        ),
        (
            lambda folder: (folder / "ropo/paid-in-time.jsonl").write_text("{}\n"),
            [],
            "it is of another program",
        ),
        (
            lambda folder: (folder / "ropo/paid-in-time.yaml").write_text("titel: x\n"),
            ["--client-python", RIGHT],
            "the kept story cannot be played by this dunbox",
        ),
        (lambda folder: None, ["--client", "x", "--client-python", RIGHT], "name two clients"),
    ],
)
def test_what_cannot_be_shown_or_played_is_refused_with_a_reason(
    kept: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    spoil: object,
    arguments: list[str],
    sentence: str,
) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(kept, folder)
    assert callable(spoil)
    spoil(folder)
    assert exit_code_of(["replay", str(folder), *arguments]) == 2
    assert sentence in capsys.readouterr().err
