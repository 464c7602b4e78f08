"""How much money stands behind a row of the queue, and whose order is it?"""

from typing import Any

from django.db.models import (
    Case,
    CharField,
    DecimalField,
    F,
    IntegerField,
    OuterRef,
    QuerySet,
    Subquery,
    When,
)

from entities.models import Invoice, Payment, Refund
from sync_queue import kinds
from sync_queue.models import QueueRow

OF_PAYMENTS = [kind.name for kind in (kinds.PAYMENT, *kinds.OF_PAYMENTS)]
# A whole invoice has the order's amounts, a shipment's its own.
BILLED = Case(When(covers=Invoice.Covers.WHOLE, then=F("order__total")), default=F("total"))


def with_money(rows: QuerySet[QueueRow]) -> QuerySet[QueueRow]:
    """Each row with `order_pk`, `money` and `money_currency` of the document it stands for."""
    invoice = Invoice.objects.filter(key=OuterRef("key"))
    payment = Payment.objects.filter(key=OuterRef("key"))
    refund = Refund.objects.filter(key=OuterRef("key"))
    money = DecimalField(max_digits=14, decimal_places=2)
    return rows.annotate(
        order_pk=_by_kind(
            IntegerField(), invoice.values("order"), payment.values("order"), refund.values("order")
        ),
        money=_by_kind(
            money,
            invoice.annotate(sum=BILLED).values("sum"),
            payment.values("amount"),
            refund.values("total"),
        ),
        money_currency=_by_kind(
            CharField(),
            invoice.values("order__currency"),
            payment.values("currency"),
            refund.values("currency"),
        ),
    )


def _by_kind(output: Any, invoice: Any, payment: Any, refund: Any) -> Case:
    return Case(
        When(kind=kinds.INVOICE.name, then=Subquery(invoice[:1])),
        When(kind__in=OF_PAYMENTS, then=Subquery(payment[:1])),
        When(kind=kinds.REFUND.name, then=Subquery(refund[:1])),
        default=None,
        output_field=output,
    )
