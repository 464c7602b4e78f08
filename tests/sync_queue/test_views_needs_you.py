"""The causes board: whose causes, with which figures, and which button."""

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from connections.models import Connection, FailedAccount, Right
from entities.models import StorePaymentMethod
from sync_queue.models import QueueRow
from tests.bridge import LiveEmulator
from tests.connections.console_parts import address, grant, logged_in
from tests.factories import OrderFactory, ProductFactory, StoreTaxFactory
from tests.sync_queue.console_rows import NOW, failed, held

pytestmark = pytest.mark.django_db
PAGE = "/console/needs-you/"


def test_it_asks_the_anonymous_to_log_in_and_is_not_there_for_dave(dave: Any) -> None:
    assert Client().get(PAGE)["Location"].startswith(reverse("admin:login"))
    assert logged_in(dave).get(PAGE).status_code == 404


def test_it_shows_a_cause_with_its_orders_money_and_remedy(shelf: Connection, alice: Any) -> None:
    for _ in range(2):
        held(
            OrderFactory(lines=[{"unit_price": "19.00"}]),
            reason="tax:abc",
            message="The tax has no code.",
        )

    page = logged_in(alice).get(PAGE).content.decode()

    for words in ("The tax has no code", "2 orders, 38.00 USD", "Your bookkeeper", "Choose it."):
        assert words in page
    assert reverse("console:accounts-taxes", args=[shelf.slug]) in page
    assert "resend all 2" in page


def test_a_cause_that_needs_a_word_asks_for_it_with_the_sum(shelf: Connection, alice: Any) -> None:
    held(OrderFactory(lines=[{"unit_price": "19.00"}]), reason="closed_period")
    client = logged_in(alice)

    page = client.get(PAGE).content.decode()
    asked = client.get(unescape(re.search(r'href="([^"]*do=release[^"]*)"', page)[1]))

    assert "1 order, 19.00 USD" in page
    assert "Send what waits for you?" in asked.content.decode()
    assert "1 row: 1 invoice (1 order, 19.00 USD)" in asked.content.decode()


def test_what_has_no_order_is_counted_in_records(shelf: Connection, alice: Any) -> None:
    ProductFactory()
    QueueRow.objects.get().hold(reason="no_cost", message="No cost.", mend="Enter it.", now=NOW)

    assert "1 record" in logged_in(alice).get(PAGE).content.decode()


def test_without_a_cause_nothing_needs_anybody(books: Connection, alice: Any) -> None:
    OrderFactory()

    assert "Nothing needs you" in logged_in(alice).get(PAGE).content.decode()


def test_bob_sees_the_causes_of_his_own_orders_on_connections_that_he_may_see(
    shelf: Connection, bob: Any, carol: Any, bobs_vendor: Any, carols_vendor: Any
) -> None:
    grant(bob, shelf, Right.SEE_QUEUE)
    failed(OrderFactory(vendor=carols_vendor), reason="fault:2210")
    failed(OrderFactory(vendor=bobs_vendor, lines=[{"unit_price": "3.00"}]))

    his = logged_in(bob).get(PAGE).content.decode()
    hers = logged_in(carol).get(PAGE).content.decode()

    assert "1 order, 3.00 USD" in his
    assert "20.00" not in his
    assert "Nothing needs you" in hers


def test_who_may_only_look_gets_no_buttons(shelf: Connection, bob: Any, bobs_vendor: Any) -> None:
    grant(bob, shelf, Right.SEE_QUEUE)
    failed(OrderFactory(vendor=bobs_vendor))
    held(OrderFactory(vendor=bobs_vendor))

    page = logged_in(bob).get(PAGE).content.decode()

    assert "See the rows" in page
    assert "resend" not in page
    assert "Send it" not in page


def test_the_badge_says_in_a_sentence_what_sort_of_trouble_it_is(
    shelf: Connection, alice: Any
) -> None:
    held(OrderFactory(), reason="tax:abc")

    page = logged_in(alice).get(PAGE).content.decode()

    name = re.search(r'aria-describedby="([^"]+)">Missing configuration', page)
    assert name is not None
    assert f'role="tooltip" id="{name[1]}">A choice is missing or does not fit' in page


def test_each_link_leads_to_a_field_that_is_there(books: Connection, alice: Any) -> None:
    tax, card = StoreTaxFactory(name="GST"), StorePaymentMethod.objects.get(name="Card")
    reasons = ("account:income", f"tax:{tax.key}", "tax:untaxed", f"clearing:{card.key}:USD")
    for reason in (*reasons, "item:shipping"):
        held(OrderFactory(), reason=reason)
    client = logged_in(alice)

    page = client.get(PAGE).content.decode()

    links = re.findall(r'href="([^"#]+)#([^"]+)">Mend it', page)
    assert len(links) == 5
    for url, anchor in links:
        assert f'id="{anchor}"' in client.get(url).content.decode(), anchor


def test_an_account_that_quickbooks_refused_stands_there_until_it_is_left(
    books: Connection, alice: Any, live_emulator: LiveEmulator
) -> None:
    live_emulator.schedule(books.realm, "6240", entity="Account", operation="create")
    client, wanted = logged_in(alice), {"purpose": "refund", "name": "Money back"}
    client.post(address("create-account", books), {**wanted, "page": "accounts"})

    page = client.get(PAGE).content.decode()

    assert "The account “Money back” could not be created" in page
    assert "Account creation failed" in page
    client.post(address("forget-account", books, FailedAccount.objects.get().pk))
    assert not FailedAccount.objects.exists()


def test_an_account_that_was_created_at_last_is_off_the_page(
    books: Connection, alice: Any, live_emulator: LiveEmulator
) -> None:
    live_emulator.schedule(books.realm, "6240", entity="Account", operation="create")
    client, wanted = logged_in(alice), {"purpose": "refund", "name": "Money back"}
    for _ in range(2):
        client.post(address("create-account", books), {**wanted, "page": "accounts"})

    assert FailedAccount.objects.exists()
    assert "could not be created" not in client.get(PAGE).content.decode()


def test_bob_is_not_told_what_hinders_the_whole_marketplace(
    shelf: Connection, bob: Any, bobs_vendor: Any
) -> None:
    grant(bob, shelf, Right.SEE_QUEUE)
    shelf.sign_in = Connection.SignIn.NEEDS_RECONNECTING
    shelf.save()

    assert "Nothing needs you" in logged_in(bob).get(PAGE).content.decode()
