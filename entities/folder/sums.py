"""Do the lines of every order and refund that an import touched add up to its subtotal?

Asked at the end, when both sides of the sum are there, whichever of them the folder changed.
"""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from entities.changes import chunks
from entities.folder.writing import Work
from entities.models import OrderLine, RefundLine


def check(work: Work) -> None:
    """Adds a fault for each order or refund whose lines do not add up."""
    for part in (OrderLine, RefundLine):
        for some in chunks(work.touched[part.whole_model()]):
            _check_some(part, some, work)


def _check_some(part: type[OrderLine | RefundLine], wholes: list[int], work: Work) -> None:
    model = part.whole_model()
    found = _sums(part, wholes)
    stored = model.objects.filter(pk__in=wholes).values_list("pk", "key", "subtotal")
    for pk, key, subtotal in stored:
        if found[pk] == subtotal:
            continue
        file, line = work.touched[model][pk]
        words = (
            f"the lines of {part.whole_field} “{key}” add up to {found[pk]:.2f}, but its "
            f"subtotal is {subtotal:.2f}."
        )
        column = "amount" if "lines" in file else "subtotal"
        work.faults.add(file, words, line=line, column=column)


def _sums(part: type[OrderLine | RefundLine], wholes: Iterable[int]) -> dict[int, Decimal]:
    # Added up here, not in the database: SQLite would add binary fractions.
    column = part.whole_column()
    sums: dict[int, Decimal] = defaultdict(Decimal)
    lines = part.objects.filter(**{f"{column}__in": wholes}).order_by()
    for whole, amount in lines.values_list(column, "amount"):
        sums[whole] += amount
    return sums
