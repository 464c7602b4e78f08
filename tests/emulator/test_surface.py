"""The API as a wire: methods, paths, media types, headers, odd clients."""

import gzip
import json
import re
import socket
import zlib
from collections.abc import Callable
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests

from tests.emulator.books import Books, Obj, key_of, line, sale


def ask(books: Books, method: str, path: str, **more: Any) -> requests.Response:
    return books.session.request(method, f"{books.base}/{path}", timeout=10, **more)


def refusal(answer: requests.Response) -> tuple[int, str, str]:
    error = answer.json()["Fault"]["Error"][0]
    return answer.status_code, error["code"], error["Detail"]


def an_invoice(books: Books, **more: Any) -> Obj:
    return books.make("Invoice", sale(books.customer_once(), line(books.item(), "5"), **more))


def spoken(books: Books, text: bytes) -> bytes:
    """What comes back over a bare socket until the server is done."""
    where = urlsplit(books.url)
    with socket.create_connection((where.hostname, where.port), timeout=10) as connection:
        connection.sendall(text)
        connection.shutdown(socket.SHUT_WR)
        parts = iter(lambda: connection.recv(65_536), b"")
        return b"".join(parts)


def head(books: Books, method: str, path: str, *lines: str) -> bytes:
    token = books.session.headers["Authorization"]
    first = [f"{method} /v3/company/{books.realm}/{path} HTTP/1.1", "Host: localhost"]
    return "\r\n".join([*first, f"Authorization: {token!s}", *lines, "", ""]).encode()


def test_it_carries_the_headers_of_a_success(books: Books) -> None:
    headers = books.call("companyinfo/1").headers

    assert headers["Content-Type"] == "application/json;charset=utf-8"
    assert headers["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"
    assert headers["Expires"] == "0"
    assert re.fullmatch(r"\d+\.\d+", headers["QBO-Version"])
    assert re.fullmatch(r"total=\d+, db=\d+", headers["Service-Time"])
    assert headers["Server"] == "nginx"
    assert headers["X-Amzn-Trace-Id"] == f"Root={headers['intuit_tid']}"
    assert {"X-SpanId", "Strict-Transport-Security"} <= headers.keys()
    assert "Retry-After" not in headers


def test_it_carries_fewer_headers_on_a_fault(books: Books) -> None:
    headers = books.call("customer/99").headers

    assert headers["Content-Type"] == "application/json"
    assert not {"QBO-Version", "Service-Time", "Expires", "Cache-Control"} & headers.keys()
    assert {"intuit_tid", "X-SpanId", "X-Amzn-Trace-Id"} <= headers.keys()


def test_it_gives_every_answer_a_trace_of_its_own(books: Books) -> None:
    traces = {books.call("companyinfo/1").headers["intuit_tid"] for _ in range(3)}

    assert len(traces) == 3


@pytest.mark.parametrize(
    "path", ["", "unicorn", "unicorn/1", "customer/1/5", "reports", "upload/1/2"]
)
def test_it_refuses_a_path_it_does_not_know_in_the_recorded_words(books: Books, path: str) -> None:
    status, code, detail = refusal(books.call(path))

    assert (status, code) == (400, "500")
    assert detail.startswith("Operation ")
    assert detail.endswith(" is not supported.")


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_it_refuses_other_methods(books: Books, method: str) -> None:
    made = books.customer()

    answer = ask(books, method, f"customer/{made['Id']}", json={"Id": made["Id"]})

    assert refusal(answer)[:2] == (400, "500")
    assert method in refusal(answer)[2]
    assert books.read("Customer", made["Id"]) == made


def test_it_answers_head_without_a_body(books: Books) -> None:
    answer = ask(books, "HEAD", "companyinfo/1")

    assert (answer.status_code, answer.content) == (400, b"")
    assert books.call("companyinfo/1").status_code == 200


@pytest.mark.parametrize(
    "media", ["application/text", "text/plain", "application/json", "application/x-octet", None]
)
def test_it_takes_a_posted_query_under_any_media_type(books: Books, media: str | None) -> None:
    headers = {"Content-Type": media} if media else {}

    answer = ask(books, "POST", "query", data="select count(*) from Term", headers=headers)

    assert "totalCount" in answer.json()["QueryResponse"]


def test_it_takes_a_query_as_a_form(books: Books) -> None:
    answer = ask(books, "POST", "query", data={"query": "select count(*) from Term"})

    assert "totalCount" in answer.json()["QueryResponse"]


def test_it_ignores_the_body_of_a_get(books: Books) -> None:
    made = books.customer()

    for data in ("{}", "no json", b"\xff\xfe"):
        answer = ask(books, "GET", f"customer/{made['Id']}", data=data)
        assert answer.json()["Customer"]["Id"] == made["Id"]


@pytest.mark.parametrize("path", ["salesReceipt", "SALESRECEIPT", "SalesReceipt"])
def test_it_takes_the_names_of_kinds_in_any_case(books: Books, path: str) -> None:
    made = ask(books, "POST", path, json=json_sale(books)).json()["SalesReceipt"]

    found = books.query(f"select * from {path} where Id = '{made['Id']}'")["SalesReceipt"]

    assert found[0]["Id"] == made["Id"]
    assert books.call(f"{path}/{made['Id']}").status_code == 200


def json_sale(books: Books) -> Obj:
    item = books.item()
    detail = {"ItemRef": {"value": item["Id"]}}
    return {
        "Line": [{"Amount": 5, "DetailType": "SalesItemLineDetail", "SalesItemLineDetail": detail}]
    }


def test_it_takes_json_without_a_media_type_and_with_a_charset(books: Books) -> None:
    for name, media in (("Ann", None), ("Bert", "application/json;charset=UTF-8")):
        headers = {"Content-Type": media} if media else {}
        body = json.dumps({"DisplayName": name})
        assert ask(books, "POST", "customer", data=body, headers=headers).status_code == 200


@pytest.mark.parametrize("media", ["text/plain", "application/x-www-form-urlencoded", "image/png"])
def test_it_refuses_a_body_of_another_media_type(books: Books, media: str) -> None:
    body, headers = '{"DisplayName": "Ann"}', {"Content-Type": media}

    answer = ask(books, "POST", "customer", data=body, headers=headers)

    expected = "Operation Cannot consume content type is not supported."
    assert refusal(answer) == (400, "500", expected)
    assert books.query("select count(*) from Customer") == {"totalCount": 0}


@pytest.mark.parametrize("body", ["{", '{"DisplayName": NaN}', "[1,", "\x00"])
def test_it_refuses_a_body_that_is_no_json(books: Books, body: str) -> None:
    headers = {"Content-Type": "application/json"}

    status, code, detail = refusal(ask(books, "POST", "customer", data=body, headers=headers))

    assert (status, code) == (400, "2010")
    assert detail.startswith("Property Name:failed to parse json object")


def test_it_refuses_a_list_where_an_object_belongs(books: Books) -> None:
    assert refusal(ask(books, "POST", "customer", json=[{"DisplayName": "Ann"}]))[1] == "2010"


def test_it_reads_an_empty_body_as_an_empty_object(books: Books) -> None:
    assert refusal(ask(books, "POST", "invoice"))[1] == "2020"


def test_it_updates_under_the_operation_of_that_name(books: Books) -> None:
    made = books.customer()
    body = {**key_of(made), "sparse": True, "Notes": "x"}

    changed = books.make("Customer", body, operation="update")

    assert (changed["Notes"], changed["SyncToken"]) == ("x", "1")
    assert books.refused("Customer", {"DisplayName": "New"}, operation="update")["code"] == "2020"
    assert books.refused("Customer", {"DisplayName": "New"}, operation="dance")["code"] == "500"


@pytest.mark.parametrize(
    "params",
    [{"operation": "void"}, {"operation": "update", "include": "void"}, {"include": "void"}],
)
def test_it_voids_in_every_spelling(books: Books, params: dict[str, str]) -> None:
    made = an_invoice(books)

    voided = books.make("Invoice", {**key_of(made), "sparse": True}, **params)

    assert (voided["TotalAmt"], voided["PrivateNote"]) == (0, "Voided")


def test_it_voids_an_item_of_a_batch(books: Books) -> None:
    made = an_invoice(books)
    item = {"bId": "1", "operation": "update", "optionsData": "void", "Invoice": key_of(made)}

    answer = books.call("batch", {"BatchItemRequest": [item]}).json()["BatchItemResponse"][0]

    assert answer["Invoice"]["TotalAmt"] == 0


def test_it_tells_the_link_of_an_invoice_to_who_asks(books: Books) -> None:
    payable = {"AllowOnlineACHPayment": True, "BillEmail": {"Address": "erin@example.com"}}
    customer, item = books.customer(), books.item()
    made = books.make("Invoice", sale(customer, line(item, "5"), **payable))
    books.make("Invoice", sale(customer, line(item, "5")))

    asked = books.call(f"invoice/{made['Id']}", include="invoiceLink").json()["Invoice"]
    statement = "select * from Invoice orderby Id"
    found = books.call("query", query=statement, include="invoiceLink").json()["QueryResponse"]

    assert asked["InvoiceLink"].startswith("https://connect.intuit.com/")
    assert [each.get("InvoiceLink") for each in found["Invoice"]] == [asked["InvoiceLink"], None]
    assert "InvoiceLink" not in books.read("Invoice", made["Id"])


@pytest.mark.parametrize("version", ["4", "75", "90", "", "latest"])
def test_it_takes_every_minor_version_for_the_only_one(books: Books, version: str) -> None:
    item = books.item()

    answer = books.call(f"item/{item['Id']}", minorversion=version).json()

    assert answer["Item"]["Type"] == "NonInventory"


def test_it_logs_the_request_id_header_and_does_not_honour_it(books: Books) -> None:
    headers = {"Request-Id": "same"}
    for name in ("Ann", "Bert"):
        body = {"DisplayName": name}
        assert ask(books, "POST", "customer", json=body, headers=headers).status_code == 200

    entry = books.control("GET", "log")[-1]
    assert (entry["request_id_header"], entry["request_id"]) == ("same", None)


def test_it_honours_the_request_id_header_when_told(books: Books) -> None:
    books.control("PUT", "settings", {"request_id_header": "honour"})
    body, headers = {"DisplayName": "Ann"}, {"Request-Id": "same"}

    answers = [ask(books, "POST", "customer", json=body, headers=headers) for _ in range(2)]

    assert answers[0].content == answers[1].content
    assert books.query("select count(*) from Customer") == {"totalCount": 1}


def test_it_reads_chunked_bodies_and_keeps_the_connection(books: Books) -> None:
    where = urlsplit(books.url)
    connection = HTTPConnection(where.hostname or "", where.port, timeout=10)
    token = str(books.session.headers["Authorization"])
    json_both_ways = {"Content-Type": "application/json", "Accept": "application/json"}
    headers = {"Authorization": token, **json_both_ways}
    path = f"/v3/company/{books.realm}/customer"
    names = []
    for name in ("Ann", "Bert"):
        parts = iter([b'{"Display', b'Name": "%s"}' % name.encode()])
        connection.request("POST", path, body=parts, headers=headers, encode_chunked=True)
        names.append(json.loads(connection.getresponse().read())["Customer"]["DisplayName"])
    connection.close()

    assert names == ["Ann", "Bert"]


def test_it_answers_requests_that_come_in_one_go_in_their_order(books: Books) -> None:
    body = b'{"DisplayName": "Ann"}'
    length = f"Content-Length: {len(body)}"
    text = head(books, "POST", "customer", length, "Content-Type: application/json") + body
    text += head(books, "GET", "customer/1") + head(books, "GET", "customer/2")

    answers = spoken(books, text)

    found = re.findall(rb"HTTP/1.1 (\d+)", answers)
    assert found == [b"200", b"200", b"400"]


def test_it_invites_the_body_of_who_expects_to_be_asked(books: Books) -> None:
    body = b'{"DisplayName": "Ann"}'
    more = [f"Content-Length: {len(body)}", "Content-Type: application/json"]

    answers = spoken(books, head(books, "POST", "customer", "Expect: 100-continue", *more) + body)

    assert re.findall(rb"HTTP/1.1 (\d+)", answers) == [b"100", b"200"]


def test_it_refuses_a_body_that_is_too_large_without_reading_it(books: Books) -> None:
    text = head(books, "POST", "customer", "Content-Length: 999999999")

    answer = spoken(books, text + b"{")

    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b"Connection: close" in answer


def test_it_closes_where_the_client_wants_that(books: Books) -> None:
    text = head(books, "GET", "companyinfo/1", "Connection: close")

    answers = spoken(books, text + head(books, "GET", "companyinfo/1"))

    assert answers.count(b"HTTP/1.1 200") == 1
    assert answers.count(b"Connection: close") == 1


@pytest.mark.parametrize("header", [None, "", "Bearer", "Basic YTpi", "Bearer stolen"])
def test_it_lets_nobody_in_without_a_token(books: Books, header: str | None) -> None:
    headers = {} if header is None else {"Authorization": header}

    answer = requests.get(f"{books.base}/companyinfo/1", headers=headers, timeout=10)

    assert answer.status_code == 401
    assert answer.json()["fault"]["type"] == "AUTHENTICATION"
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="Intuit", error="invalid_token"'


@pytest.mark.parametrize(("name", "pack"), [("gzip", gzip.compress), ("deflate", zlib.compress)])
def test_it_unpacks_the_bodies_of_libraries_that_pack_them(
    books: Books, name: str, pack: Callable[[bytes], bytes]
) -> None:
    headers = {"Content-Type": "application/json", "Content-Encoding": name}
    url, data = f"{books.base}/customer", b'{"DisplayName":"Ann"}'

    made = books.session.post(url, data=pack(data), headers=headers, timeout=10)
    plain = books.session.post(url, data=data, headers=headers, timeout=10)

    assert made.json()["Customer"]["DisplayName"] == "Ann"
    assert (plain.status_code, plain.json()["Fault"]["Error"][0]["code"]) == (400, "2010")


def test_it_refuses_an_address_that_is_none(books: Books) -> None:
    assert spoken(books, b"GET http://[ HTTP/1.1\r\nHost: x\r\n\r\n").startswith(b"HTTP/1.1 400")
