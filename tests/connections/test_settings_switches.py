"""Which accounting system, on or off, whose orders, which address: what may be chosen, and when."""

from typing import Any

import pytest

from connections.models import Connection, Right
from connections.wire import endpoints
from tests.connections.console_parts import address, grant, logged_in
from tests.connections.test_views_settings import errors, save
from tests.factories import StorefrontFactory, VendorFactory

OTHER = "http://127.0.0.1:8011"


def shown(user: Any, connection: Connection) -> str:
    return logged_in(user).get(address("settings", connection)).content.decode()


def other(name: str, **columns: Any) -> Connection:
    made: Connection = Connection.objects.create(name=name, slug=name.lower(), **columns)
    return made


def test_while_connected_the_accounting_system_is_locked_and_says_why(
    connected: Any, alice: Any
) -> None:
    books = connected()

    save(alice, books, accounting_vendor="none")

    books.refresh_from_db()
    assert books.accounting_vendor == Connection.AccountingVendor.QUICKBOOKS
    assert "Locked while QuickBooks is connected." in shown(alice, books)


def test_after_a_disconnect_none_may_be_chosen_and_says_what_that_means(
    connected: Any, alice: Any
) -> None:
    books = connected()
    logged_in(alice).post(address("disconnect", books))

    answer = logged_in(alice)
    page = save(alice, books, accounting_vendor="none")

    books.refresh_from_db()
    assert page.status_code == 302
    assert books.accounting_vendor == Connection.AccountingVendor.NONE
    assert "No accounting system" in answer.get(address("token", books)).content.decode()


def test_without_an_accounting_system_nobody_can_sign_in(
    unconnected: Connection, alice: Any
) -> None:
    save(alice, unconnected, accounting_vendor="none")

    page = logged_in(alice).post(address("connect", unconnected), follow=True).content.decode()

    assert "uses no accounting system" in page


def test_the_desktop_edition_is_listed_and_refused_in_words(
    unconnected: Connection, alice: Any
) -> None:
    answer = save(alice, unconnected, connection_type="desktop")

    assert "QuickBooks Desktop is not supported" in str(errors(answer)["connection_type"])
    assert '<option value="desktop" disabled' in shown(alice, unconnected)


def test_what_is_collected_while_it_is_off_is_a_choice(unconnected: Connection, alice: Any) -> None:
    save(alice, unconnected, is_active="", while_off="collect")

    unconnected.refresh_from_db()
    assert not unconnected.is_active
    assert unconnected.while_off == Connection.WhileOff.COLLECT


def test_the_base_url_of_real_quickbooks_is_shown_and_cannot_be_changed(
    unconnected: Connection, alice: Any
) -> None:
    Connection.objects.update(environment="production")

    page = shown(alice, unconnected)
    save(alice, unconnected, environment="production", base_url=OTHER)

    unconnected.refresh_from_db()
    assert 'value="https://quickbooks.api.intuit.com"' in page
    assert unconnected.base_url == ""
    assert endpoints.base_url(unconnected) == "https://quickbooks.api.intuit.com"


def test_an_emulator_on_the_list_may_be_chosen_and_is_then_talked_to(
    unconnected: Connection, alice: Any, settings: Any
) -> None:
    settings.EMULATOR_URLS = [OTHER]

    save(alice, unconnected, base_url=f"{OTHER}/")

    unconnected.refresh_from_db()
    assert endpoints.base_url(unconnected) == OTHER
    assert endpoints.sign_in(unconnected).token == f"{OTHER}/oauth2/v1/tokens/bearer"


def test_any_other_address_is_refused_with_the_ones_that_are_allowed(
    unconnected: Connection, alice: Any, settings: Any
) -> None:
    answer = save(alice, unconnected, base_url="http://169.254.169.254")

    sentence = str(errors(answer)["base_url"])
    assert "does not talk to http://169.254.169.254" in sentence
    assert settings.EMULATOR_URL in sentence


def test_an_address_taken_off_the_list_is_never_called_again(
    unconnected: Connection, settings: Any
) -> None:
    unconnected.base_url = OTHER

    with pytest.raises(endpoints.AddressRefused, match="does not talk to"):
        endpoints.api_base(unconnected)


def test_the_owner_of_the_orders_is_decided_here(unconnected: Connection, alice: Any) -> None:
    front = StorefrontFactory()

    save(alice, unconnected, storefronts=[front.pk], is_default="on")

    unconnected.refresh_from_db()
    assert unconnected.is_default
    assert list(unconnected.storefronts.all()) == [front]


def test_a_tick_takes_the_default_from_the_one_that_had_it(
    unconnected: Connection, alice: Any
) -> None:
    first = other("First", is_default=True)
    assert "Now this is “First”" in shown(alice, unconnected)

    save(alice, unconnected, is_default="on")

    first.refresh_from_db()
    assert not first.is_default


def test_a_vendors_orders_go_to_one_connection_in_use(unconnected: Connection, alice: Any) -> None:
    vendor = VendorFactory()
    taken = other("Taken", vendor=vendor)
    answer = save(alice, unconnected, vendor=vendor.pk)
    assert "“Taken” gets the orders of" in str(errors(answer)["vendor"])

    Connection.objects.filter(pk=taken.pk).update(is_active=False)

    assert save(alice, unconnected, vendor=vendor.pk).status_code == 302


def test_a_storefronts_orders_go_to_one_connection_in_use(
    unconnected: Connection, alice: Any
) -> None:
    front = StorefrontFactory(name="Market")
    other("Taken").storefronts.add(front)

    answer = save(alice, unconnected, storefronts=[front.pk])

    assert "“Taken” gets the orders of Market already" in str(errors(answer)["storefronts"])


def test_others_orders_never_land_in_a_vendors_books(unconnected: Connection, alice: Any) -> None:
    front = StorefrontFactory()

    answer = save(
        alice, unconnected, vendor=VendorFactory().pk, storefronts=[front.pk], is_default="on"
    )

    assert {"storefronts", "is_default"} <= errors(answer).keys()


def test_bob_may_change_settings_but_not_whose_orders_go_here(
    unconnected: Connection, bob: Any
) -> None:
    grant(bob, unconnected, Right.VIEW, Right.EDIT_SETTINGS)

    save(bob, unconnected, vendor=VendorFactory().pk, is_default="on", number_prefix="BOB-")

    unconnected.refresh_from_db()
    assert "Whose orders go here" not in shown(bob, unconnected)
    assert unconnected.number_prefix == "BOB-"
    assert (unconnected.vendor, unconnected.is_default) == (None, False)


def test_switching_on_what_would_book_twice_is_refused_even_to_bob(
    unconnected: Connection, bob: Any
) -> None:
    grant(bob, unconnected, Right.VIEW, Right.EDIT_SETTINGS)
    vendor = VendorFactory()
    Connection.objects.update(vendor=vendor, is_active=False)
    other("Taken", vendor=vendor)

    answer = save(bob, unconnected, is_active="on")

    assert "would book everything twice" in str(errors(answer)["__all__"])


@pytest.mark.parametrize("switch", ["uses_classes", "allows_overrides", "marks_deleted_categories"])
def test_each_switch_of_the_form_is_kept(switch: str, unconnected: Connection, alice: Any) -> None:
    save(alice, unconnected, **{switch: "on"})

    unconnected.refresh_from_db()
    assert getattr(unconnected, switch)


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("deleted_orders", "delete"),
        ("number_clash", "suffix"),
        ("payouts_become", "transfer"),
        ("fee_tax", "cost"),
        ("invoice_dated", "shipped"),
        ("rate_source", "store"),
        ("closed_periods", "redate"),
        ("negative_stock", "hold"),
        ("gift_cards_taxed", "sold"),
        ("identify_products_by", "code"),
        ("guests", "storefront"),
        ("address_updates", "create_only"),
    ],
)
def test_each_choice_of_the_form_is_kept(
    setting: str, value: str, unconnected: Connection, alice: Any
) -> None:
    save(alice, unconnected, **{setting: value})

    unconnected.refresh_from_db()
    assert getattr(unconnected, setting) == value


def test_billing_by_itself_can_be_switched_off(unconnected: Connection, alice: Any) -> None:
    save(alice, unconnected, auto_invoice="")

    unconnected.refresh_from_db()
    assert not unconnected.auto_invoice


def test_what_orders_become_before_they_post_is_kept(unconnected: Connection, alice: Any) -> None:
    save(alice, unconnected, orders_become="estimate", early_statuses=["open", "processed"])

    unconnected.refresh_from_db()
    assert unconnected.orders_become == Connection.OrdersBecome.ESTIMATE
    assert unconnected.early_statuses == ["open", "processed"]


@pytest.mark.parametrize(
    ("statuses", "sentence"),
    [(["completed"], "Completed: such orders post already."), ([], "Tick at least one status")],
)
def test_an_order_that_posts_becomes_nothing_else(
    statuses: list[str], sentence: str, unconnected: Connection, alice: Any
) -> None:
    answer = save(alice, unconnected, orders_become="estimate", early_statuses=statuses)

    assert sentence in str(errors(answer)["early_statuses"])
