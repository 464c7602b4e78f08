"""Forms as PDF: files that a reader can open, with everything that belongs on the form."""

import re
from decimal import Decimal

import pytest

from tests.emulator.books import Books, Obj, line, sale
from tests.emulator.purchasing import bought, owed, vendor


def printed(books: Books, kind: str, id_: str) -> bytes:
    answer = books.call(f"{kind}/{id_}/pdf")
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Type"] == "application/pdf"
    return answer.content


def texts(data: bytes) -> list[str]:
    """All that is written on the pages, in the order of drawing."""
    found = re.findall(rb"\(((?:\\.|[^\\()])*)\) Tj", data)
    return [re.sub(r"\\(.)", r"\1", each.decode("cp1252")) for each in found]


def objects(data: bytes) -> dict[int, bytes]:
    """The objects by number as the table at the end finds them; asserts that it finds them."""
    start = int(data.rsplit(b"startxref\n", 1)[1].split()[0])
    table = data[start:].split(b"\n")
    assert table[0] == b"xref"
    count = int(table[1].split()[1])
    offsets = {number: int(table[2 + number][:10]) for number in range(1, count)}
    for number, offset in offsets.items():
        assert data[offset:].startswith(b"%d 0 obj\n" % number)
    return {n: data[at : data.index(b"endobj", at)] for n, at in offsets.items()}


def an_invoice(books: Books, **more: str) -> Obj:
    customer = books.customer("Café (Erin) \\ Söhne →")
    body = sale(customer, line(books.item("Tea"), "1234.5", "TAX"), **more)
    tax = {"TxnTaxDetail": {"TxnTaxCodeRef": {"value": "3"}}}
    return books.make("Invoice", {**body, **tax})


def test_it_is_a_file_whose_parts_are_where_its_table_says(books: Books) -> None:
    data = printed(books, "invoice", an_invoice(books)["Id"])

    found = objects(data)

    assert data.startswith(b"%PDF-1.")
    assert data.endswith(b"%%EOF\n")
    assert found[1].count(b"/Catalog") == 1
    for each in found.values():
        if b"stream\n" in each:
            length = int(re.search(rb"/Length (\d+)", each)[1])
            body = each.split(b"stream\n", 1)[1]
            assert body[length:].startswith(b"\nendstream")


def test_it_shows_party_number_lines_tax_and_total(books: Books) -> None:
    made = an_invoice(books, DocNumber="A-17", DueDate="2030-01-31")

    found = texts(printed(books, "invoice", made["Id"]))

    company = books.read("CompanyInfo", books.realm)["CompanyName"]
    assert {company, "INVOICE", "A-17", "2030-01-31", "Tea", "1,234.50"} <= set(found)
    assert "Café (Erin) \\ Söhne ?" in found
    assert f"{made['TxnTaxDetail']['TotalTax']:,.2f}" in found
    assert found.count(f"{made['TotalAmt']:,.2f}") == 2


def test_it_goes_on_over_several_pages(books: Books) -> None:
    item = books.item("Tea")
    lines = [line(item, "1.25") for _ in range(120)]
    made = books.make("Invoice", sale(books.customer(), *lines))

    data = printed(books, "invoice", made["Id"])

    assert b"/Count 3" in objects(data)[2]
    assert texts(data).count("1.25") == 120
    assert "Page 3 of 3" in texts(data)


def test_it_wraps_long_descriptions(books: Books) -> None:
    long = {**line(books.item("Tea"), "5"), "Description": "word " * 60}
    made = books.make("Invoice", sale(books.customer(), long))

    found = texts(printed(books, "invoice", made["Id"]))

    rows = [each for each in found if each.endswith("word")]
    assert len(rows) > 3
    assert sum(each.count("word") for each in rows) == 60


@pytest.mark.parametrize(
    ("kind", "title"),
    [
        ("SalesReceipt", "SALES RECEIPT"),
        ("CreditMemo", "CREDIT MEMO"),
        ("RefundReceipt", "REFUND RECEIPT"),
        ("Estimate", "ESTIMATE"),
    ],
)
def test_it_prints_every_form(books: Books, kind: str, title: str) -> None:
    body = sale(books.customer(), line(books.item(), "7.50"))
    money = {"DepositToAccountRef": {"value": "35"}} if kind == "RefundReceipt" else {}
    made = books.make(kind, {**body, **money})

    found = texts(printed(books, kind.lower(), made["Id"]))

    assert {title, "7.50", made["DocNumber"]} <= set(found)


def test_it_prints_a_payment_with_what_it_settles(books: Books) -> None:
    invoice = an_invoice(books)
    linked = [{"TxnId": invoice["Id"], "TxnType": "Invoice"}]
    paid = [{"Amount": 5, "LinkedTxn": linked}]
    body = {"CustomerRef": invoice["CustomerRef"], "TotalAmt": 5, "Line": paid}
    made = books.make("Payment", body)

    found = texts(printed(books, "payment", made["Id"]))

    assert {"PAYMENT RECEIPT", f"Invoice {invoice['Id']}", "5.00"} <= set(found)


def test_it_prints_an_order_to_a_vendor(books: Books) -> None:
    tea = bought(books.item("Tea"), "12.50", Qty=5, UnitPrice=Decimal("2.50"))
    made = books.make("PurchaseOrder", owed(vendor(books), tea, APAccountRef={"value": "33"}))

    found = texts(printed(books, "purchaseorder", made["Id"]))

    assert {"PURCHASE ORDER", "Sam Seller", "Tea", "5", "2.50", "12.50"} <= set(found)


@pytest.mark.parametrize(
    ("path", "code"),
    [("invoice/99/pdf", "610"), ("customer/1/pdf", "500"), ("invoice/x/pdf", "2030")],
)
def test_it_refuses_what_cannot_be_printed(books: Books, path: str, code: str) -> None:
    books.customer()

    answer = books.call(path)

    assert (answer.status_code, answer.json()["Fault"]["Error"][0]["code"]) == (400, code)
