"""What QuickBooks has already is linked, not made a second time; and linking changes nothing."""

from collections.abc import Callable
from typing import Any

import pytest
import requests
from django.db import connection as database
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from connections.models import Connection, GuidedStart
from entities.models import Customer, Product
from sync_queue import leases, sweeper
from sync_queue.models import Link, Proposal
from sync_queue.reader import Report
from sync_queue.start import existing
from tests.bridge import LiveEmulator
from tests.connections.console_parts import logged_in
from tests.factories import CustomerFactory, OrderFactory, ProductFactory, StorefrontFactory
from tests.sync_queue.company_side import edit_there, there

Read = Callable[..., Report]
NOW = timezone.now()
JANE = {"DisplayName": "Jane Roe", "PrimaryEmailAddr": {"Address": "jane@example.com"}}

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def company(books: Connection) -> Connection:
    """Connected, and not live yet."""
    Connection.objects.update(auto_post=False)
    books.refresh_from_db()
    return books


def jane(**more: Any) -> Customer:
    given = {"first_name": "Jane", "last_name": "Roe", "email": "jane@example.com", **more}
    made: Customer = CustomerFactory(**given)
    return made


def item(live: LiveEmulator, books: Connection, name: str, **more: Any) -> str:
    income = {"IncomeAccountRef": {"value": books.defaults.income.qbo_id}}
    return there(live, books, "Item", Name=name, Type="Service", **income, **more)


def verdicts(kind: str = "customer") -> list[tuple[str, str]]:
    found = Proposal.objects.filter(kind=kind).order_by("label", "pk")
    return list(found.values_list("label", "verdict"))


def test_both_sides_are_compared_and_written_down(
    company: Connection, live_emulator: LiveEmulator
) -> None:
    there(live_emulator, company, "Customer", **JANE)
    there(live_emulator, company, "Customer", DisplayName="Kim Low")
    jane()
    jane(last_name="New", email="new@example.com")
    CustomerFactory(first_name="Kim", last_name="Low")

    existing.look(company, now=NOW)

    assert verdicts() == [("Jane New", "create"), ("Jane Roe", "link"), ("Kim Low", "decide")]
    assert GuidedStart.objects.get().found == {"customer": 2, "product": 0}


def test_linked_customers_and_products_are_used_and_left_as_they_are(
    company: Connection, live_emulator: LiveEmulator, alice: Any, read: Read
) -> None:
    theirs = there(live_emulator, company, "Customer", **JANE, Notes="Pays late")
    pot = item(live_emulator, company, "Old teapot", Sku="T-1", UnitPrice=3)
    order = OrderFactory(
        customer=jane(phone="555"), lines=[{"product": ProductFactory(sku="T-1", name="Teapot")}]
    )
    before = live_emulator.state(company.realm)
    existing.look(company, now=NOW)

    linked = existing.link(company, user=alice, now=NOW)
    Connection.objects.update(auto_post=True)
    read(company)

    after = live_emulator.state(company.realm)
    assert linked == 2
    for kind in ("Customer", "Item"):
        was, now = before[kind][0], after[kind][0]
        assert all(now[name] == was[name] for name in was if "Balance" not in name)
    [invoice] = after["Invoice"]
    assert invoice["DocNumber"] == order.number
    assert invoice["CustomerRef"]["value"] == theirs
    assert invoice["Line"][0]["SalesItemLineDetail"]["ItemRef"]["value"] == pot


def test_later_only_what_the_store_changes_is_sent(
    company: Connection, live_emulator: LiveEmulator, alice: Any, read: Read
) -> None:
    there(live_emulator, company, "Customer", **JANE, CompanyName="Roe Ltd")
    customer = jane()
    existing.look(company, now=NOW)
    existing.link(company, user=alice, now=NOW)
    Connection.objects.update(auto_post=True)

    customer.phone = "555"
    customer.save()
    read(company)

    [booked] = live_emulator.state(company.realm)["Customer"]
    assert booked["PrimaryPhone"]["FreeFormNumber"] == "555"
    assert booked["CompanyName"] == "Roe Ltd"
    assert "BillAddr" not in booked


def test_what_changed_there_meanwhile_is_asked_about_again(
    company: Connection, live_emulator: LiveEmulator, alice: Any
) -> None:
    qbo_id = there(live_emulator, company, "Customer", **JANE)
    jane()
    existing.look(company, now=NOW)
    link = Link(qbo_id=qbo_id, sync_token="0")
    edit_there(live_emulator, company, "customer", link, DisplayName="Janet Roe")

    assert existing.link(company, user=alice, now=NOW) == 0

    assert verdicts() == [("Jane Roe", "decide")]
    assert "changed in QuickBooks" in Proposal.objects.get().evidence
    assert not Link.objects.linked().exists()


def test_what_was_sent_since_it_was_looked_for_stays_linked_as_it_is(
    company: Connection, live_emulator: LiveEmulator, alice: Any, read: Read
) -> None:
    theirs = there(live_emulator, company, "Customer", DisplayName="Jane Roe")
    customer = jane()
    existing.look(company, now=NOW)
    existing.decide(Proposal.objects.get(), choice=theirs, user=alice)
    OrderFactory(customer=customer)
    Connection.objects.update(auto_post=True)
    read(company)
    made = Link.objects.get(kind="customer", key=customer.key).qbo_id

    existing.link(company, user=alice, now=NOW)

    assert Link.objects.get(kind="customer", key=customer.key).qbo_id == made != theirs


def test_what_was_linked_to_another_record_since_is_asked_about_again(
    company: Connection, live_emulator: LiveEmulator, alice: Any
) -> None:
    theirs = there(live_emulator, company, "Customer", **JANE)
    jane()
    existing.look(company, now=NOW)
    Link.objects.create(
        connection=company, kind="customer", key="x", qbo_type="Customer", qbo_id=theirs
    )

    assert existing.link(company, user=alice, now=NOW) == 0

    assert "Another record of the store" in Proposal.objects.get().evidence


def test_nothing_is_linked_while_the_queue_is_read(
    company: Connection, live_emulator: LiveEmulator, alice: Any
) -> None:
    there(live_emulator, company, "Customer", **JANE)
    jane()
    existing.look(company, now=NOW)
    leases.take(connection_id=company.pk, holder="reader", now=timezone.now())

    with pytest.raises(existing.NotNow, match="being read just now"):
        existing.link(company, user=alice, now=NOW)

    assert not Link.objects.linked().exists()


def test_a_linked_product_keeps_its_own_name_there_until_the_store_renames_it(
    company: Connection, live_emulator: LiveEmulator, alice: Any, read: Read
) -> None:
    item(live_emulator, company, "Old teapot", Sku="T-1")
    product = ProductFactory(sku="T-1", name="Teapot")
    existing.look(company, now=NOW)
    existing.link(company, user=alice, now=NOW)

    link = Link.objects.get(kind="product")
    assert (link.name, link.named_for, link.sent["Name"]) == ("Old teapot", "Teapot", "Old teapot")
    product.name = "Kettle"
    product.save()
    Connection.objects.update(auto_post=True)
    read(company)

    [booked] = live_emulator.state(company.realm)["Item"]
    assert booked["Name"] == "Kettle"


def test_a_person_decides_once_for_each(
    company: Connection, live_emulator: LiveEmulator, alice: Any
) -> None:
    qbo_id = there(live_emulator, company, "Customer", DisplayName="Jane Roe")
    jane()
    jane(email="other@example.com")
    existing.look(company, now=NOW)
    first, second = Proposal.objects.filter(kind="customer").order_by("pk")

    existing.decide(first, choice=qbo_id, user=alice)
    with pytest.raises(existing.NotNow, match="given to “Jane Roe” already"):
        existing.decide(second, choice=qbo_id, user=alice)
    with pytest.raises(existing.NotNow, match="not to choose from"):
        existing.decide(second, choice="999", user=alice)
    existing.decide(second, choice="", user=alice)

    assert existing.link(company, user=alice, now=NOW) == 1
    assert Link.objects.linked().get().qbo_id == qbo_id


def test_looking_again_keeps_what_was_decided(
    company: Connection, live_emulator: LiveEmulator, alice: Any
) -> None:
    there(live_emulator, company, "Customer", DisplayName="Jane Roe")
    jane()
    existing.look(company, now=NOW)
    existing.decide_all(company, kind="customer", create=False, user=alice)

    existing.look(company, now=NOW)

    assert verdicts() == [("Jane Roe", "link")]
    assert Proposal.objects.get().decided_by == alice


def test_all_that_fit_only_one_are_linked_by_one_word(
    company: Connection, live_emulator: LiveEmulator, alice: Any
) -> None:
    for name in ("Jane Roe", "Kim Low"):
        there(live_emulator, company, "Customer", DisplayName=name)
    jane()
    jane(email="twin@example.com")
    CustomerFactory(first_name="Kim", last_name="Low")
    existing.look(company, now=NOW)

    assert existing.decide_all(company, kind="customer", create=False, user=alice) == 2
    with pytest.raises(existing.NotNow, match="wait for your decision"):
        existing.link(company, user=alice, now=NOW)
    assert existing.decide_all(company, kind="customer", create=True, user=alice) == 1
    assert existing.link(company, user=alice, now=NOW) == 2


def test_links_are_taken_back_until_something_was_sent(
    company: Connection, live_emulator: LiveEmulator, alice: Any, read: Read
) -> None:
    there(live_emulator, company, "Customer", **JANE)
    jane()
    existing.look(company, now=NOW)
    existing.link(company, user=alice, now=NOW)

    assert existing.undo(company) == 1
    assert not Link.objects.linked().exists()
    existing.link(company, user=alice, now=NOW)
    OrderFactory()
    Connection.objects.update(auto_post=True)
    read(company)

    with pytest.raises(existing.NotNow, match="Something was sent"):
        existing.undo(company)


def test_only_records_of_this_connection_are_matched(
    company: Connection, live_emulator: LiveEmulator
) -> None:
    front = StorefrontFactory()
    Connection.objects.create(name="Other", slug="other").storefronts.add(front)
    there(live_emulator, company, "Customer", **JANE)
    jane(storefront=front)

    existing.look(company, now=NOW)

    assert verdicts() == []


def test_guests_of_a_storefront_are_not_matched_one_by_one(company: Connection) -> None:
    company.guests = Connection.Guests.STOREFRONT
    company.save()
    jane(is_guest=True)

    existing.look(company, now=NOW)

    assert verdicts() == []


def test_names_older_than_the_connection_are_not_swept_into_the_queue(
    live_emulator: LiveEmulator, connected: Callable[..., Connection]
) -> None:
    old = ProductFactory(sku="OLD")
    company = connected("us")
    Connection.objects.update(is_default=True)
    Product.objects.bulk_create([Product(sku="NEW", name="New pot", key="new")])
    company.queue_rows.all().delete()

    sweeper.sweep(now=timezone.now())

    assert list(company.queue_rows.values_list("key", flat=True)) == ["new"]
    assert old.key != "new"


def test_five_thousand_on_each_side_are_compared_in_a_fixed_number_of_queries(
    company: Connection, live_emulator: LiveEmulator, alice: Any
) -> None:
    many_there(live_emulator, company, 1200)
    before = asked_of(live_emulator, company)
    few = queries_of_a_look(company, 100)
    many = queries_of_a_look(company, 5000)

    assert Proposal.objects.filter(verdict="link").count() == 1200
    assert many == few
    assert asked_of(live_emulator, company) - before == 2 * (2 + 1)
    with CaptureQueriesContext(database) as asked:
        page = logged_in(alice).get(reverse("console:start-existing", args=[company.slug]))
    assert page.status_code in (200, 302)
    assert len(asked) < 40


def asked_of(live: LiveEmulator, books: Connection) -> int:
    """How many queries QuickBooks was asked so far."""
    return sum("/query" in str(call) for call in live.log(books.realm))


def queries_of_a_look(company: Connection, customers: int) -> int:
    Customer.objects.all().delete()
    Customer.objects.silently().bulk_create(
        Customer(key=f"k{n}", first_name="Jane", last_name=f"Roe {n}", email=f"j{n}@example.com")
        for n in range(customers)
    )
    with CaptureQueriesContext(database) as asked:
        existing.look(company, now=NOW)
    return sum(query["sql"].startswith("SELECT") for query in asked)


def many_there(live: LiveEmulator, books: Connection, count: int) -> None:
    """Somebody has entered many customers in QuickBooks, thirty at a time."""
    http = requests.Session()
    http.headers["Authorization"] = f"Bearer {live.tokens(books.realm).access}"
    live.set(limits=False)
    for start in range(0, count, 30):
        wanted = [
            {
                "bId": str(n),
                "operation": "create",
                "Customer": {
                    "DisplayName": f"Jane Roe {n}",
                    "PrimaryEmailAddr": {"Address": f"j{n}@example.com"},
                },
            }
            for n in range(start, min(start + 30, count))
        ]
        answer = http.post(
            f"{live.url}/v3/company/{books.realm}/batch",
            json={"BatchItemRequest": wanted},
            timeout=30,
        )
        assert answer.ok, answer.text
