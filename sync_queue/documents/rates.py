"""At which exchange rate is a document booked? (rule 19)

By default at QuickBooks' own rate of the document's day, for which nothing is sent. Where the
connection takes the store's, every document of an order states the order's rate: so no gain or loss
arises between an invoice, its payments and its refunds.
"""

from typing import Any

from connections.models import Connection
from entities.models import Order
from sync_queue.documents.company import Company
from sync_queue.documents.outcome import Held

REASON = "exchange_rate"


def of(order: Order | None, *, currency: str, record: str, company: Company) -> dict[str, Any]:
    """The rate's part of a document in `currency`; raises Held where the store has none.

    quickbooks: ExchangeRate is home units for one foreign unit.
    """
    connection = company.connection
    is_foreign = connection.multicurrency and currency != connection.home_currency
    if not is_foreign or connection.rate_source != Connection.RateSource.STORE:
        return {}
    if order is not None and order.currency == currency and order.exchange_rate:
        return {"ExchangeRate": order.exchange_rate.normalize()}
    raise Held(
        reason=REASON,
        message=f"{record} is in {currency}, and the store has no exchange rate for it.",
        mend="Enter the exchange rate on the order; or choose QuickBooks' rate under Connection "
        "settings.",
    )
