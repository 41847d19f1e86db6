"""Asks whether a vulnerability is known of any package that is installed beside it: `python ci/audit.py`.

pip-audit asks, of the very versions that are here. Exits with 1 for a vulnerability, and with 3 if a package could not
be asked of: no service of vulnerabilities was reached, or it knows nothing of it. What was not asked is not taken for
sound; with `--if-reached` it is said and no failure, for machines without that network.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from typing import Any

OWN = "dunbox"
FOUND, UNASKED = 1, 3


def main(words: Sequence[str]) -> int:
    """Ask, say what came of it, and answer the exit code."""
    command = [sys.executable, "-m", "pip_audit", "--local", "--progress-spinner", "off", "--format", "json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - all of it stands above
    try:
        found = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError):
        reason = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        print(f"No service of vulnerabilities was reached: {reason[:300]}")
        return 0 if "--if-reached" in words else UNASKED
    return told(found, if_reached="--if-reached" in words)


def told(found: Sequence[Mapping[str, Any]], *, if_reached: bool) -> int:
    """Say what was found of packages, as pip-audit tells them, and answer the exit code."""
    others = [each for each in found if each["name"] != OWN]
    unasked = [each["name"] for each in others if "skip_reason" in each]
    for each in others:
        for known in each.get("vulns", ()):
            mended = ", ".join(known["fix_versions"]) or "no version yet"
            print(f"{each['name']} {each['version']}: {known['id']}; mended in {mended}")
    if any(each.get("vulns") for each in others):
        return FOUND
    print(f"Of {len(others) - len(unasked)} packages no vulnerability is known")
    if unasked:
        print(f"Not audited, as no service that was reached knows of them: {', '.join(unasked)}")
    return UNASKED if unasked and not if_reached else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
