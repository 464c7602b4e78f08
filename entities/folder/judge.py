"""Whether what is planned for a group of rows may be: billed lines, the tables' own promises.

Asked before writing where it is cheap, and after the database refused where only it can know.
"""

from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError

from entities.folder.faults import Faults
from entities.folder.grouping import Group
from entities.folder.reading import Row
from entities.folder.sheets import COLUMN_OF_CONSTRAINT, Sheet
from entities.models import InvoiceLine, OrderLine

BILLED_TWICE = "order_line_invoiced_at_most_once"


@dataclass
class Plan:
    """What is to be done for one group."""

    group: Group
    whole: int | None = None
    new: list[tuple[Row, Any]] = field(default_factory=list)
    updated: list[tuple[Row, Any]] = field(default_factory=list)
    unchanged: int = 0
    gone: list[Any] = field(default_factory=list)

    @property
    def changes_something(self) -> bool:
        return bool(self.new or self.updated or self.gone)


def keep_sound(sheet: Sheet, plans: list[Plan], faults: Faults) -> list[Plan]:
    """The plans that take no line away that an invoice bills; the others are faults."""
    billed = _billed(sheet, plans)
    return [plan for plan in plans if _may_go(sheet, plan, billed, faults)]


def _billed(sheet: Sheet, plans: list[Plan]) -> set[int]:
    """Primary keys of the order lines that would go although an invoice bills them."""
    gone = [line.pk for plan in plans for line in plan.gone]
    if sheet.model is not OrderLine or not gone:
        return set()
    return set(InvoiceLine.objects.filter(order_line__in=gone).values_list("order_line", flat=True))


def _may_go(sheet: Sheet, plan: Plan, billed: set[int], faults: Faults) -> bool:
    for line in plan.gone:
        if line.pk in billed:
            words = (
                f"the line at position {line.position} is missing here, but an invoice bills it. "
                "Keep the line."
            )
            faults.add(sheet.file_name, words, line=plan.group[0].line, column="position")
            return False
    return True


def explain(sheet: Sheet, plan: Plan, error: IntegrityError, faults: Faults) -> None:
    """Adds the fault for which the database refused `plan`."""
    line, column, words = _broken_promise(plan) or _billed_twice(plan, error)
    faults.add(sheet.file_name, words, line=line, column=column)
    if sheet.whole is None:
        faults.mark_bad(sheet.model, plan.group[0].values["key"])


def _broken_promise(plan: Plan) -> tuple[int, str, str] | None:
    for row, entity in plan.new + plan.updated:
        for constraint in type(entity)._meta.constraints:
            try:
                constraint.validate(type(entity), entity)
            except ValidationError as broken:
                column = COLUMN_OF_CONSTRAINT[constraint.name]
                return row.line, column, " ".join(broken.messages)
        taken = _taken_value(entity)
        if taken:
            return row.line, *taken
    return None


def _taken_value(entity: Any) -> tuple[str, str] | None:
    try:
        entity.validate_unique(exclude=["key"])
    except ValidationError as broken:
        column, messages = next(iter(broken.message_dict.items()))
        return column, " ".join(messages)
    return None


def _billed_twice(plan: Plan, error: IntegrityError) -> tuple[int, str, str]:
    """What the row itself cannot show: its invoices bill more than the order's lines hold."""
    promises = {one.name: one.violation_error_message for one in OrderLine._meta.constraints}
    known = BILLED_TWICE in str(error)
    words = promises[BILLED_TWICE] if known else f"the database refused it: {error}"
    return plan.group[0].line, COLUMN_OF_CONSTRAINT[BILLED_TWICE] if known else "", str(words)
