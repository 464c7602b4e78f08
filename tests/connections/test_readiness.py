"""What is missing is said in the order in which it is mended."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from connections import readiness
from connections.models import (
    Connection,
    DefaultAccounts,
    ItemMapping,
    ListItem,
    PaymentMapping,
    TaxMapping,
)
from tests.factories import (
    OrderFactory,
    PaymentFactory,
    StorePaymentMethodFactory,
    StoreTaxFactory,
)

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)


def item(connection: Connection, name: str, **columns: Any) -> ListItem:
    return ListItem.objects.create(
        connection=connection, kind="Account", qbo_id=name, name=name, fetched_at=NOW, **columns
    )


@pytest.fixture
def ready() -> Connection:
    connection = Connection(
        name="Main books",
        slug="main",
        client_id="client",
        realm="1",
        sign_in="connected",
        tested_at=NOW,
        company_confirmed_at=NOW,
        books_start_on=date(2026, 1, 1),
    )
    connection.client_secret = "secret"
    connection.save()
    names = ("income", "discount", "shipping", "untaxed_code", "expense", "inventory_asset")
    chosen = {name: item(connection, name) for name in names}
    DefaultAccounts.objects.create(connection=connection, **chosen)
    return connection


def points(connection: Connection) -> list[str]:
    return [missing.point for missing in readiness.missing(connection=connection)]


def test_a_new_connection_misses_everything_first_things_first() -> None:
    connection = Connection.objects.create(name="Main books", slug="main")

    assert points(connection)[:5] == ["client", "sign_in", "tested", "books_start_on", "lists"]


def test_a_ready_connection_misses_nothing(ready: Connection) -> None:
    assert readiness.missing(connection=ready) == []


@pytest.mark.parametrize(
    ("sign_in", "words"),
    [
        ("never", "Connect to QuickBooks."),
        ("disconnected", "was disconnected"),
        ("needs_reconnecting", "no longer valid"),
    ],
)
def test_each_ending_of_a_sign_in_has_its_sentence(
    ready: Connection, sign_in: str, words: str
) -> None:
    ready.sign_in = sign_in

    (missing,) = readiness.missing(connection=ready)

    assert words in missing.sentence
    assert missing.tab == readiness.TOKEN


def test_the_first_day_must_be_stated(ready: Connection) -> None:
    ready.books_start_on = None

    assert points(ready) == ["books_start_on"]


def test_an_account_that_is_gone_from_quickbooks_is_missing(ready: Connection) -> None:
    ListItem.objects.filter(qbo_id="shipping").update(is_active=False)

    (missing,) = readiness.missing(connection=ready)

    assert missing.point == "shipping"
    assert "is gone from QuickBooks" in missing.sentence


def test_stock_accounts_matter_only_where_stock_is_kept(ready: Connection) -> None:
    DefaultAccounts.objects.update(inventory_asset=None, expense=None)
    assert points(ready) == []

    ready.sells_from_stock = True
    assert points(ready) == ["inventory_asset", "expense"]


def test_each_used_payment_method_needs_a_clearing_account_per_currency(
    ready: Connection,
) -> None:
    card = StorePaymentMethodFactory(name="Card")
    PaymentFactory(method=card)
    PaymentFactory(method=card, currency="EUR")
    PaymentMapping.objects.create(
        connection=ready, method=card, currency="USD", clearing_account=item(ready, "clearing")
    )

    (missing,) = readiness.missing(connection=ready)

    assert missing.sentence == "Choose the clearing account of Card in EUR."
    assert not missing.blocks_all
    assert readiness.first_block(connection=ready) is None


def test_the_first_step_blocks_everything(ready: Connection) -> None:
    ready.books_start_on = None
    PaymentFactory()

    block = readiness.first_block(connection=ready)

    assert block is not None
    assert block.point == "books_start_on"


def test_money_from_before_the_first_day_needs_no_account(ready: Connection) -> None:
    PaymentFactory(order=OrderFactory(placed_at=datetime(2025, 12, 31, 12, tzinfo=UTC)))

    assert points(ready) == []


def test_the_first_day_begins_where_the_company_is(ready: Connection) -> None:
    ready.time_zone = "America/New_York"
    PaymentFactory(order=OrderFactory(placed_at=datetime(2026, 1, 1, 4, 59, tzinfo=UTC)))
    assert points(ready) == []

    PaymentFactory(order=OrderFactory(placed_at=datetime(2026, 1, 1, 5, tzinfo=UTC)))
    assert points(ready) == ["clearing_account"]


def test_what_some_need_leads_to_the_very_field(ready: Connection) -> None:
    payment = PaymentFactory()
    tax = StoreTaxFactory(rate="20")
    code = ListItem.objects.create(
        connection=ready, kind="TaxCode", qbo_id="7", name="VAT", rate=19, fetched_at=NOW
    )
    TaxMapping.objects.create(connection=ready, tax=tax, destination="DE", tax_code=code)

    anchors = {missing.point: missing.anchor for missing in readiness.missing(connection=ready)}

    assert anchors["clearing_account"] == f"id_clearing-{payment.method.pk}-USD"
    assert anchors["tax_rate"] == f"id_tax-{tax.pk}-DE"


def test_an_item_that_is_gone_from_quickbooks_is_missing(ready: Connection) -> None:
    freight = item(ready, "Freight", is_active=False)
    ItemMapping.objects.create(connection=ready, line_kind="shipping", item=freight)
    DefaultAccounts.objects.update(shipping=None)

    account, gone = readiness.missing(connection=ready)

    assert account.point == "shipping"
    assert gone.sentence == "“Freight” is gone from QuickBooks. Choose another item for: Shipping."
    assert (gone.page, gone.anchor) == ("accounts-items", "id_shipping")


def test_a_vendors_connection_looks_at_its_own_money(ready: Connection, bobs_vendor: Any) -> None:
    ready.vendor = bobs_vendor
    PaymentFactory()
    assert points(ready) == []

    PaymentFactory(order=OrderFactory(vendor=bobs_vendor))
    assert points(ready) == ["clearing_account"]
