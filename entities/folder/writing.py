"""How a chunk of rows reaches the tables: only what differs is written, in a few queries.

Everything is written silently; `Work.touched` says of which entities the import tells at its end,
when each of them is complete.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from entities import invoicing
from entities.changes import StoreEntity, chunks
from entities.folder import judge
from entities.folder.faults import Faults
from entities.folder.grouping import Group
from entities.folder.judge import Plan
from entities.folder.reading import Row
from entities.folder.references import resolve
from entities.folder.sheets import Sheet
from entities.models import Invoice, InvoiceLine, OrderLine


@dataclass
class Counts:
    """How many rows of one kind an import made, changed, found as they were, took away."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    removed: int = 0


@dataclass
class Work:
    faults: Faults = field(default_factory=Faults)
    # By model and primary key: the file and line that touched the entity last.
    touched: dict[type[StoreEntity], dict[int, tuple[str, int]]] = field(
        default_factory=lambda: defaultdict(dict)
    )


def write_chunk(sheet: Sheet, groups: list[Group], counts: Counts, work: Work) -> None:
    """Brings the rows of `groups` into the tables; what cannot be goes to `work.faults`."""
    plans = _plans(sheet, resolve(sheet, groups, work.faults))
    plans = judge.keep_sound(sheet, plans, work.faults)
    try:
        _write(sheet, plans)
    except IntegrityError:
        plans = [plan for plan in plans if _write_alone(sheet, plan, work.faults)]
    for plan in plans:
        _count(sheet, plan, counts, work)


def _plans(sheet: Sheet, groups: list[Group]) -> list[Plan]:
    if sheet.whole is None:
        stored = _stored_entities(sheet, groups)
        return [_plan(group, lambda row: row.values["key"], stored, sheet) for group in groups]
    column = sheet.whole.field.attname
    lines = _stored_lines(sheet, {group[0].values[column] for group in groups})
    plans = []
    for group in groups:
        whole = group[0].values[column]
        plans.append(_plan(group, lambda row: row.values[sheet.place], lines[whole], sheet))
        plans[-1].whole = whole
        plans[-1].gone = list(lines[whole].values())
    return plans


def _stored_entities(sheet: Sheet, groups: list[Group]) -> dict[Any, Any]:
    keys = [row.values["key"] for group in groups for row in group]
    rows = sheet.model._base_manager
    return {row.key: row for some in chunks(keys) for row in rows.filter(key__in=some)}


def _stored_lines(sheet: Sheet, wholes: Iterable[int]) -> dict[int, dict[Any, Any]]:
    assert sheet.whole is not None
    column = sheet.whole.field.attname
    lines: dict[int, dict[Any, Any]] = defaultdict(dict)
    for some in chunks(wholes):
        for line in sheet.model._base_manager.filter(**{f"{column}__in": some}):
            lines[getattr(line, column)][getattr(line, sheet.place)] = line
    return lines


def _plan(
    group: Group, identity: Callable[[Row], Any], stored: dict[Any, Any], sheet: Sheet
) -> Plan:
    """Compares each row with what is `stored`, and takes from there what it met."""
    plan = Plan(group)
    for row in group:
        found = stored.pop(identity(row), None)
        if found is None:
            plan.new.append((row, sheet.model(**row.values)))
        elif _differs(found, row):
            plan.updated.append((row, found))
        else:
            plan.unchanged += 1
    return plan


def _differs(stored: Any, row: Row) -> bool:
    """Takes the row's values over into `stored`; True if one was another."""
    others = {name: new for name, new in row.values.items() if getattr(stored, name) != new}
    for name, new in others.items():
        setattr(stored, name, new)
    return bool(others)


@transaction.atomic
def _write(sheet: Sheet, plans: list[Plan]) -> None:
    quiet = sheet.model._default_manager.silently()
    gone = [line.pk for plan in plans for line in plan.gone]
    if gone:
        quiet.filter(pk__in=gone).delete()
    updated = [row for plan in plans for _, row in plan.updated]
    for row in updated:
        row.updated_at = timezone.now()
    if updated:
        quiet.bulk_update(updated, _fields_to_update(plans, updated[0]))
    quiet.bulk_create([row for plan in plans for _, row in plan.new])
    invoicing.count_billed(orders=_orders_to_count(sheet, plans))


def _fields_to_update(plans: list[Plan], row: Any) -> list[str]:
    given = next(line.values for plan in plans for line, _ in plan.updated)
    fields = [row._meta.get_field(name).name for name in given if name != "key"]
    return [*fields, "updated_at"] if isinstance(row, StoreEntity) else fields


def _orders_to_count(sheet: Sheet, plans: list[Plan]) -> set[int]:
    changing = [plan for plan in plans if plan.changes_something]
    if sheet.model is OrderLine:
        return {plan.whole for plan in changing if plan.whole}
    if sheet.model is Invoice:
        return {invoice.order_id for plan in changing for _, invoice in plan.new + plan.updated}
    if sheet.model is InvoiceLine:
        invoices = Invoice.objects.filter(pk__in=[plan.whole for plan in changing])
        return set(invoices.values_list("order_id", flat=True))
    return set()


def _write_alone(sheet: Sheet, plan: Plan, faults: Faults) -> bool:
    for _, row in plan.new:
        row.pk, row._state.adding = None, True
    try:
        _write(sheet, [plan])
    except IntegrityError as error:
        judge.explain(sheet, plan, error, faults)
        return False
    return True


def _count(sheet: Sheet, plan: Plan, counts: Counts, work: Work) -> None:
    counts.created += len(plan.new)
    counts.updated += len(plan.updated)
    counts.unchanged += plan.unchanged
    counts.removed += len(plan.gone)
    if sheet.whole is None:
        for row, entity in plan.new + plan.updated:
            work.touched[sheet.model][entity.pk] = (sheet.file_name, row.line)
    elif plan.changes_something and sheet.whole.references and plan.whole:
        first = plan.group[0].line
        work.touched[sheet.whole.references][plan.whole] = (sheet.file_name, first)
