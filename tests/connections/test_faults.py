"""Every row of the fault table is fed by a fault as QuickBooks words it."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pytest

from connections import faults
from connections.faults import Kind
from connections.wire.fault_table import RULES, rule_for

RECORDED = json.loads((Path(__file__).parent.parent / "recorded" / "faults.json").read_text())
FAULTS: list[dict[str, Any]] = RECORDED["faults"]

MEANS = {
    "100": Kind.UNAUTHORISED,
    "110": Kind.TRANSIENT,
    "120": Kind.NEEDS_RECONNECTING,
    "140": Kind.TRANSIENT,
    "150": Kind.TRANSIENT,
    "500": Kind.REFUSED,
    "600": Kind.UNKNOWN_OUTCOME,
    "610": Kind.REFUSED,
    "620": Kind.REFUSED,
    "1040": Kind.REFUSED,
    "2010": Kind.REFUSED,
    "2020": Kind.REFUSED,
    "2030": Kind.REFUSED,
    "2040": Kind.REFUSED,
    "2050": Kind.REFUSED,
    "2170": Kind.REFUSED,
    "2180": Kind.REFUSED,
    "2210": Kind.REFUSED,
    "2500": Kind.NEEDS_SETTINGS,
    "3001": Kind.THROTTLED,
    "3100": Kind.NEEDS_RECONNECTING,
    "3200": Kind.UNAUTHORISED,
    "4000": Kind.REFUSED,
    "4001": Kind.REFUSED,
    "5010": Kind.STALE,
    "5020": Kind.NEEDS_SETTINGS,
    "5030": Kind.NEEDS_SETTINGS,
    "6070": Kind.REFUSED,
    "6100": Kind.NEEDS_SETTINGS,
    "6140": Kind.EXISTS_ALREADY,
    "6180": Kind.REFUSED,
    "6190": Kind.REFUSED,
    "6210": Kind.REFUSED,
    "6220": Kind.REFUSED,
    "6240": Kind.EXISTS_ALREADY,
    "6270": Kind.REFUSED,
    "6430": Kind.NEEDS_SETTINGS,
    "6540": Kind.REFUSED,
    "10000": Kind.TRANSIENT,
}
# Of 6000 the detail decides; these are the details that do not simply mean "refused".
MEANS_6000 = {
    "at exactly the same time": Kind.TRANSIENT,
    "Unexpected Internal Error": Kind.TRANSIENT,
    "went wrong on our end": Kind.TRANSIENT,
    "GST/HST rate": Kind.NEEDS_SETTINGS,
    "VAT rate": Kind.NEEDS_SETTINGS,
}


def named(fault: Mapping[str, Any]) -> str:
    return f"{fault['code']} {(fault['detail'] or '')[:50]}"


def expected(fault: Mapping[str, Any]) -> Kind:
    if fault["code"] != "6000":
        return MEANS[fault["code"]]
    detail = fault["detail"]
    return next((kind for part, kind in MEANS_6000.items() if part in detail), Kind.REFUSED)


def as_service(*recorded: Mapping[str, Any]) -> bytes:
    """The envelope of the QuickBooks service."""
    errors = [
        {"Message": fault["message"], "Detail": fault["detail"], "code": fault["code"]}
        | ({"element": fault["element"]} if fault["element"] is not None else {})
        for fault in recorded
    ]
    return json.dumps({"Fault": {"Error": errors, "type": recorded[0]["type"]}}).encode()


def as_gateway(fault: Mapping[str, Any]) -> bytes:
    """The lower-case envelope of the gateway before it."""
    error = {name: fault[name] for name in ("message", "detail", "code", "element")}
    return json.dumps({"fault": {"error": [error], "type": fault["type"]}, "status": None}).encode()


def as_xml(fault: Mapping[str, Any]) -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        '<IntuitResponse time="2017-07-30T22:45:22.933-07:00" '
        'xmlns="http://schema.intuit.com/finance/v3">'
        f'<Fault type="{fault["type"]}"><Error code="{fault["code"]}">'
        f"<Message>{escape(fault['message'])}</Message>"
        f"<Detail>{escape(fault['detail'] or '')}</Detail></Error></Fault></IntuitResponse>"
    ).encode()


def recorded(code: str, part: str = "") -> dict[str, Any]:
    return next(f for f in FAULTS if f["code"] == code and part in (f["detail"] or ""))


def fault_of(status: int, body: bytes) -> faults.Fault:
    fault = faults.of_answer(status=status, body=body)
    assert fault is not None
    return fault


@pytest.mark.parametrize("given", FAULTS, ids=named)
def test_it_knows_what_each_recorded_fault_means(given: dict[str, Any]) -> None:
    body = as_xml(given) if given["wire"] == "xml" else as_service(given)

    fault = fault_of(given["http"], body)

    assert (fault.code, fault.message) == (given["code"], given["message"])
    assert fault.kind == expected(given)


@pytest.mark.parametrize("given", FAULTS, ids=named)
def test_it_says_the_same_whatever_the_envelope(given: dict[str, Any]) -> None:
    bodies = as_service(given), as_gateway(given), as_xml(given)

    found = [fault_of(400, body) for body in bodies]

    assert len({(fault.code, fault.kind, fault.headline) for fault in found}) == 1


def test_every_rule_is_reached_by_a_recorded_fault() -> None:
    reached = {id(rule_for(fault["code"], fault["detail"] or "")) for fault in FAULTS}

    assert [rule.headline for rule in RULES if id(rule) not in reached] == []


@pytest.mark.parametrize("given", FAULTS, ids=named)
def test_its_words_name_no_code_and_say_what_mends_it(given: dict[str, Any]) -> None:
    fault = fault_of(400, as_service({**given, "detail": None}))

    assert given["code"] not in fault.headline + fault.mend
    assert fault.headline
    assert fault.mend.endswith(".")


def test_an_answer_without_a_fault_is_a_success() -> None:
    assert faults.of_answer(status=200, body=b'{"Invoice": {"Id": "1"}, "time": "x"}') is None


def test_a_fault_inside_a_success_is_a_fault() -> None:
    fault = fault_of(200, as_service(recorded("5010")))

    assert fault.kind == Kind.STALE
    assert fault.spends_generation


def test_the_first_of_several_errors_decides_and_all_are_kept() -> None:
    fault = fault_of(400, as_service(recorded("2050"), recorded("2020", "AccountRef")))

    assert (fault.code, fault.element) == ("2050", "DocNumber")
    assert [error.code for error in fault.all] == ["2050", "2020"]


@pytest.mark.parametrize(
    ("code", "part", "existing"),
    [("6240", "Id=1507", "1507"), ("6140", "TxnId=17984", "17984"), ("6240", "null", "")],
)
def test_it_finds_the_record_that_stands_in_the_way(code: str, part: str, existing: str) -> None:
    assert fault_of(400, as_service(recorded(code, part))).existing_id == existing


@pytest.mark.parametrize("status", [401, 429])
def test_the_status_decides_before_the_code(status: int) -> None:
    kinds = {401: Kind.UNAUTHORISED, 429: Kind.THROTTLED}

    fault = fault_of(status, as_service(recorded("6000", "currency")))

    assert fault.kind == kinds[status]
    assert not fault.spends_generation


def test_an_over_limit_answer_without_a_body_is_still_understood() -> None:
    fault = fault_of(429, b"")

    assert (fault.kind, fault.code) == (Kind.THROTTLED, "3001")
    assert fault.stops_company


def test_a_throttle_dressed_as_forbidden_is_a_throttle() -> None:
    fault = fault_of(403, as_xml(recorded("3001")))

    assert fault.kind == Kind.THROTTLED
    assert not fault.spends_generation


def test_forbidden_without_words_needs_reconnecting() -> None:
    fault = fault_of(403, b"<html><h1>Forbidden</h1></html>")

    assert fault.kind == Kind.NEEDS_RECONNECTING
    assert fault.stops_company


@pytest.mark.parametrize(
    "body", [b"<html><h1>502 Bad Gateway</h1></html>", b"", b"[]", b'{"half": ']
)
def test_server_trouble_keeps_the_request_id(body: bytes) -> None:
    fault = fault_of(502, body)

    assert fault.kind == Kind.TRANSIENT
    assert not fault.spends_generation


def test_contention_is_tried_again_under_a_new_request_id() -> None:
    fault = fault_of(400, as_service(recorded("6000", "at exactly the same time")))

    assert fault.kind == Kind.TRANSIENT
    assert fault.spends_generation


@pytest.mark.parametrize("body", [b"<html>welcome to the hotel</html>", b"", b"null", b"[1]"])
def test_an_unreadable_success_has_an_unknown_outcome(body: bytes) -> None:
    fault = fault_of(200, body)

    assert fault.kind == Kind.UNKNOWN_OUTCOME
    assert not fault.spends_generation


def test_a_redirect_is_not_followed_but_told() -> None:
    fault = fault_of(302, b"")

    assert fault.kind == Kind.TRANSIENT
    assert "network" in fault.mend


@pytest.mark.parametrize(
    "body",
    [
        b'{"Fault": {"Error": []}}',
        b'{"Fault": {"Error": [{"Message": "Odd"}]}}',
        b'{"Fault": {"Error": [{"Message": "Odd", "code": "A7"}]}}',
        b'{"Fault": {"Error": [{"Message": "Odd", "code": 7777, "Detail": null}]}}',
    ],
)
def test_a_fault_of_odd_shape_is_refused_not_raised(body: bytes) -> None:
    assert fault_of(400, body).kind == Kind.REFUSED


def test_an_echoed_access_token_is_hidden() -> None:
    given = {**recorded("3200"), "detail": "Token expired: eyJlbmMiOiJBMTI4Q0JD.secret"}

    fault = fault_of(401, as_gateway(given))

    assert "secret" not in repr(fault)
    assert fault.detail == "Token expired: [hidden]"


@pytest.mark.parametrize(
    ("detail", "shown"),
    [
        ("Supplied value:GB 123 4567 89", "Supplied value:GB [hidden] [hidden] [hidden]"),
        ("Supplied value:GB123456789", "Supplied value:[hidden]"),
        ("Min:0 Max:20 supported. Supplied length:23", None),
    ],
)
def test_an_echoed_tax_number_is_hidden(detail: str, shown: str | None) -> None:
    given = {**recorded("2050"), "detail": detail, "element": "PrimaryTaxIdentifier"}

    fault = fault_of(400, as_service(given))

    assert fault.detail == (shown or detail)
    assert "4567" not in f"{fault.headline} {fault.all}"


def test_a_batch_item_is_read_like_an_answer_of_its_own() -> None:
    item = {"bId": "3", **json.loads(as_service(recorded("6140", "TxnId=17984")))}

    fault = faults.of_item(item)

    assert (fault.kind, fault.existing_id) == (Kind.EXISTS_ALREADY, "17984")
    assert fault.spends_generation


def test_a_throttled_batch_item_goes_again_under_a_new_request_id() -> None:
    fault = faults.of_item(json.loads(as_service(recorded("3001"))))

    assert fault.kind == Kind.THROTTLED
    assert fault.spends_generation


def test_a_document_that_declares_entities_is_not_expanded() -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa">]><r><Fault><Error code="1"><Detail>&a;</Detail>'

    assert "aaaa" not in fault_of(400, bomb).detail
