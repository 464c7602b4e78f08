"""What QuickBooks says of documents and balances is read, kept and shown, and moves no money."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
import requests
from django.urls import reverse
from django.utils import timezone

from connections.models import Connection
from entities.models import Order, Payment
from sync_queue.models import Figure, Link, PullMark, QueueRow
from sync_queue.pull import run
from sync_queue.reader import Report
from tests.bridge import LiveEmulator
from tests.connections.console_parts import logged_in
from tests.factories import OrderFactory, PaymentFactory
from tests.sync_queue.company_side import there
from tests.sync_queue.test_switches import switch

Read = Callable[..., Report]

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(books: Connection, read: Read) -> Order:
    """An order booked as an invoice of 20.00; states and balances are brought back."""
    for subject in ("invoice", "payment", "balance"):
        switch(books, subject, "pull_update", on=True)
    made: Order = OrderFactory(number="1042")
    read(books)
    pull(books)
    return made


def pull(books: Connection, **how: Any) -> run.Report:
    return run.pull(books, now=timezone.now(), **how)


def figure(kind: str) -> str:
    return str(Figure.objects.get(kind=kind))


def pays(live: LiveEmulator, books: Connection, order: Order, amount: str) -> str:
    """Somebody enters a payment for the order in QuickBooks."""
    invoice = Link.objects.get(kind="invoice", key=order.invoices.get().key)
    customer = Link.objects.get(kind="customer", key=order.customer.key)
    linked = {"TxnId": invoice.qbo_id, "TxnType": "Invoice"}
    return there(
        live,
        books,
        "Payment",
        CustomerRef={"value": customer.qbo_id},
        TotalAmt=float(amount),
        Line=[{"Amount": float(amount), "LinkedTxn": [linked]}],
    )


def taken_out(live: LiveEmulator, books: Connection, kind: str, qbo_id: str, how: str) -> None:
    answer = requests.post(
        f"{live.url}/v3/company/{books.realm}/{kind}",
        params={"operation": how},
        json={"Id": qbo_id, "SyncToken": token_of(live, books, kind, qbo_id)},
        headers={"Authorization": f"Bearer {live.tokens(books.realm).access}"},
        timeout=10,
    )
    assert answer.ok, answer.text


def token_of(live: LiveEmulator, books: Connection, kind: str, qbo_id: str) -> str:
    found = live.state(books.realm)[kind.capitalize()]
    return next(str(one["SyncToken"]) for one in found if one["Id"] == qbo_id)


def test_an_unpaid_invoice_is_open_and_its_customer_owes_it(order: Order) -> None:
    assert figure("invoice") == "Open 20.00 USD"
    assert figure("customer") == "Owes 20.00 USD"


def test_a_payment_entered_in_quickbooks_makes_it_part_paid_then_paid(
    order: Order, books: Connection, live_emulator: LiveEmulator
) -> None:
    pays(live_emulator, books, order, "8.00")
    pull(books)
    assert figure("invoice") == "Part paid 12.00 USD"

    pays(live_emulator, books, order, "12.00")
    pull(books)

    assert figure("invoice") == "Paid"
    assert figure("customer") == "Owes nothing"


def test_a_payment_deleted_in_quickbooks_opens_the_invoice_again(
    order: Order, books: Connection, live_emulator: LiveEmulator
) -> None:
    paid = pays(live_emulator, books, order, "20.00")
    pull(books)
    taken_out(live_emulator, books, "payment", paid, "delete")

    pull(books)

    assert figure("invoice") == "Open 20.00 USD"


@pytest.mark.parametrize(("how", "said"), [("void", "Void"), ("delete", "Deleted in QuickBooks")])
def test_an_invoice_taken_out_in_quickbooks_is_said_to_be(
    order: Order, books: Connection, live_emulator: LiveEmulator, how: str, said: str
) -> None:
    link = Link.objects.get(kind="invoice")
    taken_out(live_emulator, books, "invoice", link.qbo_id, how)

    pull(books)

    assert figure("invoice") == said


def test_a_sales_receipt_is_paid_and_its_payment_needs_no_state(
    books: Connection, read: Read, card: Any
) -> None:
    switch(books, "invoice", "pull_update", on=True)
    PaymentFactory(order=OrderFactory(), method=card)
    read(books)

    pull(books)

    assert figure("invoice") == "Paid"


def test_the_stores_money_is_never_touched(
    order: Order, books: Connection, live_emulator: LiveEmulator
) -> None:
    before = (list(Order.objects.values()), list(Payment.objects.values()))
    rows = QueueRow.objects.count()
    pays(live_emulator, books, order, "20.00")

    pull(books)

    assert (list(Order.objects.values()), list(Payment.objects.values())) == before
    assert QueueRow.objects.count() == rows


def test_the_order_page_shows_what_is_open(order: Order, alice: Any) -> None:
    page = logged_in(alice).get(reverse("console:order", args=[order.key])).content.decode()

    assert "In QuickBooks: <span" in page
    assert "Open 20.00 USD" in page


def test_the_customers_page_in_the_store_shows_what_is_owed(order: Order, alice: Any) -> None:
    there = reverse("admin:entities_customer_change", args=[order.customer.pk])

    page = logged_in(alice).get(there).content.decode()

    assert "Owes 20.00 USD, read just now" in page


def test_balances_and_lists_are_read_once_a_day_by_the_clock_and_at_once_for_a_person(
    order: Order, books: Connection
) -> None:
    switch(books, "lists", "pull_update", on=True)
    assert pull(books, is_asked_for=False).lists > 0

    assert pull(books, is_asked_for=False).lists == 0
    assert pull(books).lists > 0


@pytest.mark.parametrize(("every", "again"), [("pull", True), ("day", False), ("week", False)])
def test_balances_come_as_often_as_was_chosen(
    order: Order, books: Connection, live_emulator: LiveEmulator, every: str, again: bool
) -> None:
    Connection.objects.filter(pk=books.pk).update(balances_every=every)
    books.refresh_from_db()
    before = _asked_for_balances(live_emulator, books)

    pull(books, is_asked_for=False)

    assert (_asked_for_balances(live_emulator, books) > before) is again


def _asked_for_balances(live: LiveEmulator, books: Connection) -> int:
    calls = live.log(books.realm)
    return sum((call["entity"], call["operation"]) == ("Customer", "query") for call in calls)


def test_an_account_made_in_quickbooks_can_be_chosen_after_a_pull(
    books: Connection, live_emulator: LiveEmulator
) -> None:
    switch(books, "lists", "pull_update", on=True)
    there(live_emulator, books, "Account", Name="Sales of pots", AccountType="Income")

    pull(books)

    assert books.list_items.filter(name="Sales of pots", is_active=True).exists()


def test_each_kind_has_a_mark_of_its_own(order: Order) -> None:
    marks = set(PullMark.objects.values_list("qbo_type", flat=True))

    assert marks == {"Invoice", "SalesReceipt", "Payment", "Balances"}
    assert Figure.objects.get(kind="invoice").open_amount == Decimal("20.00")
