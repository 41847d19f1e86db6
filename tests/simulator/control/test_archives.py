"""Archives over the control API: one is given, and one that was sent becomes a sandbox or is refused."""

from __future__ import annotations

import gzip
from io import BytesIO
from typing import Any

import pytest

from simulator import World, archived
from simulator.control import archives
from tests.simulator.company import Company
from tests.simulator.stage import BOUNDARY, Heard, Stage, multipart

FORM = {"content-type": f"multipart/form-data; boundary={BOUNDARY}"}


@pytest.fixture
def company() -> Company:
    made = Company().activate()
    made.open_case()
    return made


def send(stage: Stage, archive: bytes, **words: str) -> Heard:
    body = multipart({"archive": archive, **words})
    return stage.call("POST", "/control/v1/archives", body, headers=FORM)


def given(company: Company) -> bytes:
    heard = company.stage.control("GET", "/sandboxes/1/archive")
    assert (heard.status, heard.headers["content-type"]) == (200, "application/gzip")
    return heard.body


def refused(heard: Heard, status: int) -> str:
    assert (heard.status, heard.headers["content-type"]) == (status, "application/problem+json")
    return str(heard.json["detail"])


def test_an_archive_is_what_the_command_writes(company: Company) -> None:
    file = BytesIO()
    archived(company.world.store, company.world.key, "1", file)
    assert given(company) == file.getvalue()


def test_one_that_is_sent_to_another_server_is_the_sandbox_there(company: Company) -> None:
    other = Stage(World())
    heard = send(other, given(company))
    assert heard.status == 201
    assert heard.json == company.stage.control("GET", "/sandboxes/1").json
    facts = "/sandboxes/1/facts"
    assert other.control("GET", facts).body == company.stage.control("GET", facts).body


def test_with_a_name_it_is_a_copy_beside_the_original(company: Company) -> None:
    heard = send(company.stage, given(company), name="again")
    assert (heard.status, heard.json["id"]) == (201, "again")
    assert [each["id"] for each in company.stage.control("GET", "/sandboxes").json] == ["1", "again"]
    assert send(company.stage, given(company), name="third").status == 201


def test_an_id_that_is_taken_is_answered_409(company: Company) -> None:
    said = refused(send(company.stage, given(company)), 409)
    assert "'1' exists already; restore the archive under another name, or delete that one first" in said
    assert "'1' exists already" in refused(send(company.stage, given(company), name="1"), 409)


@pytest.mark.parametrize(
    ("archive", "said"),
    [
        (b"hello", "what was sent is no archive: it is not packed by gzip"),
        (gzip.compress(b"hello\n"), "what was sent is no archive of dunbox"),
        (b"", "what was sent is no archive"),
    ],
)
def test_what_is_no_archive_is_answered_400_and_leaves_nothing(archive: bytes, said: str) -> None:
    stage = Stage(World())
    assert said in refused(send(stage, archive), 400)
    assert stage.world.sandboxes == []


def test_a_cut_one_is_answered_400(company: Company) -> None:
    assert "is cut: its end is missing" in refused(send(Stage(World()), given(company)[:-20]), 400)


@pytest.mark.parametrize(
    ("words", "status"), [({"name": "a b"}, 400), ({"name": ""}, 400), ({"other": "x"}, 400)]
)
def test_a_form_that_is_not_as_it_should_be_is_answered_400(
    company: Company, words: dict[str, Any], status: int
) -> None:
    assert refused(send(company.stage, given(company), **words), status)


def test_an_archive_that_is_no_form_is_answered_415(company: Company) -> None:
    headers = {"content-type": "application/gzip"}
    heard = company.stage.call("POST", "/control/v1/archives", given(company), headers=headers)
    assert "send: multipart/form-data" in refused(heard, 415)


def test_one_that_would_be_too_large_is_refused_with_the_way_that_there_is(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archives, "MOST_PACKED", 1000)
    said = refused(company.stage.control("GET", "/sandboxes/1/archive"), 409)
    assert (
        "has more than 1000 bytes, the most over HTTP; stop the server, and export it from its store" in said
    )


def test_a_sandbox_that_is_not_there_has_no_archive(company: Company) -> None:
    assert refused(company.stage.control("GET", "/sandboxes/x/archive"), 404)


def test_archives_need_the_control_token(company: Company) -> None:
    guarded = Stage(company.world, token="let-me-in-please")
    assert guarded.control("GET", "/sandboxes/1/archive").status == 401
    assert send(guarded, given(company), name="x").status == 401
