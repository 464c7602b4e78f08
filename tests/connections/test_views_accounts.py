"""The Default accounts tab: fetching lists, choosing and creating accounts."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from connections.models import Connection, DefaultAccounts, PaymentMapping
from tests.bridge import LiveEmulator, signed_in
from tests.connections.choices_parts import account, press, saved, shown
from tests.connections.console_parts import address, logged_in
from tests.factories import StorePaymentMethodFactory


def offered(user: Any, connection: Connection, field: str) -> set[str]:
    form = shown(user, connection).context["accounts_form"]
    return {item.subtype or item.type for item in form.fields[field].offered}


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


def signed_in_anew(connection: Connection) -> None:
    connection.token.connected_at = timezone.now() + timedelta(minutes=1)
    connection.token.save()


def test_nothing_is_fetched_after_a_new_sign_in_before_a_test(connected: Any, alice: Any) -> None:
    connection = connected()
    signed_in_anew(connection)

    page = press(alice, "fetch-lists", connection)

    assert "Nothing was fetched: the connection was not tested since the sign-in." in page
    assert "disabled data-off" in page


def test_a_person_may_fetch_all_the_same(connected: Any, alice: Any) -> None:
    connection = connected()
    signed_in_anew(connection)

    page = press(alice, "fetch-lists", connection, anyway="yes", page="accounts-taxes")

    assert "Fetched from QuickBooks" in page
    assert "Add a country" in page


@pytest.mark.parametrize("page", ["queue", "accounts-items", "https://evil.example", ""])
def test_a_button_returns_to_the_page_it_was_pressed_on(
    page: str, connected: Any, alice: Any
) -> None:
    connection = connected()

    answer = logged_in(alice).post(address("fetch-lists", connection), {"page": page})

    known = page if page in ("queue", "accounts-items") else "accounts"
    assert answer["Location"] == address(known, connection)


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


def test_choices_are_saved(connected: Any, alice: Any) -> None:
    connection = connected()
    income = account(connection, "SalesOfProductIncome")

    chosen = {"income": income.pk, "shipping": ""}
    answer = logged_in(alice).post(address("accounts", connection), chosen)

    assert answer.status_code == 302
    connection.defaults.refresh_from_db()
    assert connection.defaults.income == income
    assert connection.defaults.shipping is None
    assert connection.defaults.untaxed_code is not None, "other pages' choices stay"


def test_a_mistake_in_one_field_saves_nothing_of_the_others(connected: Any, alice: Any) -> None:
    connection = connected()
    income = connection.defaults.income

    logged_in(alice).post(address("accounts", connection), {"income": "", "shipping": "999999"})

    connection.defaults.refresh_from_db()
    assert connection.defaults.income == income


def test_a_field_shows_what_suggests_itself_and_why(connected: Any, alice: Any) -> None:
    connection = connected()
    DefaultAccounts.objects.filter(connection=connection).update(income=None)

    page = shown(alice, connection).content.decode()

    assert 'Suggested: <span class="qb-strong">Sales of Product Income</span>' in page
    assert "since it is the only account of type Income, detail Sales of Product Income" in page


def test_a_suggestion_is_taken_over_by_its_button(connected: Any, alice: Any) -> None:
    connection = connected()
    DefaultAccounts.objects.filter(connection=connection).update(income=None)

    page = saved(alice, connection, "accounts", use="income")

    connection.defaults.refresh_from_db()
    assert connection.defaults.income.name == "Sales of Product Income"
    assert "It fits, since it is the only account of type Income" in page


def test_a_choice_is_never_overwritten_by_a_suggestion(connected: Any, alice: Any) -> None:
    connection = connected()
    other = account(connection, "ServiceFeeIncome")
    DefaultAccounts.objects.filter(connection=connection).update(shipping=other)

    saved(alice, connection, "accounts", shipping=other.pk, use="shipping")
    press(alice, "suggest-accounts", connection)

    connection.defaults.refresh_from_db()
    assert connection.defaults.shipping == other


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


def test_an_account_for_foreign_money_is_created_in_its_currency(
    connected: Any, live_emulator: LiveEmulator, alice: Any
) -> None:
    connection, method = connected(multicurrency=True), StorePaymentMethodFactory(name="PayPal")

    given = {"purpose": "clearing", "method": method.pk, "currency": "EUR"}
    press(alice, "create-account", connection, name="PayPal clearing EUR", **given)

    books = live_emulator.state(connection.realm)["Account"]
    made = next(one for one in books if one["Name"] == "PayPal clearing EUR")
    assert made["CurrencyRef"]["value"] == "EUR"
    assert PaymentMapping.objects.get(method=method).clearing_account.currency == "EUR"


def test_before_it_is_created_the_account_is_shown_as_it_will_be(
    connected: Any, alice: Any
) -> None:
    page = shown(alice, connected()).content.decode()

    dialog = page[page.index('id="create-expense"') :]
    dialog = dialog[: dialog.index("</dialog>")]
    assert 'value="Cost of goods sold"' in dialog
    assert "<dt>Type</dt><dd>Cost of Goods Sold</dd>" in dialog
    assert "<dt>Detail</dt><dd>Supplies &amp; Materials - COGS</dd>" in dialog
    assert "open your accounts in QuickBooks" in page


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


def test_it_says_what_a_new_choice_changes_and_what_it_does_not(connected: Any, alice: Any) -> None:
    connection = connected()

    accounts, payments = (
        shown(alice, connection, page).content.decode()
        for page in ("accounts", "accounts-payments")
    )

    assert "keep their accounts, and later sales go there, too" in accounts
    assert "what is booked already stays as it is" in payments
