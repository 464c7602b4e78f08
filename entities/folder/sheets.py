"""Which files a folder holds, which columns each has, and in which order they are read.

A column is a field of the model; a reference is named after the field with `_key` behind it. The
order is by dependency: a row may refer to rows of its own file or of files before it.
"""

from dataclasses import dataclass
from typing import Any

from django.db.models import Field, Model

from entities import models
from entities.changes import StorePart

# A shipment's invoice line names its order line by where that stands in the order.
ORDER_LINE = "order_line_position"


@dataclass(frozen=True)
class Column:
    """`references` is the model whose key stands in the cell, None for a plain value."""

    name: str
    field: "Field[Any, Any]"
    references: type[Any] | None = None

    @property
    def is_required(self) -> bool:
        field = self.field
        if field.name == "key":
            return True
        return not (field.null or field.blank or field.has_default())


@dataclass(frozen=True)
class Sheet:
    """One file: its rows are entities, found by key, or the lines (`StorePart`) of entities."""

    name: str
    model: type[Any]
    columns: tuple[Column, ...]

    @property
    def file_name(self) -> str:
        return f"{self.name}.csv"

    @property
    def whole(self) -> Column | None:
        """The column that says to which whole a line belongs; None for entities."""
        if not issubclass(self.model, StorePart):
            return None
        return next(one for one in self.columns if one.field.name == self.model.whole_field)

    @property
    def place(self) -> str:
        """The field by which a line is told from the other lines of its whole."""
        return "order_line_id" if self.model is models.InvoiceLine else "position"


def _column(model: type[Model], name: str) -> Column:
    field: Any = model._meta.get_field(name)
    if name == "order_line":
        return Column(ORDER_LINE, field)
    if field.is_relation:
        return Column(f"{name}_key", field, field.related_model)
    return Column(name, field)


def _sheet(name: str, model: type[Model], columns: str) -> Sheet:
    return Sheet(name, model, tuple(_column(model, column) for column in columns.split()))


_ADDRESS = "line1 line2 city region postal_code country"
_ADDRESSES = " ".join(
    f"{kind}_{part}" for kind in ("billing", "shipping") for part in _ADDRESS.split()
)

SHEETS = (
    _sheet("vendors", models.Vendor, "key name email is_active"),
    _sheet("storefronts", models.Storefront, "key name url vendor invoices is_active"),
    _sheet("categories", models.Category, "key name parent is_active"),
    _sheet("taxes", models.StoreTax, "key name rate reason is_active"),
    _sheet("payment_methods", models.StorePaymentMethod, "key name kind is_active"),
    _sheet(
        "customers",
        models.Customer,
        "key storefront is_guest first_name last_name company email phone fax website "
        f"{_ADDRESSES} currency is_tax_exempt tax_number terms accounting_class is_active",
    ),
    _sheet(
        "products",
        models.Product,
        "key vendor category kind sku name description price cost tax tracks_stock quantity "
        "opening_quantity stock_starts_on is_active",
    ),
    _sheet(
        "stock_corrections", models.StockCorrection, "key product difference reason happened_at"
    ),
    _sheet(
        "orders",
        models.Order,
        "key number storefront vendor customer status placed_at status_at "
        "shipped_at currency exchange_rate prices_include_tax "
        "subtotal discount shipping shipping_tax surcharge surcharge_tax tax_total total "
        "shipping_country terms accounting_class note",
    ),
    _sheet(
        "order_lines",
        models.OrderLine,
        "order position product name quantity shipped_quantity unit_price discount amount tax "
        "tax_amount accounting_class",
    ),
    _sheet(
        "invoices",
        models.Invoice,
        "key order number covers issued_at is_cancelled discount shipping surcharge tax_total "
        "total is_split",
    ),
    _sheet("invoice_lines", models.InvoiceLine, "invoice order_line quantity amount tax_amount"),
    _sheet(
        "payouts",
        models.Payout,
        "key method vendor paid_on currency gross refunds fees fee_tax net bank_amount "
        "bank_currency",
    ),
    _sheet(
        "payments",
        models.Payment,
        "key order method payout state amount currency captured_at reference charged_back_at "
        "chargeback_fee won_back_at",
    ),
    _sheet(
        "refunds",
        models.Refund,
        "key number order customer payment method payout refunded_at currency prices_include_tax "
        "subtotal tax_total total reason",
    ),
    _sheet(
        "refund_lines",
        models.RefundLine,
        "refund position kind product name quantity amount restock tax tax_amount",
    ),
)

# Where to look when a row breaks a promise that the database keeps.
COLUMN_OF_CONSTRAINT = {
    "category_not_its_own_parent": "parent_key",
    "invoice_amounts_not_negative": "discount",
    "invoice_line_one_per_order_line": ORDER_LINE,
    "invoice_line_positive": "quantity",
    "invoice_number_per_order": "number",
    "invoice_one_whole_per_order": "covers",
    "invoice_whole_has_no_amounts": "total",
    "order_amounts_not_negative": "subtotal",
    "order_line_invoiced_at_most_once": "quantity",
    "order_line_not_negative": "quantity",
    "order_line_one_per_position": "position",
    "order_line_shipped_at_most_ordered": "shipped_quantity",
    "order_one_number_per_storefront": "number",
    "order_rate_positive": "exchange_rate",
    "order_total_adds_up": "total",
    "payment_amount_positive": "amount",
    "payment_captured_has_a_date": "captured_at",
    "payment_fee_not_negative": "chargeback_fee",
    "payment_won_back_was_charged_back": "won_back_at",
    "payout_bank_amount_has_a_currency": "bank_currency",
    "payout_fee_tax_within_fees": "fee_tax",
    "payout_net_adds_up": "net",
    "product_one_sku_per_vendor": "sku",
    "product_opening_not_negative": "opening_quantity",
    "product_price_not_negative": "price",
    "refund_line_one_per_position": "position",
    "refund_line_positive": "quantity",
    "refund_total_adds_up": "total",
    "refund_total_not_negative": "total",
    "stock_correction_not_zero": "difference",
    "store_tax_rate_not_negative": "rate",
}
