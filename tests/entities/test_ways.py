"""How was money paid? Told by an index, not by reading all payments."""

import pytest
from django.db import connection

from entities.models import Payment, StorePaymentMethod
from entities.models.money import WAYS
from tests.factories import OrderFactory, PaymentFactory

pytestmark = pytest.mark.django_db


def test_each_method_and_currency_is_named_once() -> None:
    card, cash, _unused = (StorePaymentMethod.objects.create(name=name) for name in "abc")
    dollars, euros = OrderFactory(currency="USD"), OrderFactory(currency="EUR")
    for order, method in ((dollars, card), (dollars, card), (euros, card), (euros, cash)):
        PaymentFactory(order=order, method=method, currency=order.currency, amount="1.00")

    assert Payment.objects.ways() == {(card.pk, "USD"), (card.pk, "EUR"), (cash.pk, "EUR")}


def test_it_never_reads_all_payments() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {WAYS}")
        plan = [str(line) for line in cursor.fetchall() if "entities_payment" in str(line)]

    assert plan
    assert all("payment_way" in line for line in plan)
