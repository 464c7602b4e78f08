"""A product of the store as a QuickBooks item."""

from datetime import date
from decimal import Decimal
from typing import Any

from connections.models.flow import Subject, Way
from entities.models import Category, Product
from sync_queue import kinds
from sync_queue.documents import names
from sync_queue.documents.company import Company
from sync_queue.documents.outcome import Document, Held
from sync_queue.models import Link


def parents(product: Product) -> list[tuple[str, str]]:
    return [(kinds.CATEGORY.name, product.category.key)] if product.category else []


def build(product: Product, company: Company) -> Document:
    """Type, accounts and stock go out once and never again (rule 4): see `create_only`."""
    fields: dict[str, Any] = {
        # Not on offer any more is not out of use: orders of it may still have to be booked, and
        # quickbooks refuses documents with an inactive item (fault 2500).
        "Active": True,
        "Description": product.description[:4000] or product.name[:4000],
        "Sku": names.legal(product.sku, longest=100),
        "UnitPrice": product.price,
        **_place(product, company),
    }
    return Document(
        qbo_type="Item",
        fields=fields,
        create_only=_booking(product, company),
        name_space=Link.NameSpace.ITEMS,
        names=names.choices(product.name, mark=product.sku or product.key, longest=100),
        moves_stock=is_stocked(product, company),
    )


def is_stocked(product: Product, company: Company) -> bool:
    """Stock is kept in QuickBooks only where a person switched it on (rule 21)."""
    settings = company.connection
    keeps_stock = product.tracks_stock and product.kind != Product.Kind.GIFT_CARD
    return keeps_stock and settings.sells_from_stock and settings.has_inventory


def opening_quantity(product: Product, company: Company) -> Decimal:
    """With how many the item begins: what was chosen for it or for all, else what there is."""
    chosen = chosen_quantity(product, company)
    return product.quantity if chosen is None else chosen


def chosen_quantity(product: Product, company: Company) -> Decimal | None:
    """The quantity that a person chose: the product's own goes before that of all products."""
    if product.opening_quantity is not None:
        return product.opening_quantity
    return company.defaults.stock_quantity


def stock_start(product: Product, company: Company) -> date | None:
    """Since when QuickBooks keeps its stock: no sale may be dated before (quickbooks: 6270)."""
    chosen = product.stock_starts_on or company.defaults.stock_starts_on
    return chosen or company.connection.books_start_on


def _place(product: Product, company: Company) -> dict[str, Any]:
    category = product.category
    if category is None or _stays_out(category, company):
        return {}
    ref = company.ref(kind=kinds.CATEGORY.name, key=category.key, label=category.name)
    return {"SubItem": True, "ParentRef": ref}


def _stays_out(category: Category, company: Company) -> bool:
    """New categories are not sent: their products go without one."""
    sends_new = company.switches.is_on(Subject.CATEGORY, Way.PUSH_CREATE)
    return not sends_new and company.link(kinds.CATEGORY.name, category.key) is None


def _booking(product: Product, company: Company) -> dict[str, Any]:
    # What a gift card brings is owed to whoever holds it, and no income (rule 12).
    purpose = "gift_cards" if product.kind == Product.Kind.GIFT_CARD else "income"
    accounts = {"IncomeAccountRef": company.account(purpose)}
    is_needed = company.needs_expense_accounts or is_stocked(product, company)
    if is_needed or company.defaults.expense is not None:
        accounts["ExpenseAccountRef"] = company.account("expense")
    if not is_stocked(product, company):
        kind = "NonInventory" if product.kind == Product.Kind.GOODS else "Service"
        return {"Type": kind, **accounts}
    if product.cost is None:
        raise Held(
            reason="no_cost",
            message=f"{product.name} keeps stock but has no cost.",
            mend="Enter its cost in the store, then send it again.",
        )
    return {
        "Type": "Inventory",
        "TrackQtyOnHand": True,
        "QtyOnHand": opening_quantity(product, company),
        "InvStartDate": str(stock_start(product, company)),
        "PurchaseCost": product.cost,
        "AssetAccountRef": company.account("inventory_asset"),
        **accounts,
    }
