"""How numbers and sums are said, on pages and in mails: "37 orders", "2,911.40 USD"."""

from collections.abc import Mapping
from decimal import Decimal

from sync_queue.figures import tally


def number(count: int, what: str) -> str:
    """ "1 row", "1,204 rows", "3 categories", "2 days"."""
    if count == 1:
        return f"1 {what}"
    ends_in_y = what.endswith("y") and what[-2] not in "aeou"
    plural = f"{what[:-1]}ies" if ends_in_y else f"{what}s"
    return f"{count:,} {plural}"


def capped(count: int) -> str:
    """ "1,204", "10,000+"."""
    return f"{tally.MOST:,}+" if count > tally.MOST else f"{count:,}"


def money(amounts: Mapping[str, Decimal]) -> str:
    """ "2,911.40 USD and 80.00 EUR"; "" for nothing."""
    return " and ".join(f"{amount:,.2f} {currency}" for currency, amount in amounts.items())
