"""The container: its file's own steps, done in a file system of its own, give a server that needs nothing more.

There is no engine here. What a stage is built in is this machine's own file system with a layer above it that is thrown
away, entered by chroot; COPY and RUN, USER, ENV, HEALTHCHECK, ENTRYPOINT and CMD are those of the Dockerfile, and the
limits those of compose.yaml. Only where packages come from is otherwise: from the tests' own environment.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))["services"]["dunbox"]
PATIENCE = 120


@dataclass
class Stage:
    """A stage of a Dockerfile: its instructions, in order, each with its words."""

    base: str
    name: str = ""
    steps: list[tuple[str, str]] = field(default_factory=list)

    def last(self, instruction: str) -> str:
        """The words of the last instruction of this kind."""
        return [words for name, words in self.steps if name == instruction][-1]


def stages() -> list[Stage]:
    text = re.sub(r"^#.*\n", "", (ROOT / "Dockerfile").read_text("utf-8"), flags=re.MULTILINE)
    found: list[Stage] = []
    for line in text.replace("\\\n", " ").splitlines():
        name, _, words = line.partition(" ")
        if name == "FROM":
            base, _, alias = words.partition(" AS ")
            found.append(Stage(base, alias))
        elif name:
            found[-1].steps.append((name, words.strip()))
    return found


BUILD, FINAL = stages()


def health() -> list[str]:
    words: list[str] = json.loads(FINAL.last("HEALTHCHECK").partition("CMD ")[2])
    return words


# --- what the files say -------------------------------------------------------------------------------------


def test_what_is_copied_is_there_and_nothing_else_is_sent_to_the_engine() -> None:
    copied = {name for step, words in BUILD.steps if step == "COPY" for name in words.split()[:-1]}
    assert [name for name in copied if not (ROOT / name).exists()] == []
    sent = {
        line[1:] for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if line.startswith("!")
    }
    assert sent == copied


def test_it_is_nobody_s_user_and_writes_to_its_volume_alone() -> None:
    assert all(int(part) > 0 for part in FINAL.last("USER").split(":"))
    (mount,) = COMPOSE["volumes"]
    assert json.loads(FINAL.last("VOLUME")) == [mount.partition(":")[2]]
    assert (COMPOSE["read_only"], COMPOSE["cap_drop"]) == (True, ["ALL"])


def test_it_asks_for_a_token_because_other_machines_reach_it() -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("DUNBOX")}
    words = [sys.executable, "-m", "conformance.cli", *json.loads(FINAL.last("CMD"))]
    done = subprocess.run(
        words, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=PATIENCE
    )
    assert (done.returncode, "give --control-token or --control-token-file" in done.stderr) == (2, True)


# --- what they do -------------------------------------------------------------------------------------------


OVERLAY = "mount -t overlay none -o lowerdir=/,upperdir={0}/up,workdir={0}/work {0}/all"
ISOLATED = ["unshare", "--mount", "--net", "--pid", "--fork", "--kill-child", "sh", "-euc"]


def needs_a_file_system_of_its_own(folder: Path) -> None:
    missing = [name for name in ("unshare", "nsenter", "setpriv", "ip") if not shutil.which(name)]
    if missing or os.geteuid() != 0:
        pytest.skip(
            "only root, with the tools of util-linux and iproute2, gives a process a file system of its own"
        )
    tried = subprocess.run([*ISOLATED, layered(folder)], capture_output=True, check=False, timeout=60)
    if tried.returncode != 0:
        pytest.skip(f"this machine lays no file system over another: {tried.stderr!r}")


def layered(folder: Path) -> str:
    """This machine's file system at `folder/all`, with a layer above it that is gone with the process."""
    made = f"mount -t tmpfs none {folder} && mkdir {folder}/up {folder}/work {folder}/all"
    return f"{made} && {OVERLAY.format(folder)}"


def built(folder: Path) -> list[str]:
    """What an engine does with the Dockerfile's steps, as lines of a script."""
    inside = folder / "all"
    python, packages = Path(sys.executable).resolve(), sysconfig.get_paths()["purelib"]
    lines = [
        layered(folder),
        f"mount --rbind /dev {inside}/dev; mkdir -p {inside}/packages {inside}/base",
        f"mount --bind {packages} {inside}/packages; mount -o remount,bind,ro {inside}/packages",
        f"printf '#!/bin/sh\\nexec {python} \"$@\"\\n' > {inside}/base/python; chmod 755 {inside}/base/python",
        *(f"chmod a+rx {inside}{parent}" for parent in python.parents if parent != Path("/")),
        "export PIP_NO_DEPS=1 PIP_NO_INDEX=1 PIP_NO_BUILD_ISOLATION=0 PYTHONPATH=/packages",
    ]
    where = "/"
    for step, words in [*BUILD.steps, *FINAL.steps]:
        if step == "WORKDIR":
            where = words
            lines.append(f"mkdir -p {inside}{where}")
        elif step == "COPY" and not words.startswith("--from"):
            *names, target = words.split()
            sources = shlex.join(str(ROOT / name) for name in names)
            lines.append(f"cp -r {sources} {inside}{where}/{target.removeprefix('./')}")
        elif step == "RUN":
            lines.append(f"PATH=/base:$PATH chroot {inside} sh -euc {shlex.quote(f'cd {where}; {words}')}")
    return [*lines, f"rm -rf {inside}/src"]


def started(folder: Path) -> list[str]:
    """What an engine does with what compose.yaml says, as lines of a script that become the server, as process 1."""
    inside, user = folder / "all", FINAL.last("USER").split(":")
    command = shlex.join([*json.loads(FINAL.last("ENTRYPOINT")), *json.loads(FINAL.last("CMD"))])
    secret = COMPOSE["environment"]["DUNBOX_CONTROL_TOKEN_FILE"]
    limits = f"--reuid={user[0]} --regid={user[1]} --clear-groups --no-new-privs --bounding-set=-all --inh-caps=-all"
    variables = f"{FINAL.last('ENV')} DUNBOX_CONTROL_TOKEN_FILE={secret}"
    return [
        f"mkdir -p {inside}{Path(secret).parent}; echo nobody-guesses-this > {inside}{secret}",
        f"mount --bind {inside}/data {inside}/data; mount -o remount,bind,ro {inside}",
        f"mount -t tmpfs none {inside}/tmp; mount -t proc none {inside}/proc; ip link set lo up",
        f"exec chroot {inside} setpriv {limits} env {variables} sh -c 'cd {FINAL.last('WORKDIR')}; exec {command}'",
    ]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """The container, serving: the process that holds it, and the number that its process 1 has out here."""
    needs_a_file_system_of_its_own(tmp_path)
    lines = "\n".join([*built(tmp_path), *started(tmp_path)])
    with subprocess.Popen(
        [*ISOLATED, lines], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as holder:
        try:
            assert holder.stdout is not None
            said = list(iter(holder.stdout.readline, "A line a request follows; stop with Ctrl-C.\n"))
            assert "dunbox serves http://0.0.0.0:8000\n" in said
            (first,) = Path(f"/proc/{holder.pid}/task/{holder.pid}/children").read_text().split()
            yield holder, int(first)
        finally:
            holder.kill()


def inside(first: int, words: list[str]) -> subprocess.CompletedProcess[str]:
    """Run a command in the container, as an engine runs a health check."""
    entered = ["nsenter", "--target", str(first), "--mount", "--net", "--pid", "--root", "--wd=/"]
    variables = [*FINAL.last("ENV").replace("$PATH", os.environ["PATH"]).split(), "PYTHONPATH=/packages"]
    return subprocess.run(
        [*entered, "env", *variables, *words], capture_output=True, text=True, check=False, timeout=PATIENCE
    )


@pytest.mark.long
def test_its_steps_give_a_server_that_is_healthy_has_no_rights_and_ends_in_order(
    server: tuple[subprocess.Popen[str], int],
) -> None:
    holder, first = server
    asked = inside(first, health())
    assert asked.returncode == 0, asked.stderr
    status = Path(f"/proc/{first}/status").read_text()
    assert re.search(r"^Uid:(\s10001){4}$", status, re.MULTILINE), status
    assert re.search(r"^CapEff:\s0+$", status, re.MULTILINE), status
    assert re.search(r"^NSpid:.*\s1$", status, re.MULTILINE), status
    assert inside(first, ["touch", "/opt/dunbox/hit"]).returncode != 0
    assert Path(f"/proc/{first}/root/data/dunbox.sqlite").is_file()
    os.kill(first, signal.SIGTERM)
    _, errors = holder.communicate(timeout=PATIENCE)
    assert (holder.returncode, errors) == (143, "dunbox: terminated\n")
