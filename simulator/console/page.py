"""The pages as HTML: nothing on them comes from elsewhere, and they need no JavaScript.

What is filled in is escaped, all of it: it is what clients and their users wrote.
"""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from html import escape
from http import HTTPStatus
from string import Template

from simulator.domain.onboarding import is_open
from simulator.domain.state import Service
from simulator.sandbox import Sandbox

_STYLE = """
:root { color-scheme: light dark; --line: #8888; --go: #0a5c36; --stop: #9b1c1c; --back: #fff; --ink: #1b1b1b }
@media (prefers-color-scheme: dark) { :root { --go: #7fd8a8; --stop: #ff9d9d; --back: #16181b; --ink: #ececec } }
* { box-sizing: border-box }
body { margin: 0 auto; padding: 1rem; max-width: 40rem; font: 1.05rem/1.5 system-ui, sans-serif;
  background: var(--back); color: var(--ink) }
h1 { font-size: 1.5rem; line-height: 1.2 } h2 { font-size: 1.15rem; margin: 0 0 .5rem }
dl { display: grid; grid-template-columns: minmax(8rem, max-content) 1fr; gap: .25rem 1rem; margin: 1rem 0 }
dt { font-weight: 600 } dd { margin: 0; overflow-wrap: anywhere }
form { border: 1px solid var(--line); border-radius: .5rem; padding: 1rem; margin: 1rem 0 }
label { display: block; margin: .5rem 0 } input[type=email] { display: block; width: 100%; margin-top: .25rem }
input, button { font: inherit; padding: .6rem .8rem; border-radius: .35rem; border: 1px solid var(--line) }
input[type=checkbox] { width: 1.2rem; height: 1.2rem; vertical-align: middle; margin: 0 .5rem 0 0 }
button { min-height: 2.75rem; font-weight: 600; color: var(--back); background: var(--go); border: 0; cursor: pointer;
  margin: .35rem .35rem 0 0 }
button.stop { background: var(--stop) }
:focus-visible { outline: 3px solid; outline-offset: 2px }
[role=alert] { border-left: .35rem solid var(--stop); padding: .5rem 1rem; overflow-wrap: anywhere }
footer { margin-top: 2rem; font-size: .9rem }
@media (max-width: 30rem) { dl { grid-template-columns: 1fr } dd { margin-bottom: .5rem } button { width: 100% } }
"""

STYLE_HASH = f"sha256-{b64encode(sha256(_STYLE.encode()).digest()).decode()}"
"""By which a browser knows the one style that a page may have."""

_PAGE = Template(
    """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>$title</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">
<style>$style</style></head>
<body><main><h1>$title</h1>
$body
</main><footer>This is a dunbox sandbox: no company is real, and nothing is signed.</footer></body></html>
"""
)

_FORM = Template(
    """$alert<p>The company wants to use this collection service. Before that, somebody who may sign for it gives its
details, accepts the terms and proves who they are with bank credentials or a mobile certificate. Here one button does
all three.</p>
<dl>$facts</dl>
<form method="post"><h2>Complete the form</h2>
<label><input type="checkbox" name="terms" value="accepted" required>
The details are right, and I accept the terms</label>
$power<button name="action" value="pass_kyc">Identify myself and sign</button></form>
<form method="post"><h2>Forward it</h2>
<label>E-mail address of an authorised signatory
<input type="email" name="email" required maxlength="255" autocomplete="off"></label>
<button name="action" value="forward">Send the form there</button></form>
<form method="post"><h2>End it</h2>
<p>The service is not activated then. It can be ordered anew.</p>
<button class="stop" name="action" value="decline">Decline the agreement</button>
<button class="stop" name="action" value="fail_kyc">Let the identification fail</button></form>"""
)

_POWER = """<label>I act for the company by <select name="power_of_attorney"><option value="">my position</option>
<option value="attached">a power of attorney, which I attach</option>
<option value="missing">a power of attorney, which I do not attach</option></select></label>
"""

_OUTCOMES = {
    "pending": "The form is complete. The service becomes active once the agency has confirmed it, usually within one "
    "or two working days.",
    "active": "The service is active.",
    "declined": "The activation has ended without a service. It can be ordered anew.",
    "closed": "The service was closed.",
}
_OPEN = "The form waits for somebody to complete it."
_FORWARDED = "The form is with somebody else now, who has a link of their own. This one works no longer."


def form(sandbox: Sandbox, service: Service, wrong: str = "") -> str:
    """The form of a pending activation; `wrong` is what was wrong with the last answer."""
    alert = f'<p role="alert">{escape(wrong)}</p>\n' if wrong else ""
    power = _POWER if "power_of_attorney_missing" in sandbox.state.agencies[service.provider].rules else ""
    words = {"alert": alert, "facts": _facts(sandbox, service), "power": power}
    return _whole(_title(sandbox, service), _FORM.substitute(words))


def outcome(sandbox: Sandbox, service: Service | None) -> str:
    """How an activation stands; None is one whose link was forwarded or replaced."""
    if service is None:
        return _said("Forwarded", _FORWARDED)
    waits = is_open(sandbox.state, service)
    return _said(_title(sandbox, service), _OPEN if waits else _OUTCOMES[service.status])


def problem(status: int, sentence: str) -> str:
    """Why there is no such page."""
    return _whole(
        HTTPStatus(status).phrase, f'<p role="alert">{escape(sentence[:1].upper() + sentence[1:])}.</p>'
    )


def _said(title: str, sentence: str) -> str:
    return _whole(title, f'<p role="status">{escape(sentence)}</p>')


def _title(sandbox: Sandbox, service: Service) -> str:
    return f"Activation of {sandbox.state.agencies[service.provider].title}"


def _facts(sandbox: Sandbox, service: Service) -> str:
    """What the company gave, as terms and their descriptions."""
    company, details = sandbox.company, service.details
    billing = details.get("billing_address") or {}
    address = [*billing.get("streets", ()), f"{billing.get('zip_code', '')} {billing.get('city', '')}"]
    rows = {
        "Company": company["name"],
        "Business ID": company["business_id"],
        "Contact": details.get("contact_person"),
        "E-mail": details.get("contact_email"),
        "Paid to": f"{details['iban']} ({details.get('bank', '')})" if details.get("iban") else "",
        "Invoiced to": ", ".join([*address, str(billing.get("country", ""))]) if billing else "",
    }
    return "".join(
        f"<dt>{escape(name)}</dt><dd>{escape(str(value))}</dd>" for name, value in rows.items() if value
    )


def _whole(title: str, body: str) -> str:
    return _PAGE.substitute(title=escape(title), style=_STYLE, body=body)
