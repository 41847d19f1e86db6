"""The journal: what it keeps is bounded, and what it shows has no secret in it."""

from __future__ import annotations

import pytest

from simulator.journal import KEPT_BYTES, Exchange, Journal, veiled

TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJzYW5kYm94IjoiMSJ9.c2lnbmF0dXJlLW9mLWl0"
PART = 'Content-Disposition: form-data; name="client_secret"'


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ('{"client_secret": "hush", "a": 1}', '{"client_secret": "…", "a": 1}'),
        ('{"Secret"  :\n"hu\\"sh\\\\", "a": "b"}', '{"Secret"  :\n"…", "a": "b"}'),
        ('{"secret": "never ends', '{"secret": "…'),
        ("grant_type=x&client_secret=hush&a=b", "grant_type=x&client_secret=…&a=b"),
        ("/x?access_token=hush", "/x?access_token=…"),
        (f"Bearer {TOKEN}", "Bearer …"),
        (f"https://host.example.{TOKEN}/x", "https://host.example.…/x"),
        (f"a_{TOKEN};b", "a_…;b"),
        (f"{TOKEN} and {TOKEN}", "… and …"),
        (f'--b\r\n{PART}\r\n\r\nhush\r\n--b--"', f'--b\r\n{PART}\r\n\r\n…\r\n--b--"'),
        (f"{PART}\r\nX: y\r\n\r\nhush\r\n{PART}\r\n\r\nhush", f"{PART}\r\nX: y\r\n\r\n…\r\n{PART}\r\n\r\n…"),
        (f"{PART}\r\nno value", f"{PART}\r\nno value"),
        ('name="other"\r\n\r\nshown', 'name="other"\r\n\r\nshown'),
        ("eyJ.eyJ.eyJ and secretive=1", "eyJ.eyJ.eyJ and secretive=1"),
        ("nothing to hide", "nothing to hide"),
    ],
)
def test_a_secret_is_shown_nowhere_that_one_stands(text: str, shown: str) -> None:
    assert veiled(text) == shown


def test_heads_count_for_how_much_is_kept() -> None:
    journal = Journal()
    for number in range(2000):
        headers = [("x", "y" * 60_000)]
        journal.write(Exchange(None, None, "s", None, "GET", f"/{number}", "", headers, b"", 404, [], b""))
    kept = journal.read()
    assert kept[-1][0] == journal.count == 2000
    assert 0.9 * KEPT_BYTES < 60_000 * len(kept) <= KEPT_BYTES
