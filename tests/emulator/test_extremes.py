"""Bodies, dates and reports beyond all measure are refused, and nothing is half done."""

from typing import Any

import pytest

from tests.emulator.books import Books, line, sale
from tests.emulator.known_books import refusal


def sent(books: Books, path: str, data: bytes, kind: str = "application/json") -> Any:
    """The fault that some bytes meet; anything but a fault of QuickBooks fails the test."""
    headers = {"Content-Type": kind}
    answer = books.session.post(f"{books.base}/{path}", data=data, headers=headers, timeout=10)
    assert answer.status_code == 400, answer.text
    return answer.json()["Fault"]["Error"][0]


@pytest.mark.parametrize("depth", [300, 900, 100_000])
@pytest.mark.parametrize(
    ("path", "head", "tail"),
    [
        ("customer", b"[", b"]"),
        ("customer", b'{"BillAddr":', b"}"),
        ("invoice", b'{"Line":[{"GroupLineDetail":', b"}]}"),
        ("batch", b'{"BatchItemRequest":', b"}"),
    ],
)
def test_it_refuses_nesting_without_end(
    books: Books, path: str, head: bytes, tail: bytes, depth: int
) -> None:
    assert sent(books, path, head * depth + b"1" + tail * depth)["code"] in {"2010", "2020"}


def test_it_refuses_xml_that_is_nested_without_end(books: Books) -> None:
    text = b"<Customer>" + b"<a>" * 50_000 + b"</a>" * 50_000 + b"</Customer>"

    assert sent(books, "customer", text, "application/xml")["code"] == "2010"


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
def test_it_refuses_days_at_the_ends_of_the_calendar(books: Books, day: str) -> None:
    body = sale(books.customer(), line(books.item(), "10"), TxnDate=day)

    assert books.refused("Invoice", body)["code"] == "2190"


@pytest.mark.parametrize(
    ("name", "params", "code"),
    [
        ("AgedReceivables", {"num_periods": "999999999"}, "2090"),
        ("AgedReceivableDetail", {"aging_period": "1" * 50}, "2090"),
        ("ProfitAndLoss", {"start_date": "0001-01-01", "end_date": "2024-01-01"}, "2190"),
        ("BalanceSheet", {"end_date": "9999-12-31"}, "2190"),
        (
            "ProfitAndLoss",
            {
                "start_date": "1900-01-01",
                "end_date": "2024-01-01",
                "summarize_column_by": "Days",
            },
            "10100",
        ),
    ],
)
def test_it_refuses_reports_that_nobody_could_read(
    books: Books, name: str, params: dict[str, str], code: str
) -> None:
    assert refusal(books, name, **params)["code"] == code


@pytest.mark.parametrize("path", ["customer", "batch", "query"])
def test_it_refuses_half_of_a_character(books: Books, path: str) -> None:
    error = sent(books, path, b'{"DisplayName":"\\ud83d"}')

    assert error["code"] in {"2010", "4000"}


@pytest.mark.parametrize("number", ["\u0663", "\u00b2"])
def test_it_takes_no_digits_of_other_scripts_for_an_id(books: Books, number: str) -> None:
    read = books.call(f"customer/{number}").json()
    asked = books.query_error(f"select * from Customer where Id in ('{number}')")

    assert (read["Fault"]["Error"][0]["code"], asked["code"]) == ("2030", "2030")


@pytest.mark.parametrize("body", [b"[1]", b'"x"', b"5", b"true", b"null"])
def test_it_refuses_a_body_that_is_no_object(books: Books, body: bytes) -> None:
    assert sent(books, "customer", body)["code"] == "2010"
    assert sent(books, "batch", b'{"BatchItemRequest":[' + body + b"]}")["code"] == "2010"


def test_it_takes_ten_thousand_lines_and_no_more(books: Books) -> None:
    customer, one = books.customer(), line(books.item(), "1")

    made = books.make("Invoice", sale(customer, *[one] * 10_000))
    error = books.refused("Invoice", sale(customer, *[one] * 10_001))

    assert (made["TotalAmt"], error["code"]) == (10_000, "6000")


def test_an_invoice_with_tax_has_fewer_lines(books: Books) -> None:
    customer, one = books.customer(), line(books.item(), "1", "TAX")
    tax = {"TxnTaxDetail": {"TxnTaxCodeRef": {"value": "2"}}}

    made = books.make("Invoice", sale(customer, *[one] * 750, **tax))
    error = books.refused("Invoice", sale(customer, *[one] * 751, **tax))

    assert (made["TxnTaxDetail"]["TotalTax"], error["code"]) == (60, "6000")
