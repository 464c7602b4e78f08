"""What would QuickBooks book once it keeps the stock, and since when must it do so? (rule 21)

quickbooks: an item that is created with a quantity books quantity times cost to its stock account,
against Opening Balance Equity; and it cannot be sold before the day on which its stock started.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, DecimalField, ExpressionWrapper, F, Q, Sum, Value
from django.db.models.functions import Coalesce, Round

from connections import queue_side
from connections.choosing import own_orders
from connections.models import Connection
from entities.amounts import to_the_cent
from entities.models import Product


@dataclass(frozen=True)
class Opening:
    """`products` keep stock and are not in QuickBooks yet; `value` is what they would book."""

    products: int
    value: Decimal
    without_cost: int


def opening(*, connection: Connection, quantity: Decimal | None) -> Opening:
    """With `quantity` of each, or where that is None with as many as the store has; a product that
    has an opening quantity of its own begins with that."""
    products = queue_side.ask().new_products(connection)
    kept = products.filter(tracks_stock=True).exclude(kind=Product.Kind.GIFT_CARD)
    money = DecimalField(max_digits=20, decimal_places=2)
    for_all = F("quantity") if quantity is None else Value(quantity, output_field=money)
    count = Coalesce(F("opening_quantity"), for_all, output_field=money)
    value = Round(ExpressionWrapper(F("cost") * count, output_field=money), precision=2)
    found = kept.aggregate(
        products=Count("pk"),
        without_cost=Count("pk", filter=Q(cost__isnull=True)),
        value=Sum(value, output_field=money),
    )
    worth = to_the_cent(found["value"] or Decimal(0))
    return Opening(found["products"], worth, found["without_cost"])


def first_sale(connection: Connection) -> date | None:
    """The company's date of the earliest order that goes to its books; None without any."""
    orders = own_orders.since_start(connection).order_by("placed_at")
    moment = orders.values_list("placed_at", flat=True).first()
    return moment.astimezone(connection.zone).date() if moment else None
