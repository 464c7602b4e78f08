"""The frame: who sees what in the sidebar, the error pages, the admin of people, the policy."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client, RequestFactory
from django.urls import resolve

from connections.models import Connection, Right
from qbo_bridge import navigation
from sync_queue.troubles import attention
from tests.connections.console_parts import address, grant, logged_in
from tests.factories import OrderFactory
from tests.sync_queue.console_rows import held

STORE = [title for _, title, _ in navigation.STORE]


def sidebar(user: Any, path: str = "/admin/") -> dict[str, list[str]]:
    request = RequestFactory().get(path)
    request.user = user
    return {
        group["title"]: [entry["title"] for entry in group["items"]]
        for group in navigation.groups(request)
    }


def lit(user: Any, path: str) -> list[str]:
    request = RequestFactory().get(path)
    request.user, request.resolver_match = user, resolve(path)
    groups = navigation.groups(request)
    return [entry["title"] for group in groups for entry in group["items"] if entry["active"]]


def test_alice_sees_the_whole_sidebar(unconnected: Connection, alice: Any) -> None:
    assert sidebar(alice) == {
        "QuickBooks": ["Home", "Connections", "Needs you", "Queue", "Help"],
        "Store": STORE,
    }


def test_carol_sees_no_store_heading_without_an_entry_and_no_connections(
    unconnected: Connection, carol: Any
) -> None:
    assert sidebar(carol) == {"QuickBooks": ["Home", "Help"]}


def test_bob_sees_what_he_may_open(unconnected: Connection, bob: Any) -> None:
    bob.user_permissions.add(Permission.objects.get(codename="view_order"))
    grant(bob, unconnected, Right.VIEW)

    assert sidebar(bob)["Store"] == ["Orders"]
    assert "Connections" in sidebar(bob)["QuickBooks"]


def test_without_a_right_on_the_queue_it_is_not_in_the_sidebar(
    unconnected: Connection, bob: Any
) -> None:
    grant(bob, unconnected, Right.VIEW)

    assert sidebar(bob)["QuickBooks"] == ["Home", "Connections", "Help"]


def test_needs_you_carries_the_number_of_its_cards(connected: Any, alice: Any) -> None:
    connected().save()
    Connection.objects.update(is_default=True, sign_in=Connection.SignIn.NEEDS_RECONNECTING)
    for reason in ("tax:gst", "tax:gst", "closed_period"):
        held(OrderFactory(), reason=reason)

    page = logged_in(alice).get("/console/needs-you/").content.decode()

    assert '<span class="qb-count">3<span class="qb-unseen"> causes</span></span>' in page
    assert page.count('<section class="qb-card"') == 3


def test_of_many_companies_it_says_how_many_there_are_at_least(
    unconnected: Connection, alice: Any, django_assert_max_num_queries: Any
) -> None:
    for number in range(5):
        Connection.objects.create(name=f"Shop {number}", slug=f"shop-{number}")
    Connection.objects.filter(pk=unconnected.pk).update(is_default=True)
    assert "qb-count" not in logged_in(alice).get("/admin/").content.decode()

    for reason in ("tax:gst", "tax:gst", "closed_period"):
        held(OrderFactory(), reason=reason)
    Connection.objects.filter(slug="shop-3").update(sign_in=Connection.SignIn.NEEDS_RECONNECTING)

    page = logged_in(alice).get("/admin/").content.decode()
    assert '3+<span class="qb-unseen"> causes</span>' in page
    with django_assert_max_num_queries(5):
        attention.at_least(list(Connection.objects.all()))


def test_where_nothing_needs_anybody_there_is_no_number(connected: Any, alice: Any) -> None:
    connected()

    assert "qb-count" not in logged_in(alice).get("/admin/").content.decode()


def test_exactly_the_present_page_is_lit(unconnected: Connection, alice: Any) -> None:
    assert lit(alice, "/admin/") == ["Home"]
    assert lit(alice, "/console/") == ["Connections"]
    assert lit(alice, "/admin/entities/order/5/change/") == ["Orders"]
    assert lit(alice, address("settings", unconnected)) == ["Connections"]
    assert lit(alice, address("mails", unconnected)) == ["Connections"]
    assert lit(alice, address("queue", unconnected)) == ["Queue"]
    assert lit(alice, address("bookkeeper", unconnected)) == ["Needs you"]
    assert lit(alice, "/console/help/") == ["Help"]


def test_the_root_leads_home(db: None) -> None:
    assert Client().get("/")["Location"] == "/admin/"


def test_home_opens_for_alice_and_asks_others_to_log_in(alice: Any) -> None:
    assert logged_in(alice).get("/admin/").status_code == 200
    assert Client().get("/admin/").status_code == 302


@pytest.mark.parametrize(
    "path", ["/admin/auth/user/", "/admin/auth/user/add/", "/admin/auth/group/"]
)
def test_people_are_edited_in_the_same_look(path: str, alice: Any) -> None:
    page = logged_in(alice).get(path)

    assert page.status_code == 200
    assert "nav-sidebar-inner" in page.content.decode()


def test_what_does_not_exist_is_said_in_plain_words(db: None) -> None:
    page = Client().get("/nothing/")

    assert page.status_code == 404
    assert "There is nothing here" in page.content.decode()
    assert "bridge/console.css" in page.content.decode()


def test_a_fault_of_ours_is_said_in_plain_words(
    unconnected: Connection, alice: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr("connections.readiness.missing", lambda **_: 1 / 0)
    client = logged_in(alice)
    client.raise_request_exception = False

    page = client.get(address("settings", unconnected))

    assert page.status_code == 500
    assert "Something broke on our side" in page.content.decode()
    assert "ZeroDivisionError" not in page.content.decode()


def test_a_missing_right_is_named(unconnected: Connection, bob: Any) -> None:
    grant(bob, unconnected, Right.VIEW)

    page = logged_in(bob).post(address("disconnect", unconnected))

    assert page.status_code == 403
    assert "Connect and disconnect" in page.content.decode()


def test_the_policy_allows_no_foreign_host_and_no_inline_script(
    unconnected: Connection, alice: Any
) -> None:
    page = logged_in(alice).get(address("token", unconnected))

    policy = dict(part.strip().split(" ", 1) for part in page["Content-Security-Policy"].split(";"))
    assert policy["script-src"] == "'self' 'unsafe-eval'"
    assert policy["style-src"] == "'self'"
    assert policy["default-src"] == "'self'"


def test_the_page_writes_no_theme_colours_into_itself(unconnected: Connection, alice: Any) -> None:
    page = logged_in(alice).get(address("token", unconnected)).content.decode()

    assert "<style" not in page
    assert '"includeIndicatorStyles": false' in page


def test_a_page_with_company_data_is_kept_by_no_cache(unconnected: Connection, alice: Any) -> None:
    page = logged_in(alice).get(address("token", unconnected))

    assert "no-store" in page["Cache-Control"]
