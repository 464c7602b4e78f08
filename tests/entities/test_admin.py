"""Can every entity be edited, by each person within what is theirs, and by nobody beyond?"""

from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from entities import invoicing
from entities.changes import StoreEntity, StorePart
from entities.models import Customer, Invoice, InvoiceLine, Order, Product, Vendor
from tests import factories

pytestmark = pytest.mark.django_db

ENTITIES = [
    model
    for model in apps.get_app_config("entities").get_models()
    if issubclass(model, StoreEntity)
]


@pytest.fixture
def as_alice(alice: Any, client: Client) -> Client:
    client.force_login(alice)
    return client


@pytest.fixture
def as_bob(bob: Any, bobs_vendor: Vendor, client: Client) -> Client:
    """Bob, who may do everything with the store that Django's permissions can allow."""
    bob.user_permissions.set(Permission.objects.filter(content_type__app_label="entities"))
    client.force_login(bob)
    return client


def address(model: type[Any], page: str, *args: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def one_of(model: type[Any]) -> Any:
    return getattr(factories, f"{model.__name__}Factory")()


def product_form(**changes: Any) -> dict[str, Any]:
    return {"name": "Sencha", "kind": "goods", "price": "3.00", "quantity": "0", **changes}


@pytest.mark.parametrize("model", ENTITIES)
def test_every_entity_has_its_pages(as_alice: Client, model: type[Any]) -> None:
    entity = one_of(model)

    for page in ("changelist", "add"):
        assert as_alice.get(address(model, page)).status_code == 200
    response = as_alice.get(address(model, "change", entity.pk))
    assert entity.key in response.content.decode()
    assert as_alice.get(address(model, "changelist"), {"q": "x"}).status_code == 200
    assert as_alice.get(address(model, "delete", entity.pk)).status_code == 200


@pytest.mark.parametrize("model", ENTITIES)
def test_a_list_asks_no_more_for_more_rows(
    as_alice: Client, model: type[Any], django_assert_max_num_queries: Any
) -> None:
    for _ in range(8):
        one_of(model)

    with django_assert_max_num_queries(17):
        as_alice.get(address(model, "changelist"))


def test_every_kind_of_line_is_edited_with_its_whole() -> None:
    inlines = {inline.model for one in admin.site._registry.values() for inline in one.inlines}
    parts = {
        model
        for model in apps.get_app_config("entities").get_models()
        if issubclass(model, StorePart)
    }

    assert parts <= inlines


def test_the_key_is_shown_once_saved_and_never_edited(as_alice: Client) -> None:
    product = factories.ProductFactory(key="p1")

    form = as_alice.get(address(Product, "change", product.pk)).context["adminform"].form
    as_alice.post(address(Product, "change", product.pk), product_form(key="other"))

    assert "key" not in form.fields
    assert Product.objects.get().key == "p1"
    assert Product.objects.get().name == "Sencha"


@pytest.mark.parametrize(
    ("given", "kept"),
    [("GB 123 4567 89", True), ("XXXXXX56789", False), ("unknown", False), ("1" * 21, False)],
)
def test_a_tax_number_is_kept_as_it_stands_on_paper(
    as_alice: Client, given: str, kept: bool
) -> None:
    form = {"first_name": "Dana", "currency": "GBP", "tax_number": given}

    answer = as_alice.post(address(Customer, "add"), form)

    assert (answer.status_code, Customer.objects.filter(tax_number=given).exists()) == (
        302 if kept else 200,
        kept,
    )


def test_a_vendor_sees_and_opens_its_own_only(as_bob: Client, bobs_vendor: Vendor) -> None:
    own = factories.ProductFactory(vendor=bobs_vendor, name="Own tea")
    other = factories.ProductFactory(vendor=factories.VendorFactory(), name="Other tea")

    page = as_bob.get(address(Product, "changelist")).content.decode()

    assert "Own tea" in page
    assert "Other tea" not in page
    assert as_bob.get(address(Product, "change", own.pk)).status_code == 200
    assert as_bob.get(address(Product, "change", other.pk)).status_code == 302


def test_a_vendor_is_not_told_of_the_others_in_filters(
    as_bob: Client, bobs_vendor: Vendor, carols_vendor: Vendor
) -> None:
    for vendor in (bobs_vendor, carols_vendor):
        factories.OrderFactory(vendor=vendor)

    for model in (Order, Product):
        assert "Carol" not in as_bob.get(address(model, "changelist")).content.decode()


def test_a_vendor_s_autocompletion_finds_its_own_only(
    as_bob: Client, bobs_vendor: Vendor, carols_vendor: Vendor
) -> None:
    factories.ProductFactory(vendor=bobs_vendor, name="Own tea")
    factories.ProductFactory(vendor=carols_vendor, name="Other tea")
    asked = {"app_label": "entities", "model_name": "orderline", "field_name": "product"}

    found = as_bob.get(reverse("admin:autocomplete"), {**asked, "term": "tea"}).json()

    assert [one["text"].split(" [")[0] for one in found["results"]] == ["Own tea"]


def test_what_a_vendor_adds_belongs_to_it_whatever_is_posted(
    as_bob: Client, bobs_vendor: Vendor, carols_vendor: Vendor
) -> None:
    as_bob.post(address(Product, "add"), product_form(vendor=carols_vendor.pk))
    as_bob.post(address(Product, "add"), product_form())

    assert {product.vendor for product in Product.objects.all()} == {bobs_vendor}


def test_who_works_for_two_vendors_chooses_among_them(
    as_bob: Client, bob: Any, bobs_vendor: Vendor, carols_vendor: Vendor
) -> None:
    second = factories.VendorFactory(users=[bob])

    for vendor in (second, carols_vendor, None):
        as_bob.post(address(Product, "add"), product_form(vendor=vendor.pk if vendor else ""))

    assert [product.vendor for product in Product.objects.all()] == [second]


def test_a_form_refuses_what_its_user_may_not_see(as_bob: Client, bobs_vendor: Vendor) -> None:
    foreign = factories.CategoryFactory()

    page = as_bob.post(address(Product, "add"), product_form(category=foreign.pk))

    assert "category" in page.context["adminform"].form.errors
    assert not Product.objects.exists()


def test_a_vendor_keeps_the_marketplace_s_storefront_on_its_order(
    as_bob: Client, bobs_vendor: Vendor
) -> None:
    storefront = factories.StorefrontFactory()
    order = factories.OrderFactory(vendor=bobs_vendor, storefront=storefront)

    form = as_bob.get(address(Order, "change", order.pk)).context["adminform"].form

    assert storefront in form.fields["storefront"].queryset


def test_the_marketplace_s_fields_are_hidden_from_vendors(
    as_bob: Client, bobs_vendor: Vendor
) -> None:
    payment = factories.PaymentFactory(order=factories.OrderFactory(vendor=bobs_vendor))

    paying = as_bob.get(address(type(payment), "change", payment.pk)).context["adminform"].form
    vendor = as_bob.get(address(Vendor, "change", bobs_vendor.pk)).context["adminform"].form

    assert "payout" not in paying.fields
    assert "users" not in vendor.fields


def test_without_permission_a_vendor_edits_nothing(
    carol: Any, carols_vendor: Vendor, client: Client
) -> None:
    product = factories.ProductFactory(vendor=carols_vendor)
    client.force_login(carol)

    assert client.get(address(Product, "changelist")).status_code == 403
    assert client.post(address(Product, "change", product.pk), product_form()).status_code == 403


def test_a_stranger_is_sent_to_the_login(dave: Any, client: Client) -> None:
    client.force_login(dave)

    assert client.get(address(Product, "changelist")).status_code == 302


def test_a_total_that_does_not_add_up_is_a_message_on_the_form(as_alice: Client) -> None:
    order = factories.OrderFactory()
    form = as_alice.get(address(Order, "change", order.pk)).context["adminform"].form

    page = as_alice.post(address(Order, "change", order.pk), order_form(form, total="1.00"))

    assert "The total must be subtotal - discount" in page.content.decode()


def order_form(form: Any, **changes: Any) -> dict[str, Any]:
    """What a browser would post for an order without touching its lines."""
    fields = {name: form[name].value() for name in form.fields}
    posted = {
        name: value for name, value in fields.items() if value is not None and value is not False
    }
    for name in ("placed_at", "status_at"):
        moment = posted.pop(name)
        posted |= {f"{name}_0": moment.date().isoformat(), f"{name}_1": moment.time().isoformat()}
    return {**posted, "lines-TOTAL_FORMS": "0", "lines-INITIAL_FORMS": "0", **changes}


@pytest.fixture
def shipment() -> Invoice:
    order = factories.OrderFactory(lines=[{"unit_price": "2.00", "quantity": 3}])
    invoice: Invoice = factories.InvoiceFactory(
        order=order, key="s1", number="S1", covers=Invoice.Covers.SHIPMENT
    )
    return invoice


def ship(client: Client, invoice: Invoice, quantity: str) -> Any:
    line = invoice.order.lines.get()
    return client.post(
        address(Invoice, "change", invoice.pk),
        {
            "number": invoice.number,
            "issued_at_0": "2026-11-02",
            "issued_at_1": "12:00",
            "lines-TOTAL_FORMS": "1",
            "lines-INITIAL_FORMS": "0",
            "lines-0-order_line": str(line.pk),
            "lines-0-quantity": quantity,
            "lines-0-amount": "4.00",
            "lines-0-tax_amount": "0",
        },
    )


def bill(client: Client, order: Order) -> Any:
    moment = {"issued_at_0": "2026-11-02", "issued_at_1": "12:00"}
    lines = {"lines-TOTAL_FORMS": "0", "lines-INITIAL_FORMS": "0"}
    named = {"order": str(order.pk), "number": "W1", "covers": "whole"}
    return client.post(address(Invoice, "add"), {**named, **moment, **lines})


def test_a_whole_invoice_made_by_hand_is_the_one_that_would_be_made(as_alice: Client) -> None:
    order = factories.OrderFactory()

    bill(as_alice, order)

    assert Invoice.objects.get().key == order.key
    assert order.lines.get().invoiced_whole


def test_an_order_billed_by_shipment_cannot_be_billed_whole_by_hand(
    as_alice: Client, shipment: Invoice
) -> None:
    page = bill(as_alice, shipment.order)

    assert "billed either as a whole or by shipment" in page.content.decode()
    assert Invoice.objects.count() == 1


def test_a_shipment_s_lines_are_counted_when_saved(as_alice: Client, shipment: Invoice) -> None:
    response = ship(as_alice, shipment, "2")

    assert response.status_code == 302
    assert shipment.order.lines.get().invoiced_quantity == Decimal(2)


def test_billing_more_than_is_left_is_a_message_on_the_form(
    as_alice: Client, shipment: Invoice
) -> None:
    response = ship(as_alice, shipment, "3.5")

    assert "3 is left to bill." in response.content.decode()
    assert not InvoiceLine.objects.exists()


def test_a_shipment_of_what_is_billed_whole_is_a_message_on_the_form(
    as_alice: Client, shipment: Invoice
) -> None:
    shipment.order.lines.update(invoiced_whole=True)

    response = ship(as_alice, shipment, "1")

    assert "0 is left to bill." in response.content.decode()


def test_invoices_are_cancelled_and_reinstated_from_the_list(
    as_alice: Client, shipment: Invoice
) -> None:
    ship(as_alice, shipment, "2")

    act(as_alice, shipment, "cancel_invoices")
    freed = shipment.order.lines.get().invoiced_quantity
    invoicing.bill_whole(order=shipment.order, issued_at=factories.NOON)
    page = act(as_alice, shipment, "reinstate_invoices")

    assert freed == 0
    assert "is billed as a whole" in page.content.decode()
    assert Invoice.objects.get(key="s1").is_cancelled


def act(client: Client, invoice: Invoice, name: str) -> Any:
    posted = {"action": name, "_selected_action": [invoice.pk]}
    return client.post(address(Invoice, "changelist"), posted, follow=True)


def test_a_category_cannot_be_put_below_itself(as_alice: Client) -> None:
    top = factories.CategoryFactory()
    below = factories.CategoryFactory(parent=factories.CategoryFactory(parent=top))

    page = as_alice.post(address(type(top), "change", top.pk), {"name": "Tea", "parent": below.pk})

    assert "A category cannot stand below itself." in page.content.decode()


def test_a_line_cannot_be_made_smaller_than_what_is_billed(shipment: Invoice) -> None:
    line = shipment.order.lines.get()
    line.invoiced_quantity, line.quantity = Decimal(2), Decimal(1)

    with pytest.raises(Exception, match="Invoices bill 2 of it already"):
        line.full_clean()
