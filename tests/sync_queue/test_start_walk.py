"""The guided start from page to page: what each step asks, does, and leaves behind."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from connections.models import Connection, GuidedStart, Right
from entities.models import Order, StorePaymentMethod
from sync_queue.models import Link, QueueRow
from sync_queue.reader import Report
from sync_queue.start import steps
from tests.bridge import CLIENT_ID, CLIENT_SECRET, LiveEmulator, give_clearing_account
from tests.connections.console_parts import address, agree, go_to_quickbooks, grant, logged_in
from tests.factories import (
    NOON,
    CustomerFactory,
    OrderFactory,
    PaymentFactory,
    ProductFactory,
    StorefrontFactory,
)
from tests.sync_queue.company_side import edit_there

Read = Callable[..., Report]

pytestmark = pytest.mark.django_db(transaction=True)
BOOKS = {
    "books_start_on": "2026-11-01",
    "posting_statuses": ["processed", "completed"],
    "document_kind": "by_payment",
    "guests": "person",
    "number_prefix": "",
}


def at(connection: Connection, step: str = "", *more: Any) -> str:
    name = f"console:start-{step}" if step else "console:start"
    return reverse(name, args=[connection.slug, *more])


def shown(client: Client, url: str) -> str:
    answer = client.get(url, follow=True)
    assert answer.status_code == 200
    return str(answer.content.decode())


def press(client: Client, url: str, **data: Any) -> str:
    answer = client.post(url, data, follow=True)
    assert answer.status_code == 200
    return str(answer.content.decode())


def now_at(connection: Connection) -> str:
    connection.refresh_from_db()
    now = steps.progress(connection).now
    return now.step.name if now else ""


@pytest.fixture
def fresh(live_emulator: LiveEmulator, db: None) -> Connection:
    made: Connection = Connection.objects.create(
        name="Main books", slug="main-books", environment="emulator", is_default=True
    )
    return made


@pytest.fixture
def beginning(connected: Callable[..., Connection], card: StorePaymentMethod) -> Connection:
    """Connected and confirmed, all accounts there; nobody has gone live."""
    connection = connected("us")
    connection.is_default, connection.auto_post = True, False
    connection.books_start_on = date(2026, 11, 1)
    connection.save()
    return connection


@pytest.fixture
def tried(beginning: Connection, alice: Any) -> Connection:
    """All steps up to the trial are done."""
    now = timezone.now()
    GuidedStart.objects.create(
        connection=beginning,
        **{f"{word}_at": now for word in ("accounts_approved", "matched", "previewed")},
    )
    return beginning


def test_a_new_connection_begins_with_the_keys(fresh: Connection, alice: Any) -> None:
    client = logged_in(alice)

    page = shown(client, at(fresh))

    assert "Step 1 of 7" in page
    assert "/console/callback/" in page
    assert "Connect to QuickBooks</button>" not in page


def test_keys_then_company_then_accounts(
    fresh: Connection, alice: Any, live_emulator: LiveEmulator, card: StorePaymentMethod
) -> None:
    client, realm = logged_in(alice), live_emulator.found(name="Teapots Inc")
    keys = {"environment": "emulator", "client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}

    assert "Now press Connect" in press(client, at(fresh, "connect"), **keys)
    back = agree(live_emulator, go_to_quickbooks(client, fresh), realm)
    page = client.get(reverse("console:callback"), back, follow=True).content.decode()
    assert "Is this the right company?" in page
    assert "Teapots Inc" in page
    assert now_at(fresh) == "company"
    page = press(client, reverse("console:confirm-company", args=[fresh.slug]), realm=realm)

    assert "Teapots Inc” is confirmed" in page
    assert "It is the only account of type Income, detail Sales of Product Income" in page
    assert (now_at(fresh), fresh.company_confirmed_by) == ("accounts", alice)


def test_wrong_keys_are_said_at_their_field(fresh: Connection, alice: Any) -> None:
    page = press(logged_in(alice), at(fresh, "connect"), environment="emulator", client_id=" ")

    assert "Copy the Client ID from the keys page" in page
    assert "Copy the Client Secret from the same page" in page


def test_a_later_step_leads_back_to_the_one_now(fresh: Connection, alice: Any) -> None:
    client = logged_in(alice)

    assert "Step 1 of 7" in shown(client, at(fresh, "live"))
    assert "Step 1 of 7" in press(client, at(fresh, "live"), start_on="2026-11-01")
    assert not Connection.objects.get().auto_post


def test_accounts_are_fetched_suggested_and_approved(beginning: Connection, alice: Any) -> None:
    client = logged_in(alice)

    page = press(client, at(beginning, "fetch"))
    assert "Sales of Product Income" in page
    press(client, at(beginning, "create"), purpose="shipping", name="Shipping paid")
    page = press(client, at(beginning, "accounts"), **BOOKS)

    start = GuidedStart.objects.get()
    assert (start.accounts_approved_by, now_at(beginning)) == (alice, "existing")


def test_accounts_are_not_approved_while_one_is_missing(beginning: Connection, alice: Any) -> None:
    beginning.defaults.income = None
    beginning.defaults.save()

    page = press(logged_in(alice), at(beginning, "accounts"), **BOOKS)

    assert "not approved yet. Choose the income account" in page
    assert not steps.start_of(beginning).accounts_approved_at


def test_a_missing_clearing_account_is_created_by_one_press(
    beginning: Connection, alice: Any, live_emulator: LiveEmulator
) -> None:
    paypal = StorePaymentMethod.objects.create(name="PayPal")
    PaymentFactory(order=OrderFactory(), method=paypal)
    client = logged_in(alice)

    assert "Create “PayPal clearing” in QuickBooks" in shown(client, at(beginning, "accounts"))
    wish = {"purpose": "clearing", "method": paypal.pk, "currency": "USD", "name": "PayPal float"}
    page = press(client, at(beginning, "create"), **wish)

    assert "PayPal float" in page
    names = [one["Name"] for one in live_emulator.state(beginning.realm)["Account"]]
    assert "PayPal float" in names


def test_three_orders_are_previewed_and_others_can_be_picked(tried: Connection, alice: Any) -> None:
    GuidedStart.objects.update(previewed_at=None)
    OrderFactory(number="plain")
    OrderFactory(number="special", discount="2.00", shipping="3.00")
    OrderFactory(number="old", placed_at=NOON.replace(year=2024), status_at=NOON)
    OrderFactory(number="picked", placed_at=NOON.replace(year=2023), status_at=NOON)
    client = logged_in(alice)

    page = shown(client, at(tried, "preview"))
    assert all(f"Order {number}" in page for number in ("plain", "special", "old"))
    assert "Order picked" not in page
    assert page.count("How it is booked") == 3
    page = shown(client, f"{at(tried, 'preview')}?number=picked&number=nonsense")
    assert "Order picked" in page
    assert "There is no order “nonsense”" in page
    press(client, at(tried, "preview"))

    assert now_at(tried) == "trial"


def test_what_cannot_be_booked_says_why_in_the_preview(tried: Connection, alice: Any) -> None:
    PaymentFactory(order=OrderFactory(), method=StorePaymentMethod.objects.create(name="PayPal"))

    page = shown(logged_in(alice), at(tried, "preview"))

    assert "Payments by PayPal in USD have no clearing account yet." in page
    field = re.search(r'href="([^"]*#id_clearing-[^"]*)">Mend it', page)
    assert field
    assert field[1].startswith(address("accounts-payments", tried))


def test_exactly_one_order_is_sent_and_looked_at(
    tried: Connection, alice: Any, read: Read, live_emulator: LiveEmulator, card: StorePaymentMethod
) -> None:
    order, other = OrderFactory(number="T-1"), OrderFactory(number="T-2")
    PaymentFactory(order=order, method=card)
    ProductFactory()
    client = logged_in(alice)

    page = press(client, at(tried, "trial"), deed="send", order=order.key)
    assert "Order T-1 is on its way" in page
    moving = client.get(at(tried, "trial-progress"))
    assert "hx-get" in moving.content.decode()
    assert "HX-Refresh" not in moving
    read(tried)
    assert client.get(at(tried, "trial-progress"))["HX-Refresh"] == "true"
    page = shown(client, at(tried, "trial"))
    assert "Open in QuickBooks" in page
    assert "Only what you have sent yourself is in QuickBooks" in page
    press(client, at(tried, "trial"), deed="right")

    assert now_at(tried) == "live"
    state = live_emulator.state(tried.realm)
    assert [one["DocNumber"] for one in state["SalesReceipt"]] == ["T-1"]
    assert not state.get("Invoice")
    assert len(state["Customer"]) == 1
    assert not Link.objects.linked().filter(key=other.key).exists()


def test_something_wrong_is_remembered_with_what_mends_it(
    tried: Connection, alice: Any, read: Read
) -> None:
    order = OrderFactory(number="T-1")
    client = logged_in(alice)
    press(client, at(tried, "trial"), deed="send", order=order.key)
    read(tried)

    page = press(client, at(tried, "trial"), deed="wrong", note="The tax is not ours")

    assert "The tax is not ours" in page
    assert "What mends it" in page
    assert now_at(tried) == "trial"
    assert "not in QuickBooks yet" not in press(client, at(tried, "trial"), deed="right")
    assert now_at(tried) == "live"


@pytest.fixture
def unwanted(tried: Connection, alice: Any, read: Read, card: StorePaymentMethod) -> Order:
    """A paid order of this month was tried, and something is wrong with it."""
    now = timezone.now()
    order: Order = OrderFactory(number="T-1", placed_at=now, status_at=now)
    PaymentFactory(order=order, method=card, captured_at=now)
    client = logged_in(alice)
    press(client, at(tried, "trial"), deed="send", order=order.key)
    read(tried, clock=timezone.now)
    press(client, at(tried, "trial"), deed="wrong", note="Not ours")
    return order


def test_an_unwanted_trial_is_taken_out_of_the_books_again(
    unwanted: Order, tried: Connection, alice: Any, read: Read, live_emulator: LiveEmulator
) -> None:
    client = logged_in(alice)
    page = shown(client, at(tried, "trial"))
    assert "This order will NOT be in your books" in page

    page = press(client, at(tried, "trial"), deed="take-back", order=unwanted.key)
    assert "Order T-1 is being taken out of QuickBooks" in page
    read(tried, clock=timezone.now)

    page = shown(client, at(tried, "trial"))
    assert "It is out of your books again" in page
    assert "Send it again" not in page
    (receipt,) = live_emulator.state(tried.realm)["SalesReceipt"]
    assert (receipt["TotalAmt"], now_at(tried)) == (0, "trial")
    assert "is not in QuickBooks yet" in press(client, at(tried, "trial"), deed="right")


def test_a_trial_that_somebody_changed_in_quickbooks_is_not_taken_out(
    unwanted: Order, tried: Connection, alice: Any, live_emulator: LiveEmulator
) -> None:
    link = Link.objects.get(kind="invoice")
    edit_there(live_emulator, tried, "salesreceipt", link, PrivateNote="Mine")

    page = press(logged_in(alice), at(tried, "trial"), deed="take-back", order=unwanted.key)

    assert "Somebody changed it in QuickBooks since it was sent (PrivateNote)" in page
    assert not QueueRow.objects.filter(operation="delete").exists()


def test_a_question_about_another_order_than_the_tried_one_does_nothing(
    unwanted: Order, tried: Connection, alice: Any
) -> None:
    other = OrderFactory(number="T-2")

    for deed in ("take-back", "right"):
        page = press(logged_in(alice), at(tried, "trial"), deed=deed, order=other.key)
        assert "Another order was tried meanwhile" in page

    assert not QueueRow.objects.filter(operation="delete").exists()
    assert now_at(tried) == "trial"


def test_a_trial_of_an_earlier_month_says_that_it_is_voided_by_hand(
    unwanted: Order, tried: Connection, alice: Any
) -> None:
    Link.objects.filter(kind="invoice").update(document_date=date(2025, 9, 30))

    page = shown(logged_in(alice), at(tried, "trial"))

    assert "It is dated in an earlier month" in page
    assert "take-back" not in page


def test_an_order_that_never_went_cannot_be_said_to_look_right(
    tried: Connection, alice: Any
) -> None:
    page = press(logged_in(alice), at(tried, "trial"), deed="right")

    assert "is not in QuickBooks yet" in page
    assert now_at(tried) == "trial"


def test_going_live_says_count_and_sum_and_sends_just_that(
    tried: Connection, alice: Any, read: Read, live_emulator: LiveEmulator
) -> None:
    GuidedStart.objects.update(trial_approved_at=timezone.now())
    OrderFactory(number="N-1", lines=[{"unit_price": "10.00"}])
    OrderFactory(number="N-2", lines=[{"unit_price": "15.50"}])
    OrderFactory(number="O-1", placed_at=NOON.replace(month=10))
    CustomerFactory(last_name="Without orders")
    client = logged_in(alice)

    page = shown(client, f"{at(tried, 'live')}?start_on=2026-11-01")
    assert "Go live from 1 November: 2 orders, 25.50 USD" in page
    assert "1 order, 20.00 USD, from before that day stay out" in page
    page = press(client, at(tried, "live"), start_on="2026-11-01")
    read(tried)

    assert "2 orders, 25.50 USD on their way" in page
    assert (now_at(tried), tried.went_live_by) == ("", alice)
    state = live_emulator.state(tried.realm)
    assert sorted(one["DocNumber"] for one in state["Invoice"]) == ["N-1", "N-2"]
    assert not any("Without" in one["DisplayName"] for one in state["Customer"])


def test_going_live_counts_once_also_from_a_window_that_stood_open(
    tried: Connection, alice: Any
) -> None:
    GuidedStart.objects.update(trial_approved_at=timezone.now())
    client = logged_in(alice)
    press(client, at(tried, "live"), start_on="2026-11-10")
    Connection.objects.update(auto_post=False)

    page = press(client, at(tried, "live"), start_on="2026-01-01")

    assert "You are live already, from 10 November 2026 on" in page
    tried.refresh_from_db()
    assert (tried.books_start_on, tried.auto_post) == (date(2026, 11, 10), False)


def test_going_live_can_take_all_names_along(
    tried: Connection, alice: Any, read: Read, live_emulator: LiveEmulator
) -> None:
    GuidedStart.objects.update(trial_approved_at=timezone.now())
    CustomerFactory(first_name="Ada", last_name="Without")

    press(logged_in(alice), at(tried, "live"), start_on="2026-11-01", with_names="on")
    read(tried)

    names = [one["DisplayName"] for one in live_emulator.state(tried.realm)["Customer"]]
    assert names == ["Ada Without"]


def test_orders_from_before_the_connection_go_from_the_first_day_on(
    live_emulator: LiveEmulator, connected: Callable[..., Connection], alice: Any, read: Read
) -> None:
    order = OrderFactory(number="Early")
    tried = connected("us")
    Connection.objects.update(is_default=True, auto_post=False)
    now = timezone.now()
    done = ("accounts_approved", "matched", "previewed", "trial_approved")
    GuidedStart.objects.create(connection=tried, **{f"{word}_at": now for word in done})

    press(logged_in(alice), at(tried, "live"), start_on="2026-11-01")
    read(tried)

    assert Link.objects.linked().filter(kind="invoice", key=order.key).exists()


def test_a_stranger_is_told_nothing_and_a_viewer_changes_nothing(
    tried: Connection, bob: Any, dave: Any
) -> None:
    assert logged_in(dave).get(at(tried)).status_code == 404
    grant(bob, tried, Right.VIEW)
    client = logged_in(bob)

    assert client.post(at(tried, "live"), {"start_on": "2026-11-01"}).status_code == 403
    assert client.post(at(tried, "trial"), {"deed": "right"}).status_code == 403
    assert client.get(at(tried, "accounts")).status_code == 200
    assert client.get(at(tried, "preview")).status_code == 403


def test_until_then_every_page_says_that_nothing_has_been_sent(
    beginning: Connection, alice: Any
) -> None:
    client, order = logged_in(alice), OrderFactory()
    pages = ("/admin/", "/admin/entities/order/", f"/console/orders/{order.key}/", "/console/")
    tabs = [reverse(f"console:{tab}", args=[beginning.slug]) for tab in ("settings", "token")]

    for page in (*pages, *tabs):
        assert "Nothing has been sent to QuickBooks yet" in shown(client, page), page
    Connection.objects.update(went_live_at=timezone.now())
    for page in (*pages, *tabs):
        assert "Nothing has been sent to QuickBooks yet" not in shown(client, page), page


def test_nobody_is_asked_to_set_up_what_uses_no_accounting_system(
    beginning: Connection, alice: Any
) -> None:
    assert list(steps.waiting(alice)) == [beginning]

    Connection.objects.update(accounting_vendor="none")

    assert not steps.waiting(alice)


def test_sending_cannot_be_switched_on_before_going_live(beginning: Connection, alice: Any) -> None:
    client = logged_in(alice)
    settings = reverse("console:settings", args=[beginning.slug])
    form = client.get(settings).context["form"]
    typed = {name: form[name].value() or "" for name in form.fields} | {"auto_post": "on"}

    page = press(client, settings, **typed)

    assert "Go live in the guided start first" in page
    assert not Connection.objects.get().auto_post


def test_home_leads_to_the_next_step(beginning: Connection, alice: Any) -> None:
    page = shown(logged_in(alice), "/admin/")

    assert "2 of 7 steps are done" in page
    assert "Go on: Approve the accounts" in page
    assert at(beginning) in page


def test_nonsense_is_answered_in_words(tried: Connection, alice: Any) -> None:
    client = logged_in(alice)
    odd = "💥' OR 1=1"

    assert client.get(f"{at(tried, 'preview')}?number={odd}").status_code == 200
    assert client.get(f"{at(tried, 'existing')}?kind={odd}&verdict={odd}&page={odd}").status_code
    assert "no order “💥" in press(client, at(tried, "trial"), deed="send", number=odd)
    assert "press one of the buttons" in press(client, at(tried, "trial"), deed=odd)


def test_the_trial_needs_an_order_of_these_books(tried: Connection, alice: Any) -> None:
    front = StorefrontFactory()
    other = Connection.objects.create(name="Other", slug="other")
    other.storefronts.add(front)
    order: Order = OrderFactory(storefront=front)

    page = press(logged_in(alice), at(tried, "trial"), deed="send", order=order.key)

    assert "belongs to another connection" in page
    assert not QueueRow.objects.filter(connection=tried, key=order.key).exists()


def test_a_clearing_account_keeps_the_trial_in_the_books_of_the_method(
    tried: Connection, alice: Any, read: Read, card: StorePaymentMethod
) -> None:
    give_clearing_account(tried, card)
    order = OrderFactory()
    PaymentFactory(order=order, method=card)

    press(logged_in(alice), at(tried, "trial"), deed="send", order=order.key)
    read(tried)

    assert "Card clearing" in shown(logged_in(alice), at(tried, "trial"))
