"""Do the invoices of an order's shipments bill the order to the cent, and never more?"""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from entities import invoicing
from entities.models import Invoice, Order
from tests.entities.conftest import Ear
from tests.factories import NOON, OrderFactory

pytestmark = pytest.mark.django_db
AMOUNTS = ("discount", "shipping", "surcharge", "tax_total", "total")


def ship(order: Order, *quantities: str) -> Invoice:
    """So much more of each line leaves, and is billed."""
    for line, quantity in zip(order.lines.order_by("position"), quantities, strict=True):
        line.shipped_quantity += Decimal(quantity)
        line.save()
    return invoicing.bill_shipment(order=order, issued_at=NOON)


def sums(order: Order) -> dict[str, Decimal]:
    counting = list(order.invoices.filter(is_cancelled=False))
    return {name: sum((getattr(one, name) for one in counting), Decimal(0)) for name in AMOUNTS}


def of(order: Order) -> dict[str, Decimal]:
    order.refresh_from_db()
    return {name: getattr(order, name) for name in AMOUNTS}


def three_teapots(**columns: Any) -> Order:
    made: Order = OrderFactory(
        number="1042",
        lines=[{"unit_price": "3.33", "quantity": 3, "tax_amount": "0.80"}],
        **{"shipping": "5.00", "discount": "1.00", "tax_total": "1.20", **columns},
    )
    return made


def test_a_shipment_bills_what_has_left_and_its_share_of_the_rest() -> None:
    order = three_teapots()

    first = ship(order, "1")

    line = first.lines.get()
    assert (first.number, first.covers) == ("1042-1", Invoice.Covers.SHIPMENT)
    assert (line.quantity, line.amount, line.tax_amount) == (1, Decimal("3.33"), Decimal("0.27"))
    assert [getattr(first, name) for name in AMOUNTS] == [
        Decimal(amount) for amount in ("0.33", "1.67", "0.00", "0.40", "5.07")
    ]


def test_the_last_shipment_takes_what_is_left_so_that_no_cent_is_lost() -> None:
    order = three_teapots()

    numbers = [ship(order, "1").number for _ in range(3)]

    assert numbers == ["1042-1", "1042-2", "1042-3"]
    assert sums(order) == of(order)


def test_an_earlier_invoice_never_changes_for_a_later_one(ear: Ear) -> None:
    order = three_teapots()
    first = ship(order, "1")
    ear.forget()

    ship(order, "2")

    assert ("Invoice", first.key) not in ear.changed


def test_nothing_is_billed_that_has_not_left() -> None:
    order = three_teapots()

    with pytest.raises(invoicing.NothingToBill, match="Nothing of order 1042 has shipped"):
        invoicing.bill_shipment(order=order, issued_at=NOON)


def test_what_is_billed_as_a_whole_is_not_billed_by_shipment() -> None:
    order = three_teapots()
    invoicing.bill_whole(order=order, issued_at=NOON)

    with pytest.raises(invoicing.AlreadyBilledAsWhole):
        ship(order, "1")


def test_a_line_of_no_quantity_with_an_amount_cannot_be_billed_by_shipment() -> None:
    order = OrderFactory(
        lines=[{"unit_price": "3.00"}, {"unit_price": "0", "quantity": 0, "amount": "2.00"}]
    )

    with pytest.raises(invoicing.AmountWithoutQuantity):
        ship(order, "1", "0")


def test_what_a_cancelled_invoice_billed_is_billed_anew_under_a_new_number() -> None:
    order = three_teapots()
    ship(order, "1")
    invoicing.cancel(invoice=ship(order, "1"))

    again = ship(order, "1")

    assert (again.number, again.lines.get().quantity) == ("1042-3", 2)
    assert sums(order) == of(order)


def test_an_order_changed_after_its_shipments_were_billed_is_split_anew() -> None:
    order = three_teapots()
    ship(order, "1")
    ship(order, "2")

    order.shipping, order.total = Decimal("8.00"), order.total + Decimal("3.00")
    order.save()

    assert sums(order) == of(order)


def test_a_change_that_no_shipment_has_a_part_in_touches_no_invoice(ear: Ear) -> None:
    order = three_teapots()
    ship(order, "1")
    ear.forget()

    order.note = "Ring twice."
    order.save()

    assert ear.changed == [("Order", order.key)]


def test_free_goods_share_what_stands_on_no_line_by_their_quantities() -> None:
    order = OrderFactory(lines=[{"unit_price": "0", "quantity": 4}], shipping="2.00")

    assert [ship(order, "1").total, ship(order, "3").total] == [Decimal("0.50"), Decimal("1.50")]


money = st.decimals(0, 300, places=2)
lines = st.lists(
    st.tuples(st.integers(1, 5), money, st.decimals(0, 40, places=2)), min_size=1, max_size=4
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(lines, money, money, money, st.booleans(), st.data())
def test_the_shipments_of_any_order_add_up_to_it(
    of_lines: Any, shipping: Decimal, discount: Decimal, extra: Decimal, inclusive: bool, data: Any
) -> None:
    goods = sum(amount for _, amount, _ in of_lines)
    order = OrderFactory(
        lines=[
            {"unit_price": "1.00", "quantity": quantity, "amount": amount, "tax_amount": tax}
            for quantity, amount, tax in of_lines
        ],
        shipping=shipping,
        discount=min(discount, goods),
        prices_include_tax=inclusive,
        tax_total=sum(tax for _, _, tax in of_lines) + extra,
    )
    left = [quantity for quantity, _, _ in of_lines]

    while any(left):
        now = [data.draw(st.integers(0, most)) for most in left]
        now = now if any(now) else left
        ship(order, *map(str, now))
        left = [most - some for most, some in zip(left, now, strict=True)]

    assert sums(order) == of(order)
    assert all(one.total >= 0 for one in order.invoices.all())
