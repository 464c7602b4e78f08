"""What is chosen under Default accounts, seen in the company's books."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from connections import lists
from connections.models import (
    ClassMapping,
    Connection,
    DefaultAccounts,
    ItemMapping,
    ListItem,
    TaxMapping,
    TermMapping,
)
from entities.models import StorePaymentMethod
from tests.bridge import LiveEmulator
from tests.factories import (
    CategoryFactory,
    CustomerFactory,
    OrderFactory,
    PaymentFactory,
    ProductFactory,
    RefundFactory,
    StoreTaxFactory,
    VendorFactory,
)
from tests.sync_queue.company_side import Read, there

PER_LINE = {"AccountingInfoPrefs": {"ClassTrackingPerTxnLine": True}}
PER_DOCUMENT = {"AccountingInfoPrefs": {"ClassTrackingPerTxn": True}}
Choose = Callable[..., Connection]


@pytest.fixture
def company(connected: Any, card: StorePaymentMethod, live_emulator: LiveEmulator) -> Choose:
    """`company(classes=["Retail"], preferences=…, uses_classes=True)`: ready, gets everything."""

    def make(
        profile: str = "us",
        *,
        classes: list[str] | None = None,
        preferences: Any = None,
        **more: Any,
    ) -> Connection:
        books: Connection = connected(profile, preferences=preferences or {})
        for name in classes or []:
            there(live_emulator, books, "Class", Name=name)
        lists.fetch_lists(connection=books, now=timezone.now())
        account = DefaultAccounts.objects.get(connection=books)
        account.refund = account.surcharge = account.income
        account.save()
        for column, value in {"is_default": True, **more}.items():
            setattr(books, column, value)
        books.save()
        return books

    return make


def listed(books: Connection, kind: str, name: str) -> ListItem:
    found: ListItem = books.list_items.get(kind=kind, name=name)
    return found


def defaults(books: Connection, **columns: Any) -> None:
    DefaultAccounts.objects.filter(connection=books).update(**columns)


def only(live: LiveEmulator, books: Connection, kind: str) -> Any:
    (found,) = live.state(books.realm)[kind]
    return found


def class_names(document: Any) -> list[str]:
    """The class of each line in order, "" for none."""
    details = [line.get("SalesItemLineDetail") for line in document["Line"]]
    return [one.get("ClassRef", {}).get("name", "") for one in details if one is not None]


def test_a_line_has_the_class_of_its_category_else_its_vendor_else_the_default(
    company: Choose, read: Read, live_emulator: LiveEmulator
) -> None:
    names = ["Retail", "Teas", "Bob's"]
    books = company(classes=names, preferences=PER_LINE, uses_classes=True)
    retail, teas, bobs = (listed(books, "Class", name) for name in names)
    defaults(books, accounting_class=retail)
    tea, bob = CategoryFactory(), VendorFactory()
    green = CategoryFactory(parent=tea)
    ClassMapping.objects.create(connection=books, category=tea, accounting_class=teas)
    ClassMapping.objects.create(connection=books, vendor=bob, accounting_class=bobs)
    products = (ProductFactory(category=green, vendor=bob), ProductFactory(vendor=bob), None)

    OrderFactory(lines=[{"product": product} for product in products], shipping="5")
    read(books)

    document = only(live_emulator, books, "Invoice")
    assert class_names(document) == ["Teas", "Bob's", "Retail", "Retail"]


@pytest.mark.parametrize(("allows", "wanted"), [(True, "Wholesale"), (False, "Retail")])
def test_what_the_store_names_beats_the_default_only_where_overrides_are_allowed(
    allows: bool, wanted: str, company: Choose, read: Read, live_emulator: LiveEmulator
) -> None:
    names = ["Retail", "Wholesale"]
    books = company(classes=names, preferences=PER_LINE, uses_classes=True, allows_overrides=allows)
    defaults(books, accounting_class=listed(books, "Class", "Retail"))

    OrderFactory(customer=CustomerFactory(accounting_class="wholesale"))
    read(books)

    assert class_names(only(live_emulator, books, "Invoice")) == [wanted]


def test_the_class_of_a_line_beats_its_orders_and_that_its_customers(
    company: Choose, read: Read, live_emulator: LiveEmulator
) -> None:
    names = ["Line", "Order", "Customer"]
    books = company(classes=names, preferences=PER_LINE, uses_classes=True, allows_overrides=True)
    customer = CustomerFactory(accounting_class="Customer")

    lines = [{"accounting_class": "Line"}, {}]
    OrderFactory(customer=customer, accounting_class="Order", lines=lines)
    read(books)

    assert class_names(only(live_emulator, books, "Invoice")) == ["Line", "Order"]


def test_a_discount_is_taken_off_each_class_it_belongs_to(
    company: Choose, read: Read, live_emulator: LiveEmulator
) -> None:
    books = company(
        classes=["A", "B"], preferences=PER_LINE, uses_classes=True, allows_overrides=True
    )
    lines = [
        {"unit_price": "30", "accounting_class": "A"},
        {"unit_price": "10", "accounting_class": "B"},
    ]

    OrderFactory(lines=lines, discount="4")
    read(books)

    document = only(live_emulator, books, "Invoice")
    amounts = [line["Amount"] for line in document["Line"] if "SalesItemLineDetail" in line]
    assert class_names(document) == ["A", "B", "A", "B"]
    assert amounts == [30, 10, -3, -1]


def test_a_company_with_one_class_for_a_document_gets_it_on_the_document(
    company: Choose, read: Read, live_emulator: LiveEmulator
) -> None:
    books = company(classes=["Retail"], preferences=PER_DOCUMENT, uses_classes=True)
    defaults(books, accounting_class=listed(books, "Class", "Retail"))

    OrderFactory()
    read(books)

    document = only(live_emulator, books, "Invoice")
    assert document["ClassRef"]["name"] == "Retail"
    assert class_names(document) == [""]


def test_a_refund_has_the_class_with_which_its_product_was_sold(
    company: Choose, read: Read, live_emulator: LiveEmulator, card: StorePaymentMethod
) -> None:
    books = company(
        classes=["Teas"], preferences=PER_LINE, uses_classes=True, allows_overrides=True
    )
    product = ProductFactory(price="20")
    order = OrderFactory(lines=[{"product": product, "accounting_class": "Teas"}])
    PaymentFactory(order=order, method=card)
    line = {"product": product, "amount": "20", "restock": True}

    RefundFactory(order=order, method=card, lines=[line])
    read(books)

    assert class_names(only(live_emulator, books, "RefundReceipt")) == ["Teas"]


def test_without_the_switch_no_class_goes_out(
    company: Choose, read: Read, live_emulator: LiveEmulator
) -> None:
    books = company(classes=["Retail"], preferences=PER_LINE)
    defaults(books, accounting_class=listed(books, "Class", "Retail"))

    OrderFactory(accounting_class="Retail")
    read(books)

    assert class_names(only(live_emulator, books, "Invoice")) == [""]


def test_classes_that_the_company_does_not_keep_hold_the_order(
    company: Choose, read: Read, row_of: Any
) -> None:
    books, order = company(uses_classes=True), OrderFactory()

    read(books)

    row = row_of(order, "invoice")
    assert (row.state, row.reason) == ("held", "classes_off")
    assert "QuickBooks has class tracking off" in row.message


def test_a_class_that_nobody_knows_holds_the_order_until_it_is_mapped(
    company: Choose, read: Read, row_of: Any, live_emulator: LiveEmulator
) -> None:
    books = company(
        classes=["Retail"], preferences=PER_LINE, uses_classes=True, allows_overrides=True
    )
    order = OrderFactory(accounting_class="Corner shop")
    read(books)
    row = row_of(order, "invoice")
    assert (row.state, row.reason) == ("held", "class:Corner shop")

    retail = listed(books, "Class", "Retail")
    ClassMapping.objects.create(connection=books, name="Corner shop", accounting_class=retail)
    row.wait(reason="", message="", now=timezone.now())
    read(books)

    assert class_names(only(live_emulator, books, "Invoice")) == ["Retail"]


@pytest.mark.parametrize(
    ("words", "allows", "wanted"),
    [
        ({"terms": "net 30"}, True, "Net 30"),
        ({"terms": "A month"}, True, "Net 60"),
        ({"terms": "Net 30"}, False, "Due on receipt"),
        ({}, True, "Net 15"),
    ],
)
def test_an_invoice_has_the_terms_of_its_order_else_its_customer_else_the_default(
    words: dict[str, str],
    allows: bool,
    wanted: str,
    company: Choose,
    read: Read,
    live_emulator: LiveEmulator,
) -> None:
    books = company(allows_overrides=allows)
    defaults(books, term=listed(books, "Term", "Due on receipt"))
    term = listed(books, "Term", "Net 60")
    TermMapping.objects.create(connection=books, name="A month", term=term)

    OrderFactory(customer=CustomerFactory(terms="Net 15"), **words)
    read(books)

    due = only(live_emulator, books, "Invoice")["SalesTermRef"]["value"]
    assert due == listed(books, "Term", wanted).qbo_id


def test_terms_that_nobody_knows_hold_the_order(company: Choose, read: Read, row_of: Any) -> None:
    books, order = company(allows_overrides=True), OrderFactory(terms="When it suits")

    read(books)

    row = row_of(order, "invoice")
    assert (row.state, row.reason) == ("held", "term:When it suits")


def test_a_line_stands_under_the_item_that_was_chosen_for_its_kind(
    company: Choose, read: Read, live_emulator: LiveEmulator
) -> None:
    books = company()
    account = books.defaults.income.qbo_id
    freight = there(
        live_emulator,
        books,
        "Item",
        Name="Freight",
        Type="Service",
        IncomeAccountRef={"value": account},
    )
    lists.fetch_lists(connection=books, now=timezone.now())
    item = books.list_items.get(kind="Item", qbo_id=freight)
    ItemMapping.objects.create(connection=books, line_kind="shipping", item=item)

    OrderFactory(shipping="5")
    read(books)

    document = only(live_emulator, books, "Invoice")
    items = [one["SalesItemLineDetail"]["ItemRef"]["value"] for one in document["Line"][:2]]
    names = {one["Name"] for one in live_emulator.state(books.realm)["Item"]}
    assert items[1] == freight
    assert "Shipping" not in names


def test_a_chosen_item_that_is_gone_holds_the_order(
    company: Choose, read: Read, row_of: Any
) -> None:
    books, order = company(), OrderFactory(shipping="5")
    gone = ListItem.objects.create(
        connection=books,
        kind="Item",
        qbo_id="999",
        name="Freight",
        is_active=False,
        fetched_at=timezone.now(),
    )
    ItemMapping.objects.create(connection=books, line_kind="shipping", item=gone)

    read(books)

    row = row_of(order, "invoice")
    assert (row.state, row.reason) == ("held", "item:shipping")
    assert "“Freight”, chosen for shipping, is gone" in row.message


@pytest.mark.parametrize(("country", "wanted"), [("DE", "Exempt"), ("FR", "20.0% S")])
def test_a_tax_goes_under_the_code_of_the_country_it_is_sold_to(
    country: str, wanted: str, company: Choose, read: Read, live_emulator: LiveEmulator
) -> None:
    books, tax = company("gb"), StoreTaxFactory(rate="20")
    TaxMapping.objects.filter(connection=books).delete()
    for where, name in (("", "20.0% S"), ("DE", "Exempt")):
        code = listed(books, "TaxCode", name)
        TaxMapping.objects.create(connection=books, tax=tax, destination=where, tax_code=code)
    line = {"unit_price": "10", "tax": tax, "tax_amount": "0" if country == "DE" else "2"}

    OrderFactory(
        customer=CustomerFactory(currency="GBP"),
        currency="GBP",
        shipping_country=country,
        lines=[line],
    )
    read(books)

    detail = only(live_emulator, books, "Invoice")["Line"][0]["SalesItemLineDetail"]
    assert detail["TaxCodeRef"]["value"] == listed(books, "TaxCode", wanted).qbo_id


@pytest.mark.parametrize(
    ("quantity", "starts", "wanted"),
    [
        (None, None, (12, "2000-01-01")),
        (Decimal(0), date(2026, 1, 1), (0, "2026-01-01")),
        (Decimal(5), None, (5, "2000-01-01")),
    ],
)
def test_a_product_with_stock_begins_as_was_chosen(
    quantity: Decimal | None,
    starts: date | None,
    wanted: tuple[int, str],
    company: Choose,
    read: Read,
    live_emulator: LiveEmulator,
) -> None:
    books = company(sells_from_stock=True)
    defaults(books, stock_quantity=quantity, stock_starts_on=starts)

    ProductFactory(sku="POT-1", tracks_stock=True, quantity=12, cost="4")
    read(books)

    items = live_emulator.state(books.realm)["Item"]
    pot = next(one for one in items if one.get("Sku") == "POT-1")
    assert (pot["QtyOnHand"], pot["InvStartDate"]) == wanted


def test_an_account_chosen_anew_is_for_new_products_and_old_ones_keep_theirs(
    company: Choose, read: Read, live_emulator: LiveEmulator
) -> None:
    books, old = company(), ProductFactory(name="Old")
    OrderFactory(lines=[{"product": old}])
    read(books)
    before = DefaultAccounts.objects.get(connection=books).income
    assert before is not None
    other = books.list_items.filter(kind="Account", type="Income").exclude(pk=before.pk).first()
    assert other is not None

    defaults(books, income=other)
    OrderFactory(lines=[{"product": old}, {"product": ProductFactory(name="New")}])
    read(books)

    items = live_emulator.state(books.realm)["Item"]
    accounts = {item["Name"]: item.get("IncomeAccountRef", {}).get("value") for item in items}
    assert (accounts["Old"], accounts["New"]) == (before.qbo_id, other.qbo_id)
