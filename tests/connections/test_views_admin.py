"""Giving rights, and taking them back."""

from typing import Any

from django.urls import reverse

from connections import permissions
from connections.models import Connection, Grant, Right
from tests.connections.console_parts import logged_in


def page_of(connection: Connection) -> str:
    return reverse("admin:connections_connection_change", args=[connection.pk])


def save(user: Any, connection: Connection, grants: list[dict[str, Any]], **data: Any) -> Any:
    rows = {
        f"grants-{at}-{name}": value
        for at, row in enumerate(grants)
        for name, value in {**row, "connection": connection.pk}.items()
    }
    given = sum("id" in row for row in grants)
    counts = {"grants-TOTAL_FORMS": len(grants), "grants-INITIAL_FORMS": given}
    return logged_in(user).post(page_of(connection), {**rows, **counts, **data})


def test_alice_gives_bob_a_right_and_it_is_kept_who_gave_it(
    unconnected: Connection, alice: Any, bob: Any
) -> None:
    answer = save(alice, unconnected, [{"user": bob.pk, "right": Right.VIEW}])

    assert answer.status_code == 302
    assert permissions.may(user=bob, connection=unconnected, right=Right.VIEW)
    assert Grant.objects.get().granted_by == alice


def test_alice_takes_a_right_back(unconnected: Connection, alice: Any, bob: Any) -> None:
    grant = Grant.objects.create(connection=unconnected, user=bob, right=Right.VIEW)
    row = {"id": grant.pk, "user": bob.pk, "right": Right.VIEW, "DELETE": "on"}

    save(alice, unconnected, [row])

    assert not permissions.may(user=bob, connection=unconnected, right=Right.VIEW)


def test_the_same_right_twice_is_refused(unconnected: Connection, alice: Any, bob: Any) -> None:
    row = {"user": bob.pk, "right": Right.VIEW}

    answer = save(alice, unconnected, [row, row])

    assert answer.status_code == 200
    assert not Grant.objects.exists()


def test_no_secret_and_no_sign_in_can_be_read_or_changed_here(
    unconnected: Connection, alice: Any
) -> None:
    page = logged_in(alice).get(page_of(unconnected)).content.decode()

    assert "emulator-secret" not in page
    assert unconnected.sealed_client_secret not in page
    assert 'name="sign_in"' not in page


def test_bob_who_holds_every_right_cannot_give_any(unconnected: Connection, bob: Any) -> None:
    for right in Right:
        Grant.objects.create(connection=unconnected, user=bob, right=right)

    assert logged_in(bob).get(page_of(unconnected)).status_code == 403
