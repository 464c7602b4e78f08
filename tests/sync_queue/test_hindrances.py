"""What hinders a whole connection: told apart, with who mends it and where."""

from datetime import timedelta
from typing import Any

import pytest

from connections.models import (
    Alert,
    Connection,
    DefaultAccounts,
    FailedAccount,
    Installation,
    ListItem,
    TaxMapping,
)
from sync_queue.models import Difference
from sync_queue.steering import stopping
from sync_queue.troubles import hindrances
from tests.factories import OrderFactory, PaymentFactory, StoreTaxFactory
from tests.sync_queue.console_rows import NOW, booked

pytestmark = pytest.mark.django_db


@pytest.fixture
def ready(books: Connection) -> Connection:
    """A connection that lacks nothing."""
    assert hindrances.of(books, now=NOW) == []
    return books


def only(connection: Connection) -> hindrances.Hindrance:
    connection.refresh_from_db()
    (found,) = hindrances.of(connection, now=NOW)
    return found


@pytest.mark.parametrize(
    ("sign_in", "words"),
    [("needs_reconnecting", "no longer valid"), ("disconnected", "was disconnected")],
)
def test_a_lost_sign_in_is_a_matter_of_authentication(
    ready: Connection, sign_in: str, words: str
) -> None:
    OrderFactory()
    ready.sign_in = sign_in
    ready.save()

    found = next(one for one in hindrances.of(ready, now=NOW) if one.point == "sign_in")

    assert (found.sort.title, found.place.page, found.who) == ("Authentication", "token", "You")
    assert words in found.title
    assert found.figure == "2 rows wait"


def test_a_payment_missing_on_its_invoice_is_told_with_its_money(
    ready: Connection,
) -> None:
    order = OrderFactory(lines=[{"unit_price": "20.00"}])
    link = booked(order, ready, linked_at=NOW - timedelta(hours=2))
    PaymentFactory(order=order, captured_at=NOW - timedelta(hours=2))

    found = next(one for one in hindrances.of(ready, now=NOW) if one.point == "unpaid")

    assert (found.sort.title, found.figure) == ("Payment missing", "1 payment (20.00 USD)")
    assert found.place.page == "queue"
    link.delete()
    assert all(one.point != "unpaid" for one in hindrances.of(ready, now=NOW))


def test_a_switched_off_connection_is_told_while_something_waits(ready: Connection) -> None:
    OrderFactory()
    ready.is_active = False
    ready.save()

    found = only(ready)

    assert (found.point, found.place.page, found.figure) == (
        "switched_off",
        "settings",
        "2 rows wait",
    )


def test_the_switch_over_everything_is_told(ready: Connection) -> None:
    Installation.objects.create(pk=1, is_on=False)

    assert only(ready).place.page == "connections"


def test_a_pause_of_quickbooks_own_needs_nobody(ready: Connection) -> None:
    reason = "QuickBooks asks for a pause. Nothing to do: the bridge tries again by itself."
    ready.pause(until=NOW + timedelta(minutes=5), reason=reason)

    found = only(ready)

    assert found.who == "Nobody: it goes on by itself"
    assert "tried again at" in found.text


def test_a_company_whose_bill_is_unpaid_needs_its_quickbooks_admin(ready: Connection) -> None:
    ready.pause(until=NOW + timedelta(minutes=5), reason="Renew the subscription in QuickBooks.")

    assert (only(ready).sort.title, only(ready).who) == ("Permission", "Your QuickBooks admin")


def test_a_reading_that_a_person_stopped_is_told_as_that(ready: Connection, alice: Any) -> None:
    stopping.stop(ready, user=alice, now=NOW)

    assert (only(ready).title, only(ready).place.page) == ("Somebody stopped the reading", "queue")


def test_what_is_missing_is_a_matter_of_configuration(ready: Connection) -> None:
    DefaultAccounts.objects.update(income=None)

    found = only(ready)

    assert (found.sort.title, found.who) == ("Missing configuration", "Your bookkeeper")
    assert (found.place.page, found.place.anchor) == ("accounts", "id_income")


def test_a_tax_of_another_rate_in_quickbooks_is_told_with_both_numbers(ready: Connection) -> None:
    tax = StoreTaxFactory(name="GST", rate="8.25")
    code = ListItem.objects.create(
        connection=ready, kind="TaxCode", qbo_id="901", name="GST 8", rate=8, fetched_at=NOW
    )
    TaxMapping.objects.create(connection=ready, tax=tax, tax_code=code)

    found = only(ready)

    assert "8.25 % in the store" in found.title
    assert "8 % in QuickBooks" in found.title
    assert (found.who, found.place.page) == ("Your bookkeeper", "accounts-taxes")
    assert found.place.anchor == f"id_tax-{tax.pk}"


def test_before_anybody_has_gone_live_the_next_step_is_the_guided_start(
    shelf: Connection,
) -> None:
    (found,) = hindrances.of(shelf, now=NOW)

    assert (found.point, found.place.page) == ("start", "start")


def test_an_account_that_was_refused_stays_until_it_is_there(ready: Connection) -> None:
    FailedAccount.objects.create(
        connection=ready, name="Gift 100%", page="accounts", message="Refused.", failed_at=NOW
    )
    assert only(ready).sort.title == "Account creation failed"

    ListItem.objects.create(
        connection=ready, kind="Account", qbo_id="900", name="gift 100%", fetched_at=NOW
    )

    assert hindrances.of(ready, now=NOW) == []


def test_records_that_changed_on_both_sides_are_counted_once_each(ready: Connection) -> None:
    for key, field in (("a", "GivenName"), ("a", "FamilyName"), ("b", "GivenName")):
        Difference.objects.create(
            connection=ready, kind="customer", key=key, field=field, seen_at=NOW
        )

    assert (only(ready).place.page, only(ready).figure) == ("pulled", "2 records")


def test_a_warning_that_could_not_be_mailed_is_told_here(ready: Connection) -> None:
    Alert.objects.create(
        connection=ready, kind="silent", message="Nothing.", opened_at=NOW, trouble="No server."
    )

    assert (only(ready).place.page, "No server." in only(ready).text) == ("mails", True)
