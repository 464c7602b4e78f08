"""Default accounts, Taxes: each tax, and where it matters each country, has its tax code."""

from decimal import Decimal
from typing import Any

import pytest

from connections.models import Connection, ListItem, TaxMapping
from tests.connections.choices_parts import Kind, saved, shown
from tests.connections.console_parts import address, logged_in, questions_of
from tests.factories import OrderFactory, StoreTaxFactory

PAGE = "accounts-taxes"


def code(connection: Connection, name: str) -> ListItem:
    found: ListItem = connection.list_items.get(kind=Kind.TAX_CODE, name=name)
    return found


def rows(user: Any, connection: Connection) -> list[tuple[str, str]]:
    form = shown(user, connection, PAGE).context["taxes_form"]
    return [(row.tax.name, row.destination) for row in form.rows()]


def tax_destinations(tax: Any) -> list[str]:
    return list(TaxMapping.objects.filter(tax=tax).values_list("destination", flat=True))


def test_a_code_is_saved_for_a_tax(connected: Any, alice: Any) -> None:
    connection, tax = connected(), StoreTaxFactory(rate="9.1000")

    saved(alice, connection, PAGE, **{f"tax-{tax.pk}": code(connection, "Tucson").pk})

    assert TaxMapping.objects.get(tax=tax, destination="").tax_code.name == "Tucson"


def test_taking_a_tax_code_away_removes_its_mapping(connected: Any, alice: Any) -> None:
    connection, tax = connected(), StoreTaxFactory()
    TaxMapping.objects.create(
        connection=connection, tax=tax, tax_code=code(connection, "California")
    )

    saved(alice, connection, PAGE, **{f"tax-{tax.pk}": ""})

    assert not TaxMapping.objects.exists()


def test_a_vendors_own_company_tells_no_countries_of_others(
    connected: Any, alice: Any, bobs_vendor: Any
) -> None:
    connection, tax = connected("gb"), StoreTaxFactory(name="VAT", rate="20")
    Connection.objects.update(vendor=bobs_vendor)
    lines = [{"unit_price": "5", "tax": tax}]
    OrderFactory(lines=lines, shipping_country="DE")
    OrderFactory(lines=lines, shipping_country="FR", vendor=bobs_vendor)

    assert rows(alice, connection) == [("VAT", ""), ("VAT", "FR")]


def test_a_choice_made_in_another_window_meanwhile_stays(connected: Any, alice: Any) -> None:
    connection, tax = connected("gb"), StoreTaxFactory()
    other = connection.list_items.of_kind(Kind.TAX_CODE).first()
    TaxMapping.objects.create(connection=connection, tax=tax, destination="DE", tax_code=other)

    saved(alice, connection, PAGE, **{f"tax-{tax.pk}": other.pk})

    assert set(tax_destinations(tax)) == {"", "DE"}


def test_the_countries_of_orders_have_rows_of_their_own(connected: Any, alice: Any) -> None:
    connection, tax = connected("gb"), StoreTaxFactory(name="VAT", rate="20")
    freight = StoreTaxFactory(name="Freight", rate="20")
    for country in ("DE", "DE", "GB", ""):
        OrderFactory(lines=[{"unit_price": "5", "tax": tax}], shipping_country=country)
    OrderFactory(shipping_tax=freight, shipping_country="FR")

    assert rows(alice, connection) == [
        ("Freight", ""),
        ("Freight", "FR"),
        ("VAT", ""),
        ("VAT", "DE"),
    ]


def test_a_country_can_be_added_before_anything_is_sold_there(connected: Any, alice: Any) -> None:
    connection, tax = connected("gb"), StoreTaxFactory(name="VAT", rate="0")
    exempt = code(connection, "Exempt")

    saved(alice, connection, PAGE, new_tax=tax.pk, new_country=" fr ", new_code=exempt.pk)

    assert TaxMapping.objects.get(tax=tax, destination="FR").tax_code == exempt
    assert ("VAT", "FR") in rows(alice, connection)


@pytest.mark.parametrize(
    ("country", "said"),
    [
        ("UK", "The United Kingdom is GB."),
        ("Germany", "Write the country as two letters, like DE."),
        ("1!", "Write the country as two letters, like DE."),
        ("", "Tax, country and tax code go together: give all three."),
    ],
)
def test_a_country_that_is_none_is_refused(
    country: str, said: str, connected: Any, alice: Any
) -> None:
    connection, tax = connected("gb"), StoreTaxFactory()
    exempt = code(connection, "Exempt")

    page = saved(alice, connection, PAGE, new_tax=tax.pk, new_country=country, new_code=exempt.pk)

    assert said in page
    assert not TaxMapping.objects.filter(tax=tax).exists()


@pytest.mark.parametrize(("rate", "said"), [("8.0000", "Same rate"), ("8.2500", "Rates differ")])
def test_the_rates_of_store_and_books_are_compared(
    rate: str, said: str, connected: Any, alice: Any
) -> None:
    connection, tax = connected(), StoreTaxFactory(rate=rate)
    california = code(connection, "California")
    TaxMapping.objects.create(connection=connection, tax=tax, tax_code=california)

    page = shown(alice, connection, PAGE).content.decode()

    assert california.rate == Decimal(8)
    assert said in page
    assert ("8.25 % in the store, QuickBooks has 8 %" in page) == (said == "Rates differ")


def test_saving_a_code_of_another_rate_warns_with_both_numbers(connected: Any, alice: Any) -> None:
    connection, tax = connected(), StoreTaxFactory(name="Sales tax", rate="8.2500")

    page = saved(alice, connection, PAGE, **{f"tax-{tax.pk}": code(connection, "California").pk})

    assert "“Sales tax” is 8.25 % in the store" in page
    assert "its tax code “California” is 8 % in QuickBooks" in page


def test_a_company_that_works_out_tax_by_itself_says_so(connected: Any, alice: Any) -> None:
    page = shown(alice, connected("us-ast"), PAGE).content.decode()

    assert "works out sales tax by itself" in page


def test_the_page_asks_the_database_no_more_for_more_taxes_and_countries(
    connected: Any, alice: Any
) -> None:
    connection, client = connected(), logged_in(alice)
    page = address(PAGE, connection)
    sold_to("DE")
    before = questions_of(client, page)

    for country in ("FR", "IT", "ES"):
        sold_to(country)

    assert questions_of(client, page) == before
    assert len(list(client.get(page).context["taxes_form"].rows())) == 16


def sold_to(country: str) -> None:
    taxes = StoreTaxFactory.create_batch(2)
    lines = [{"unit_price": "5", "tax": tax} for tax in taxes]
    OrderFactory(lines=lines, shipping_country=country)
