"""The reference client as a speaker of the driver protocol, and the wrong clients beside it."""

import ast
import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import conformance.clients
from conformance.clients.reference import Client
from conformance.clients.reference.policy import Policy
from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient, all_wrong_clients
from tests.conformance.clients.samples import COMPANY, IBAN, entry, statement, transaction

NOW = "2026-01-12T09:00:00+02:00"
ROOT = Path(conformance.clients.__file__).parents[2]


def configured(client: Client, folder: Path, fresh: bool = True) -> Client:
    """A client whose provider cannot be reached: what needs none works all the same."""
    endpoint = {"base_url": "http://127.0.0.1:9", "client_id": "c", "client_secret": "s"}
    words = {"fresh": fresh, "state_dir": str(folder), "company": COMPANY, "endpoints": {"maventa": endpoint}}
    reply = client({"id": 1, "op": "configure", "now": NOW, "settings": {}, **words})
    assert reply == {"id": 1, "ok": {}}
    return client


def lines(*requests: bytes) -> list[dict[str, Any]]:
    out = io.BytesIO()
    assert serve(Client(), io.BytesIO(b"\n".join(requests) + b"\n"), out) == 0
    return [json.loads(reply) for reply in out.getvalue().splitlines()]


@pytest.mark.parametrize("garbage", [b"garbage", b"[1]", b"{}", b'{"op": 3}', b"\xff\xfe", b"[" * 100_000])
def test_garbage_is_answered_and_the_client_goes_on(garbage: bytes) -> None:
    first, second, third = lines(garbage, b'{"id": 7, "op": "hello"}', b'{"id": 8, "op": "bye"}')
    assert (first["id"], first["error"]["kind"]) == (None, "failed")
    assert second["ok"]["client"] == "dunbox-reference"
    assert third == {"id": 8, "ok": {}}


def test_nothing_is_read_after_bye() -> None:
    assert len(lines(b'{"id": 1, "op": "bye"}', b'{"id": 2, "op": "hello"}')) == 1


def test_what_was_never_declared_is_unsupported(tmp_path: Path) -> None:
    client = configured(Client(), tmp_path)
    for words in (
        {"op": "dance"},
        {"op": "act", "action": "make_interest_invoice"},
        {"op": "act", "action": "activate", "provider": "x"},
    ):
        assert client({"id": 2, "now": NOW, **words})["error"]["kind"] == "unsupported"
    client.close()


def test_an_op_before_configure_and_a_crash_are_failures_that_say_why(tmp_path: Path) -> None:
    client = Client()
    assert "configure" in client({"id": 1, "op": "tick", "now": NOW})["error"]["message"]
    configured(client, tmp_path)
    reply = client({"id": 2, "op": "bank", "now": NOW, "format": "camt.053.001.02", "content": "<a>"})
    assert reply["error"]["kind"] == "failed"
    assert client({"id": 3, "op": "view", "now": NOW})["ok"]["ledger"] == []
    client.close()


def test_a_fresh_life_forgets_and_another_goes_on(tmp_path: Path) -> None:
    content = statement(entry("B1", "10.00", transaction("10.00", "Someone", "999")))
    client = configured(Client(), tmp_path)
    client({"id": 2, "op": "bank", "now": NOW, "format": "camt.053.001.02", "content": content})
    for fresh, rows in ((False, 1), (True, 0)):
        configured(client, tmp_path, fresh)
        assert len(client({"id": 3, "op": "view", "now": NOW})["ok"]["ledger"]) == rows
    client.close()


def test_a_statement_handed_over_twice_is_booked_and_told_once(tmp_path: Path) -> None:
    rows = (
        transaction("10.00", "Someone", "999"),
        transaction("3.00", "Ropo Capital Oy", text="Late payment interest"),
    )
    content = statement(entry("B1", "13.00", *rows))
    client = configured(Client(), tmp_path)
    for _ in range(2):
        client({"id": 2, "op": "bank", "now": NOW, "format": "camt.053.001.02", "content": content})
    view = client({"id": 3, "op": "view", "now": NOW})["ok"]
    assert [(row["kind"], row["number"], row["amount"], row["account"]) for row in view["ledger"]] == [
        ("unmatched", None, "10.00", IBAN),
        ("settlement_interest", None, "3.00", IBAN),
    ]
    assert len(view["messages"]) == 1
    assert "10.00 EUR from Someone" in view["messages"][0]["text"]
    client.close()


def test_changed_settings_outlive_the_process(tmp_path: Path) -> None:
    client = configured(Client(), tmp_path)
    change = {"op": "act", "action": "change_settings", "settings": {"auto_transfer": {"enabled": True}}}
    assert client({"id": 2, "now": NOW, **change})["ok"]["outcome"] == "done"
    client.close()
    again = configured(Client(), tmp_path, fresh=False)
    (service,) = again({"id": 3, "op": "view", "now": NOW})["ok"]["services"]
    assert service["settings"] == {"auto_transfer": {"enabled": True}}
    again.close()


def test_a_setting_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    client = configured(Client(), tmp_path)
    reply = client(
        {"id": 2, "op": "act", "now": NOW, "action": "change_settings", "settings": {"colour": "red"}}
    )
    assert (reply["ok"]["outcome"], "colour" in reply["ok"]["message"]) == ("refused", True)
    client.close()


def test_the_clients_import_nothing_of_the_simulator_or_the_rest_of_the_harness() -> None:
    for file in (ROOT / "conformance" / "clients").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [str(node.module)] if isinstance(node, ast.ImportFrom) else []
            for name in names:
                assert not name.startswith("simulator"), f"{file} imports {name}"
                assert not name.startswith("conformance") or name.startswith("conformance.clients"), file


WRONG = all_wrong_clients()


def test_there_is_a_wrong_client_for_each_of_the_first_mistakes() -> None:
    assert {check for client in WRONG for check in client.must} >= {
        "activation.once",
        "transfer.not-early",
        "settlement.booked-once",
        "payment.settlement-not-reported",
        "payment.direct-reported",
        "list.read-to-the-end",
    }
    assert len({client.id for client in WRONG}) == len(WRONG)


@pytest.mark.parametrize("client", WRONG, ids=lambda client: client.id)
def test_a_wrong_client_overrides_one_decision_and_says_what_catches_it(client: type[WrongClient]) -> None:
    decisions = [*(name for name in dir(Policy) if not name.startswith("_")), "close"]
    assert len([name for name in decisions if name in vars(client)]) == 1
    assert client.mistake.endswith(".")
    assert client.must
    assert 1 <= len(client.on) <= 3
    assert all(reason for reason in client.may.values())


HELLO_AND_BYE = b'{"id": 1, "op": "hello", "protocol": 1}\n{"id": 2, "op": "bye"}\n'
# Run as `python -m` would each, but by a child of one process that has imported what they share.
EACH_IN_A_CHILD = """
import json, os, runpy, sys, tempfile
import conformance.clients.wrong

said = {}
for module in sys.argv[2:]:
    with open(sys.argv[1], "rb") as asked, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        child = os.fork()
        if not child:
            for number, file in enumerate((asked, out, err)):
                os.dup2(file.fileno(), number)
            sys.argv[:] = [module]
            runpy.run_module(module, run_name="__main__", alter_sys=True)
            sys.exit("it came to its end without an exit code")
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        texts = [(file.seek(0), file.read().decode())[1] for file in (out, err)]
        said[module] = [code, *texts]
print(json.dumps(said))
"""


def started(*arguments: str, said: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-W", "error", *arguments]
    return subprocess.run(command, input=said, capture_output=True, cwd=ROOT, timeout=300, check=False)


@pytest.fixture(scope="module")
def children(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Any]]:
    """What each wrong client said when it was told hello and bye: its exit code, its stdout and its stderr."""
    asked = tmp_path_factory.mktemp("asked") / "requests"
    asked.write_bytes(HELLO_AND_BYE)
    run = started("-c", EACH_IN_A_CHILD, str(asked), *(client.__module__ for client in WRONG))
    assert (run.returncode, run.stderr) == (0, b"")
    found: dict[str, list[Any]] = json.loads(run.stdout)
    return found


@pytest.mark.parametrize("client", WRONG, ids=lambda client: client.id)
def test_a_wrong_client_runs_as_a_process(client: type[WrongClient], children: dict[str, list[Any]]) -> None:
    well_behaved(*children[client.__module__])


@pytest.mark.parametrize("module", ["conformance.clients.reference", WRONG[0].__module__])
def test_a_client_needs_nothing_but_its_module_to_run(module: str) -> None:
    run = started("-m", module, said=HELLO_AND_BYE)
    well_behaved(run.returncode, run.stdout.decode(), run.stderr.decode())


def well_behaved(code: int, out: str, err: str) -> None:
    hello, bye = [json.loads(line) for line in out.splitlines()]
    assert (code, err, bye) == (0, "", {"id": 2, "ok": {}})
    assert hello["ok"]["providers"] == ["ropo", "kassavirta", "perinta", "kravia", "amili"]
