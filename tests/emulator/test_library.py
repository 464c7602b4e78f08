"""python-quickbooks and intuit-oauth work with the emulator as they do with Intuit."""

from collections.abc import Iterator
from decimal import Decimal

import pytest
from quickbooks import QuickBooks
from quickbooks.batch import batch_create
from quickbooks.exceptions import QuickbooksException, ValidationException
from quickbooks.objects import (
    Customer,
    Invoice,
    Item,
    Payment,
    PaymentLine,
    SalesItemLine,
    SalesReceipt,
)
from quickbooks.objects.account import Account
from quickbooks.objects.detailline import SalesItemLineDetail

from tests.emulator.books import Books
from tests.emulator.library import sign_in


@pytest.fixture
def client(books: Books) -> Iterator[QuickBooks]:
    with sign_in(books) as signed_in:
        yield signed_in


def saved_customer(client: QuickBooks, name: str = "Erin Buyer") -> Customer:
    customer = Customer()
    customer.DisplayName = name
    saved: Customer = customer.save(qb=client)
    return saved


def saved_item(client: QuickBooks) -> Item:
    item = Item()
    item.Name, item.Type = "Tea", "Service"
    item.IncomeAccountRef = Account.get(1, qb=client).to_ref()
    saved: Item = item.save(qb=client)
    return saved


def sales_line(item: Item, amount: str) -> SalesItemLine:
    line = SalesItemLine()
    line.Amount = Decimal(amount)
    line.SalesItemLineDetail = SalesItemLineDetail()
    line.SalesItemLineDetail.ItemRef = item.to_ref()
    return line


def test_it_creates_reads_and_updates_a_customer(client: QuickBooks) -> None:
    made = saved_customer(client)

    found = Customer.get(made.Id, qb=client)
    found.GivenName = "Erin"
    found.save(qb=client)

    assert Customer.get(made.Id, qb=client).GivenName == "Erin"


def test_it_sends_an_invoice_once_under_a_request_id(client: QuickBooks) -> None:
    customer, item = saved_customer(client), saved_item(client)
    ids = []
    for _ in range(2):
        invoice = Invoice()
        invoice.CustomerRef = customer.to_ref()
        invoice.Line.append(sales_line(item, "100.50"))
        invoice.save(qb=client, request_id="same")
        ids.append(invoice.Id)

    assert ids[0] == ids[1]
    assert Invoice.count(qb=client) == 1
    assert Invoice.get(ids[0], qb=client).TotalAmt == 100.5


def test_it_pays_and_voids_with_the_library(client: QuickBooks) -> None:
    customer, item = saved_customer(client), saved_item(client)
    invoice = Invoice()
    invoice.CustomerRef = customer.to_ref()
    invoice.Line.append(sales_line(item, "100"))
    invoice.save(qb=client)
    payment = Payment()
    payment.CustomerRef, payment.TotalAmt = customer.to_ref(), 100
    line = PaymentLine()
    line.Amount, line.LinkedTxn = 100, [invoice.to_linked_txn()]
    payment.Line.append(line)
    payment.save(qb=client)

    paid = Invoice.get(invoice.Id, qb=client).Balance
    Payment.get(payment.Id, qb=client).void(qb=client)

    assert (paid, Invoice.get(invoice.Id, qb=client).Balance) == (0, 100)


def test_it_voids_and_deletes_a_sales_receipt(client: QuickBooks) -> None:
    receipt = SalesReceipt()
    receipt.CustomerRef = saved_customer(client).to_ref()
    receipt.Line.append(sales_line(saved_item(client), "5"))
    receipt.save(qb=client)

    SalesReceipt.get(receipt.Id, qb=client).void(qb=client)
    found = SalesReceipt.get(receipt.Id, qb=client)
    found.delete(qb=client)

    assert found.PrivateNote == "Voided"
    assert SalesReceipt.count(qb=client) == 0


def test_it_queries_with_the_library(client: QuickBooks) -> None:
    for name in ("Ann", "Bert", "O'Neill"):
        saved_customer(client, name)

    everyone = Customer.all(order_by="DisplayName DESC", qb=client)
    named = Customer.filter(Active=True, DisplayName="O'Neill", qb=client)

    assert [each.DisplayName for each in everyone] == ["O'Neill", "Bert", "Ann"]
    assert len(named) == 1
    assert Item.all(qb=client) == []


def test_it_creates_a_batch_with_the_library(client: QuickBooks) -> None:
    saved_customer(client, "Ann")
    customers = []
    for name in ("Ann", "Bert"):
        customer = Customer()
        customer.DisplayName = name
        customers.append(customer)

    results = batch_create(customers, qb=client)

    assert [each.DisplayName for each in results.successes] == ["Bert"]
    assert results.faults[0].Error[0].code == "6240"


def test_it_raises_the_errors_of_the_library(client: QuickBooks) -> None:
    saved_customer(client)

    with pytest.raises(QuickbooksException) as taken:
        saved_customer(client)
    with pytest.raises(ValidationException) as unread:
        Customer.query("select * from Custmoer", qb=client)

    assert (taken.value.error_code, unread.value.error_code) == (6240, 4001)
