"""Faults on order, limits, latency, late writes, and the log of it all."""

import re
import time
from typing import Any

import pytest
import requests

from emulator.conditions.limits import Limits
from tests.emulator.books import Books, line, sale


def count(books: Books) -> int:
    return len(books.control("GET", "state")["Customer"])


def test_it_applies_a_write_and_loses_the_answer(books: Books) -> None:
    books.order_fault("response-lost", match={"entity": "customer", "operation": "create"})

    with pytest.raises(requests.ConnectionError):
        books.call("customer", {"DisplayName": "Ann"}, requestid="a")
    again = books.call("customer", {"DisplayName": "Ann"}, requestid="a")

    assert again.status_code == 200
    assert count(books) == 1


def test_it_loses_a_request_before_it_is_applied(books: Books) -> None:
    books.order_fault("request-lost", match={"method": "POST", "path": "/customer"})

    with pytest.raises(requests.ConnectionError):
        books.call("customer", {"DisplayName": "Ann"})

    assert count(books) == 0


def test_it_applies_a_late_write_when_its_time_has_come(books: Books) -> None:
    books.order_fault("late", late_s=50)

    with pytest.raises(requests.ConnectionError):
        books.call("customer", {"DisplayName": "Ann"}, requestid="a")
    before = count(books)
    books.control("PUT", "settings", {"advance_s": 51})

    assert (before, count(books)) == (0, 1)


def test_it_applies_a_late_write_by_itself(books: Books) -> None:
    books.control("PUT", "settings", {"clock_rate": 1000, "late_s": 50})
    books.order_fault("late")

    with pytest.raises(requests.ConnectionError):
        books.call("customer", {"DisplayName": "Ann"})

    deadline = time.monotonic() + 30
    while not count(books) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert count(books) == 1


def test_it_replays_nothing_twice_when_the_late_write_was_repeated(books: Books) -> None:
    books.order_fault("late", late_s=50)
    with pytest.raises(requests.ConnectionError):
        books.call("customer", {"DisplayName": "Ann"}, requestid="a")

    books.call("customer", {"DisplayName": "Ann"}, requestid="a")
    books.control("PUT", "settings", {"advance_s": 51})

    assert count(books) == 1


@pytest.mark.parametrize(
    ("fault", "status", "applied"),
    [
        ("http-500", 500, 0),
        ("http-500-after", 500, 1),
        ("http-503", 503, 0),
        ("429", 429, 0),
        ("401", 401, 0),
        ("403", 403, 0),
        ("6000-contention", 400, 0),
        ("10000", 500, 0),
        ("5010", 400, 0),
        ("6190", 400, 0),
        ("150", 400, 0),
    ],
)
def test_it_fails_as_ordered_once(books: Books, fault: str, status: int, applied: int) -> None:
    books.order_fault(fault, match={"operation": "create"})

    first = books.call("customer", {"DisplayName": "Ann"})
    state = count(books)
    second = books.call("customer", {"DisplayName": "Bert"})

    assert (first.status_code, state, second.status_code) == (status, applied, 200)


def test_it_counts_to_the_nth_call_and_repeats(books: Books) -> None:
    books.order_fault("http-503", match={"entity": "Customer", "nth": 2}, times=2)

    codes = [books.call("customer", {"DisplayName": f"N{n}"}).status_code for n in range(4)]

    assert codes == [200, 503, 503, 200]


def test_it_leaves_other_companies_and_calls_alone(books: Books) -> None:
    books.order_fault("http-503", match={"operation": "delete"})

    assert books.call("customer", {"DisplayName": "Ann"}).status_code == 200


def test_it_refuses_single_items_of_a_batch(books: Books) -> None:
    books.order_fault("6000-contention", match={"entity": "Item"})
    item = {"Name": "Tea", "Type": "Service", "IncomeAccountRef": {"value": "1"}}
    body = {
        "BatchItemRequest": [
            {"bId": "1", "operation": "create", "Customer": {"DisplayName": "Ann"}},
            {"bId": "2", "operation": "create", "Item": item},
        ]
    }

    answers = books.call("batch", body).json()["BatchItemResponse"]

    assert "Customer" in answers[0]
    assert "at exactly the same time" in answers[1]["Fault"]["Error"][0]["Detail"]


def test_it_cancels_what_was_ordered(books: Books) -> None:
    books.order_fault("http-503", times=5)

    books.control("DELETE", "faults")

    assert books.call("customer", {"DisplayName": "Ann"}).status_code == 200


def test_it_refuses_an_order_nobody_can_carry_out(books: Books) -> None:
    url = f"{books.url}/_emulator/faults"

    unknown = requests.post(url, json={"fault": "earthquake"}, timeout=10)
    match = requests.post(url, json={"fault": "429", "match": {"colour": "red"}}, timeout=10)

    assert (unknown.status_code, match.status_code) == (400, 400)
    assert "earthquake" in unknown.json()["error"]


def test_it_takes_its_time_when_told(books: Books) -> None:
    books.order_fault("latency", ms=80)

    began = time.monotonic()
    books.call("companyinfo/1")

    assert time.monotonic() - began >= 0.08


def test_it_throttles_an_app_that_is_too_fast(books: Books) -> None:
    books.control("PUT", "settings", {"limits": True})

    codes = [books.call("companyinfo/1").status_code for _ in range(12)]

    assert codes[:10] == [200] * 10
    assert 429 in codes[10:]


def test_it_counts_refused_calls_and_lets_go_after_a_minute(books: Books) -> None:
    books.control("PUT", "settings", {"limits": True})
    body = {"BatchItemRequest": [{"bId": "1", "Query": "select * from Term"}]}

    codes = []
    for _ in range(42):
        books.control("PUT", "settings", {"advance_s": 1})
        codes.append(books.call("batch", body).status_code)
    books.control("PUT", "settings", {"advance_s": 61})

    assert codes == [200] * 40 + [429] * 2
    assert books.call("batch", body).status_code == 200


@pytest.mark.parametrize(
    ("way", "words"),
    [
        ("xml", '<Error code="3001">'),
        ("upper", '{"Fault":{"Error":[{"Message":"message=ThrottleExceeded'),
        ("lower", '"fault":{"error":[{"message":"message=ThrottleExceeded'),
    ],
)
def test_it_throttles_in_three_bodies(books: Books, way: str, words: str) -> None:
    books.control("PUT", "settings", {"throttle_body": way})
    books.order_fault("429")

    answer = books.call("companyinfo/1")

    assert answer.status_code == 429
    assert words in answer.text
    assert "Retry-After" not in answer.headers


def test_it_logs_what_was_asked(books: Books) -> None:
    form = sale(books.customer(), line(books.item(), "5"))
    books.order_fault("429", match={"entity": "Invoice"})
    books.call("invoice", form, requestid="a-1")

    entry = books.control("GET", "log")[-1]

    assert (entry["entity"], entry["operation"], entry["status"]) == ("Invoice", "create", 429)
    assert (entry["request_id"], entry["fault"], entry["refused"]) == ("a-1", "429", True)
    assert abs(float(entry["arrived"]) - time.time()) < 60
    assert entry["path"].endswith("/invoice")


def test_it_names_the_setting_it_does_not_know(books: Books) -> None:
    url = f"{books.url}/_emulator/settings"

    unknown = requests.put(url, json={"colour": "red"}, timeout=10)
    choice = requests.put(url, json={"requestid": "sometimes"}, timeout=10)

    assert (unknown.status_code, choice.status_code) == (400, 400)
    assert "colour" in unknown.json()["error"]


def test_it_gives_up_after_its_own_time_though_the_work_goes_on(books: Books) -> None:
    books.control("PUT", "settings", {"server_timeout_s": 0.05})
    books.order_fault("latency", ms=100)

    answer = books.call("customer", {"DisplayName": "Ann"}, requestid="a")
    before = count(books)
    books.control("PUT", "settings", {"advance_s": 1, "server_timeout_s": 120})

    assert (answer.status_code, before, count(books)) == (504, 0, 1)
    assert books.call("customer", {"DisplayName": "Ann"}, requestid="a").status_code == 200
    assert count(books) == 1


def test_it_gives_up_on_a_batch_whose_items_take_too_long(books: Books) -> None:
    books.control("PUT", "settings", {"server_timeout_s": 0.05, "item_ms": 40})
    items = [
        {"bId": name, "operation": "create", "Customer": {"DisplayName": name}}
        for name in ("Ann", "Bert")
    ]

    answer = books.call("batch", {"BatchItemRequest": items})
    books.control("PUT", "settings", {"advance_s": 1})

    assert (answer.status_code, count(books)) == (504, 2)


@pytest.mark.parametrize(
    ("operation", "most"), [("read", 500), ("report", 200), ("batch", 40), ("query", 500)]
)
def test_it_lets_so_many_calls_of_an_app_through_in_a_minute(operation: str, most: int) -> None:
    limits = Limits()

    allowed = 0
    for call in range(most + 5):
        allowed += limits.enter("1", "app", operation, now=call * 0.11)
        limits.leave("1", "app")

    assert allowed == most


def test_it_counts_batches_over_all_apps_of_a_company() -> None:
    limits = Limits()

    allowed = 0
    for call in range(200):
        allowed += limits.enter("1", f"app{call % 5}", "batch", now=call * 0.25)
        limits.leave("1", f"app{call % 5}")

    assert allowed == 120


def test_it_lets_ten_calls_in_at_once() -> None:
    limits = Limits()

    allowed = [limits.enter("1", "app", "read", now=call) for call in range(11)]
    other = limits.enter("2", "app", "read", now=11)
    limits.leave("1", "app")
    limits.leave("1", "app")

    assert allowed == [True] * 10 + [False]
    assert other
    assert limits.enter("1", "app", "read", now=12)


def test_it_names_the_calls_it_was_asked_to_break(books: Books) -> None:
    made = books.customer()
    books.order_fault("http-503", match={"operation": "pdf"})
    books.order_fault("http-503", match={"operation": "upload", "entity": "Attachable"})

    codes = [
        books.call(f"customer/{made['Id']}").status_code,
        books.call("invoice/1/pdf").status_code,
        books.session.post(f"{books.base}/upload", timeout=10).status_code,
    ]

    assert codes == [200, 503, 503]


def test_it_throttles_in_the_time_of_california(books: Books) -> None:
    books.order_fault("429")

    stamped = re.search('time="([^"]+)"', books.call("companyinfo/1").text)

    assert stamped is not None
    assert stamped[1][-6:] in {"-07:00", "-08:00"}


def test_it_names_somebody_in_an_ordered_stale_object(books: Books) -> None:
    books.order_fault("5010")

    error = books.refused("Customer", {"DisplayName": "Ann"})

    assert error["Detail"].startswith("Stale Object Error : You and Emulator User were working")


@pytest.mark.parametrize(
    "order",
    [
        {"times": "x"},
        {"ms": "x"},
        {"late_s": [1]},
        {"match": "x"},
        {"match": {"nth": "x"}},
        {"match": {"colour": "red"}},
    ],
)
def test_it_takes_no_order_that_cannot_be_carried_out(books: Books, order: dict[str, Any]) -> None:
    body = {"fault": "429", "realm": books.realm, **order}

    answer = requests.post(f"{books.url}/_emulator/faults", json=body, timeout=10)

    assert (answer.status_code, books.call("companyinfo/1").status_code) == (400, 200)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("clock_rate", "NaN"),
        ("clock_rate", "Infinity"),
        ("advance_s", "1e300"),
        ("advance_s", "soon"),
        ("access_token_s", "1e30"),
        ("clients", {"app": 1}),
        ("redirect_uris", {"app": "http://localhost/"}),
    ],
)
def test_it_refuses_settings_that_would_break_it(books: Books, name: str, value: object) -> None:
    answer = requests.put(f"{books.url}/_emulator/settings", json={name: value}, timeout=10)

    assert answer.status_code == 400
    assert answer.json()["error"].startswith(name)
    assert books.call("companyinfo/1").status_code == 200
