"""When do amounts count as equal? To the cent, in every database.

SQLite adds decimals as binary fractions: there 0.10 + 0.20 is not 0.30. A constraint must
therefore never compare a sum with `=`.
"""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import Q
from django.db.models.expressions import Combinable

CENT = Decimal("0.01")
HALF_A_CENT = Decimal("0.005")


def same_to_the_cent(field: str, expected: Combinable) -> Q:
    """True in the database where `field` is `expected` to the cent."""
    bounds: dict[str, Any] = {
        f"{field}__gt": expected - HALF_A_CENT,
        f"{field}__lt": expected + HALF_A_CENT,
    }
    return Q(**bounds)


def to_the_cent(amount: Decimal) -> Decimal:
    """Commercial rounding: 0.125 becomes 0.13."""
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)
