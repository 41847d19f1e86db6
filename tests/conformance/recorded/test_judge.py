"""`dunbox judge`: traces and HAR files are judged as runs are, and what cannot be judged is told in a sentence."""

import base64
import json
import tracemalloc
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from conformance.cli import exit_code_of
from conformance.cli.judge import _hosts
from conformance.cli.schema import schema_of
from conformance.meaning import Meaning
from conformance.recorded import har as reading
from conformance.recorded import importing
from conformance.recorded.routes import Routes
from conformance.runner.backend import documents
from conformance.trace.recorder import line
from tests.conformance.recorded.hars import HOST, entry, har, invoice, picture, service, token, transfer

LATER = "2026-03-02T11:00:00.000+02:00"
SESSION = (invoice(), transfer(LATER))


def judge(*arguments: str | Path, code: int, folder: Path) -> dict[str, Any]:
    """Judge, and answer the result; empty if there is none."""
    result = folder / "result.json"
    assert exit_code_of(["judge", *map(str, arguments), "--json", str(result)]) == code
    found: dict[str, Any] = json.loads(result.read_text("utf-8")) if result.exists() else {}
    return found


def verdicts(result: dict[str, Any]) -> dict[str, str]:
    return {one["id"]: one["verdict"] for each in result["scenarios"] for one in each["checks"]}


def recording(file: Path) -> importing.Recording:
    return importing.read(file, Routes(documents(), _hosts(), {}))


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The trace of a scenario that the reference client played."""
    folder = tmp_path_factory.mktemp("kept")
    words = ["--client-python", "conformance.clients.reference:Client", "--keep", str(folder)]
    assert exit_code_of(["run", "ropo/paid-in-time", *words]) == 0
    return next(folder.rglob("*.jsonl"))


# Traces


def test_a_trace_is_judged_in_which_a_client_sent_half_of_a_surrogate_pair(
    kept: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    records = [json.loads(line) for line in kept.read_text("utf-8").splitlines()]
    call = next(one for one in records if one["kind"] == "exchange" and isinstance(one["body"], dict))
    call["body"]["text"] = "\ud800"
    file = tmp_path / "halved.jsonl"
    file.write_bytes(b"".join(line(one) for one in records))
    assert b"\\ud800" in file.read_bytes()
    result = judge(file, code=0, folder=tmp_path)
    assert result["scenarios"][0]["verdict"] == "passed"
    assert not capsys.readouterr().err


def test_a_kept_trace_is_judged_as_the_run_that_wrote_it_judged_it(kept: Path, tmp_path: Path) -> None:
    result = judge(kept, code=0, folder=tmp_path)
    assert jsonschema_rs.validator_for(schema_of("result")).is_valid(result)
    assert result["scenarios"][0]["verdict"] == "passed"
    assert result["scenarios"][0]["reproduce"] == f"dunbox judge {kept}"
    assert result["client"]["name"] == "dunbox-reference"


def test_a_trace_in_which_the_client_broke_a_rule_exits_with_1(kept: Path, tmp_path: Path) -> None:
    records = [json.loads(line) for line in kept.read_text("utf-8").splitlines()]
    calls = [one for one in records if one["kind"] == "exchange" and one["op"] is not None]
    calls[-1]["path"] += "/{token:1}"
    changed = tmp_path / "changed.jsonl"
    changed.write_text("".join(json.dumps(one) + "\n" for one in records), encoding="utf-8")
    assert verdicts(judge(changed, code=1, folder=tmp_path))["auth.secrets-hidden"] == "failed"


def test_checks_that_need_what_a_trace_has_not_are_not_applicable(kept: Path, tmp_path: Path) -> None:
    lines = [line for line in kept.read_text("utf-8").splitlines() if '"kind":"fact"' not in line]
    bare = tmp_path / "bare.jsonl"
    bare.write_text(
        "\n".join(line for line in lines if '"kind":"expect"' not in line) + "\n", encoding="utf-8"
    )
    result = judge(bare, code=0, folder=tmp_path)
    told = [one["message"] for one in result["scenarios"][0]["checks"] if "truly happened" in one["message"]]
    assert told
    assert set(told) == {"it needs what truly happened, which this trace does not have"}


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            lambda lines: [lines[0].replace('"trace":1', '"trace":7'), *lines[1:]],
            "it is of version 7, and this",
        ),
        (lambda lines: ['{"kind":"span","name":"GET"}', *lines[1:]], "it is of another program"),
        (lambda lines: lines[:-1], "it ends in the middle"),
        (lambda lines: [*lines[:3], lines[3][:40]], "line 4 is no JSON object"),
        (lambda lines: [lines[0], lines[1].replace('"at":"', '"at":"x'), *lines[2:]], "line 2 is no record"),
        (lambda lines: [*lines[:3], *lines[1:]], "line 4 has the id 2; ids grow"),
    ],
)
def test_a_trace_that_cannot_be_judged_is_refused_with_a_reason(
    kept: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], change: Any, sentence: str
) -> None:
    broken = tmp_path / "broken.jsonl"
    broken.write_text("\n".join(change(kept.read_text("utf-8").splitlines())) + "\n", encoding="utf-8")
    judge(broken, code=2, folder=tmp_path)
    assert sentence in capsys.readouterr().err


# HAR files: what is judged


def test_a_session_at_a_providers_own_sandbox_is_judged_by_what_crossed_the_wire(tmp_path: Path) -> None:
    file = har(tmp_path, token(), invoice(), transfer(LATER), picture())
    result = judge(file, code=0, folder=tmp_path)
    assert jsonschema_rs.validator_for(schema_of("result")).is_valid(result)
    assert [(one["id"], one["provider"]) for one in result["scenarios"]] == [("ropo/session", "ropo")]
    assert verdicts(result)["transfer.once"] == "passed"
    assert verdicts(result)["credit.reported"] == "not_applicable"


def test_an_invoice_that_was_transferred_twice_fails(tmp_path: Path) -> None:
    file = har(tmp_path, token(), invoice(), transfer("2026-03-02T08:00:02Z"), transfer(LATER))
    assert verdicts(judge(file, code=1, folder=tmp_path))["transfer.once"] == "failed"


def test_three_tokens_within_a_minute_are_wasted_and_three_within_a_day_are_not(tmp_path: Path) -> None:
    hasty = [token(f"2026-03-02T09:00:{second}Z", number=second) for second in (10, 11, 12)]
    calm = [token(f"2026-03-02T{hour}:00:00Z", number=hour) for hour in (10, 11, 12)]
    result = judge(har(tmp_path, *hasty, *SESSION), code=1, folder=tmp_path)
    assert verdicts(result)["auth.token-kept"] == "failed"
    result = judge(har(tmp_path, *calm, *SESSION), code=0, folder=tmp_path)
    assert verdicts(result)["auth.token-kept"] == "passed"


def test_a_busy_provider_is_asked_again_too_early(tmp_path: Path) -> None:
    busy = service("2026-03-02T09:00:01Z")
    busy["response"] |= {"status": 429, "headers": [{"name": "Retry-After", "value": "120"}]}
    file = har(tmp_path, token(), busy, service("2026-03-02T09:00:05Z"))
    assert verdicts(judge(file, code=1, folder=tmp_path))["network.retry-after"] == "failed"


def test_calls_are_judged_in_the_order_of_their_times(tmp_path: Path) -> None:
    made = recording(har(tmp_path, transfer(LATER), token(), service()))
    assert [call.path for call in made.calls] == [
        "/oauth2/token",
        "/v2/services/ropo/receivables",
        "/v2/invoices/inv-1/assignment/ropo",
    ]


def test_calls_to_an_address_of_ones_own_are_found_below_the_url_that_is_given(tmp_path: Path) -> None:
    proxy = "http://localhost:8080/to/maventa"
    moved = [token(host=proxy), *(json.loads(json.dumps(one).replace(HOST, proxy)) for one in SESSION)]
    file = har(tmp_path, *moved)
    assert judge(file, code=2, folder=tmp_path) == {}
    result = judge(file, "--surface", f"maventa={proxy}/", code=0, folder=tmp_path)
    assert result["scenarios"][0]["provider"] == "ropo"
    assert f"--surface=maventa={proxy}/" in result["scenarios"][0]["reproduce"]


def test_each_agency_of_a_recording_is_judged_on_its_own_unless_one_is_named(tmp_path: Path) -> None:
    other = entry("GET", f"{HOST}/v2/services/amili/receivables", answer={"status": "ENABLED"}, at=LATER)
    file = har(tmp_path, token(), *SESSION, other)
    result = judge(file, "--provider", "ropo", code=0, folder=tmp_path)
    assert [one["provider"] for one in result["scenarios"]] == ["ropo"]


def test_no_secret_and_no_token_of_a_recording_is_kept(tmp_path: Path) -> None:
    shown = entry(
        "GET", f"{HOST}/v2/services/ropo/receivables?access_token=a-token-of-this-client-1", at=LATER
    )
    judge(har(tmp_path, shown, token(), *SESSION), "--keep", tmp_path / "kept", code=0, folder=tmp_path)
    trace = (tmp_path / "kept/ropo/session.jsonl").read_text("utf-8")
    assert "my-very-secret-secret" not in trace
    assert "a-token-of-this-client" not in trace
    assert '"client_secret":"{secret:1}"' in trace
    assert '"access_token":"{token:' in trace
    judge(tmp_path / "kept/ropo/session.jsonl", code=0, folder=tmp_path)


# HAR files: what is not


def test_what_is_left_out_is_counted_with_its_reason(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    strange = entry("GET", f"{HOST}/v9/nothing")
    late = service(at="2026-03-02T09:00:00")
    file = har(tmp_path, token(), *SESSION, picture(), picture(), strange, late, 7, {"request": {}})
    judge(file, code=0, folder=tmp_path)
    told = capsys.readouterr().err
    assert "4 calls to providers in 9 entries" in told
    assert "1 call for which maventa's document has no operation, the first: GET /v9/nothing" in told
    assert "skipped 2 entries to others: cdn.example.com" in told
    assert "skipped 1 entry with a time that does not say its zone" in told
    assert "skipped 1 entry of which it is no object" in told
    assert "skipped 1 entry without a response" in told


def test_a_binary_answer_and_a_form_of_several_parts_are_read(tmp_path: Path) -> None:
    binary = service()
    binary["response"]["content"] = {
        "mimeType": "application/pdf",
        "encoding": "base64",
        "text": base64.b64encode(b"%PDF\xff").decode(),
    }
    kind = "multipart/form-data; boundary=x"
    text = '--x\r\nContent-Disposition: form-data; name="file"; filename="a.xml"\r\n\r\n<a/>\r\n--x--\r\n'
    made = recording(har(tmp_path, binary, entry("POST", f"{HOST}/v1/invoices", sent=text, kind=kind)))
    assert [call.answer_body for call in made.calls if call.method == "GET"] == [b"%PDF\xff"]
    [part] = next(call.parts for call in made.calls if call.method == "POST")
    assert (part.name, part.filename, part.content) == ("file", "a.xml", b"<a/>")


def test_an_answer_that_never_came_is_none(tmp_path: Path) -> None:
    made = recording(har(tmp_path, entry("GET", f"{HOST}/v2/services/ropo/receivables", status=0)))
    records = importing.trace(made.calls, Meaning(documents()), "ropo", "x").records
    assert records[1]["answer"] is None
    assert records[1]["means"]["outcome"] == "unknown"


def test_a_file_that_is_cut_off_is_judged_up_to_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = har(tmp_path, token(), *SESSION, service(LATER))
    file.write_bytes(file.read_bytes()[:-200])
    judge(file, code=0, folder=tmp_path)
    assert (
        "skipped 1 entry of which it is cut off: the file ends in the middle of it" in capsys.readouterr().err
    )


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (b"", "it is empty"),
        (b"hello", "no object stands where 'log' is looked for"),
        (b'{"log": {"version": "1.2"}}', "it has no 'entries'"),
        (b'{"log": {"entries": {}}}', "'entries' is no list"),
        (b'{"log": {"entries": [{} {}]}}', "behind entry 1 neither a comma nor the end"),
        ('{"log": {"entries": []}}'.encode("utf-16"), "a HAR file is JSON in UTF-8"),
        (b'{"log": {"creator": {"na', "it ends before 'entries'"),
    ],
)
def test_what_is_no_har_file_is_refused_with_a_reason(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: bytes, sentence: str
) -> None:
    file = tmp_path / "no.har"
    file.write_bytes(text)
    judge(file, code=2, folder=tmp_path)
    assert sentence in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            ["--surface", "mavnta=https://x.example"],
            "there is no surface 'mavnta'; there are: amili, kravia, maventa",
        ),
        (
            ["--surface", "maventa=x.example"],
            "'x.example' is no URL; give one such as maventa=https://example.com",
        ),
        (["--provider", "rop"], "there is no provider 'rop'"),
    ],
)
def test_a_wrong_option_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], sentence: str
) -> None:
    judge(har(tmp_path, token(), service()), *arguments, code=2, folder=tmp_path)
    assert sentence in capsys.readouterr().err


def test_a_recording_that_names_no_agency_asks_which_it_is_of(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    judge(har(tmp_path, token()), code=2, folder=tmp_path)
    assert "says which agency it is about; name it with --provider" in capsys.readouterr().err


def test_a_file_that_is_not_there_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    judge(tmp_path / "none.har", code=2, folder=tmp_path)
    assert "none.har cannot be read: No such file or directory" in capsys.readouterr().err


def test_a_file_of_100_megabytes_is_read_in_a_bounded_memory(tmp_path: Path) -> None:
    big = tmp_path / "big.har"
    foreign = json.dumps(picture() | {"comment": 'a "quoted" \\ text ' * 3_000}).encode()
    large = json.dumps(service() | {"comment": "x" * reading.LARGEST_ENTRY}).encode()
    with big.open("wb") as out:
        out.write(b'{"log": {"entries": [' + json.dumps(token()).encode())
        while out.tell() < 100_000_000:
            out.write(b"," + foreign)
        out.write(b"," + large + b"," + json.dumps(service()).encode() + b"]}}")
    tracemalloc.start()
    found = recording(big)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(found.calls) == 2
    assert found.skipped["of which it is larger than 8 MB"] == 1
    assert peak < 20_000_000


def test_more_calls_than_can_be_held_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "MOST_BYTES", 1000)
    with pytest.raises(reading.HarError, match=r"are calls to providers \(up to entry 2\)"):
        recording(har(tmp_path, token(), service(), transfer(LATER)))


def test_a_trace_is_kept_below_the_folder_whatever_it_calls_its_scenario(kept: Path, tmp_path: Path) -> None:
    sly = tmp_path / "sly.jsonl"
    sly.write_text(
        kept.read_text("utf-8").replace('"scenario":"ropo/paid-in-time"', '"scenario":"../../x y"'), "utf-8"
    )
    result = judge(sly, sly, "--keep", tmp_path / "kept", code=0, folder=tmp_path)
    assert [one["trace"] for one in result["scenarios"]] == ["x-y.jsonl", "x-y-2.jsonl"]
    assert (tmp_path / "kept/x-y-2.jsonl").read_bytes() == sly.read_bytes()
