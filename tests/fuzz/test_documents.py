"""What a stranger's fuzzer finds: schemathesis reads each document and asks a server, with all that it can check."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fuzz.known import DOCUMENTS, document_for
from tests.fuzz.serving import ROOT, TOKEN, Customer, customer, serving

EXAMPLE = {
    "client_id": "5c1f7a3e-8f0d-4d4b-9a57-2b6f1f0c7d11",
    "client_secret": "0d9be1a2-6c0e-4f6c-8d53-6a7f4ce1b7a9",
}
"""The credentials of the documents' examples."""
AMILI = {**EXAMPLE, "client_secret": "1d9be1a2-6c0e-4f6c-8d53-6a7f4ce1b7a9"}
"""Each channel finds a sandbox by a secret of its own."""


def asked(document: str, company: Customer, folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Let schemathesis ask for everything that a document promises: all phases, all checks."""
    path = document_for(document, company, folder)
    prefix, authorization = {
        "maventa": ("/maventa", f"Bearer {company.token}"),
        "kravia": ("/kravia", company.secret),
        "amili": ("/amili", f"Bearer {company.organization}"),
        "control": ("/control/v1", f"Bearer {TOKEN}"),
    }[document]
    command = [
        *(sys.executable, "-c", "from schemathesis.cli import schemathesis; schemathesis()"),
        *("--config-file", str(ROOT / "schemathesis.toml")),
        *("run", str(path), "--url", company.server.url + prefix),
        *("--header", f"Authorization: {authorization}", "--no-color", *options),
    ]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "SCHEMATHESIS_HOOKS": "tests.fuzz.documents"}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def all_is_well(done: subprocess.CompletedProcess[str]) -> None:
    said = done.stdout + done.stderr
    assert done.returncode == 0, said
    tested = re.search(r"Selected: (\d+)/(\d+)\n\s+Tested: (\d+)", said)
    assert tested is not None, said
    assert len(set(tested.groups())) == 1, said
    assert "401 Unauthorized (" not in said, said
    assert len(re.findall(r"✅ (Examples|Coverage|Fuzzing|Stateful)", said)) == 4, said


@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_fuzzer_finds_no_answer_that_a_document_does_not_promise(document: str, tmp_path: Path) -> None:
    with serving() as server:
        company = customer(server, "first", credentials={"maventa": EXAMPLE, "amili": AMILI})
        all_is_well(asked(document, company, tmp_path, "--max-examples", "3", "--seed", "1"))
    assert not [line for line in server.written if "a defect of dunbox" in line or "Traceback" in line]


@pytest.mark.long
@pytest.mark.parametrize("seed", range(1, 6))
@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_fuzzer_with_all_its_examples_finds_none_either(document: str, seed: int, tmp_path: Path) -> None:
    with serving() as server:
        company = customer(server, "first", credentials={"maventa": EXAMPLE, "amili": AMILI})
        all_is_well(asked(document, company, tmp_path, "--seed", str(seed)))
    assert not [line for line in server.written if "a defect of dunbox" in line or "Traceback" in line]
