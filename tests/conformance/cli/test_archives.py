"""`dunbox export`, `dunbox import` and `dunbox serve --expire-after`, with stores and servers as there are."""

from __future__ import annotations

import json
import os
import socket
import stat
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
import requests

from conformance.cli import exit_code_of
from simulator import Server, World, examined, open_store
from tests.conformance.cli.test_serve import serving, telling
from tests.postgres import Postgres
from tests.simulator.company import Company
from tests.simulator.store.test_doctor import two_companies
from tests.simulator.store.test_snapshots import change


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "dunbox.db"
    two_companies(path)
    return path


@pytest.fixture(scope="module")
def postgres() -> Iterator[Postgres]:
    server = Postgres()
    yield server
    server.close()


def ran(capsys: pytest.CaptureFixture[str], *words: str | Path) -> tuple[int, str, str]:
    capsys.readouterr()
    code = exit_code_of([str(word) for word in words])
    said = capsys.readouterr()
    return code, said.out, said.err


def ids(place: str | Path) -> list[str]:
    store = open_store(place)
    found = [name for name, _ in store.sandboxes()]
    store.close()
    return found


def sound(place: str | Path) -> bool:
    return not [sentence for finding in examined(place) for sentence in finding.wrong]


def test_a_store_goes_through_a_folder_into_another(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, other = tmp_path / "out", tmp_path / "other.db"
    code, said, _ = ran(capsys, "export", "--db", store, "--all", "--to", out)
    assert (code, said.splitlines()) == (0, [f"sandbox {name}: {out / name}.jsonl.gz" for name in ("1", "2")])
    assert sorted(each.name for each in out.iterdir()) == ["1.jsonl.gz", "2.jsonl.gz"]
    code, said, _ = ran(capsys, "import", "--db", other, out)
    assert (code, said.splitlines()) == (0, [f"{out / name}.jsonl.gz: sandbox {name}" for name in ("1", "2")])
    assert ids(other) == ["1", "2"]
    assert sound(other)


def test_from_a_file_into_a_database_and_back(
    store: Path, tmp_path: Path, postgres: Postgres, capsys: pytest.CaptureFixture[str]
) -> None:
    database, first, second = postgres.schema(), tmp_path / "first", tmp_path / "second"
    assert ran(capsys, "export", "--db", store, "--all", "--to", first)[0] == 0
    assert ran(capsys, "import", "--db", database, first)[0] == 0
    assert sound(database)
    assert ran(capsys, "export", "--db", database, "--all", "--to", second)[0] == 0
    for name in ("1.jsonl.gz", "2.jsonl.gz"):
        assert (first / name).read_bytes() == (second / name).read_bytes()


def test_exporting_changes_nothing(store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = store.read_bytes()
    assert ran(capsys, "export", "--db", store, "1", "--to", tmp_path / "one.gz")[0] == 0
    assert store.read_bytes() == before


@pytest.mark.skipif(os.name == "nt", reason="Windows has other rights")
def test_an_archive_is_for_nobody_else_to_read(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "one.jsonl.gz"
    assert ran(capsys, "export", "--db", store, "1", "--to", path)[0] == 0
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_no_file_is_written_over_and_the_others_are_written(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "1.jsonl.gz").write_text("mine")
    code, out, err = ran(capsys, "export", "--db", store, "--all", "--to", tmp_path)
    assert (code, out) == (2, f"sandbox 2: {tmp_path / '2.jsonl.gz'}\n")
    assert "1.jsonl.gz is there already; name another, or remove that one" in err
    assert (tmp_path / "1.jsonl.gz").read_text() == "mine"


def test_one_that_is_not_sound_gets_no_archive(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change(store, "DELETE FROM log WHERE sandbox = '1' AND number = 5")
    code, _, err = ran(capsys, "export", "--db", store, "1", "--to", tmp_path / "x.gz")
    assert (code, "sandbox 1 is not exported: row 5 of x.gz is missing: 6 follows" in err) == (2, True), err
    assert not list(tmp_path.glob("*x.gz*"))


def test_under_another_name_it_stands_beside_the_original(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ran(capsys, "export", "--db", store, "1", "--to", tmp_path / "one.gz")[0] == 0
    code, said, _ = ran(capsys, "import", "--db", store, tmp_path / "one.gz", "--as", "what-if")
    assert (code, said) == (0, f"{tmp_path / 'one.gz'}: sandbox what-if\n")
    assert ids(store) == ["1", "2", "what-if"]
    assert sound(store)


@pytest.mark.parametrize("name", ["", "../x", "bad name", "a" * 65])
def test_a_name_that_no_sandbox_may_have_is_refused_by_a_store_as_by_a_server(
    name: str, store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ran(capsys, "export", "--db", store, "1", "--to", tmp_path / "one.gz")[0] == 0
    world = World()
    with Server(world, control=True) as server:
        for place in (["--db", tmp_path / "other.db"], ["--server", server.url]):
            code, said, err = ran(capsys, "import", *place, tmp_path / "one.gz", "--as", name)
            assert (code, said) == (2, "")
            assert "one.gz is not restored" in err
            assert 'does not match "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"' in err
    assert not world.sandboxes
    assert ids(tmp_path / "other.db") == []


def test_an_archive_that_is_refused_is_told_and_the_others_are_restored(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, other = tmp_path / "out", tmp_path / "other.db"
    assert ran(capsys, "export", "--db", store, "--all", "--to", out)[0] == 0
    whole = (out / "1.jsonl.gz").read_bytes()
    (out / "1.jsonl.gz").write_bytes(whole[:-100])
    code, said, err = ran(capsys, "import", "--db", other, out)
    assert (code, said) == (2, f"{out / '2.jsonl.gz'}: sandbox 2\n")
    assert "1.jsonl.gz is not restored: 1.jsonl.gz is cut: its end is missing" in err
    assert ids(other) == ["2"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["export", "1"], "no place is named; give --db STORE, or --server URL"),
        (["export", "--db", "x.db"], "say which sandboxes: their ids, or --all"),
        (["export", "--db", "x.db", "--all", "1"], "say which sandboxes: their ids, or --all"),
        (["export", "--db", "none.db", "1"], "there is no file none.db"),
        (["export", "--db", "x.db", "--server", "http://127.0.0.1:9", "1"], "name two places"),
        (["export", "--server", "http://127.0.0.1:9", "1", "--to", "new.gz"], "called: Connection refused;"),
        (["export", "--server", "there", "1", "--to", "new.gz"], "cannot be called"),
        (
            ["export", "--server", "http://127.0.0.1:9", "1", "--to", "no/new.gz"],
            "--to no/new.gz cannot be made: there is no folder no; make it, or name another",
        ),
        (["import", "none.gz", "--db", "x.db"], "'none.gz' does not exist"),
        (
            ["import", ".", "--db", "x.db"],
            "there is no archive in .; those are files that end with .jsonl.gz",
        ),
        (
            ["import", "a", "b", "--as", "x", "--db", "x.db"],
            "--as names one sandbox, and there are 2 archives",
        ),
        (["serve", "--archive-to", "x"], "--archive-to is about sandboxes that expire, and none does"),
        (["serve", "--expire-running"], "--expire-running is about sandboxes that expire, and none does"),
        (["serve", "--expire-after", "0"], "0 is not in the range"),
        (["serve", "--expire-after", "3", "--archive-to", "a/b"], "--archive-to a/b cannot be made"),
    ],
)
def test_what_cannot_be_meant_is_told_with_2(
    words: list[str],
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("a", "b"):
        (tmp_path / name).write_text("x")
    code, _, err = ran(capsys, *words)
    assert (code, said in " ".join(err.split())) == (2, True), err
    assert not (tmp_path / "new.gz").exists()


def test_a_store_in_use_is_refused(store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "one.gz"
    assert ran(capsys, "export", "--db", store, "1", "--to", path)[0] == 0
    world = World(store=open_store(store))
    for words in (("export", "--to", tmp_path / "two.gz", "1"), ("import", path)):
        code, _, err = ran(capsys, *words, "--db", store)
        assert (code, "in use by another process" in err) == (2, True)
    world.close()


# With a server that runs


def test_from_one_server_to_another(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    company = Company().activate()
    company.open_case()
    other = World()
    with Server(company.world, control=True) as one, Server(other, control=True) as two:
        assert ran(capsys, "export", "--server", one.url, "--all", "--to", tmp_path)[0] == 0
        code, said, _ = ran(capsys, "import", "--server", two.url + "/", tmp_path)
        assert (code, said) == (0, f"{tmp_path / '1.jsonl.gz'}: sandbox 1\n")
        code, _, err = ran(capsys, "import", "--server", two.url, tmp_path)
        assert (code, "'1' exists already; restore the archive under another name" in err) == (2, True)
        assert ran(capsys, "import", "--server", two.url, tmp_path / "1.jsonl.gz", "--as", "b")[0] == 0
        code, _, err = ran(capsys, "export", "--server", two.url, "nobody", "--to", tmp_path / "x")
        assert (code, "there is no sandbox 'nobody'" in err) == (2, True)
    assert [each.id for each in other.sandboxes] == ["1", "b"]
    assert other.get("1").facts() == company.sandbox.facts()
    assert other.get("1").endpoints("") == company.sandbox.endpoints("")


def test_what_is_no_server_of_dunbox_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with Server(World()) as server:  # without the control API
        code, _, err = ran(capsys, "export", "--server", server.url, "1", "--to", tmp_path / "x")
    assert (code, "refuses it" in err) == (2, True)
    assert not list(tmp_path.iterdir())


def test_the_token_of_a_server_is_taken_from_the_command_or_a_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "token").write_text("let-me-in-please\n")
    with serving("--control-token", "let-me-in-please") as (url, _):
        where = ["export", "--server", url, "1", "--to"]
        code, _, err = ran(capsys, *where, tmp_path / "a.gz")
        assert (code, "the control token is missing or wrong" in err) == (2, True)
        assert ran(capsys, *where, tmp_path / "a.gz", "--control-token", "let-me-in-please")[0] == 0
        assert ran(capsys, *where, tmp_path / "b.gz", "--control-token-file", tmp_path / "token")[0] == 0
    assert (tmp_path / "a.gz").read_bytes() == (tmp_path / "b.gz").read_bytes()


# Sandboxes that expire


def test_a_server_archives_and_removes_what_nobody_has_called_for_so_long(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    opened, out = open_store(store), tmp_path / "out"
    opened.use("1", "2020-01-01T00:00:00+00:00")
    opened.close()
    with serving("--db", str(store), "--expire-after", "30", "--archive-to", str(out)) as (url, _):
        sandboxes = f"{url}/control/v1/sandboxes"
        while len(requests.get(sandboxes, timeout=30).json()) > 1:
            pass
        made = requests.get(f"{sandboxes}/2", timeout=30).json()
        assert made["expires"] > "2026"
    assert ids(store) == ["2"]
    assert ran(capsys, "import", "--db", store, out)[0] == 0
    assert ids(store) == ["2", "1"]
    assert sound(store)


def test_a_sandbox_that_cannot_be_read_is_told_and_the_other_served(store: Path) -> None:
    change(store, "UPDATE log SET facts = '[{\"kind\": \"planet_found\"}]' WHERE sandbox = '1'")
    change(store, "DELETE FROM snapshot")
    with telling("--db", str(store), "--log-format", "json") as (first, _):
        assert first["sandboxes"] == ["2"]
        url = f"{first['url']}/control/v1/sandboxes"
        assert requests.get(f"{url}/2", timeout=30).status_code == 200
        answer = requests.get(f"{url}/1", timeout=30)
        assert answer.status_code == 503
        assert "planet_found" in json.dumps(answer.json())


def test_a_server_that_ends_in_the_middle_of_an_archive_is_told_and_no_archive_is_left(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def answer_half(listening: socket.socket) -> None:
        made, _ = listening.accept()
        with made:
            made.recv(65536)
            made.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\nabc")

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = Thread(target=answer_half, args=(listening,))
        thread.start()
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        code, _, err = ran(capsys, "export", "--server", url, "1", "--to", tmp_path / "x.gz")
        thread.join()
    assert (code, "cannot be called: IncompleteRead(3 bytes read, 997 more expected)" in err) == (2, True), (
        err
    )
    assert not list(tmp_path.iterdir())
