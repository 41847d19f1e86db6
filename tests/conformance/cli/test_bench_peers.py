"""`dunbox bench --peers` and `--profile`: they measure what they say, beside servers that are there."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from conformance.bench import Column, peers, profiled, ratios
from conformance.cli import exit_code_of

PEER = """
import glob
import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

class Peer(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # head and body in one: else each answer waits for the other side's acknowledgement

    def answer(self):
        self.rfile.read(int(self.headers.get("content-length", 0)))
        self.send_response(STATUS if self.path != "/" or self.command == "POST" else 200)
        self.send_header("content-length", "2")
        if CLOSES:
            self.send_header("connection", "close")
        self.end_headers()
        self.wfile.write(b"{}")

    do_GET = do_POST = answer

    def log_message(self, *said):
        pass

ThreadingHTTPServer.request_queue_size = 64
arguments = sys.argv[1:]
if "mock" in arguments:
    open(arguments[-1]).close()  # the document
if "--data" in arguments:
    open(arguments[arguments.index("--data") + 1]).close()
if "--root-dir" in arguments:
    stubs = glob.glob(arguments[arguments.index("--root-dir") + 1] + "/mappings/*.json")
    assert {json.load(open(stub))["request"]["method"] for stub in stubs} == {"GET", "POST"}
port = arguments.index("-p" if "-p" in arguments else "--port") + 1
ThreadingHTTPServer(("127.0.0.1", int(arguments[port])), Peer).serve_forever()
"""


def peer(folder: Path, *, status: int = 200, closes: bool = False) -> str:
    """The command of a server that takes the words of any of the others, and answers all alike."""
    script = folder / f"peer-{status}-{closes}.py"
    script.write_text(PEER.replace("STATUS", str(status)).replace("CLOSES", str(closes)), "utf-8")
    return f"{sys.executable} {script}"


ABSENT = [
    word
    for name in ("prism", "wiremock", "mockoon", "moto")
    for word in (f"--{name}", f"no-such-{name}")
]  # fmt: skip


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few cases and rounds: how fast it is is not judged here."""
    monkeypatch.setattr(peers, "CASES", 200)
    monkeypatch.setattr(peers, "ROUNDS", 1)
    monkeypatch.setattr(profiled, "CASES", 200)


def tables(said: str) -> dict[str, list[dict[str, Any]]]:
    return {section["id"]: section["rows"] for section in json.loads(said)["sections"]}


@pytest.mark.usefixtures("few")
def test_calls_are_compared_with_the_same_calls_of_peers(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    others = [word for name in ("prism", "wiremock", "mockoon") for word in (f"--{name}", peer(tmp_path))]
    others += ["--moto", peer(tmp_path, closes=True)]
    assert exit_code_of(["bench", "--peers", "--calls", "16", *others, "--json", "-"]) == 0
    found = tables(capsys.readouterr().out)
    servers = ["dunbox", "Prism", "WireMock", "Mockoon", "moto", "constant", "uvicorn"]
    assert [row["server"] for row in found["servers"]] == servers
    assert all(row["start_seconds"] > 0 for row in found["servers"])
    compared = {(row["call"], row["connections"], row["server"]): row for row in found["peers"]}
    ours = {(kind, count) for kind in ("create", "read", "list", "mixed") for count in (1, 16)}
    for server in servers:
        asked = {key[:2] for key in compared if key[2] == server}
        assert asked == {key for key in ours if server != "moto" or key[0] != "list"}
    assert all(0 < row["p50_ms"] <= row["p99_ms"] for row in compared.values())
    assert all(row["calls"] == 16 for row in compared.values())
    assert all((row["ratio"] is None) == (row["server"] == "dunbox") for row in compared.values())
    if sys.platform == "linux":
        assert all(row["processor_us"] > 0 for row in compared.values())
        assert all((row["share"] is None) == (row["server"] == "dunbox") for row in compared.values())
    assert {row["met"] for row in found["speed"]} <= {"met", "not met"}


@pytest.mark.usefixtures("few")
def test_a_peer_that_is_not_installed_is_said_and_its_lines_are_not_measured(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert exit_code_of(["bench", "--peers", "--calls", "10", *ABSENT, "--json", "-"]) == 0
    found = tables(capsys.readouterr().out)
    notes = {row["server"]: row["note"] for row in found["servers"] if row["start_seconds"] is None}
    assert notes.keys() == {"Prism", "WireMock", "Mockoon", "moto"}
    assert "'no-such-prism' is not installed" in notes["Prism"]
    assert {row["server"] for row in found["peers"]} == {"dunbox", "constant", "uvicorn"}
    lines = {row["line"]: row["met"] for row in found["speed"]}
    assert {met for line, met in lines.items() if "Prism" in line or "moto" in line} == {"not measured"}


@pytest.mark.usefixtures("few")
def test_a_peer_that_refuses_the_calls_is_no_comparison(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    others = [*ABSENT, "--prism", peer(tmp_path, status=422)]
    assert exit_code_of(["bench", "--peers", "--calls", "10", *others]) == 2
    assert "Prism answered the calls create with 422" in capsys.readouterr().err


@pytest.mark.usefixtures("few")
def test_a_peer_that_ends_at_once_is_told_with_its_last_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    script = tmp_path / "ends.py"
    script.write_text("raise SystemExit('there is no room')", "utf-8")
    others = [*ABSENT, "--prism", f"{sys.executable} {script}"]
    assert exit_code_of(["bench", "--peers", "--calls", "10", *others]) == 2
    assert "Prism ended with code 1; its last words: there is no room" in capsys.readouterr().err


@pytest.mark.usefixtures("few")
def test_the_profile_shows_the_functions_that_a_create_is_made_of(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert exit_code_of(["bench", "--profile", "--calls", "50"]) == 0
    said = capsys.readouterr().out
    assert "dunbox bench --profile --calls 50" in said
    assert "http/core.py" in said
    *_, create, read, listed, mixed = said.split("where the time of ")
    assert all("http/core.py" in each for each in (create, read, listed, mixed))
    assert "sqlite3.Connection" in create
    assert "sqlite3.Connection" not in read


def run_of(**shares: float | None) -> dict[str, Any]:
    """What a run has found, as far as ratios are told from it."""
    rows = [
        {"call": "read", "connections": 1, "server": server, "share": share}
        for server, share in shares.items()
    ]
    about = {"dunbox": "1", "started": "today", "machine": "this"}
    return {**about, "sections": [{"id": "peers", "command": "dunbox bench --peers", "rows": rows}]}


def test_ratios_that_are_more_than_a_fifth_worse_are_told() -> None:
    before = ratios.of(run_of(Prism=0.1, moto=0.1, WireMock=0.1, Mockoon=None, constant=9.0))
    assert before["ratios"].keys() == {
        f"read, connections: 1, of {name}'s" for name in ("Prism", "moto", "WireMock")
    }
    now = run_of(Prism=0.119, moto=0.125, uvicorn=3.0, constant=99.0)
    assert ratios.compared(before, now) == 2
    assert ratios.worse(before, now) == {
        "read, connections: 1, of moto's": "it was 0.100 and is 0.125, 25% worse"
    }


@pytest.mark.parametrize(
    ("shares", "code", "said"),
    [
        ([0.1], 0, "1 of 1 ratios compared with those of today"),
        ([0.2, 0.1], 0, "1 worse than they were, and measured again"),
        ([0.2, 0.3], 1, "worse: read, connections: 1, of Prism's: it was 0.100 and is 0.300, 200% worse"),
        ([None], 2, "none of the ratios in"),
    ],
)
def test_a_ratio_that_is_worse_twice_ends_with_1(
    shares: list[float | None],
    code: int,
    said: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def measured(commands: object, calls: int) -> Iterator[peers.Table]:
        rows = run_of(Prism=shares.pop(0))["sections"][0]["rows"]
        yield peers.Table("peers", "the same calls", (Column("share", "dunbox takes", ",.3f"),), rows)

    monkeypatch.setattr(peers, "measured", measured)
    kept = tmp_path / "ratios.json"
    kept.write_text(json.dumps(ratios.of(run_of(Prism=0.1))), "utf-8")
    assert exit_code_of(["bench", "--peers", "--check", str(kept)]) == code
    told = capsys.readouterr()
    assert said in told.out + told.err
    assert shares == []


def test_ratios_are_written_for_a_later_check(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = run_of(Prism=0.1)["sections"][0]["rows"]
    table = peers.Table("peers", "the same calls", (Column("share", "dunbox takes", ",.3f"),), rows)
    monkeypatch.setattr(peers, "measured", lambda commands, calls: iter([table]))
    kept = tmp_path / "ratios.json"
    assert exit_code_of(["bench", "--peers", "--ratios", str(kept)]) == 0
    assert json.loads(kept.read_text("utf-8"))["ratios"] == {"read, connections: 1, of Prism's": 0.1}
    assert exit_code_of(["bench", "--peers", "--check", str(kept)]) == 0
    assert "1 of 1 ratios compared" in capsys.readouterr().out


@pytest.mark.parametrize("text", [None, "", "[]", "{}", '{"ratios": []}', '{"ratios": {}}'])
def test_a_file_without_ratios_is_refused_before_anything_is_measured(
    text: str | None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = tmp_path / "ratios.json"
    if text is not None:
        kept.write_text(text, "utf-8")
    assert exit_code_of(["bench", "--peers", "--check", str(kept)]) == 2
    told = capsys.readouterr()
    assert f"--check {kept} has no ratios" in told.err
    assert told.out == ""
