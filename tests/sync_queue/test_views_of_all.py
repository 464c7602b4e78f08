"""Pages that tell of all vendors' records: Bob holds every right in the marketplace's company, and
still neither opens nor presses them."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone

from connections.models import Connection, GuidedStart, MailSettings, Right
from entities.models import Vendor
from sync_queue.models import Figure, Proposal
from tests import factories
from tests.connections.choices_parts import Kind, listed
from tests.connections.console_parts import address, grant, logged_in

pytestmark = pytest.mark.django_db

ASK = "Ask whoever administers the marketplace to do it."


@pytest.fixture
def as_bob(bob: Any, bobs_vendor: Vendor, shelf: Connection) -> Client:
    grant(bob, shelf, *Right)
    return logged_in(bob)


@pytest.fixture
def steps_done(shelf: Connection) -> GuidedStart:
    now = timezone.now()
    done = ("accounts_approved", "matched", "previewed", "trial_approved")
    Connection.objects.update(sign_in="connected", company_confirmed_at=now)
    return GuidedStart.objects.create(connection=shelf, **{f"{word}_at": now for word in done})


@pytest.fixture
def proposal(shelf: Connection) -> Proposal:
    return Proposal.objects.create(
        connection=shelf, kind="customer", key="k", label="Carol's customer", verdict="decide"
    )


@pytest.mark.parametrize("page", ["start-existing", "start-live"])
def test_the_start_shows_a_vendor_nothing_of_others(
    page: str, as_bob: Client, shelf: Connection, proposal: Proposal, steps_done: GuidedStart
) -> None:
    answer = as_bob.get(address(page, shelf))

    assert answer.status_code == 403
    assert ASK in answer.content.decode()


def test_a_vendor_decides_about_no_record_of_others(
    as_bob: Client, shelf: Connection, proposal: Proposal
) -> None:
    decided = as_bob.post(address("start-decide", shelf, proposal.pk), {"choice": "create"})
    others = [
        as_bob.post(address(f"start-{deed}", shelf), {"kind": "customer"}).status_code
        for deed in ("look", "decide-all", "undo")
    ]

    assert [decided.status_code, *others] == [403] * 4
    proposal.refresh_from_db()
    assert proposal.verdict == "decide"


def test_a_vendor_does_not_have_the_mails_about_others_sent_to_itself(
    as_bob: Client, shelf: Connection
) -> None:
    wanted = {"alerts_to": "bob@example.com", "silent_after_hours": "1", "bookkeeper_to": ""}

    saving = as_bob.post(address("mails", shelf), wanted)
    sending = as_bob.post(address("send-list", shelf))

    assert (saving.status_code, sending.status_code) == (403, 403)
    assert not MailSettings.objects.exists()
    assert "Save addresses" not in as_bob.get(address("mails", shelf)).content.decode()


def test_in_its_own_company_a_vendor_says_where_mails_go(
    as_bob: Client, bobs_vendor: Vendor, shelf: Connection
) -> None:
    Connection.objects.update(vendor=bobs_vendor)

    as_bob.post(address("mails", shelf), {"alerts_to": "b@example.com", "silent_after_hours": "1"})

    assert MailSettings.objects.get().alerts_to == "b@example.com"


def test_terms_and_classes_tell_a_vendor_of_no_other(
    as_bob: Client, carols_vendor: Vendor, shelf: Connection
) -> None:
    Connection.objects.update(
        uses_classes=True, allows_overrides=True, class_tracking=Connection.ClassTracking.PER_LINE
    )
    listed(shelf, Kind.CLASS, "Retail")
    factories.OrderFactory(vendor=carols_vendor, terms="As Carol likes", accounting_class="Cups")

    page = as_bob.get(address("accounts-terms", shelf)).content.decode()

    assert "Default class" in page
    assert "are chosen by whoever administers the marketplace" in page
    assert not [word for word in ("Carol", "Cups") if word in page]


def test_what_a_shared_customer_owes_is_not_told_to_one_of_its_vendors(
    as_bob: Client, alice: Any, bob: Any, bobs_vendor: Vendor, shelf: Connection
) -> None:
    bob.user_permissions.set(Permission.objects.filter(codename="view_customer"))
    customer = factories.OrderFactory(vendor=bobs_vendor).customer
    Figure.objects.create(
        connection=shelf,
        kind="customer",
        key=customer.key,
        status="owes",
        open_amount="812.35",
        currency="USD",
        read_at=timezone.now(),
    )
    path = f"/admin/entities/customer/{customer.pk}/change/"

    assert "812.35" in logged_in(alice).get(path).content.decode()
    assert "812.35" not in as_bob.get(path).content.decode()


def test_home_does_not_count_what_others_had_sent(
    as_bob: Client, alice: Any, shelf: Connection
) -> None:
    said = "Sent in the last hour"

    assert said in logged_in(alice).get("/admin/").content.decode()
    assert said not in as_bob.get("/admin/").content.decode()
