"""A saved field mapping acts on what is sent from then on, and never rewrites the past."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection as database
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from connections.models import Connection
from entities.models import Order, StorePaymentMethod
from sync_queue import sweeper
from sync_queue.books import store_side
from sync_queue.mapping.rules import Rule
from sync_queue.models import Link, QueueRow
from sync_queue.preparing import evidence, preview
from sync_queue.reader import Report
from tests.bridge import LiveEmulator
from tests.factories import (
    NOON,
    CustomerFactory,
    OrderFactory,
    PaymentFactory,
    ProductFactory,
    RefundFactory,
    StorefrontFactory,
    VendorFactory,
)
from tests.sync_queue.mapped import defaulted, mapped

Read = Callable[..., Report]

pytestmark = pytest.mark.django_db


def only(live: LiveEmulator, books: Connection, kind: str, **having: Any) -> Any:
    found = [
        one
        for one in live.state(books.realm)[kind]
        if all(one.get(name) == value for name, value in having.items())
    ]
    assert len(found) == 1, found
    return found[0]


def test_a_customer_is_sent_with_what_was_chosen_for_each_field(
    books: Connection, read: Read, live_emulator: LiveEmulator
) -> None:
    mapped(
        books,
        "customer",
        DisplayName="{customer.last_name}, {customer.first_name}",
        CompanyName=Rule("{customer.company}", (("upper", ""),)),
        Notes="Number {customer.key} in the store",
        Fax__FreeFormNumber="{customer.phone}",
        PrimaryPhone__FreeFormNumber="",
        WebAddr__URI="https://example.com/people/{customer.key}",
        BillAddr__Line3="{customer.billing_country}",
        Taxable="{customer.is_tax_exempt|opposite}",
        TaxExemptionReasonId="9",
    )
    jane = CustomerFactory(
        first_name="Jane", last_name="Roe", company="Roe Ltd", phone="555-1", is_tax_exempt=True
    )

    read(books)

    there = only(live_emulator, books, "Customer", DisplayName="Roe, Jane")
    assert there["CompanyName"] == "ROE LTD"
    assert there["Notes"] == f"Number {jane.key} in the store"
    assert there["Fax"] == {"FreeFormNumber": "555-1"}
    assert "PrimaryPhone" not in there
    assert there["WebAddr"] == {"URI": f"https://example.com/people/{jane.key}"}
    assert there["BillAddr"]["Line3"] == "US"
    assert there["Taxable"] is False
    assert there["TaxExemptionReasonId"] == "9"


def test_a_product_is_sent_with_what_was_chosen_for_each_field(
    books: Connection, read: Read, live_emulator: LiveEmulator
) -> None:
    mapped(
        books,
        "product",
        Name="{product.sku} {product.name}",
        Description="{product.name|upper}",
        PurchaseDesc="Bought for {product.cost}",
    )
    ProductFactory(name="Blue teapot", sku="BT-1", cost="4.50")

    read(books)

    there = only(live_emulator, books, "Item", Name="BT-1 Blue teapot")
    assert there["Description"] == "BLUE TEAPOT"
    assert there["PurchaseDesc"] == "Bought for 4.5"


def test_documents_carry_their_texts_and_keep_the_mark(
    books: Connection, read: Read, live_emulator: LiveEmulator, card: StorePaymentMethod
) -> None:
    for subject in ("invoice", "refund"):
        mapped(
            books,
            subject,
            PrivateNote="{storefront.name} {order.placed_at|date:DD.MM.YYYY}",
            CustomerMemo__value="Thank you, {customer.first_name}.",
            BillEmail__Address="{customer.email}",
        )
    mapped(books, "payment", PaymentRefNum="{order.number}-P", PrivateNote="")
    order = OrderFactory(
        storefront=StorefrontFactory(name="Tea shop"),
        customer=CustomerFactory(first_name="Jane", email="jane@example.com"),
    )
    payment = PaymentFactory(order=order, method=card, amount="5", reference="ch_1")
    refund = RefundFactory(order=order, payment=payment)

    read(books)

    day = order.placed_at.strftime("%d.%m.%Y")
    (invoice,) = order.invoices.all()
    sale = only(live_emulator, books, "Invoice")
    assert sale["PrivateNote"] == f"Tea shop {day} [bridge invoice {invoice.key}]"
    assert sale["CustomerMemo"] == {"value": "Thank you, Jane."}
    assert sale["BillEmail"] == {"Address": "jane@example.com"}
    assert sale["EmailStatus"] == "NotSet"
    back = only(live_emulator, books, "RefundReceipt")
    assert back["PrivateNote"] == f"Tea shop {day} [bridge refund {refund.key}]"
    paid = only(live_emulator, books, "Payment")
    assert paid["PaymentRefNum"] == f"{order.number}-P"
    assert paid["PrivateNote"] == f"[bridge payment {payment.key}]"


def test_custom_fields_shipping_and_tracking_arrive(
    books: Connection, read: Read, live_emulator: LiveEmulator
) -> None:
    live_emulator.set(undefined_custom_fields="keep")
    mapped(
        books,
        "invoice",
        **{"CustomField.1": "{order.number}", "CustomField.3": "{order.note}"},
        ShipMethodRef__value="Post",
        TrackingNum="T-{order.number}",
    )
    order = OrderFactory(note="")

    read(books)

    there = only(live_emulator, books, "Invoice")
    held = {one["DefinitionId"]: one.get("StringValue") for one in there["CustomField"]}
    assert held["1"] == order.number
    assert not held.get("3")
    assert there["ShipMethodRef"]["value"] == "Post"
    assert there["TrackingNum"] == f"T-{order.number}"


def test_custom_fields_that_only_the_company_fills_are_no_change_of_ours() -> None:
    sent = {"CustomField": [{"DefinitionId": "1", "StringValue": "7"}]}
    theirs = {"DefinitionId": "2", "Name": "Crew", "StringValue": "Ann"}

    mine = {"DefinitionId": "1", "Name": "Order", "StringValue": "7"}
    assert evidence.differences({"CustomField": [mine, theirs]}, sent) == {}
    changed = {**mine, "StringValue": "8"}
    assert "CustomField" in evidence.differences({"CustomField": [changed, theirs]}, sent)


def test_books_are_compared_under_the_names_that_were_chosen(books: Connection, read: Read) -> None:
    mapped(books, "customer", DisplayName="{customer.last_name}, {customer.first_name}")
    OrderFactory(customer=CustomerFactory(first_name="Jane", last_name="Roe"))
    read(books)

    (sale,) = store_side.expected(books)

    assert sale.customer_names[0] == "Roe, Jane"


def test_defaults_stand_where_the_mapping_leaves_a_field_empty(
    books: Connection, read: Read, live_emulator: LiveEmulator
) -> None:
    defaulted(
        books,
        exemption_reason="9",
        delivery="None",
        item_type="Service",
        customer_memo="Thank you.",
        ship_method="Post",
    )
    mapped(books, "invoice", CustomerMemo__value="{order.note}")
    exempt = CustomerFactory(last_name="Exempt", is_tax_exempt=True)
    OrderFactory(
        customer=exempt, note="Leave it at the door.", lines=[{"product": ProductFactory()}]
    )
    OrderFactory(customer=CustomerFactory(last_name="Taxed"), note="")

    read(books)

    state = live_emulator.state(books.realm)
    held = {one["FamilyName"]: one for one in state["Customer"]}
    assert (held["Exempt"]["Taxable"], held["Exempt"]["TaxExemptionReasonId"]) == (False, "9")
    assert (held["Taxed"]["Taxable"], held["Taxed"].get("TaxExemptionReasonId")) == (True, None)
    assert {one["PreferredDeliveryMethod"] for one in state["Customer"]} == {"None"}
    memos = {one["CustomerMemo"]["value"] for one in state["Invoice"]}
    assert memos == {"Leave it at the door.", "Thank you."}
    assert {one["ShipMethodRef"]["value"] for one in state["Invoice"]} == {"Post"}
    assert {one["Type"] for one in state["Item"] if one.get("Sku")} == {"Service"}


def test_what_is_booked_follows_with_its_next_change_and_not_by_itself(
    books: Connection, read: Read, live_emulator: LiveEmulator
) -> None:
    jane = CustomerFactory(first_name="Jane", last_name="Roe", phone="555-1")
    read(books)
    mapped_later(books, "customer", Notes="Number {customer.key}")

    sweeper.sweep(now=timezone.now())
    assert not QueueRow.objects.open().exists()

    jane.phone = "555-2"
    jane.save()
    read(books)

    there = only(live_emulator, books, "Customer")
    assert there["Notes"] == f"Number {jane.key}"
    sweeper.sweep(now=timezone.now())
    assert not QueueRow.objects.open().exists()


def test_the_sweep_still_finds_what_changed_beside_a_new_mapping(
    books: Connection, read: Read
) -> None:
    jane = CustomerFactory(first_name="Jane", phone="555-1")
    read(books)
    mapped_later(books, "customer", Notes="Number {customer.key}")
    type(jane).objects.silently().filter(pk=jane.pk).update(phone="555-2")

    sweeper.sweep(now=timezone.now())

    assert QueueRow.objects.open().get().key == jane.key


def test_a_mapping_costs_no_query_per_record(books: Connection) -> None:
    mapped(books, "invoice", CustomerMemo__value="{storefront.name} {vendor.name} {customer.key}")
    front, vendor = StorefrontFactory(), VendorFactory()

    def build(count: int) -> int:
        orders = [OrderFactory(storefront=front, vendor=vendor) for _ in range(count)]
        keys = [("invoice", order.invoices.get().key) for order in orders]
        with CaptureQueriesContext(database) as captured:
            preview.of(books, keys, now=NOON)
        return len(captured)

    assert build(1) == build(7)


def test_a_field_that_is_no_longer_chosen_is_blanked_there(
    books: Connection, read: Read, live_emulator: LiveEmulator
) -> None:
    mapped(books, "customer", Notes="Number {customer.key}")
    jane = CustomerFactory(phone="555-1")
    read(books)
    mapped(books, "customer")

    jane.phone = "555-2"
    jane.save()
    read(books)

    assert not only(live_emulator, books, "Customer").get("Notes")


def test_what_was_booked_in_an_earlier_month_keeps_its_texts(
    books: Connection, read: Read, clock: Any
) -> None:
    order = OrderFactory()
    read(books)
    mapped_later(books, "invoice", TrackingNum="T-{order.number}")
    clock.advance(days=40)

    Order.objects.get(pk=order.pk).save()
    read(books)

    (invoice,) = order.invoices.all()
    assert "TrackingNum" not in Link.objects.get(kind="invoice", key=invoice.key).sent
    newest = QueueRow.objects.filter(kind="invoice", key=invoice.key).latest("pk")
    assert newest.reason == "unchanged"


def mapped_later(books: Connection, subject: str, **rules: str) -> None:
    """Saved after everything that was sent so far."""
    saved = mapped(books, subject, **rules)
    saved.saved_at = max(NOON, timezone.now()) + timedelta(days=1)
    saved.save()
