"""Default accounts, Payment methods: per method and currency its name and its clearing account."""

from typing import Any

from connections.models import PaymentMapping
from entities.models import StorePaymentMethod
from tests.connections.choices_parts import account, saved, shown
from tests.connections.console_parts import address, logged_in, questions_of
from tests.factories import PaymentFactory, StorePaymentMethodFactory

PAGE = "accounts-payments"


def test_a_clearing_account_is_saved_per_method_and_currency(connected: Any, alice: Any) -> None:
    connection, method = connected(), StorePaymentMethod.objects.get()
    bank = account(connection, "Checking")

    saved(alice, connection, PAGE, **{f"clearing-{method.pk}-USD": bank.pk})

    assert PaymentMapping.objects.get().clearing_account == bank


def test_a_payment_method_without_any_choice_leaves_no_mapping(connected: Any, alice: Any) -> None:
    connection, method = connected(), StorePaymentMethod.objects.get()

    none = {f"{choice}-{method.pk}-USD": "" for choice in ("method", "clearing", "bank")}
    saved(alice, connection, PAGE, **none)

    assert not PaymentMapping.objects.exists()


def test_a_method_is_listed_in_each_currency_it_was_paid_in(connected: Any, alice: Any) -> None:
    connection = connected()
    PaymentFactory(method=StorePaymentMethod.objects.get(), currency="EUR", amount="5.00")

    rows = list(shown(alice, connection, PAGE).context["payments_form"].rows())

    assert [(row.method.name, row.currency) for row in rows] == [("Card", "EUR"), ("Card", "USD")]


def test_a_method_that_is_used_no_more_is_listed_where_it_was_paid_with(
    connected: Any, alice: Any
) -> None:
    connection = connected()
    PaymentFactory(method=StorePaymentMethodFactory(name="Old till", is_active=False))
    StorePaymentMethodFactory(name="Never used", is_active=False)

    rows = shown(alice, connection, PAGE).context["payments_form"].rows()

    assert [row.method.name for row in rows] == ["Card", "Old till"]


def test_money_lies_in_a_bank_or_asset_account_and_credit_lies_nowhere(
    connected: Any, alice: Any
) -> None:
    connection = connected()
    gift_card = StorePaymentMethodFactory(name="Gift card", kind=StorePaymentMethod.Kind.GIFT_CARD)
    PaymentFactory(method=gift_card)

    rows = shown(alice, connection, PAGE).context["payments_form"].rows()

    types = {
        row.method.name: {account.type for account in row.clearing_account.field.offered}
        for row in rows
    }
    assert types == {"Card": {"Bank", "Other Current Asset"}}


def test_a_method_without_any_fitting_account_says_so(connected: Any, alice: Any) -> None:
    connection = connected()
    fitting = ("Bank", "Other Current Asset")
    connection.list_items.filter(type__in=fitting).update(is_active=False)

    page = shown(alice, connection, PAGE).content.decode()

    assert "no account for USD of type Other Current Asset" in page


def test_its_namesake_in_quickbooks_is_suggested_with_its_evidence(
    connected: Any, alice: Any
) -> None:
    connection = connected()
    StorePaymentMethodFactory(name="Visa")

    page = shown(alice, connection, PAGE).content.decode()

    assert 'Suggested: <span class="qb-strong">Visa</span>, since it is called “Visa”' in page


def test_the_page_asks_the_database_no_more_for_more_methods(connected: Any, alice: Any) -> None:
    connection, client = connected(), logged_in(alice)
    page = address(PAGE, connection)
    before = questions_of(client, page)

    StorePaymentMethodFactory.create_batch(8)

    assert questions_of(client, page) == before
    assert len(list(client.get(page).context["payments_form"].rows())) == 9
