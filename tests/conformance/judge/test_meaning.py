"""Meanings are read from a document's own words, whatever the body was."""

from typing import Any

import pytest

from conformance.meaning import Meaning

DOCUMENT: dict[str, Any] = {
    "components": {
        "parameters": {
            "Page": {"name": "page", "in": "query", "schema": {"$ref": "#/components/schemas/Page"}}
        },
        "schemas": {"Page": {"type": "integer", "default": 1}},
    },
    "paths": {
        "/cases/{case-id}/reports": {
            "parameters": [{"name": "X-Request", "in": "header", "schema": {}}],
            "post": {
                "operationId": "report",
                "x-dunbox-means": {
                    "duty": {"at": "/body/type", "map": {"paid": "report_payment"}, "else": "report_other"},
                    "provider": "agency",
                    "case": {"at": "/path/case-id"},
                    "amount": {"at": "/body/amount", "else": {"at": "/body/sum"}},
                    "document": {"at": "/body/file"},
                },
            },
        },
        "/cases": {
            "get": {
                "operationId": "list",
                "parameters": [
                    {"$ref": "#/components/parameters/Page"},
                    {"name": "per_page", "in": "query", "schema": {"default": 10}},
                ],
                "x-dunbox-means": {
                    "duty": "list_cases",
                    "page": {"at": "/query/page"},
                    "per_page": {"at": "/query/per_page"},
                    "items": {
                        "at": "/answer/body",
                        "each": {
                            "case": {"at": "/id"},
                            "amount": {"at": "/open"},
                            "state": {"at": "/status", "map": {True: "open"}, "else": "closed"},
                        },
                    },
                },
            }
        },
        "/silent": {"get": {"operationId": "silent"}},
        "/hooks": {
            "post": {
                "operationId": "subscribe",
                "x-dunbox-means": {"duty": "register_webhook", "outcome": "accepted"},
                "callbacks": {
                    "any": {
                        "{$request.body#/url}": {
                            "post": {
                                "operationId": "onAny",
                                "x-dunbox-means": {"duty": "webhook", "case": {"at": "/body/case"}},
                            }
                        }
                    }
                },
            }
        },
    },
}


def meaning() -> Meaning:
    return Meaning({"one": DOCUMENT})


def of(
    operation: str, path: str, *, body: Any = None, query: Any = None, status: int = 200, answer: Any = None
) -> Any:
    exchange = {"query": query or {}, "body": body, "answer": {"status": status, "body": answer}}
    return meaning().of_exchange("one", operation, path, exchange)


def test_pointers_reach_the_path_the_body_and_maps_turn_the_wire_into_our_words() -> None:
    assert of("report", "/cases/a%2Fb/reports", body={"type": "paid", "amount": 12.5}, status=201) == {
        "outcome": "accepted",
        "duty": "report_payment",
        "provider": "agency",
        "case": "a/b",
        "amount": "12.5",
        "document": "/body/file",
    }


def test_what_no_map_knows_is_its_else() -> None:
    assert of("report", "/cases/1/reports", body={"type": "dance"})["duty"] == "report_other"
    assert of("report", "/cases/1/reports", body={})["duty"] == "report_other"


def test_what_is_absent_is_read_at_the_other_place_where_there_is_one() -> None:
    assert of("report", "/cases/1/reports", body={"sum": 7})["amount"] == "7"
    assert of("report", "/cases/1/reports", body={"amount": 5, "sum": 7})["amount"] == "5"
    assert "amount" not in of("report", "/cases/1/reports", body={"type": "paid"})


@pytest.mark.parametrize(
    "body", [None, "not json", 5, [], {"type": {"a": 1}, "amount": [1]}, {"amount": "1e999999999"}]
)
def test_a_body_that_is_not_what_was_expected_leaves_things_out(body: Any) -> None:
    means = of("report", "/cases/1/reports", body=body, status=400)
    assert (means["case"], means["outcome"]) == ("1", "refused")
    assert "amount" not in means


def test_lists_have_their_rows_and_the_documents_own_page_sizes() -> None:
    means = of(
        "list", "/cases", answer=[{"id": 7, "open": 10, "status": True}, {"id": "8", "status": False}, "odd"]
    )
    assert (means["page"], means["per_page"]) == (1, 10)
    assert means["items"] == [
        {"case": "7", "amount": "10", "state": "open"},
        {"case": "8", "state": "closed"},
        {"state": "closed"},
    ]
    assert of("list", "/cases", query={"page": "3", "per_page": "x"}, answer={})["page"] == 3


def test_an_answer_that_is_no_list_has_no_rows() -> None:
    assert "items" not in of("list", "/cases", answer={"code": "not_found"}, status=404)


def test_outcomes_follow_the_status_unless_the_document_says_otherwise() -> None:
    assert [of("list", "/cases", status=status)["outcome"] for status in (204, 409, 503, 302)] == [
        "accepted",
        "refused",
        "failed",
        "unknown",
    ]
    assert of("subscribe", "/hooks", status=500)["outcome"] == "accepted"


def test_an_operation_that_says_nothing_means_nothing() -> None:
    assert of("silent", "/silent") == {}
    assert meaning().of_exchange("one", None, "/x", {"answer": {}}) == {}
    assert meaning().of_exchange("other", "list", "/cases", {"answer": {}}) == {}


def test_a_webhook_is_understood_with_or_without_knowing_whose_it_is() -> None:
    surface, operation, means = meaning().of_delivery(None, {"case": 5}, 204)
    assert (surface, operation) == ("one", "onAny")
    assert means == {"outcome": "accepted", "duty": "webhook", "case": "5"}
    assert meaning().of_delivery("one", "text", None)[2] == {"outcome": "unknown", "duty": "webhook"}


def test_a_surface_without_a_document_is_no_provider_s() -> None:
    meaning = Meaning({"one": DOCUMENT})
    assert (meaning.knows("one"), meaning.knows("console")) == (True, False)


def test_documented_headers_are_known() -> None:
    assert meaning().headers("one") == {"x-request"}
    assert meaning().headers("other") == frozenset()


def test_a_document_that_refers_to_what_it_does_not_hold_is_refused() -> None:
    broken = {"paths": {"/x": {"get": {"operationId": "x", "parameters": [{"$ref": "#/nowhere"}]}}}}
    with pytest.raises(ValueError, match="#/nowhere"):
        Meaning({"one": broken})


def test_a_duty_is_found_at_its_operations_also_where_a_map_decides_what_it_is() -> None:
    meaning = Meaning({"here": DOCUMENT})
    assert meaning.operations("here", "list_cases") == ["list"]
    assert meaning.operations("here", "report_payment") == ["report"]
    assert meaning.operations("here", "report_other") == ["report"]
    assert meaning.operations("here", "fly") == []
    assert meaning.operations("elsewhere", "list_cases") == []


def test_a_provider_has_the_duties_of_the_surfaces_that_name_it() -> None:
    mapped = {"at": "/body/service", "map": {"A": "another"}}
    means = {"duty": "transfer", "provider": mapped}
    other = {"paths": {"/": {"put": {"operationId": "put", "x-dunbox-means": means}}}}
    meaning = Meaning({"there": other, "here": DOCUMENT})
    assert (meaning.surfaces("agency"), meaning.surfaces("another")) == (["here"], ["there"])
    assert meaning.duties("another") == {"transfer"}
    assert {"report_payment", "report_other", "list_cases"} <= meaning.duties("agency")
    assert "list_cases" in meaning.reads("agency")
    assert meaning.reads("agency") < meaning.duties("agency")
    assert "report_payment" not in meaning.reads("agency")
    assert meaning.surfaces("nobody") == []


def test_the_texts_of_an_error_are_read_where_the_document_says_that_its_errors_have_them() -> None:
    problem = {"problem": [{"at": "/answer/body/message"}, {"at": "/answer/body/details"}]}
    told = Meaning({"one": {**DOCUMENT, "x-dunbox-means": problem}})
    body = {"message": "No.", "details": ["too early", "", 7]}

    def means(operation: str, path: str, status: int) -> dict[str, Any]:
        answer = {"status": status, "body": body}
        return told.of_exchange("one", operation, path, {"query": {}, "body": None, "answer": answer})

    assert means("list", "/cases", 403)["problem"] == ["No.", "too early"]
    assert means("list", "/cases", 503)["problem"] == ["No.", "too early"]
    assert "problem" not in means("list", "/cases", 200)
    assert means("silent", "/silent", 403) == {}


@pytest.mark.parametrize("named", ["any case", None])
def test_the_case_of_names_makes_no_difference_where_the_document_says_so(named: str | None) -> None:
    spoken = Meaning({"one": {**DOCUMENT, "x-dunbox-names": named}})
    exchange = {"query": {}, "body": {"Type": "paid", "AMOUNT": 12.5}, "answer": {"status": 200, "body": {}}}
    found = spoken.of_exchange("one", "report", "/cases/1/reports", exchange)
    read = {"duty": "report_payment", "amount": "12.5"} if named else {"duty": "report_other"}
    assert {name: found.get(name) for name in read} == read
    assert ("amount" in found) == bool(named)


@pytest.mark.parametrize(("written", "meant"), [(-12.5, "12.5"), ("-12.50", "12.50"), (3, "-3"), ("x", None)])
def test_a_number_that_the_wire_has_the_other_way_round_is_turned(written: Any, meant: str | None) -> None:
    means = {"duty": "report_credit", "amount": {"at": "/body/amount", "sign": "minus"}}
    post = {"post": {"operationId": "credit", "x-dunbox-means": means}}
    spoken = Meaning({"one": {"paths": {"/credit": post}}})
    exchange = {"query": {}, "body": {"amount": written}, "answer": {"status": 200, "body": {}}}
    assert spoken.of_exchange("one", "credit", "/credit", exchange).get("amount") == meant
