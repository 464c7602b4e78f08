"""Alice may all, Bob what he was granted, Carol and Dave nothing."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404

from connections import permissions
from connections.models import Connection, Grant, Right

pytestmark = pytest.mark.django_db


@pytest.fixture
def connection(bob: Any, alice: Any) -> Connection:
    made = Connection.objects.create(name="Bob's books", slug="bob")
    Grant.objects.create(connection=made, user=bob, right=Right.SEE_QUEUE, granted_by=alice)
    return made


@pytest.mark.parametrize("right", list(Right))
def test_the_marketplace_may_everything(connection: Connection, alice: Any, right: Right) -> None:
    assert permissions.may(user=alice, connection=connection, right=right)


@pytest.mark.parametrize("right", list(Right))
def test_a_vendor_may_what_it_was_granted(connection: Connection, bob: Any, right: Right) -> None:
    granted = right == Right.SEE_QUEUE

    assert permissions.may(user=bob, connection=connection, right=right) is granted


def test_a_right_holds_on_its_own_connection_only(connection: Connection, bob: Any) -> None:
    other = Connection.objects.create(name="Carol's books", slug="carol")

    assert not permissions.may(user=bob, connection=other, right=Right.SEE_QUEUE)


def test_whoever_left_may_nothing_any_more(connection: Connection, alice: Any, bob: Any) -> None:
    alice.is_active = bob.is_active = False

    for person in (alice, bob, AnonymousUser()):
        assert not permissions.may(user=person, connection=connection, right=Right.SEE_QUEUE)


def test_it_finds_the_connection_for_whoever_holds_the_right(
    connection: Connection, bob: Any
) -> None:
    found = permissions.connection_for(user=bob, slug="bob", right=Right.SEE_QUEUE)

    assert found == connection


def test_another_right_is_denied_in_words(connection: Connection, bob: Any) -> None:
    with pytest.raises(PermissionDenied, match="Connect and disconnect"):
        permissions.connection_for(user=bob, slug="bob", right=Right.MANAGE_TOKEN)


def test_a_stranger_does_not_learn_that_it_exists(
    connection: Connection, carol: Any, dave: Any
) -> None:
    for person in (carol, dave, AnonymousUser()):
        with pytest.raises(Http404):
            permissions.connection_for(user=person, slug="bob", right=Right.VIEW)


def test_an_address_that_leads_nowhere_is_not_found(alice: Any) -> None:
    with pytest.raises(Http404):
        permissions.connection_for(user=alice, slug="nowhere", right=Right.VIEW)
