"""Why rows need a person: by cause, with orders, money, who mends it and by what."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from connections.models import Connection
from sync_queue.figures import remembering
from sync_queue.models import QueueRow
from sync_queue.troubles import cause_figures, causes
from tests.factories import (
    CategoryFactory,
    OrderFactory,
    PaymentFactory,
    ProductFactory,
    StorePaymentMethodFactory,
    StoreTaxFactory,
)
from tests.sync_queue.console_rows import NOW, failed, held, invoice_row

pytestmark = pytest.mark.django_db


def test_rows_of_one_cause_stand_together_with_orders_and_money(
    shelf: Connection, alice: Any
) -> None:
    for price in ("10.00", "2.50"):
        held(OrderFactory(lines=[{"unit_price": price}]), reason="tax:abc", message="No tax code.")
    failed(OrderFactory(lines=[{"unit_price": "99.00"}]))

    first, second = causes.causes(shelf, user=alice, now=NOW)

    assert (first.reason, first.rows, first.orders) == ("tax:abc", 2, 2)
    assert first.amounts == {"USD": Decimal("12.50")}
    assert (second.reason, second.amounts) == ("fault:6540", {"USD": Decimal("99.00")})


def test_an_order_and_its_payment_are_the_same_money(shelf: Connection, alice: Any) -> None:
    order = OrderFactory(lines=[{"unit_price": "10.00"}])
    payment = PaymentFactory(order=order)
    held(order)
    row = QueueRow.objects.get(kind="payment", key=payment.key)
    row.hold(reason="auto_post", message="Not by itself.", mend="", now=NOW)

    (cause,) = causes.causes(shelf, user=alice, now=NOW)

    assert (cause.rows, cause.orders, cause.amounts) == (2, 1, {"USD": Decimal("10.00")})


def test_a_payment_alone_is_counted_with_its_own_money(shelf: Connection, alice: Any) -> None:
    payment = PaymentFactory(order=OrderFactory(), amount="3.00")
    row = QueueRow.objects.get(kind="payment", key=payment.key)
    row.hold(reason="payout", message="A payout.", mend="By hand.", now=NOW)

    (cause,) = causes.causes(shelf, user=alice, now=NOW)

    assert (cause.orders, cause.amounts) == (1, {"USD": Decimal("3.00")})


def test_a_product_has_no_money_of_its_own(shelf: Connection, alice: Any) -> None:
    ProductFactory()
    QueueRow.objects.get().hold(reason="no_cost", message="No cost.", mend="Enter it.", now=NOW)

    (cause,) = causes.causes(shelf, user=alice, now=NOW)

    assert (cause.rows, cause.orders, cause.amounts) == (1, 0, {})


def test_what_waits_behind_a_stuck_record_counts_for_its_cause(
    shelf: Connection, alice: Any
) -> None:
    category, product = CategoryFactory(), ProductFactory()
    order = OrderFactory(lines=[{"unit_price": "25.00"}])
    stuck = QueueRow.objects.get(kind="category", key=category.key)
    stuck.hold(reason="category_depth", message="Too deep.", mend="Move it.", now=NOW)
    between = QueueRow.objects.get(kind="product", key=product.key)
    between.wait_for(stuck, now=NOW)
    invoice_row(order).wait_for(between, now=NOW)

    (cause,) = causes.causes(shelf, user=alice, now=NOW)

    assert (cause.rows, cause.orders, cause.amounts) == (1, 1, {"USD": Decimal("25.00")})


@pytest.mark.parametrize(
    ("reason", "who", "page"),
    [
        ("account:income", "Your bookkeeper", "accounts"),
        ("tax:abc", "Your bookkeeper", "accounts-taxes"),
        ("clearing:card:USD", "Your bookkeeper", "accounts-payments"),
        ("term:Net 30", "Your bookkeeper", "accounts-terms"),
        ("item:shipping", "Your bookkeeper", "accounts-items"),
        ("closed_period", "Your bookkeeper", ""),
        ("sales_tax_off", "Your QuickBooks admin", ""),
        ("fault:5020", "Your QuickBooks admin", "token"),
        ("does_not_add_up", "You", ""),
    ],
)
def test_a_cause_says_who_mends_it_and_where(
    shelf: Connection, alice: Any, reason: str, who: str, page: str
) -> None:
    held(OrderFactory(), reason=reason)

    (cause,) = causes.causes(shelf, user=alice, now=NOW)

    assert (cause.who, cause.page) == (who, page)


def test_different_messages_of_one_cause_are_an_example(shelf: Connection, alice: Any) -> None:
    held(OrderFactory(), reason="currency", message="Order 1 pays in EUR.")
    held(OrderFactory(), reason="currency", message="Order 2 pays in SEK.")

    (cause,) = causes.causes(shelf, user=alice, now=NOW)

    assert cause.title == "A currency that the company does not know"
    assert (cause.example, cause.has_one_message) == ("Order 1 pays in EUR.", False)


def test_a_cause_without_a_common_title_is_called_by_its_message(
    shelf: Connection, alice: Any
) -> None:
    held(OrderFactory(), reason="tax:abc", message="The tax has no code yet.")

    (cause,) = causes.causes(shelf, user=alice, now=NOW)

    assert (cause.title, cause.example) == ("The tax has no code yet", "")


def test_only_a_persons_word_sets_free_what_is_approvable(shelf: Connection, alice: Any) -> None:
    held(OrderFactory(), reason="closed_period")
    held(OrderFactory(), reason="tax:abc")
    failed(OrderFactory(), reason="unknown_outcome")

    found = {
        (one.reason, one.state): one.is_approvable
        for one in causes.causes(shelf, user=alice, now=NOW)
    }

    assert found == {
        ("closed_period", "held"): True,
        ("tax:abc", "held"): False,
        ("unknown_outcome", "error"): False,
    }


def test_bob_sees_the_causes_of_his_own_orders(
    shelf: Connection, bob: Any, bobs_vendor: Any, carols_vendor: Any
) -> None:
    held(OrderFactory(vendor=bobs_vendor))
    held(OrderFactory(vendor=carols_vendor))

    (cause,) = causes.causes(shelf, user=bob, now=NOW)

    assert cause.rows == 1


def test_the_link_leads_to_the_very_field(shelf: Connection, alice: Any) -> None:
    tax, card = StoreTaxFactory(name="GST"), StorePaymentMethodFactory(name="Card")
    held(OrderFactory(), reason=f"tax:{tax.key}")
    held(OrderFactory(), reason=f"clearing:{card.key}:USD")
    held(OrderFactory(), reason="account:shipping")

    found = {one.reason: one.place.anchor for one in causes.causes(shelf, user=alice, now=NOW)}

    assert found == {
        f"tax:{tax.key}": f"id_tax-{tax.pk}",
        f"clearing:{card.key}:USD": f"id_clearing-{card.pk}-USD",
        "account:shipping": "id_shipping",
    }


def test_a_faults_own_kind_decides_where_its_code_says_nothing(
    shelf: Connection, alice: Any
) -> None:
    failed(OrderFactory(), reason="fault:6000", kind="needs_settings")
    failed(OrderFactory(), reason="fault:9999", kind="transient")

    found = {one.reason: one.remedy.sort.title for one in causes.causes(shelf, user=alice, now=NOW)}

    assert found == {
        "fault:6000": "Missing configuration",
        "fault:9999": "QuickBooks has trouble",
    }


def test_money_is_counted_by_currency(shelf: Connection, alice: Any) -> None:
    for price, currency in (("10.00", "USD"), ("7.00", "EUR"), ("1.00", "USD")):
        held(OrderFactory(lines=[{"unit_price": price}], currency=currency), reason="tax:abc")

    (cause,) = causes.causes(shelf, user=alice, now=NOW)

    assert cause.orders == 3
    assert cause.amounts == {"USD": Decimal("11.00"), "EUR": Decimal("7.00")}


def test_the_money_of_a_cause_of_many_rows_is_remembered_with_its_moment(
    shelf: Connection, alice: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(cause_figures, "FEW", 1)
    monkeypatch.setattr(remembering, "SLOW_S", 0)
    for _ in range(2):
        held(OrderFactory(lines=[{"unit_price": "10.00"}]), reason="tax:abc")
    causes.causes(shelf, user=alice, now=NOW)
    held(OrderFactory(lines=[{"unit_price": "10.00"}]), reason="tax:abc")

    (kept,) = causes.causes(shelf, user=alice, now=NOW + timedelta(minutes=3))
    (fresh,) = causes.causes(shelf, user=alice, now=NOW + timedelta(minutes=11))

    assert (kept.rows, kept.orders, kept.counted_at) == (3, 2, NOW)
    assert (fresh.rows, fresh.orders, fresh.counted_at) == (3, 3, None)


def test_it_asks_as_little_for_many_rows_and_causes_as_for_few(
    shelf: Connection, alice: Any, django_assert_num_queries: Any
) -> None:
    for number in range(6):
        held(OrderFactory(), reason=f"currency:{number}")
        failed(OrderFactory(), reason=f"fault:{number}")

    with django_assert_num_queries(5):
        causes.causes(shelf, user=alice, now=NOW)
