"""The evidence pack: all of a run in one file, with digests that anybody can check."""

from __future__ import annotations

import hashlib
import json
import shutil
import zipfile
from pathlib import Path

import pytest

from conformance.cli import exit_code_of
from conformance.reports import evidence
from conformance.trace import Normaliser
from simulator.resources import scenarios
from tests.conformance.reports.example_of_a_run import result
from tests.conformance.reports.made_run import DOCUMENTS, STORIES, Made, made


def test_it_holds_the_documents_the_traces_and_the_stories_of_the_run(run: Made) -> None:
    with zipfile.ZipFile(run.file("--evidence")) as pack:
        assert pack.testzip() is None
        for option, name in DOCUMENTS.items():
            if option != "--evidence":
                assert pack.read(name) == run.file(option).read_bytes()
        for story in STORIES:
            assert (
                pack.read(f"traces/{story}.jsonl") == (run.folder / "traces" / f"{story}.jsonl").read_bytes()
            )
        manifest = json.loads(pack.read("manifest.json"))
        for story, name in manifest["scenarios"].items():
            assert pack.read(name) in [
                file.read_bytes() for file in scenarios().rglob(f"{story.split('/')[1]}.yaml")
            ]
    assert sorted(manifest["scenarios"]) == sorted(STORIES)
    assert (manifest["seed"], manifest["client"]) == (0, "wrong: books-the-settlement-twice 1.0")
    assert manifest["summary"]["failed"] == 2


def test_every_file_has_its_digest_in_the_manifest_and_in_the_sums(run: Made) -> None:
    with zipfile.ZipFile(run.file("--evidence")) as pack:
        contents = {name: pack.read(name) for name in pack.namelist()}
    sums = contents.pop("SHA256SUMS").decode()
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in contents.items()}
    assert {
        name: digest for digest, _, name in (line.partition("  ") for line in sums.splitlines())
    } == digests
    listed = {one["path"]: one["sha256"] for one in json.loads(contents["manifest.json"])["files"]}
    assert listed == {name: digest for name, digest in digests.items() if name != "manifest.json"}


def test_the_run_says_the_digest_over_all_of_it(
    run: Made, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "pack.zip"
    assert exit_code_of(["run", "ropo/paid-in-time", "--evidence", str(file)]) == 0
    with zipfile.ZipFile(file) as pack:
        digest = hashlib.sha256(pack.read("SHA256SUMS")).hexdigest()
    assert f"evidence in {file}, SHA-256 over all of it {digest}" in capsys.readouterr().out


def test_the_same_run_gives_the_same_bytes(tmp_path: Path, run: Made) -> None:
    documents = {"result.json": b"{}\n"}
    stories = [evidence.Story(one, scenarios() / f"{one}.yaml") for one in ("ropo/paid-in-time",)]
    packs = [tmp_path / name for name in ("one.zip", "two.zip")]
    digests = {evidence.write(pack, run.result, documents, run.folder / "traces", stories) for pack in packs}
    assert len(digests) == 1
    assert packs[0].read_bytes() == packs[1].read_bytes()


def test_files_of_one_name_from_two_folders_are_both_in_it(tmp_path: Path) -> None:
    stories = []
    for number in range(3):
        path = tmp_path / str(number) / "mine" / "late.yaml"
        path.parent.mkdir(parents=True)
        path.write_text(f"story {number}", encoding="utf-8")
        stories += [evidence.Story(f"north/{number}", path), evidence.Story(f"south/{number}", path)]
    evidence.write(tmp_path / "pack.zip", result(), {}, tmp_path, stories)
    with zipfile.ZipFile(tmp_path / "pack.zip") as pack:
        files = json.loads(pack.read("manifest.json"))["scenarios"]
        assert [pack.read(files[f"south/{number}"]) for number in range(3)] == [
            b"story 0",
            b"story 1",
            b"story 2",
        ]
    assert len(set(files.values())) == 3


def test_no_name_in_it_leads_out_of_the_folder_that_it_is_unpacked_in(tmp_path: Path) -> None:
    (tmp_path / "traces").mkdir()
    (tmp_path / "outside.jsonl").write_text("{}", encoding="utf-8")
    run = result()
    run["scenarios"][0]["trace"] = "../outside.jsonl"
    evidence.write(tmp_path / "pack.zip", run, {}, tmp_path / "traces", [])
    with zipfile.ZipFile(tmp_path / "pack.zip") as pack:
        assert not any(".." in name or name.startswith("/") for name in pack.namelist())


@pytest.mark.parametrize("client", ["shows_a_secret_in_a_message", "shows_a_token_in_the_url"])
def test_no_secret_or_token_of_the_run_is_in_any_of_its_documents(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, client: str
) -> None:
    hidden: set[str] = set()
    number = Normaliser._numbered

    def noted(self: Normaliser, kind: str, text: str) -> str:
        hidden.add(text)
        return number(self, kind, text)

    monkeypatch.setattr(Normaliser, "_numbered", noted)
    run = made(tmp_path, client, "ropo/paid-in-time")
    assert len(hidden) >= 3
    with zipfile.ZipFile(run.file("--evidence")) as pack:
        everything = b"\n".join(pack.read(name) for name in pack.namelist()).decode("utf-8")
    assert [text for text in hidden if text in everything] == []
    shutil.rmtree(tmp_path / "traces")
