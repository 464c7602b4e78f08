"""What fits alone is suggested; what a person chose stays; two choices are left to a person."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from connections import exchanges, lists
from connections.choosing import suggest
from connections.models import Connection, DefaultAccounts, PaymentMapping, TaxMapping
from tests.bridge import LiveEmulator, signed_in
from tests.factories import StorePaymentMethodFactory, StoreTaxFactory

Connect = Callable[..., Connection]


@pytest.fixture
def listed(live_emulator: LiveEmulator, db: None) -> Connect:
    """A company whose lists are here, and nothing chosen from them."""

    def connect(profile: str = "us", **wishes: Any) -> Connection:
        connection = signed_in(live_emulator, profile, "Main books", wishes)
        lists.test_connection(connection=connection, now=timezone.now())
        lists.fetch_lists(connection=connection, now=timezone.now())
        return connection

    return connect


@pytest.mark.parametrize("profile", ["us", "us-ast", "us-simple-start", "gb", "ca", "au"])
def test_the_accounts_of_an_ordinary_company_suggest_themselves(
    listed: Connect, profile: str
) -> None:
    connection = listed(profile)

    said = suggest.suggest_defaults(connection=connection)

    chosen = DefaultAccounts.objects.get(connection=connection)
    assert chosen.income.subtype == "SalesOfProductIncome"
    assert chosen.expense.type == "Cost of Goods Sold"
    assert chosen.discount is not None
    assert chosen.shipping is not None
    assert chosen.untaxed_code is not None
    because = "it is the only account of type Income, detail Sales of Product Income"
    assert f"Income: {chosen.income.name}, since {because}." in said


def test_what_a_person_chose_stays(listed: Connect) -> None:
    connection = listed()
    other = connection.list_items.accounts("Income").exclude(subtype="SalesOfProductIncome").first()
    DefaultAccounts.objects.create(connection=connection, income=other)

    said = suggest.suggest_defaults(connection=connection)

    assert DefaultAccounts.objects.get().income == other
    assert not [sentence for sentence in said if sentence.startswith("Income:")]


def test_what_is_chosen_while_suggestions_are_looked_for_stays(
    listed: Connect, monkeypatch: Any
) -> None:
    connection = listed()
    other = connection.list_items.accounts("Income").exclude(subtype="SalesOfProductIncome").first()
    found = suggest.defaults(suggest.Offers(connection))

    def chosen_meanwhile(_offers: Any) -> Any:
        DefaultAccounts.objects.update(income=other)
        return found

    monkeypatch.setattr(suggest, "defaults", chosen_meanwhile)
    suggest.suggest_defaults(connection=connection)

    assert DefaultAccounts.objects.get().income == other


def test_without_a_home_currency_no_payment_method_is_mapped(listed: Connect) -> None:
    connection = listed()
    connection.home_currency = ""
    StorePaymentMethodFactory(name="Visa")

    suggest.suggest_defaults(connection=connection)

    assert not PaymentMapping.objects.exists()


def test_asking_twice_says_nothing_new(listed: Connect) -> None:
    connection = listed()
    suggest.suggest_defaults(connection=connection)

    assert suggest.suggest_defaults(connection=connection) == []


def test_two_fitting_accounts_are_left_to_a_person(listed: Connect) -> None:
    connection = listed()
    suggest.create_account(
        connection=connection,
        name="Sales abroad",
        account_type="Income",
        account_subtype="SalesOfProductIncome",
    )

    suggest.suggest_defaults(connection=connection)

    assert DefaultAccounts.objects.get().income is None


def test_a_tax_finds_the_only_code_of_its_rate(listed: Connect) -> None:
    connection = listed()
    california = StoreTaxFactory(name="Sales tax", rate="8.00")
    unknown = StoreTaxFactory(name="Elsewhere", rate="3.75")

    suggest.suggest_defaults(connection=connection)

    mapped = TaxMapping.objects.get(tax=california)
    assert mapped.tax_code.name == "California"
    assert not TaxMapping.objects.filter(tax=unknown).exists()


def test_taxes_of_nothing_are_told_apart_by_their_reason(listed: Connect) -> None:
    connection = listed("gb")
    exempt = StoreTaxFactory(name="Exempt", rate="0", reason="exempt")
    zero = StoreTaxFactory(name="Books", rate="0", reason="zero_rated")

    suggest.suggest_defaults(connection=connection)

    names = dict(TaxMapping.objects.values_list("tax__name", "tax_code__name"))
    assert names[exempt.name] == "Exempt"
    assert names[zero.name] == "0.0% Z"


def test_a_payment_method_finds_its_namesake_and_its_clearing_account(listed: Connect) -> None:
    connection = listed()
    StorePaymentMethodFactory(name="Visa")
    account = suggest.create_account(
        connection=connection,
        name="Visa clearing",
        account_type="Other Current Asset",
        account_subtype="OtherCurrentAssets",
    )

    suggest.suggest_defaults(connection=connection)

    mapping = PaymentMapping.objects.get(connection=connection)
    assert mapping.payment_method is not None
    assert mapping.payment_method.name == "Visa"
    assert mapping.clearing_account == account
    assert mapping.currency == "USD"


def test_an_account_is_created_once_however_often_the_button_is_pressed(
    listed: Connect, live_emulator: LiveEmulator
) -> None:
    connection = listed()
    wanted = {
        "name": "Card clearing",
        "account_type": "Other Current Asset",
        "account_subtype": "OtherCurrentAssets",
    }

    first = suggest.create_account(connection=connection, **wanted)
    second = suggest.create_account(connection=connection, **wanted)

    names = [account["Name"] for account in live_emulator.state(connection.realm)["Account"]]
    assert names.count("Card clearing") == 1
    assert first == second
    assert first.is_active


def test_an_account_that_exists_already_is_told(listed: Connect) -> None:
    connection = listed()
    taken = connection.list_items.accounts("Income").first()

    with pytest.raises(exchanges.Refused, match="another record with this name"):
        suggest.create_account(
            connection=connection,
            name=taken.name,
            account_type="Income",
            account_subtype="SalesOfProductIncome",
        )
