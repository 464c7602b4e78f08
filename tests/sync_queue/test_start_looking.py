"""A big company is looked through without keeping a person waiting."""

import time
from contextlib import suppress
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from connections.models import Connection, GuidedStart
from sync_queue.models import Proposal
from sync_queue.start import existing, looking
from tests.bridge import LiveEmulator
from tests.connections.console_parts import logged_in
from tests.factories import CustomerFactory
from tests.sync_queue.company_side import there

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def company(books: Connection) -> Connection:
    """Connected, its accounts approved, and not live yet."""
    Connection.objects.update(auto_post=False)
    GuidedStart.objects.create(connection=books, accounts_approved_at=timezone.now())
    books.refresh_from_db()
    return books


def page(alice: Any, company: Connection) -> tuple[Client, str]:
    return logged_in(alice), reverse("console:start-existing", args=[company.slug])


def finished(company: Connection) -> GuidedStart:
    """The start once nothing is looked through any more."""
    for _ in range(300):
        start = GuidedStart.objects.get(connection=company)
        if start.looking_since is None:
            return start
        time.sleep(0.1)
    raise AssertionError("It is being looked through for ever.")


def looked_at_now(company: Connection) -> None:
    GuidedStart.objects.update(looking_since=timezone.now(), looked_through=2000)


def test_what_takes_longer_than_a_person_waits_goes_on_by_itself(
    company: Connection, live_emulator: LiveEmulator
) -> None:
    there(live_emulator, company, "Customer", DisplayName="Jane Roe")
    CustomerFactory(first_name="Jane", last_name="Roe")

    was_done = looking.begin(company, now=timezone.now(), patience_s=0)
    start = finished(company)

    assert not was_done
    assert start.looked_at is not None
    assert start.found == {"customer": 1, "product": 0}
    assert Proposal.objects.filter(connection=company).count() == 1


def test_a_small_company_is_looked_through_while_the_person_waits(
    company: Connection, alice: Any
) -> None:
    client, _ = page(alice, company)

    client.post(reverse("console:start-look", args=[company.slug]))

    start = finished(company)
    assert start.looked_at is not None
    assert start.looking_trouble == ""


def test_it_is_not_begun_a_second_time_while_it_lasts(company: Connection) -> None:
    looked_at_now(company)

    with pytest.raises(existing.NotNow, match="being looked through just now"):
        looking.begin(company, now=timezone.now())


def test_it_may_be_begun_anew_where_whoever_looked_died(company: Connection) -> None:
    looked_at_now(company)

    looking.begin(company, now=timezone.now() + looking.GIVEN_UP_AFTER)

    assert finished(company).looked_at is not None


def test_what_stood_in_its_way_is_told_on_the_page(
    company: Connection, live_emulator: LiveEmulator, alice: Any
) -> None:
    live_emulator.schedule(company.realm, "http-500", times=5, operation="query")

    with suppress(existing.TROUBLE):  # if it broke off before anybody turned away
        looking.begin(company, now=timezone.now(), patience_s=0)
    trouble = finished(company).looking_trouble

    client, address = page(alice, company)
    assert trouble
    assert trouble.split(".")[0] in client.get(address).content.decode()


def test_the_page_shows_how_far_it_is_and_links_nothing_meanwhile(
    company: Connection, alice: Any
) -> None:
    looked_at_now(company)
    client, address = page(alice, company)

    shown = client.get(address).content.decode()
    told = client.post(address, follow=True).content.decode()

    assert "2,000 records read so far" in shown
    assert "being looked through just now" in told
    assert GuidedStart.objects.get().matched_at is None


def test_the_page_is_shown_anew_once_it_is_through(company: Connection, alice: Any) -> None:
    client, _ = page(alice, company)
    progress = reverse("console:start-looking", args=[company.slug])
    looked_at_now(company)
    going = client.get(progress)
    GuidedStart.objects.update(looking_since=None)

    through = client.get(progress)

    assert "HX-Refresh" not in going
    assert through["HX-Refresh"] == "true"
