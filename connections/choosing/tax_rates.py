"""Do the store's taxes and the tax codes chosen for them have the same rate?

The store's own amounts are sent and stay the truth; but a code of another rate files them under
the wrong line of the return, so every difference is told with both numbers.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from connections.models import Connection, ListItem, TaxMapping


@dataclass(frozen=True)
class Unequal:
    """A mapped tax whose rate is another in QuickBooks."""

    mapping: TaxMapping
    in_store: Decimal
    in_books: Decimal

    @property
    def anchor(self) -> str:
        """The id of the field in which its code is chosen."""
        tax, country = self.mapping.tax_id, self.mapping.destination
        return f"id_tax-{tax}-{country}" if country else f"id_tax-{tax}"

    @property
    def sentence(self) -> str:
        tax, code = self.mapping.tax, self.mapping.tax_code
        where = f" to {self.mapping.destination}" if self.mapping.destination else ""
        return (
            f"“{tax.name}”{where} is {percent(self.in_store)} in the store, and its tax code "
            f"“{code.name}” is {percent(self.in_books)} in QuickBooks."
        )


def unequal(connection: Connection) -> list[Unequal]:
    """Every difference, by what was fetched last; one query."""
    mappings = connection.tax_mappings.filter(tax__is_active=True).select_related("tax", "tax_code")
    return list(among(mappings.order_by("tax__name", "destination")))


def among(mappings: Iterable[TaxMapping]) -> Iterable[Unequal]:
    for mapping in mappings:
        if differs(mapping.tax.rate, mapping.tax_code):
            assert mapping.tax_code.rate is not None  # or it would not differ
            yield Unequal(mapping, mapping.tax.rate, mapping.tax_code.rate)


def differs(in_store: Decimal, code: ListItem | None) -> bool:
    """Whether QuickBooks would charge another rate; a code that tells no rate never differs."""
    return code is not None and code.rate is not None and code.rate != in_store


def percent(rate: Decimal) -> str:
    """A rate without closing zeros: 8.2500 is 8.25 %."""
    return f"{rate.normalize():f} %"
