"""The Default accounts tab: what is offered, chosen, suggested, compared and created."""

from decimal import Decimal
from typing import Any

import pytest

from connections.models import Connection, ListItem, PaymentMapping, TaxMapping
from entities.models import StorePaymentMethod
from tests.bridge import LiveEmulator, signed_in
from tests.connections.console_parts import address, logged_in
from tests.factories import PaymentFactory, StorePaymentMethodFactory, StoreTaxFactory

Kind = ListItem.Kind


def shown(user: Any, connection: Connection) -> Any:
    return logged_in(user).get(address("accounts", connection))


def press(user: Any, button: str, connection: Connection, **data: Any) -> str:
    answer = logged_in(user).post(address(button, connection), data, follow=True)
    return answer.content.decode()


def offered(user: Any, connection: Connection, field: str) -> set[str]:
    form = shown(user, connection).context["defaults_form"]
    return {item.subtype or item.type for item in form.fields[field].offered}


def account(connection: Connection, subtype: str) -> ListItem:
    found = connection.list_items.filter(kind=Kind.ACCOUNT, subtype=subtype).first()
    assert found is not None
    return found


def test_before_a_test_it_leads_to_the_token_tab(
    live_emulator: LiveEmulator, alice: Any, db: None
) -> None:
    connection = signed_in(live_emulator, "us", "Main books", {})

    page = shown(alice, connection).content.decode()

    assert "First connect and test" in page
    assert "disabled data-off" in page


def test_fetching_counts_what_came(connected: Any, alice: Any) -> None:
    connection = connected()
    count = connection.list_items.accounts(
        *connection.list_items.values_list("type", flat=True).distinct()
    ).count()

    page = press(alice, "fetch-lists", connection)

    assert f"Fetched from QuickBooks: {count} accounts" in page
    assert "Fetched just now." in page


@pytest.mark.parametrize(
    ("field", "subtypes"),
    [
        ("income", {"SalesOfProductIncome"}),
        ("inventory_asset", {"Inventory"}),
        ("discount", {"DiscountsRefundsGiven"}),
    ],
)
def test_only_accounts_of_the_fitting_type_and_detail_are_offered(
    field: str, subtypes: set[str], connected: Any, alice: Any
) -> None:
    assert offered(alice, connected(), field) == subtypes


def test_an_account_that_is_inactive_is_not_offered(connected: Any, alice: Any) -> None:
    connection = connected()
    connection.list_items.filter(subtype="Inventory").update(is_active=False)
    connection.defaults.inventory_asset = None
    connection.defaults.save()

    page = shown(alice, connection).content.decode()

    assert offered(alice, connection, "inventory_asset") == set()
    assert "no account of type Other Current Asset, detail Inventory" in page


def test_a_choice_that_is_gone_from_quickbooks_stays_visible(connected: Any, alice: Any) -> None:
    connection = connected()
    name = connection.defaults.income.name
    connection.list_items.filter(pk=connection.defaults.income_id).update(is_active=False)

    page = shown(alice, connection).content.decode()

    assert f"{name} (gone from QuickBooks)" in page


def test_an_account_of_another_company_is_refused(connected: Any, alice: Any) -> None:
    connection, other = connected(), connected(name="Other books")
    foreign = account(other, "SalesOfProductIncome")

    answer = logged_in(alice).post(address("accounts", connection), {"income": foreign.pk})

    assert answer.status_code == 200
    assert "no longer in QuickBooks&#x27; list" in answer.content.decode()


def test_choices_are_saved_together(connected: Any, alice: Any) -> None:
    connection = connected()
    method, tax = StorePaymentMethod.objects.get(), StoreTaxFactory(rate="9.1000")
    bank = account(connection, "Checking")
    code = connection.list_items.filter(kind=Kind.TAX_CODE).first()
    income = account(connection, "SalesOfProductIncome")

    answer = logged_in(alice).post(
        address("accounts", connection),
        {"income": income.pk, f"clearing-{method.pk}-USD": bank.pk, f"tax-{tax.pk}": code.pk},
    )

    assert answer.status_code == 302
    connection.defaults.refresh_from_db()
    assert connection.defaults.income == income
    assert connection.defaults.shipping is None
    assert PaymentMapping.objects.get().clearing_account == bank
    assert TaxMapping.objects.get().tax_code == code


def test_a_mistake_in_one_part_saves_nothing_of_the_others(connected: Any, alice: Any) -> None:
    connection = connected()
    income = connection.defaults.income

    logged_in(alice).post(address("accounts", connection), {"income": "", "shipping": "999999"})

    connection.defaults.refresh_from_db()
    assert connection.defaults.income == income


def test_taking_a_tax_code_away_removes_its_mapping(connected: Any, alice: Any) -> None:
    connection, tax = connected(), StoreTaxFactory()
    code = connection.list_items.filter(kind=Kind.TAX_CODE).first()
    TaxMapping.objects.create(connection=connection, tax=tax, tax_code=code)

    logged_in(alice).post(address("accounts", connection), {f"tax-{tax.pk}": ""})

    assert not TaxMapping.objects.exists()


def test_a_payment_method_without_any_choice_leaves_no_mapping(connected: Any, alice: Any) -> None:
    connection = connected()
    method = StorePaymentMethod.objects.get()

    logged_in(alice).post(
        address("accounts", connection),
        {f"method-{method.pk}-USD": "", f"clearing-{method.pk}-USD": ""},
    )

    assert not PaymentMapping.objects.exists()


def test_a_method_is_listed_in_each_currency_it_was_paid_in(connected: Any, alice: Any) -> None:
    connection = connected()
    PaymentFactory(method=StorePaymentMethod.objects.get(), currency="EUR", amount="5.00")

    rows = list(shown(alice, connection).context["payments_form"].rows())

    assert [(row.method.name, row.currency) for row in rows] == [("Card", "EUR"), ("Card", "USD")]


def test_money_lies_in_a_bank_or_asset_account_and_a_gift_card_in_a_liability(
    connected: Any, alice: Any
) -> None:
    connection = connected()
    StorePaymentMethodFactory(name="Gift card", kind=StorePaymentMethod.Kind.GIFT_CARD)

    rows = shown(alice, connection).context["payments_form"].rows()

    types = {
        row.method.name: {account.type for account in row.clearing_account.field.offered}
        for row in rows
    }
    assert types["Card"] == {"Bank", "Other Current Asset"}
    assert types["Gift card"] == {"Other Current Liability"}


@pytest.mark.parametrize(("rate", "said"), [("8.0000", "Same rate"), ("8.2500", "Rates differ")])
def test_the_rates_of_store_and_books_are_compared(
    rate: str, said: str, connected: Any, alice: Any
) -> None:
    connection, tax = connected(), StoreTaxFactory(rate=rate)
    code = connection.list_items.get(kind=Kind.TAX_CODE, rate=Decimal(8))
    TaxMapping.objects.create(connection=connection, tax=tax, tax_code=code)

    page = shown(alice, connection).content.decode()

    assert said in page
    assert ("QuickBooks has 8 %" in page) == (said == "Rates differ")


def test_a_company_that_works_out_tax_by_itself_says_so(connected: Any, alice: Any) -> None:
    page = shown(alice, connected("us-ast")).content.decode()

    assert "works out sales tax by itself" in page


def test_suggesting_fills_what_is_empty_and_says_what_it_chose(connected: Any, alice: Any) -> None:
    connection = connected()
    connection.defaults.income = None
    connection.defaults.save()

    page = press(alice, "suggest-accounts", connection)

    connection.defaults.refresh_from_db()
    assert connection.defaults.income is not None
    assert f"Income: {connection.defaults.income.name}, since it is the only account" in page


def test_creating_an_account_creates_it_in_quickbooks_and_chooses_it(
    connected: Any, live_emulator: LiveEmulator, alice: Any
) -> None:
    connection = connected()

    page = press(alice, "create-account", connection, purpose="refund", name="Goodwill")

    connection.defaults.refresh_from_db()
    books = {
        account["Name"]: account for account in live_emulator.state(connection.realm)["Account"]
    }
    assert books["Goodwill"]["AccountSubType"] == "DiscountsRefundsGiven"
    assert connection.defaults.refund.name == "Goodwill"
    assert "“Goodwill” was created in QuickBooks" in page


def test_creating_a_clearing_account_maps_it_to_its_payment_method(
    connected: Any, alice: Any
) -> None:
    connection, method = connected(), StorePaymentMethodFactory(name="PayPal")

    press(
        alice,
        "create-account",
        connection,
        purpose="clearing",
        name="PayPal clearing",
        method=method.pk,
        currency="USD",
    )

    mapping = PaymentMapping.objects.get(method=method)
    assert mapping.clearing_account.name == "PayPal clearing"
    assert mapping.clearing_account.type == "Other Current Asset"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("", "Give the account a name."),
        ("Sales: web", "no colon and no quotation marks"),
        ("x" * 101, "100 characters at most"),
    ],
)
def test_a_name_that_quickbooks_would_refuse_is_refused_first(
    name: str, said: str, connected: Any, alice: Any
) -> None:
    page = press(alice, "create-account", connected(), purpose="refund", name=name)

    assert said in page


def test_a_name_that_is_taken_in_quickbooks_is_told(connected: Any, alice: Any) -> None:
    connection = connected()
    taken = account(connection, "Checking").name

    page = press(alice, "create-account", connection, purpose="refund", name=taken)

    assert "was created in QuickBooks" not in page
    assert connection.defaults.refund is None or connection.defaults.refund.name != taken


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"purpose": "clearing", "method": "9", "currency": "USD"}, "gone from the store"),
        ({"purpose": "clearing", "method": "x", "currency": "USD"}, "gone from the store"),
        ({"purpose": "clearing"}, "of which payment method and currency"),
        ({"purpose": "nonsense"}, "Press Create in QuickBooks beside the account you need."),
        ({}, "Press Create in QuickBooks beside the account you need."),
    ],
)
def test_a_request_that_no_dialog_makes_creates_nothing(
    data: dict[str, str], said: str, connected: Any, live_emulator: LiveEmulator, alice: Any
) -> None:
    connection = connected()

    page = press(alice, "create-account", connection, name="Strange", **data)

    names = [account["Name"] for account in live_emulator.state(connection.realm)["Account"]]
    assert said in page
    assert "Strange" not in names


def test_the_page_asks_the_database_no_more_for_more_methods_and_taxes(
    connected: Any, alice: Any, django_assert_max_num_queries: Any
) -> None:
    StorePaymentMethodFactory.create_batch(8)
    StoreTaxFactory.create_batch(8)
    connection, client = connected(), logged_in(alice)

    with django_assert_max_num_queries(16):
        page = client.get(address("accounts", connection))

    assert len(list(page.context["payments_form"].rows())) == 9
