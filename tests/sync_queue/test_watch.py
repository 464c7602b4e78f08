"""One mail for each trouble of a connection, and the bookkeeper's list on Monday mornings."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import connection as database

from connections.models import Alert, Connection, MailSettings
from entities.models import Payment
from sync_queue import tasks, watch
from sync_queue.figures import health, remembering
from sync_queue.models import Link, QueueRow, Remembered
from sync_queue.troubles import unpaid
from tests.factories import OrderFactory, PaymentFactory, StorePaymentMethodFactory
from tests.sync_queue.console_rows import NOW, booked, held
from tests.sync_queue.test_switches import switch

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def told(shelf: Connection, settings: Any) -> Connection:
    """A connection in use about which two people are told."""
    settings.EMAIL_HOST = "mail.example.com"
    settings.PUBLIC_URL = "https://shop.example.com"
    shelf.sign_in, shelf.auto_post = Connection.SignIn.CONNECTED, True
    shelf.save()
    MailSettings.objects.create(
        connection=shelf,
        alerts_to="ann@example.com, ben@example.com",
        bookkeeper_to="clara@example.com",
    )
    return shelf


def breaks(connection: Connection) -> None:
    connection.sign_in = Connection.SignIn.NEEDS_RECONNECTING
    connection.sign_in_reason = "QuickBooks ended the sign-in."
    connection.save()


def mends(connection: Connection) -> None:
    connection.sign_in, connection.sign_in_reason = Connection.SignIn.CONNECTED, ""
    connection.save()


def run(now: datetime = NOW) -> list[str]:
    return [one.what for one in watch.watch(now=now)]


def test_a_broken_sign_in_is_told_with_the_way_back(told: Connection) -> None:
    OrderFactory(lines=[{"unit_price": "20.00"}])
    breaks(told)

    run()

    (sent,) = mail.outbox
    assert sent.to == ["ann@example.com", "ben@example.com"]
    assert sent.subject == "Please connect Main books to QuickBooks again"
    assert "https://shop.example.com/console/main-books/token/" in sent.body
    assert "1 order (20.00 USD) is not in QuickBooks now" in sent.body
    assert "QuickBooks ended the sign-in." in sent.body


def test_it_is_told_once_however_long_it_lasts_and_whatever_comes_in(told: Connection) -> None:
    breaks(told)

    for hours in range(0, 72, 6):
        held(OrderFactory())
        run(NOW + hours * HOUR)

    assert len(mail.outbox) == 1


def test_it_is_told_again_only_after_it_has_worked_in_between(told: Connection) -> None:
    for _ in range(2):
        breaks(told)
        run()
        mends(told)
        run()

    assert len(mail.outbox) == 2
    assert not Alert.objects.open().exists()


def test_who_disconnects_on_purpose_is_not_told(told: Connection) -> None:
    told.sign_in = Connection.SignIn.DISCONNECTED
    told.save()

    assert run() == []


def test_orders_that_come_in_while_nothing_is_booked_are_told(told: Connection) -> None:
    OrderFactory(lines=[{"unit_price": "20.00"}], placed_at=NOW - 30 * HOUR)
    OrderFactory(lines=[{"unit_price": "7.00"}], placed_at=NOW - 23 * HOUR)

    run()
    run(NOW + HOUR / 2)

    (sent,) = mail.outbox
    assert sent.subject == "Orders come in, but nothing is booked in Main books"
    assert "for 24 hours: 1 order (20.00 USD) is waiting" in sent.body
    assert "/console/needs-you/" in sent.body


def test_as_long_as_something_is_booked_one_late_order_is_no_silence(told: Connection) -> None:
    OrderFactory(placed_at=NOW - 30 * HOUR)
    booked(OrderFactory(placed_at=NOW - 20 * HOUR), told)

    assert run() == []


def paid(connection: Connection, **payment: Any) -> Payment:
    """A payment of 20.00, captured two hours ago, whose invoice was booked two hours ago."""
    order = OrderFactory(lines=[{"unit_price": "20.00"}], placed_at=NOW - 30 * HOUR)
    booked(order, connection, linked_at=NOW - 2 * HOUR)
    made: Payment = PaymentFactory(order=order, **{"captured_at": NOW - 2 * HOUR, **payment})
    return made


def test_a_payment_still_missing_an_hour_after_its_invoice_is_told_once(told: Connection) -> None:
    paid(told)

    run()
    run(NOW + HOUR)

    (sent,) = mail.outbox
    assert sent.subject == "A payment is missing on its invoice in Main books"
    assert "1 payment (20.00 USD)" in sent.body
    assert "/console/needs-you/" in sent.body
    assert health.of(told, is_whole=True, now=NOW).alert is None


def test_it_is_over_once_the_payment_is_there(told: Connection) -> None:
    payment = paid(told)
    run()

    Link.objects.create(connection=told, kind="payment", key=payment.key, qbo_id="77")
    run(NOW + HOUR)

    assert not Alert.objects.open().exists()


@pytest.mark.parametrize("age", [HOUR / 2, 40 * 24 * HOUR])
def test_a_payment_captured_just_now_or_long_ago_is_not_told(
    told: Connection, age: timedelta
) -> None:
    paid(told, captured_at=NOW - age)

    assert run() == []


def test_money_on_a_receipt_or_of_an_invoice_booked_just_now_is_not_missing(
    told: Connection,
) -> None:
    receipt, fresh = paid(told), paid(told)
    invoices = Link.objects.filter(kind="invoice")
    invoices.filter(key=receipt.order.invoices.get().key).update(qbo_type="SalesReceipt")
    invoices.filter(key=fresh.order.invoices.get().key).update(linked_at=NOW - HOUR / 2)

    assert run() == []


def test_what_a_person_left_out_and_what_is_no_money_is_not_missing(told: Connection) -> None:
    gift = StorePaymentMethodFactory(kind="gift_card")
    paid(told, method=gift)
    left_out = paid(told)
    rows = QueueRow.objects.filter(kind="payment", key=left_out.key)
    rows.update(state="done", reason="taken_out", done_at=left_out.updated_at + HOUR)

    assert run() == []


def test_missing_payments_are_found_by_the_index_of_captures(told: Connection) -> None:
    plan = unpaid.late(told, now=NOW).order_by().explain()

    assert database.vendor != "sqlite" or "payment_captured" in plan, plan


def test_payments_that_are_switched_off_are_not_missed(told: Connection) -> None:
    paid(told)
    switch(told, "payment", "push_create", on=False)

    assert run() == []


def test_the_hours_are_a_setting_and_zero_is_never(told: Connection) -> None:
    OrderFactory(placed_at=NOW - 3 * HOUR)
    MailSettings.objects.update(silent_after_hours=2)

    assert run() == ["Orders come in, and nothing is booked"]

    Alert.objects.all().delete()
    MailSettings.objects.update(silent_after_hours=0)
    assert run() == []


def test_nothing_is_told_before_somebody_has_gone_live(told: Connection) -> None:
    told.auto_post = False
    told.save()
    OrderFactory(placed_at=NOW - 30 * HOUR)

    assert run() == []


def test_a_broken_sign_in_is_not_told_a_second_time_as_silence(told: Connection) -> None:
    OrderFactory(placed_at=NOW - 30 * HOUR)
    breaks(told)

    assert run() == ["The sign-in is broken"]


def test_silence_ends_with_the_next_booking(told: Connection) -> None:
    order = OrderFactory(placed_at=NOW - 30 * HOUR)
    run()
    booked(order, told)

    run(NOW + HOUR)

    assert not Alert.objects.open().exists()


def test_a_mail_that_could_not_be_sent_is_tried_again(told: Connection, settings: Any) -> None:
    breaks(told)
    settings.EMAIL_HOST = ""
    run()
    assert "EMAIL_HOST" in Alert.objects.get().trouble

    settings.EMAIL_HOST = "mail.example.com"
    run()

    assert len(mail.outbox) == 1
    assert Alert.objects.get().trouble == ""


def test_without_an_address_the_trouble_is_kept_and_nobody_is_told(told: Connection) -> None:
    MailSettings.objects.update(alerts_to="")
    breaks(told)

    assert run() == []
    assert Alert.objects.open().count() == 1


def test_the_bookkeepers_list_goes_on_monday_morning_once(told: Connection) -> None:
    MailSettings.objects.update(is_weekly=True, silent_after_hours=0)
    held(OrderFactory(lines=[{"unit_price": "20.00"}]), reason="tax:gst", message="GST has no code")

    for moment in (MONDAY - 2 * HOUR, MONDAY, MONDAY + HOUR, MONDAY + 24 * HOUR):
        run(moment)

    (sent,) = mail.outbox
    assert sent.to == ["clara@example.com"]
    assert "GST has no code: 1 order, 20.00 USD" in sent.body
    assert "https://shop.example.com/console/main-books/accounts/taxes/" in sent.body


def test_monday_begins_where_the_company_is(told: Connection) -> None:
    told.time_zone = "Australia/Sydney"
    told.save()
    MailSettings.objects.update(is_weekly=True, silent_after_hours=0)
    held(OrderFactory(), reason="tax:gst")

    assert run(MONDAY - 11 * HOUR) == ["The bookkeeper's list"]


def test_an_empty_list_is_not_sent(books: Connection, settings: Any) -> None:
    settings.EMAIL_HOST = "mail.example.com"
    MailSettings.objects.create(connection=books, bookkeeper_to="clara@example.com", is_weekly=True)

    assert run(MONDAY) == []
    assert mail.outbox == []


def test_beat_and_cron_do_the_same(told: Connection, capsys: Any) -> None:
    breaks(told)

    assert tasks.watch_connections() == 1
    mends(told)
    call_command("watch_connections")
    breaks(told)
    call_command("watch_connections")

    assert "Main books: The sign-in is broken: a mail was sent." in capsys.readouterr().out


def test_long_counts_are_renewed_as_long_as_somebody_looks(
    told: Connection, monkeypatch: Any
) -> None:
    monkeypatch.setattr(remembering, "SLOW_S", 0)
    for name, looked_at in (("missing", NOW), ("days:2026-11-01:2026-11-20", NOW - 3 * HOUR)):
        Remembered.objects.create(
            connection=told,
            name=name,
            data=[0, {}],
            counted_at=NOW - timedelta(minutes=6),
            asked_at=looked_at,
        )
    OrderFactory(lines=[{"unit_price": "20.00"}])

    run()

    assert list(Remembered.objects.values_list("name", "data", "counted_at")) == [
        ("missing", [1, {"USD": "20.00"}], NOW)
    ]
