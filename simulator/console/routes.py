"""Which pages there are, in the words in which the core reads all its surfaces. It is nobody's contract."""

from __future__ import annotations

from functools import cache

from simulator.contract.document import Document

HTML = "text/html; charset=utf-8"

_ROUTES = f"""
openapi: 3.0.3
paths:
  /kyc/{{token}}:
    parameters: &token
      - {{name: token, in: path, required: true, schema: {{type: string, maxLength: 2000}}}}
    get:
      operationId: show_form
      responses: &page
        '200': {{description: The form, content: {{{HTML!r}: {{schema: {{}}}}}}}}
        default: {{description: Why there is none, content: {{{HTML!r}: {{schema: {{}}}}}}}}
    post:
      operationId: take_form
      requestBody:
        required: true
        content:
          application/x-www-form-urlencoded:
            schema:
              type: object
              required: [action]
              properties:
                action: {{type: string, enum: [pass_kyc, decline, fail_kyc, forward]}}
                email: {{type: string, maxLength: 255}}
                power_of_attorney: {{type: string, enum: ['', attached, missing]}}
      responses: {{'303': {{description: Where it shows what came of it}}, <<: *page}}
  /kyc/{{token}}/done:
    parameters: *token
    get:
      operationId: show_outcome
      responses: *page
"""


@cache
def routes() -> Document:
    """Answer the pages as the core takes them."""
    return Document(_ROUTES)
