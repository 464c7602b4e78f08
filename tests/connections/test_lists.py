"""What the company told of itself and what it offers stands in our tables afterwards."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from connections import company, exchanges, lists
from connections.models import Connection, ListItem
from tests.bridge import LiveEmulator, signed_in

Connect = Callable[..., Connection]


@pytest.fixture
def fresh(live_emulator: LiveEmulator, db: None) -> Callable[..., Connection]:
    """`fresh("gb", preferences={…})`: signed in, nothing asked yet."""

    def connect(profile: str = "us", **wishes: Any) -> Connection:
        return signed_in(live_emulator, profile, "Main books", wishes)

    return connect


@pytest.mark.parametrize(
    ("profile", "country", "currency", "plan", "has_inventory"),
    [
        ("us", "US", "USD", "QuickBooks Online Plus", True),
        ("us-simple-start", "US", "USD", "QuickBooks Online Simple Start", False),
        ("gb", "GB", "GBP", "QuickBooks Online Plus", True),
        ("ca", "CA", "CAD", "QuickBooks Online Plus", True),
        ("au", "AU", "AUD", "QuickBooks Online Plus", True),
    ],
)
def test_the_company_tells_who_it_is(
    fresh: Connect, profile: str, country: str, currency: str, plan: str, has_inventory: bool
) -> None:
    connection = fresh(profile, name="Blue Teapots")

    facts = lists.test_connection(connection=connection, now=timezone.now())

    connection.refresh_from_db()
    assert (facts.company_name, connection.company_name) == ("Blue Teapots", "Blue Teapots")
    assert (connection.country, connection.home_currency) == (country, currency)
    assert (connection.plan, connection.has_inventory) == (plan, has_inventory)
    assert connection.tested_at is not None


def test_the_company_tells_how_it_is_set_up(fresh: Connect) -> None:
    chosen = {
        "SalesFormsPrefs": {"CustomTxnNumbers": True},
        "AccountingInfoPrefs": {"BookCloseDate": "2025-12-31"},
        "TaxPrefs": {"UsingSalesTax": False},
    }
    connection = fresh("us", multicurrency=True, time_zone="America/New_York", preferences=chosen)

    facts = lists.test_connection(connection=connection, now=timezone.now())

    assert facts.custom_numbers
    assert facts.multicurrency
    assert not facts.uses_sales_tax
    assert facts.books_closed_on == date(2025, 12, 31)
    assert connection.zone.key == "America/New_York"


def test_automated_sales_tax_is_seen(fresh: Connect) -> None:
    assert lists.test_connection(connection=fresh("us-ast"), now=timezone.now()).automated_sales_tax


@pytest.mark.parametrize(
    ("told", "kept"),
    [("US", "US"), ("USA", "US"), ("GBR", "GB"), ("uk", "GB"), ("Utopia", "ZZ"), ("", "ZZ")],
)
def test_a_country_has_two_letters(told: str, kept: str) -> None:
    assert company._country(told) == kept


@pytest.mark.parametrize("told", ["", "Mars/Olympus", "../etc/passwd"])
def test_a_zone_that_does_not_exist_is_utc(told: str) -> None:
    assert company._time_zone(told) == "UTC"


def test_every_list_is_fetched(fresh: Connect) -> None:
    connection = fresh()

    counts = lists.fetch_lists(connection=connection, now=timezone.now())

    assert set(counts) == {str(kind) for kind in ListItem.Kind}
    assert counts["Account"] > 20
    assert connection.list_items.filter(kind="Account").count() == counts["Account"]
    assert connection.list_items.accounts("Income", subtype="SalesOfProductIncome").exists()


def test_a_tax_code_carries_the_sum_of_its_rates(fresh: Connect) -> None:
    connection = fresh()
    lists.fetch_lists(connection=connection, now=timezone.now())

    codes = connection.list_items.of_kind("TaxCode")
    rates = dict(codes.values_list("name", "rate"))

    assert rates["California"] == Decimal("8.0000")
    assert rates["Tucson"] == Decimal("9.1000")
    assert rates["NON"] is None


def test_a_tax_code_with_a_rate_that_is_gone_has_no_rate() -> None:
    code = {
        "SalesTaxRateList": {
            "TaxRateDetail": [{"TaxRateRef": {"value": "1"}}, {"TaxRateRef": {"value": "2"}}]
        }
    }

    known = lists._rate(ListItem.Kind.TAX_CODE, code, {"1": Decimal(7), "2": Decimal(2)})
    half_known = lists._rate(ListItem.Kind.TAX_CODE, code, {"1": Decimal(7)})

    assert (known, half_known) == (Decimal(9), None)


def test_fetching_again_changes_nothing_and_doubles_nothing(fresh: Connect) -> None:
    connection = fresh()
    first = lists.fetch_lists(connection=connection, now=timezone.now())
    before = set(connection.list_items.values_list("pk", "qbo_id"))

    second = lists.fetch_lists(connection=connection, now=timezone.now())

    assert second == first
    assert set(connection.list_items.values_list("pk", "qbo_id")) == before


def test_what_vanished_becomes_inactive_and_comes_back(fresh: Connect) -> None:
    connection = fresh()
    lists.fetch_lists(connection=connection, now=timezone.now())
    ours = connection.list_items.of_kind("Term").first()
    ListItem.objects.filter(pk=ours.pk).update(qbo_id="gone")

    lists.fetch_lists(connection=connection, now=timezone.now())

    assert not connection.list_items.get(qbo_id="gone").is_active
    assert connection.list_items.of_kind("Term").filter(name=ours.name).count() == 1


def test_an_account_created_while_the_lists_were_on_their_way_stays(fresh: Connect) -> None:
    connection, begun = fresh(), timezone.now()
    made = {"Id": "4711", "Name": "Stripe clearing", "AccountType": "Bank"}
    lists.keep(connection=connection, kind="Account", records=[made], now=timezone.now())

    lists.fetch_lists(connection=connection, now=begun)

    assert connection.list_items.get(qbo_id="4711").is_active


def test_a_failure_half_way_leaves_the_lists_as_they_were(
    fresh: Connect, live_emulator: LiveEmulator
) -> None:
    connection = fresh()
    live_emulator.schedule(connection.realm, "http-500", operation="query", nth=4)

    with pytest.raises(exchanges.Refused):
        lists.fetch_lists(connection=connection, now=timezone.now())

    assert not connection.list_items.exists()
