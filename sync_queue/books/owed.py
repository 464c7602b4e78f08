"""Do the accounts of gift cards and store credit hold what customers may still spend (rule 12)?

Said by the store alone: what was sold and granted since the books started, less what was redeemed
and given back; beside QuickBooks' own balance of the account.
"""

from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal
from typing import Any

from django.db.models import Case, F, Q, QuerySet, Sum, When
from django.db.models.functions import Coalesce

from connections.models import Connection, DefaultAccounts, ListItem
from entities.amounts import to_the_cent
from entities.models import Order, OrderLine, Payment, Product, Refund, RefundLine
from entities.models import StorePaymentMethod as Method
from sync_queue import routing
from sync_queue.intake import unbooked

ZERO = Decimal(0)


@dataclass(frozen=True)
class Owed:
    """One account, in home currency. `issued` was sold or granted, `used` redeemed or given back;
    `books` is None where QuickBooks has not told its balance."""

    title: str
    account: ListItem | None
    currency: str
    issued: Decimal
    used: Decimal
    books: Decimal | None

    @property
    def store(self) -> Decimal:
        return self.issued - self.used

    @property
    def difference(self) -> Decimal:
        """How much more QuickBooks has."""
        return (self.books or ZERO) - self.store

    @property
    def agrees(self) -> bool:
        return self.books is not None and not self.difference

    @property
    def sentence(self) -> str:
        if self.account is None:
            return "No account was chosen for it yet."
        if self.books is None:
            return "QuickBooks has not told its balance yet: press Ask QuickBooks."
        if self.agrees:
            return f"Agrees with QuickBooks: {self.store:,.2f} {self.currency}."
        more = "more" if self.difference > 0 else "less"
        return (
            f"QuickBooks has {abs(self.difference):,.2f} {self.currency} {more}: what was owed "
            "when the books started, what waits in the Queue, or what somebody entered by hand."
        )


def of(connection: Connection) -> list[Owed]:
    """Gift cards, then store credit; without those that the store never had."""
    defaults = DefaultAccounts.objects.filter(connection=connection).first()
    orders = unbooked.due_orders(connection).filter(currency=connection.home_currency)
    found = []
    for field, title, kind in (
        ("gift_cards", "Gift cards", Method.Kind.GIFT_CARD),
        ("store_credit", "Store credit", Method.Kind.STORE_CREDIT),
    ):
        is_cards = kind == Method.Kind.GIFT_CARD
        issued = _granted(connection, kind) + (_sold(orders) if is_cards else ZERO)
        used = _redeemed(orders, kind) + (_given_back(connection) if is_cards else ZERO)
        if issued or used:
            account = getattr(defaults, field, None)
            home = connection.home_currency
            found.append(Owed(title, account, home, issued, used, _balance(account)))
    return found


def _sold(orders: QuerySet[Order]) -> Decimal:
    """What the cards are worth, whatever was taken off their price."""
    lines = OrderLine.objects.filter(
        order__in=orders.order_by().values("pk"), product__kind=Product.Kind.GIFT_CARD
    )
    worth = F("amount") + F("discount")
    net = Case(When(order__prices_include_tax=True, then=worth - F("tax_amount")), default=worth)
    return _sum(lines, net)


def _redeemed(orders: QuerySet[Order], kind: str) -> Decimal:
    paid = Payment.objects.captured().filter(order__in=orders.order_by().values("pk"))
    return _sum(paid.filter(method__kind=kind), F("amount"))


def _granted(connection: Connection, kind: str) -> Decimal:
    back = _refunds(connection).annotate(way=Coalesce("payment__method__kind", "method__kind"))
    return _sum(back.filter(way=kind), F("total"))


def _given_back(connection: Connection) -> Decimal:
    """Gift cards that customers gave back."""
    refunds = _refunds(connection).order_by().values("pk")
    lines = RefundLine.objects.filter(refund__in=refunds, product__kind=Product.Kind.GIFT_CARD)
    return _sum(lines, F("amount"))


def _refunds(connection: Connection) -> QuerySet[Refund]:
    orders = Order.objects.filter(unbooked.belongs_to(connection)).order_by().values("pk")
    mine = Q(order__in=orders)
    if connection == routing.load().default:
        mine |= Q(order__isnull=True)
    found: QuerySet[Refund] = Refund.objects.filter(mine, currency=connection.home_currency)
    if connection.books_start_on is None:
        return found
    start = datetime.combine(connection.books_start_on, time.min, connection.zone)
    return found.filter(refunded_at__gte=start)


def _sum(found: QuerySet[Any], amount: Any) -> Decimal:
    return to_the_cent(found.order_by().aggregate(sum=Sum(amount))["sum"] or ZERO)


def _balance(account: ListItem | None) -> Decimal | None:
    """quickbooks: what is owed is told as a balance below zero."""
    told = account.data.get("CurrentBalance") if account else None
    return None if told is None else -Decimal(str(told))
