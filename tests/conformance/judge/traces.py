"""Traces written by hand: what was said and done, in a few words a line."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from conformance.catalogue import Catalogue
from conformance.checks import all_checks
from conformance.trace import Normaliser, Recorder, Trace
from conformance.verdict import CheckResult

ZONE = ZoneInfo("Europe/Helsinki")
PORTAL_FIGURES: tuple[tuple[str, dict[str, Any]], ...] = (
    ("transfer", {"days_after_due": 7, "days_after_invoice": 14}),
    ("transfer", {"automatic_amount": "above the minimum"}),
    ("transfer", {"due_from": "switched on"}),
    ("transfer", {"automation_leaves": ["financed", "reminded", "given_away"]}),
    ("transfer", {"by_hand": ["due_before", "financed", "reminded"]}),
    ("transfer", {"due_date": "that of the transfer"}),
    ("transfer", {"reopened": "never"}),
    ("transfer", {"leaves_out": ["seller_note"]}),
    ("transfer", {"carries": ["external_number"]}),
    ("report_payment", {"taken_back": "by hand"}),
    ("transfer", {"company_eur": 12, "consumer_eur": 5}),
    ("read_case", {"waiting_shown": "action_needed"}),
    ("activate", {"needs": ["business_id", "street", "postal_code", "city", "bank_account", "bic"]}),
)
PORTAL = [
    {"id": f"PORTAL-TRF-{number}", "by": "client", "rule": "…", "duties": [duty], "values": values}
    for number, (duty, values) in enumerate(PORTAL_FIGURES, start=1)
]
CATALOGUE = Catalogue(
    {
        "agency": [
            {"id": "AGENCY-ACT-5", "by": "both", "rule": "…", "duties": ["activate", "transfer"]},
            {
                "id": "AGENCY-TRF-1",
                "by": "both",
                "rule": "…",
                "duties": ["transfer"],
                "debtor_kind": "company",
                "values": {"days_after_due": 7},
            },
            {
                "id": "AGENCY-TRF-2",
                "by": "both",
                "rule": "…",
                "duties": ["transfer"],
                "debtor_kind": "consumer",
                "values": {"days_after_due": 14},
            },
            {
                "id": "AGENCY-TRF-3",
                "by": "both",
                "rule": "…",
                "duties": ["transfer"],
                "values": {"collection_types": ["whole", "short"]},
            },
            {
                "id": "AGENCY-GEO-4",
                "by": "both",
                "rule": "…",
                "duties": ["transfer"],
                "values": {"types": ["b2b", "b2c"], "rental_countries": ["FI"]},
            },
            {"id": "AGENCY-SET-1", "by": "both", "rule": "…", "duties": ["settle_principal"]},
            {"id": "AGENCY-EVT-2", "by": "client", "rule": "…", "duties": ["report_payment"]},
        ],
        "overdue": [
            {
                "id": "OVERDUE-TRF-2",
                "by": "both",
                "rule": "…",
                "duties": ["transfer"],
                "values": {"days_after_due": 1, "later_is_right": True},
            },
            {
                "id": "OVERDUE-DATA-2",
                "by": "both",
                "rule": "…",
                "duties": ["transfer"],
                "values": {"address": ["street", "postal_code", "city"]},
            },
        ],
        "routing": [
            {"id": "ROUTING-DATA-3", "by": "both", "rule": "…", "duties": ["send_invoice"]},
            {"id": "ROUTING-INV-4", "by": "client", "rule": "…", "duties": ["read_file"]},
        ],
        "portal": PORTAL,
        "erp": [
            {"id": f"ERP-{number}", "by": "client", "rule": "…", "duties": [duty], "values": values}
            for number, (duty, values) in enumerate(
                (
                    ("transfer", {"prohibited": "not transferred"}),
                    ("transfer", {"reminded_first": ["reminder", "notice"]}),
                    ("transfer", {"tells": ["auxiliary_name"]}),
                    ("transfer", {"tells": ["contact_email", "contact_phone", "temporary"]}),
                    ("transfer", {"interest_invoices": "none"}),
                    ("transfer", {"currency": "EUR"}),
                    ("report_payment", {"credit_notes": "payment"}),
                    ("report_payment", {"deleted": "never"}),
                    ("cancel", {"by_contact": True}),
                ),
                start=1,
            )
        ],
        "elsewhere": [{"id": "ELSE-EVT-2", "by": "client", "rule": "…", "duties": ["report_payment"]}],
        "client": [
            {"id": "CLIENT-PAY-1", "by": "client", "rule": "…"},
            {"id": "CLIENT-SET-1", "by": "client", "rule": "…"},
        ],
    }
)


def statement_xml(day: date, entries: list[tuple[str, list[tuple[str, str | None, str]]]]) -> str:
    """A camt.053 statement: entries of (total, rows), rows of (amount, reference, payer)."""
    found = "".join(_entry(day, total, rows) for total, rows in entries)
    return (
        '<?xml version="1.0"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt><Stmt>'
        f"<Acct><Id><IBAN>FI2112345600000785</IBAN></Id></Acct>{found}</Stmt></BkToCstmrStmt></Document>"
    )


def _entry(day: date, total: str, rows: list[tuple[str, str | None, str]]) -> str:
    details = "".join(_row(*row) for row in rows)
    return (
        f'<Ntry><Amt Ccy="EUR">{total}</Amt><CdtDbtInd>CRDT</CdtDbtInd><BookgDt><Dt>{day.isoformat()}</Dt></BookgDt>'
        f"{f'<NtryDtls>{details}</NtryDtls>' if details else ''}</Ntry>"
    )


def _row(amount: str, reference: str | None, payer: str) -> str:
    found = (
        f"<RmtInf><Strd><CdtrRefInf><Ref>{reference}</Ref></CdtrRefInf></Strd></RmtInf>" if reference else ""
    )
    return (
        f'<TxDtls><AmtDtls><TxAmt><Amt Ccy="EUR">{amount}</Amt></TxAmt></AmtDtls>'
        f"<RltdPties><Dbtr><Nm>{payer}</Nm></Dbtr></RltdPties>{found}</TxDtls>"
    )


class Telling:
    """Writes a trace, a line a happening. Times are local; what is told happens at the time last given."""

    def __init__(self, start: str = "2026-01-12T09:00", **words: Any) -> None:
        self.now = start
        self.ticked = ""
        self.recorder = Recorder(Normaliser(), lambda: datetime.fromisoformat(self.now).replace(tzinfo=ZONE))
        fields = {"trace": 1, "provider": "agency", "zone": "Europe/Helsinki", "surfaces": ["channel"]}
        self.recorder.add("start", {**fields, "hello": {}, **words})

    def at(self, moment: str) -> "Telling":
        self.now = moment
        return self

    def op(self, name: str, *calls: dict[str, Any], reply: Any = None, **request: Any) -> int:
        """An op, in which the client makes some calls."""
        number = self.recorder.begin({"op": name, **request})
        for call in calls:
            self.recorder.add("exchange", call)
        self.recorder.finish(number, reply if reply is not None else {"ok": {}})
        return number

    def tick(self, *calls: dict[str, Any], times: int = 1) -> int:
        """Ticks, each at a moment of its own: a minute later where this one had a tick already."""
        number = self._tick(*calls)
        for _ in range(times - 1):
            number = self._tick()
        return number

    def _tick(self, *calls: dict[str, Any]) -> int:
        if self.ticked == self.now:
            later = datetime.fromisoformat(self.now) + timedelta(minutes=1)
            self.now = later.isoformat(timespec="minutes")
        self.ticked = self.now
        return self.op("tick", *calls)

    def act(self, action: str, *calls: dict[str, Any], outcome: str = "done", **words: Any) -> int:
        return self.op(
            "act", *calls, reply={"ok": {"outcome": outcome}}, action=action, provider="agency", **words
        )

    def send(
        self, number: str = "1", due: str = "2026-01-28", total: str = "100.00", kind: str = "company"
    ) -> int:
        """The user sends an invoice; its reference is its number and a nine."""
        invoice = {
            "number": number,
            "due_date": due,
            "total": total,
            "reference": f"{number}9",
            "debtor": {"kind": kind},
        }
        return self.act(
            "send_invoice", called("send_invoice", number=number, invoice=f"id-{number}"), invoice=invoice
        )

    def fact(self, kind: str, **fields: Any) -> int:
        return self.recorder.add("fact", {"fact": kind, **fields})

    def case(self, number: str = "1", principal: str = "100.00") -> int:
        """The user transfers an invoice, and the agency opens a case, case-1 for invoice 1."""
        self.act("transfer_invoice", called("transfer", invoice=f"id-{number}"), number=number)
        names = {"case": f"case-{number}", "invoice": f"id-{number}", "number": number}
        return self.fact("case_opened", **names, principal=money(principal))

    def bank(
        self,
        *entries: tuple[str, list[tuple[str, str | None, str]]],
        calls: Any = (),
        reply: Any = None,
        came: str | None = None,
    ) -> int:
        """A bank statement of this day is handed over, now or at the time `came`."""
        day = datetime.fromisoformat(self.now).date()
        self.now = came or self.now
        number = self.recorder.begin({"op": "bank", "format": "camt.053.001.02"})
        self.recorder.add("statement", {"day": day.isoformat(), "content": statement_xml(day, list(entries))})
        for call in calls:
            self.recorder.add("exchange", call)
        self.recorder.finish(number, reply or {"ok": {}})
        return number

    def settle(self, amount: str, number: str = "1") -> None:
        """The agency got a payment and settled it; it is on a statement."""
        day = self.now[:10]
        names = {"case": f"case-{number}", "number": number}
        self.fact("payment_received", **names, amount=money(amount), principal=money(amount))
        row = {**names, "reference": f"{number}9", "amount": money(amount)}
        self.fact("principal_settled", total=money(amount), booked=day, rows=[row])
        self.bank((amount, [(amount, f"{number}9", "Agency Oy")]))

    def view(self, **rows: Any) -> int:
        return self.op("view", reply={"ok": rows})

    def expect(self, view: int, place: str = "end", **words: Any) -> int:
        return self.recorder.add("expect", {"place": place, "view": view, "words": words, "line": None})

    def deliver(self, **means: Any) -> int:
        return self.recorder.add("delivery", {"means": {"duty": "webhook", "outcome": "accepted", **means}})

    def trace(self) -> Trace:
        return Trace.read(self.recorder.lines())

    def judged(self, check: str) -> CheckResult:
        [found] = [one for one in all_checks() if one.id == check]
        return found.run(self.trace(), CATALOGUE)

    def verdict(self, check: str) -> str:
        return self.judged(check).verdict


def called(duty: str, status: int = 200, **means: Any) -> dict[str, Any]:
    """A call of the client to its provider; `query` is what it asked for in the URL."""
    outcome = {2: "accepted", 4: "refused", 5: "failed"}[status // 100]
    query = means.pop("query", {})
    return {
        "means": {"duty": duty, "outcome": outcome, "provider": "agency", **means},
        "query": query,
        "fault": None,
    }


def money(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": "EUR"}


def booked(kind: str, amount: str, number: str | None = "1") -> dict[str, Any]:
    """A row of the client's ledger."""
    return {"kind": kind, "amount": amount, "number": number, "currency": "EUR"}
