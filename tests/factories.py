"""Builds store entities for tests: small, valid, adding up; name only what the test is about.

`OrderFactory(lines=[{"unit_price": "12.50", "quantity": 2}], shipping="5.00")` works out amounts,
taxes and totals by itself; whatever is given is kept. Money may be given as text.
"""

from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import factory
from django.contrib.auth import get_user_model
from django.db.models import DecimalField, Model
from factory.django import DjangoModelFactory

from entities import invoicing, models

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
CENT = Decimal("0.01")
ZERO = Decimal(0)


def money(value: Any) -> Decimal:
    return Decimal(value).quantize(CENT, rounding=ROUND_HALF_UP)


class EntityFactory(DjangoModelFactory):
    """Lets a test write money as text and still read it back as a number from the same object."""

    class Meta:
        abstract = True

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Any:
        return super()._create(model_class, *args, **numbers(model_class, kwargs))


def numbers(model: type[Model], given: dict[str, Any]) -> dict[str, Any]:
    """`given` with every value for a decimal field turned into a Decimal."""
    decimals = {field.name for field in model._meta.fields if isinstance(field, DecimalField)}
    return {
        name: Decimal(value) if name in decimals and value is not None else value
        for name, value in given.items()
    }


class UserFactory(DjangoModelFactory):
    class Meta:
        model = get_user_model()
        skip_postgeneration_save = True

    username = factory.Sequence(lambda number: f"user{number}")
    is_active = True


class VendorFactory(EntityFactory):
    """`users=[bob]` lets Bob work for the vendor."""

    class Meta:
        model = models.Vendor
        skip_postgeneration_save = True

    name = factory.Sequence(lambda number: f"Vendor {number}")

    @factory.post_generation
    def users(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        if create and extracted:
            self.users.set(extracted)


class StorefrontFactory(EntityFactory):
    class Meta:
        model = models.Storefront

    name = factory.Sequence(lambda number: f"Storefront {number}")


class CustomerFactory(EntityFactory):
    class Meta:
        model = models.Customer

    first_name = "Dana"
    last_name = factory.Sequence(lambda number: f"Miller {number}")
    email = factory.Sequence(lambda number: f"dana{number}@example.com")
    billing_line1 = "12 Elm Street"
    billing_city = "Tucson"
    billing_region = "AZ"
    billing_postal_code = "85701"
    billing_country = "US"


class CategoryFactory(EntityFactory):
    class Meta:
        model = models.Category

    name = factory.Sequence(lambda number: f"Category {number}")


class StoreTaxFactory(EntityFactory):
    class Meta:
        model = models.StoreTax

    name = factory.Sequence(lambda number: f"California {number}")
    rate = Decimal("8.0000")


class ProductFactory(EntityFactory):
    class Meta:
        model = models.Product

    sku = factory.Sequence(lambda number: f"SKU-{number}")
    name = factory.Sequence(lambda number: f"Teapot {number}")
    price = Decimal("20.0000")


class StockCorrectionFactory(EntityFactory):
    """Entered after any item was made in QuickBooks, unless `created_at` says otherwise."""

    class Meta:
        model = models.StockCorrection

    product = factory.SubFactory(ProductFactory)
    difference = Decimal(-2)
    reason = "Broken"
    happened_at = NOON
    created_at = datetime(2100, 1, 1, tzinfo=UTC)

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> models.StockCorrection:
        created_at = kwargs.pop("created_at")
        made: models.StockCorrection = super()._create(model_class, *args, **kwargs)
        rows = models.StockCorrection.objects.silently().filter(pk=made.pk)
        rows.update(created_at=created_at)
        return made


class StorePaymentMethodFactory(EntityFactory):
    class Meta:
        model = models.StorePaymentMethod

    name = factory.Sequence(lambda number: f"Card {number}")


class OrderFactory(EntityFactory):
    """An order with its lines. `lines` are dicts of OrderLine's fields; by default one of 20.00.

    Of a line only `unit_price` or `product` is needed. `shipping_tax` is not worked out: give
    `tax_total` where shipping is taxed or an order discount lowers the tax.
    """

    class Meta:
        model = models.Order

    number = factory.Sequence(lambda number: f"{1000 + number}")
    customer = factory.SubFactory(CustomerFactory)
    status = models.Order.Status.COMPLETED
    placed_at = NOON
    status_at = factory.SelfAttribute("placed_at")

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> models.Order:
        lines = [_line(**line) for line in kwargs.pop("lines", [{"unit_price": "20.00"}])]
        order: models.Order = super()._create(model_class, *args, **_totals(lines, kwargs))
        for position, line in enumerate(lines, start=1):
            place = {"order": order, "position": position}
            models.OrderLine.objects.create(**numbers(models.OrderLine, {**place, **line}))
        return order


def _line(**given: Any) -> dict[str, Any]:
    product, tax = given.get("product"), given.get("tax")
    quantity = Decimal(given.pop("quantity", 1))
    unit_price = Decimal(given.pop("unit_price", product.price if product else "20.00"))
    discount = money(given.pop("discount", ZERO))
    amount = money(given.pop("amount", quantity * unit_price - discount))
    tax_amount = money(given.pop("tax_amount", amount * tax.rate / 100 if tax else ZERO))
    return {
        "name": product.name if product else "Teapot",
        "quantity": quantity,
        "unit_price": unit_price,
        "discount": discount,
        "amount": amount,
        "tax_amount": tax_amount,
        **given,
    }


def _totals(lines: list[dict[str, Any]], given: dict[str, Any]) -> dict[str, Any]:
    figures = {name: money(given.get(name, ZERO)) for name in ("discount", "shipping", "surcharge")}
    figures["subtotal"] = money(given.get("subtotal", sum(line["amount"] for line in lines)))
    figures["tax_total"] = money(given.get("tax_total", sum(line["tax_amount"] for line in lines)))
    total = figures["subtotal"] - figures["discount"] + figures["shipping"] + figures["surcharge"]
    if not given.get("prices_include_tax"):
        total += figures["tax_total"]
    return {**given, **figures, "total": money(given.get("total", total))}


class InvoiceFactory(EntityFactory):
    """The whole invoice of an order, as `entities.invoicing.bill_whole` makes it."""

    class Meta:
        model = models.Invoice

    order = factory.SubFactory(OrderFactory)
    key = factory.SelfAttribute("order.key")
    number = factory.SelfAttribute("order.number")
    issued_at = factory.SelfAttribute("order.status_at")

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> models.Invoice:
        invoice: models.Invoice = super()._create(model_class, *args, **kwargs)
        invoicing.count_billed(orders=[invoice.order_id])
        return invoice


class PayoutFactory(EntityFactory):
    class Meta:
        model = models.Payout

    method = factory.SubFactory(StorePaymentMethodFactory)
    paid_on = NOON.date()
    gross = Decimal("20.00")
    refunds = Decimal("0.00")
    fees = Decimal("0.88")
    net = factory.LazyAttribute(
        lambda payout: Decimal(payout.gross) - Decimal(payout.refunds) - Decimal(payout.fees)
    )


class PaymentFactory(EntityFactory):
    """Captured money for the whole order, unless told otherwise."""

    class Meta:
        model = models.Payment

    order = factory.SubFactory(OrderFactory)
    method = factory.SubFactory(StorePaymentMethodFactory)
    state = models.Payment.State.CAPTURED
    amount = factory.SelfAttribute("order.total")
    currency = factory.SelfAttribute("order.currency")
    captured_at = factory.SelfAttribute("order.placed_at")
    reference = factory.Sequence(lambda number: f"ch_{number}")


class RefundFactory(EntityFactory):
    """A refund with its lines, dicts of RefundLine's fields; by default one of 5.00 for nothing."""

    class Meta:
        model = models.Refund

    number = factory.Sequence(lambda number: f"R-{number}")
    order = factory.SubFactory(OrderFactory)
    customer = factory.LazyAttribute(
        lambda refund: refund.order.customer if refund.order else CustomerFactory()
    )
    method = factory.SubFactory(StorePaymentMethodFactory)
    refunded_at = NOON

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> models.Refund:
        goodwill = {"kind": models.RefundLine.Kind.GOODWILL, "amount": "5.00"}
        lines = [_refund_line(**line) for line in kwargs.pop("lines", [goodwill])]
        refund: models.Refund = super()._create(model_class, *args, **_totals_back(lines, kwargs))
        for position, line in enumerate(lines, start=1):
            place = {"refund": refund, "position": position}
            models.RefundLine.objects.create(**numbers(models.RefundLine, {**place, **line}))
        return refund


def _refund_line(**given: Any) -> dict[str, Any]:
    product = given.get("product")
    return {
        "name": product.name if product else "Given back",
        **given,
        "amount": money(given["amount"]),
        "tax_amount": money(given.get("tax_amount", ZERO)),
    }


def _totals_back(lines: list[dict[str, Any]], given: dict[str, Any]) -> dict[str, Any]:
    subtotal = money(given.get("subtotal", sum(line["amount"] for line in lines)))
    tax_total = money(given.get("tax_total", sum(line["tax_amount"] for line in lines)))
    total = subtotal if given.get("prices_include_tax") else subtotal + tax_total
    return {**given, "subtotal": subtotal, "tax_total": tax_total, "total": total}
