"""The bodies of customers, products, categories and charge items."""

from decimal import Decimal
from typing import Any

import pytest

from connections.models import Connection
from entities.models import Category
from sync_queue.documents import charge
from sync_queue.documents.outcome import Held, NeedsParent
from tests.factories import CategoryFactory, CustomerFactory, ProductFactory
from tests.sync_queue.known_company import build, company, not_linked

pytestmark = pytest.mark.django_db


def test_a_customer_goes_with_name_address_and_mail(db: None) -> None:
    person = CustomerFactory(first_name="Jane", last_name="Roe", email="jane@example.com")

    fields = build("customer", person, company()).fields

    assert (fields["GivenName"], fields["FamilyName"]) == ("Jane", "Roe")
    assert fields["PrimaryEmailAddr"] == {"Address": "jane@example.com"}
    assert fields["BillAddr"]["Line1"] == "12 Elm Street"
    assert not {"PrimaryPhone", "Fax", "WebAddr"} & set(fields)


@pytest.mark.parametrize(
    ("website", "sent"),
    [("https://roe.example", {"URI": "https://roe.example"}), ("roe.example", None), ("", None)],
)
def test_a_customer_goes_with_fax_and_a_website_that_quickbooks_takes(
    website: str, sent: Any
) -> None:
    fields = build("customer", CustomerFactory(fax="555-9", website=website), company()).fields

    assert fields["Fax"] == {"FreeFormNumber": "555-9"}
    assert fields.get("WebAddr") == sent


@pytest.mark.parametrize(
    "email", ["jane", "jane@", "jane@example.com; joe@example.com", "j" * 100 + "@example.com", ""]
)
def test_an_address_that_quickbooks_would_refuse_is_left_out(db: None, email: str) -> None:
    assert (
        "PrimaryEmailAddr" not in build("customer", CustomerFactory(email=email), company()).fields
    )


@pytest.mark.parametrize(("mode", "owned"), [("keep_in_step", True), ("create_only", False)])
def test_an_address_is_kept_in_step_or_written_once_as_a_person_chose(
    db: None, mode: str, owned: bool
) -> None:
    assert mode in Connection.AddressUpdates.values

    document = build("customer", CustomerFactory(), company(address_updates=mode))

    assert ("BillAddr" in document.fields) == owned
    assert ("BillAddr" in document.create_only) != owned


@pytest.mark.parametrize(
    ("currency", "multicurrency", "sent"),
    [("USD", False, None), ("USD", True, "USD"), ("EUR", True, "EUR")],
)
def test_a_customers_currency_is_stated_where_the_company_knows_several(
    db: None, currency: str, multicurrency: bool, sent: str | None
) -> None:
    known = company(multicurrency=multicurrency)

    document = build("customer", CustomerFactory(currency=currency), known)

    assert document.create_only.get("CurrencyRef") == ({"value": sent} if sent else None)


def test_a_foreign_customer_of_a_company_with_one_currency_is_held(db: None) -> None:
    with pytest.raises(Held, match="knows only USD"):
        build("customer", CustomerFactory(currency="EUR"), company())


def test_a_product_owns_its_price_and_sends_type_and_accounts_once(db: None) -> None:
    document = build("product", ProductFactory(sku="T-1", price="20"), company())

    assert document.fields["UnitPrice"] == Decimal("20.0000")
    assert document.create_only == {
        "Type": "NonInventory",
        "IncomeAccountRef": {"value": "account:income"},
        "ExpenseAccountRef": {"value": "account:expense"},
    }


STOCK = {"sells_from_stock": True, "has_inventory": True}


@pytest.mark.parametrize(
    ("product", "settings", "kind"),
    [
        ({"tracks_stock": True, "cost": "4"}, STOCK, "Inventory"),
        ({"tracks_stock": True, "cost": "4"}, {}, "NonInventory"),
        ({"tracks_stock": True, "cost": "4"}, {"sells_from_stock": True}, "NonInventory"),
        ({"tracks_stock": False}, STOCK, "NonInventory"),
        ({"kind": "service"}, STOCK, "Service"),
    ],
)
def test_stock_is_kept_only_where_store_person_and_company_all_keep_it(
    db: None, product: dict[str, Any], settings: dict[str, bool], kind: str
) -> None:
    document = build("product", ProductFactory(**product), company(**settings))

    assert document.create_only["Type"] == kind
    assert document.moves_stock == (kind == "Inventory")


def test_a_stocked_product_without_a_cost_is_held(db: None) -> None:
    product = ProductFactory(tracks_stock=True, cost=None)

    with pytest.raises(Held, match="has no cost"):
        build("product", product, company(**STOCK))


def test_a_product_lies_under_its_category(db: None) -> None:
    category = CategoryFactory()

    fields = build("product", ProductFactory(category=category), company()).fields

    assert fields["ParentRef"] == {"value": f"category:{category.key}"}


def test_a_product_waits_for_its_category(db: None) -> None:
    product = ProductFactory(category=CategoryFactory())

    with pytest.raises(NeedsParent):
        build("product", product, company(links=not_linked("category")))


def chain(levels: int) -> Category:
    category = None
    for _ in range(levels):
        category = CategoryFactory(parent=category)
    assert isinstance(category, Category)
    return category


def test_four_levels_of_categories_are_booked(db: None) -> None:
    assert build("category", chain(4), company()).fields["SubItem"] is True


def test_a_fifth_level_is_held_in_words(db: None) -> None:
    with pytest.raises(Held, match="deeper than the 4 levels"):
        build("category", chain(5), company())


@pytest.mark.parametrize("key", charge.BY_KEY)
def test_each_charge_item_books_to_its_own_account(db: None, key: str) -> None:
    document = charge.build(charge.BY_KEY[key], company())

    purpose = charge.BY_KEY[key].purpose
    assert document.create_only["IncomeAccountRef"] == {"value": f"account:{purpose}"}


def test_an_account_that_nobody_chose_holds_what_needs_it_and_no_other_is_taken(db: None) -> None:
    known = company()
    known.defaults.discount = None

    with pytest.raises(Held, match="No discount account has been chosen"):
        charge.build(charge.DISCOUNT, known)
