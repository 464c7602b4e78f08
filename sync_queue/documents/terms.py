"""When an invoice is due: the terms it carries in QuickBooks.

The store's own words on the order, else on its customer, beat the default where overrides are
allowed. A word is the terms it was mapped to, else the terms of that very name.
"""

from typing import Any

from connections.choosing import reasons
from entities.models import Order
from sync_queue.documents.company import Company
from sync_queue.documents.outcome import Held

MAP_IT = "Choose it under Default accounts, Terms and classes, then send again."


def of(order: Order, company: Company) -> dict[str, Any]:
    """The terms' part of an invoice; raises Held for terms that QuickBooks does not know."""
    word = order.terms or order.customer.terms
    item = company.defaults.term
    if word and company.connection.allows_overrides:
        item = company.terms.get(word.casefold())
        if item is None:
            raise Held(
                reason=reasons.term(word),
                message=f"{order} has the terms “{word}”, and QuickBooks has none of that name.",
                mend=MAP_IT,
            )
    if item is None:
        return {}
    if not item.is_active:
        raise Held(
            reason=reasons.term(item.name),
            message=f"The terms “{item.name}” are gone from QuickBooks.",
            mend=MAP_IT,
        )
    return {"SalesTermRef": {"value": item.qbo_id}}
