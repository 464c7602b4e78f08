"""Store against books: every kind of planted difference is found, on whichever side it lies."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
import requests

from connections.models import Connection
from entities import invoicing
from entities.models import Customer, Order, Payment, Refund, Storefront
from sync_queue import books as both_sides
from sync_queue.books import Comparison, Finding, Verdict
from sync_queue.models import Link, QueueRow
from sync_queue.reader import Report
from tests.bridge import LiveEmulator
from tests.factories import (
    NOON,
    CustomerFactory,
    OrderFactory,
    PaymentFactory,
    RefundFactory,
    StorefrontFactory,
)

Read = Callable[..., Report]
Write = Callable[..., Any]

pytestmark = pytest.mark.django_db


@pytest.fixture
def booked(books: Connection, read: Read, card: Any) -> dict[str, Any]:
    """A month of a small shop, booked to the cent: unpaid, paid at once, part-paid and refunded."""
    jane = CustomerFactory(first_name="Jane", last_name="Roe")
    found = {
        "unpaid": OrderFactory(number="1", customer=jane, lines=[{"unit_price": "10.00"}]),
        "paid": OrderFactory(number="2", customer=jane, lines=[{"unit_price": "20.00"}]),
        "parted": OrderFactory(number="3", customer=jane, lines=[{"unit_price": "40.00"}]),
    }
    PaymentFactory(order=found["paid"], method=card)
    found["payment"] = PaymentFactory(order=found["parted"], method=card, amount="15.00")
    found["refund"] = RefundFactory(number="R1", order=found["paid"], method=card)
    read(books)
    assert not QueueRow.objects.unfinished().exists()
    return found


@pytest.fixture
def write(books: Connection, live_emulator: LiveEmulator) -> Write:
    """`write("invoice", {...})`: somebody writes in QuickBooks by hand."""
    headers = {"Authorization": f"Bearer {live_emulator.tokens(books.realm).access}"}

    def post(kind: str, body: dict[str, Any], **params: str) -> Any:
        url = f"{live_emulator.url}/v3/company/{books.realm}/{kind}"
        answer = requests.post(url, json=body, params=params, headers=headers, timeout=10)
        assert answer.ok, answer.text
        return answer.json()

    return post


def handle(entity: Any, kind: str) -> dict[str, Any]:
    link = Link.objects.get(kind=kind, key=entity.key)
    return {"Id": link.qbo_id, "SyncToken": link.sync_token}


def unexplained(connection: Connection) -> list[Finding]:
    return both_sides.compare(connection).of(Verdict.UNEXPLAINED)


def one_reason(connection: Connection) -> str:
    [finding] = unexplained(connection)
    return finding.reason


def test_what_was_booked_agrees_to_the_cent(books: Connection, booked: dict[str, Any]) -> None:
    comparison = both_sides.compare(books)

    assert comparison.is_clean
    assert [one.reason for one in comparison.findings] == [""] * len(comparison.findings)
    sums = {kind: comparison.sums(kind)["USD"] for kind in ("invoice", "payment", "refund")}
    assert sums == {
        "invoice": (3, Decimal("70.00"), 3, Decimal("70.00")),
        "payment": (2, Decimal("35.00"), 2, Decimal("35.00")),
        "refund": (1, Decimal("5.00"), 1, Decimal("5.00")),
    }


def test_a_document_deleted_in_quickbooks_is_missing(
    books: Connection, booked: dict[str, Any], write: Write
) -> None:
    write("invoice", handle(booked["unpaid"], "invoice"), operation="delete")

    assert one_reason(books) == "It is missing in QuickBooks."


def test_a_document_entered_twice_under_our_mark_is_doubled(
    books: Connection, booked: dict[str, Any], write: Write, live_emulator: LiveEmulator
) -> None:
    state = live_emulator.state(books.realm)["Invoice"]
    copy = next(dict(one) for one in state if one["DocNumber"] == "1")
    kept = {name: copy[name] for name in ("Line", "CustomerRef", "PrivateNote", "TxnDate")}
    kept["Line"] = [one for one in kept["Line"] if one["DetailType"] != "SubTotalLineDetail"]
    write("invoice", {**kept, "DocNumber": "1-copy"})

    [finding] = unexplained(books)
    assert finding.reason == "It is booked 2 times."
    assert finding.books == Decimal("20.00")


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"TxnDate": "2026-11-05"}, "date 2026-11-02 here, 2026-11-05 there"),
        ({"CustomerRef": "other"}, "customer Jane Roe here, Joe Doe there"),
    ],
)
def test_a_field_changed_by_hand_is_told_with_both_values(
    books: Connection, booked: dict[str, Any], write: Write, change: dict[str, Any], what: str
) -> None:
    if "CustomerRef" in change:
        other = write("customer", {"DisplayName": "Joe Doe"})["Customer"]["Id"]
        change = {"CustomerRef": {"value": other}}

    write("invoice", {**handle(booked["unpaid"], "invoice"), "sparse": True, **change})

    assert what in one_reason(books)


def test_an_amount_changed_in_the_store_unheard_differs_in_net_total_and_balance(
    books: Connection, booked: dict[str, Any]
) -> None:
    order = booked["unpaid"]
    Order.objects.silently().filter(pk=order.pk).update(subtotal="11.00", total="11.00")

    reason = one_reason(books)

    assert "total 11.00 here, 10.00 there" in reason
    assert "open balance 11.00 here, 10.00 there" in reason


def test_a_payment_deleted_in_quickbooks_is_missing_and_leaves_its_invoice_open(
    books: Connection, booked: dict[str, Any], write: Write
) -> None:
    write("payment", handle(booked["payment"], "payment"), operation="delete")

    reasons = {one.kind: one.reason for one in unexplained(books)}
    assert reasons["payment"] == "It is missing in QuickBooks."
    assert "open balance 25.00 here, 40.00 there" in reasons["invoice"]


def test_a_voided_invoice_differs(books: Connection, booked: dict[str, Any], write: Write) -> None:
    write("invoice", handle(booked["unpaid"], "invoice"), operation="void")

    assert "total 10.00 here" in one_reason(books)


def test_a_document_without_our_mark_is_found_by_its_number(
    books: Connection, booked: dict[str, Any], write: Write
) -> None:
    erased = {**handle(booked["unpaid"], "invoice"), "sparse": True, "PrivateNote": "mine"}
    write("invoice", erased)

    assert both_sides.compare(books).is_clean


def test_what_somebody_else_entered_is_explained(
    books: Connection, booked: dict[str, Any], write: Write, live_emulator: LiveEmulator
) -> None:
    state = live_emulator.state(books.realm)["Invoice"]
    copy = next(dict(one) for one in state if one["DocNumber"] == "1")
    lines = [one for one in copy["Line"] if one["DetailType"] != "SubTotalLineDetail"]
    write("invoice", {"Line": lines, "CustomerRef": copy["CustomerRef"], "TxnDate": "2026-11-09"})

    comparison = both_sides.compare(books)

    [found] = comparison.of(Verdict.EXPLAINED)
    assert comparison.is_clean
    assert (found.cause, found.books, found.store) == ("somebody_else", Decimal("10.00"), None)


def test_a_document_of_an_order_that_the_store_lost_is_unexplained(
    books: Connection, booked: dict[str, Any]
) -> None:
    QueueRow.objects.all().delete()
    Order.objects.filter(pk=booked["unpaid"].pk).delete()
    QueueRow.objects.all().delete()

    assert one_reason(books) == "The store does not know it."


def test_a_refund_missing_in_the_store_is_told(books: Connection, booked: dict[str, Any]) -> None:
    Refund.objects.filter(pk=booked["refund"].pk).delete()
    QueueRow.objects.all().delete()

    [finding] = unexplained(books)
    assert (finding.kind, finding.store, finding.books) == ("refund", None, Decimal("5.00"))


def test_what_waits_for_a_person_is_explained_by_the_sentence_on_its_row(
    books: Connection, booked: dict[str, Any]
) -> None:
    order = OrderFactory(customer=Customer.objects.get())
    row = QueueRow.objects.get(kind="invoice", key=order.key)
    row.hold(reason="tax:x", message="The tax X has no code yet.", mend="Choose it.", now=NOON)

    [found] = both_sides.compare(books).of(Verdict.EXPLAINED)

    assert (found.cause, found.reason) == ("tax:x", "The tax X has no code yet.")


def test_an_order_of_nothing_is_explained(books: Connection, booked: dict[str, Any]) -> None:
    OrderFactory(customer=Customer.objects.get(), lines=[{"unit_price": "0"}])

    [found] = both_sides.compare(books).of(Verdict.EXPLAINED)

    assert found.cause == "zero_total"


def test_money_that_was_captured_but_not_booked_is_unexplained_when_nothing_waits(
    books: Connection, booked: dict[str, Any], card: Any
) -> None:
    PaymentFactory(order=booked["unpaid"], method=card)
    QueueRow.objects.unfinished().delete()

    reasons = [one.reason for one in unexplained(books) if one.kind == "payment"]

    assert Payment.objects.count() == 3
    assert reasons == ["It is missing in QuickBooks."]


def test_the_answer_for_programs_counts_every_verdict(
    books: Connection, booked: dict[str, Any]
) -> None:
    found = both_sides.compare(books).as_json()

    assert found["counts"] == {"agreed": 6, "explained": 0, "unexplained": 0}
    assert {one["verdict"] for one in found["findings"]} == {"agreed"}


def test_sums_are_kept_apart_by_currency() -> None:
    comparison = Comparison(
        [
            Finding(Verdict.AGREED, "invoice", "a", "USD", Decimal(1), Decimal(1)),
            Finding(Verdict.AGREED, "invoice", "b", "EUR", Decimal(2), None),
        ]
    )

    assert comparison.sums("invoice") == {
        "USD": (1, Decimal(1), 1, Decimal(1)),
        "EUR": (1, Decimal(2), 0, Decimal(0)),
    }


def test_the_invoices_of_shipments_agree_each_by_itself(
    books: Connection, read: Read, card: Any
) -> None:
    front = StorefrontFactory(invoices=Storefront.Invoices.BY_HAND)
    line = {"unit_price": "3.33", "quantity": 3}
    order = OrderFactory(number="9", storefront=front, lines=[line], shipping="1.00")
    for shipped in (1, 3):
        order.lines.update(shipped_quantity=shipped)
        invoicing.bill_shipment(order=order, issued_at=NOON)
    PaymentFactory(order=order, method=card, amount="5.00")
    read(books)

    comparison = both_sides.compare(books)

    agreed = comparison.of(Verdict.AGREED)
    assert comparison.is_clean
    assert sorted((one.kind, one.store) for one in agreed) == [
        ("invoice", Decimal("3.66")),
        ("invoice", Decimal("7.33")),
        ("payment", Decimal("5.00")),
    ]
