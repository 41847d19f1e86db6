"""A client that is running already: told what its user does, waited for, and judged by what crossed the wire."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import pytest
import requests

from conformance.checks import all_checks
from conformance.cli.bundle import stories, vocabulary
from conformance.clients import served
from conformance.runner import Options, exit_code, run
from conformance.runner.attach.client import Attachment
from conformance.runner.attach.preflight import CLOCK, CREDENTIALS, REACHABLE, SIGNED, WEBHOOK
from conformance.runner.backend import simulator_of_this_installation
from conformance.scenario import Scenario, load_text
from conformance.trace import Trace
from tests.conformance.judge.stories import check

SIMULATOR = cache(simulator_of_this_installation)  # its documents are read once for all tests
# Real seconds: enough for a client in this process, which says itself when it has worked.
SETTLE = 0.05
PATIENCE = 30.0
HEAD = """\
title: An invoice is handed over
rules: [CLIENT-PAY-1]
for: [{provider}]
country: FI
start: 2026-01-11T09:00
expect: {{services: {{{provider}: active}}}}
{debtors}
story:
  - client: {{activate: {{}}}}
"""
ACME = "debtors: {acme: {kind: company, pays: never}}"
HANDS_OVER = """\
  - clock: {by: P1D}
  - provider: {sign: {}}
  - provider: {pass_kyc: {}}
  - clock: {banking_days: 2}
  - client: {send_invoice: {number: "1001", debtor: acme, total: 1240.00, due_date: 2026-01-15}}
  - clock: {to: 2026-01-22T09:00}
  - client: {transfer_invoice: {number: "1001"}}
"""
AT_KRAVIA = """\
  - clock: {by: P1D}
  - provider: {sign: {}}
  - clock: {banking_days: 2}
  - client: {send_invoice: {number: "1001", debtor: acme, total: 1240.00, due_date: 2026-01-15}}
  - clock: {to: 2026-01-29T09:00}
  - client: {transfer_invoice: {number: "1001"}}
  - clock: {by: P3D}
"""


def story(steps: str = "", provider: str = "ropo") -> Scenario:
    head = HEAD.format(provider=provider, debtors=ACME if steps else "")
    (found,) = load_text(head + steps, "handed-over.yaml", vocabulary())
    return found


@contextmanager
def program(
    folder: Path, name: str | None = None, made: type[served.Program] = served.Program
) -> Iterator[served.Server]:
    """The bundled client, or a wrong one, as a program with a timer and an address of its own."""
    running = made(served.client(name), str(folder))
    work = threading.Thread(target=running.run)
    with served.Server(running) as server:
        serving = threading.Thread(target=server.serve_forever)
        work.start()
        serving.start()
        try:
            yield server
        finally:
            server.shutdown()
            running.stop()
            serving.join()
            work.join()


def attached(scenario: Scenario, folder: Path | None = None, **words: Any) -> dict[str, Any]:
    """The result of a story with whatever client calls."""
    words = {"say": lambda line: None, "settle": SETTLE, "patience": PATIENCE, **words}
    attachment = Attachment(**words)
    options = Options(attach=attachment, op_timeout=attachment.patience, trace_dir=folder)
    return run([scenario], options, SIMULATOR)


def answers(result: dict[str, Any]) -> dict[str, str]:
    return {one["question"]: one["answer"] for one in result["preflight"]}


def only(result: dict[str, Any]) -> dict[str, Any]:
    (scenario,) = result["scenarios"]
    return dict(scenario)


def test_a_right_program_passes_by_what_it_sends_and_its_books_are_not_judged(tmp_path: Path) -> None:
    with program(tmp_path / "books") as server:
        result = attached(story(HANDS_OVER), tmp_path, acts=f"{server.address}/acts")
    scenario = only(result)
    assert (scenario["verdict"], exit_code(result)) == ("passed", 0)
    for name in ("transfer.once", "transfer.not-early", "transfer.amount", "activation.once"):
        assert check(scenario, name)["verdict"] == "passed"
    for name in ("story.expect", "payment.open-amount", "protocol.answers", "protocol.quiet", "outcome.true"):
        found = check(scenario, name)
        assert (found["verdict"], found["looked"]) == ("not_applicable", 0)
        assert found["message"] == "it needs the client's books, which this trace does not have"
    assert answers(result) == {
        REACHABLE: "yes",
        CREDENTIALS: "yes",
        CLOCK: "unknown",
        WEBHOOK: "yes",
        SIGNED: "unknown",
    }
    assert scenario["reproduce"] == "dunbox run handed-over.yaml --provider ropo --seed 0 --attach"


@pytest.mark.parametrize(
    ("name", "caught"),
    [
        ("transfers-twice", "transfer.once"),
        ("refuses-its-webhooks", "webhook.acknowledged"),
        ("fetches-a-token-for-every-call", "auth.token-kept"),
        ("names-itself-as-the-debtor", "transfer.debtor"),
        ("leaves-the-reference-out", "invoice.as-told"),
    ],
)
def test_a_wrong_program_fails_the_check_that_its_calls_break(name: str, caught: str, tmp_path: Path) -> None:
    with program(tmp_path, name) as server:
        result = attached(story(HANDS_OVER), acts=f"{server.address}/acts")
    failed = [one["id"] for one in only(result)["checks"] if one["verdict"] == "failed"]
    assert failed == [caught]
    assert exit_code(result) == 1


class Person:
    """Somebody at the program, who reads the acts and does them there."""

    def __init__(self, address: str, say: Callable[[str], str | None]) -> None:
        self.lines: SimpleQueue[str | None] = SimpleQueue()
        self.read: list[str] = []
        self._say = say
        self._address = address

    def hears(self, line: str) -> None:
        """What dunbox says."""
        self.read.append(line)
        if line.startswith(("act ", "waiting ")):
            self.lines.put(self._say(line))

    def says(self) -> Iterator[str]:
        """What is typed, until None."""
        while (line := self.lines.get()) is not None:
            yield line


def test_a_person_is_told_each_act_in_a_sentence_and_says_when_it_is_done() -> None:
    person = Person("", lambda line: "\n")
    result = attached(story(), say=person.hears, lines=person.says())
    person.lines.put(None)
    (act,) = [line for line in person.read if line.startswith("act ")]
    assert act.startswith(
        "act 1 at 2026-01-11T09:00:00+02:00: order the service ropo for the company (activate) {"
    )
    assert any("maventa" in line and "client_secret" in line for line in person.read)
    assert exit_code(result) == 2  # nobody did anything at all
    assert answers(result)[REACHABLE] == "no"


def test_what_a_person_cannot_do_makes_the_story_not_applicable() -> None:
    person = Person("", lambda line: "\n" if line.startswith("waiting") else "no, that button is missing\n")
    result = attached(story(), say=person.hears, lines=person.says())
    person.lines.put(None)
    assert only(result)["verdict"] == "not_applicable"
    assert only(result)["message"] == "the client's user cannot do activate: no, that button is missing"
    assert exit_code(result) == 2


def test_an_act_that_nobody_says_is_done_ends_the_story_with_what_to_do() -> None:
    typed: SimpleQueue[str] = SimpleQueue()
    typed.put("\n")
    result = attached(story(), lines=iter(typed.get, None), patience=0.3)
    assert only(result)["verdict"] == "config_error"
    assert (
        "act 1 (activate) was not said to be done within 0.3 s: press Enter when it is"
        in only(result)["message"]
    )
    typed.put("\n")


def caller(calls: Callable[[dict[str, Any]], object]) -> tuple[Callable[[str], None], list[str]]:
    """A client that does something with its credentials as soon as they are said, and what was said."""
    said: list[str] = []

    def say(line: str) -> None:
        said.append(line)
        if line.startswith("waiting"):
            shown = [one.split() for one in said if one.startswith("  maventa")]
            words = {name: value for _, name, value in shown}
            threading.Thread(target=calls, args=(words,), daemon=True).start()

    return say, said


def token(words: dict[str, Any], **other: str) -> str:
    form = {"grant_type": "client_credentials", "scope": "company"}
    form |= {name: words[name] for name in ("client_id", "client_secret", "vendor_api_key")}
    answer = requests.post(words["token_url"], data={**form, **other}, timeout=10)
    return str(answer.json().get("access_token"))


def test_where_nobody_types_the_first_call_begins_the_story_and_an_unseen_act_is_held_against_nobody(
    tmp_path: Path,
) -> None:
    say, _ = caller(token)
    result = attached(story(), tmp_path, say=say)
    trace = Trace.read((tmp_path / "ropo/handed-over.jsonl").read_bytes().splitlines())
    (act,) = trace.acts("activate")
    assert act.data["reply"] is None
    assert only(result)["verdict"] == "not_applicable"  # one token proves nothing
    assert answers(result)[CREDENTIALS] == "yes"


def test_a_client_that_never_calls_is_said_to_be_out_of_reach_with_what_to_do() -> None:
    said: list[str] = []
    result = attached(story(), say=said.append, patience=0.3)
    assert only(result)["verdict"] == "config_error"
    assert "no call of the client with these credentials came within 0.3 s" in only(result)["message"]
    assert exit_code(result) == 2
    (told,) = [line for line in said if line.startswith(f"pre-flight: {REACHABLE}")]
    assert "NO. Tried: waited 0.3 s for a call at http://127.0.0.1:" in told
    assert "Seen: none came. What to do: enter the addresses shown above in the client" in told


def test_wrong_credentials_are_told_from_no_call() -> None:
    say, said = caller(lambda words: token(words, client_secret="of-production"))
    result = attached(story(), say=say, patience=2.0)
    assert (answers(result)[REACHABLE], answers(result)[CREDENTIALS]) == ("yes", "no")
    (told,) = [line for line in said if line.startswith(f"pre-flight: {CREDENTIALS} NO")]
    assert "POST /oauth2/token was answered 401: no sandbox has these credentials" in told
    assert "--credentials FILE" in told
    assert exit_code(result) == 2


def test_credentials_that_are_built_into_a_client_are_those_of_the_sandbox() -> None:
    own = {"maventa": {"client_id": "7", "client_secret": "built-in-secret", "vendor_api_key": "a-vendor"}}
    say, said = caller(lambda words: token(words, **own["maventa"]))
    result = attached(story(), say=say, credentials=own)
    assert answers(result)[CREDENTIALS] == "yes"
    assert any(line.endswith("built-in-secret") for line in said)


def test_a_client_that_never_goes_quiet_ends_the_story_with_what_it_did() -> None:
    stop = threading.Event()

    def calls(words: dict[str, Any]) -> None:
        headers = {"Authorization": f"Bearer {token(words)}"}
        with requests.Session() as session, contextlib.suppress(requests.RequestException):
            for nth in range(100_000):
                if stop.is_set():
                    return
                body = {
                    "destination_type": "WEBHOOK",
                    "destination": f"http://127.0.0.1:9/{nth}",
                    "events": ["x"],
                }
                url = f"{words['base_url']}/v1/company/notifications"
                session.post(url, json=body, headers=headers, timeout=10)

    say, _ = caller(calls)
    result = attached(story(), say=say, patience=5.0, settle=1.0)
    stop.set()
    assert only(result)["verdict"] == "config_error"
    assert "the client was never quiet for 1 s within 5 s: it made " in only(result)["message"]
    assert "the last one POST /v1/company/notifications" in only(result)["message"]
    assert exit_code(result) == 2


class Believes(served.Program):
    """Takes whatever is posted to its address."""

    def hears(self, path: str, headers: Any, body: str) -> int:
        super().hears(path, headers, body)
        return 204


@pytest.mark.parametrize(("made", "answer"), [(served.Program, "yes"), (Believes, "no")])
def test_a_webhook_with_a_wrong_signature_has_to_be_refused(
    made: type[served.Program], answer: str, tmp_path: Path
) -> None:
    said: list[str] = []
    with program(tmp_path, made=made) as server:
        result = attached(story(AT_KRAVIA, "kravia"), acts=f"{server.address}/acts", say=said.append)
    assert answers(result)[SIGNED] == answer
    assert [one for one in only(result)["checks"] if one["verdict"] == "failed"] == []
    assert exit_code(result) == (0 if answer == "yes" else 2)
    (told,) = [line for line in said if line.startswith(f"pre-flight: {SIGNED}")]
    assert "posted the first webhook to http://127.0.0.1:" in told
    assert ("What to do: compare the signature" in told) == (answer == "no")


def test_a_hook_that_cannot_do_an_act_or_fails_or_is_not_there_is_told_apart(tmp_path: Path) -> None:
    class Says(served.Program):
        status = 501

        def told(self, words: dict[str, Any], address: str) -> dict[str, Any]:
            kind = {501: "unsupported", 500: "failed"}[self.status]
            return {"error": {"kind": kind}} if words["op"] == "act" else {"ok": {}}

    found = []
    for status in (501, 500):
        Says.status = status
        with program(tmp_path, made=Says) as server:
            result = attached(story(), acts=f"{server.address}/acts")
            found.append((only(result)["verdict"], only(result)["message"].partition("acts answered ")[2]))
    result = attached(story(), acts="http://127.0.0.1:9/acts", patience=2.0)
    found.append((only(result)["verdict"], only(result)["message"]))
    assert found == [
        ("not_applicable", "501 to activate: the client cannot do that"),
        ("config_error", "500 to activate, so it was not done"),
        ("config_error", "--acts http://127.0.0.1:9/acts gave no answer to configure within 2 s"),
    ]


def test_a_story_that_kills_its_client_is_not_for_one_that_is_nobodys_child() -> None:
    killing = next(one for one in stories() if any(step.actor == "process" for step in one.story))
    result = attached(killing)
    assert only(result)["verdict"] == "not_applicable"
    assert only(result)["message"] == "the story kills the client, which is not ours to kill"


def test_what_is_judged_by_acts_alone_are_checks_that_read_the_wire_and_the_books() -> None:
    assert {one.reads for one in all_checks() if one.acts_alone} == {("wire", "books")}
