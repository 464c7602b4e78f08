"""What the keys in a chunk of rows refer to: one query for each column that holds references."""

from typing import Any

from entities.changes import StoreEntity, chunks
from entities.folder.faults import Faults
from entities.folder.grouping import Group
from entities.folder.reading import Row
from entities.folder.sheets import ORDER_LINE, Column, Sheet
from entities.models import Invoice, InvoiceLine, OrderLine


def resolve(sheet: Sheet, groups: list[Group], faults: Faults) -> list[Group]:
    """The groups whose references are all known; their rows' values are ready for the model."""
    known = _known(sheet, groups)
    whole = [group for group in groups if _resolve_group(sheet, group, known, faults)]
    if sheet.model is InvoiceLine:
        return _with_order_lines(sheet, whole, faults)
    return whole


Known = dict[Column, dict[str, int]]


def _known(sheet: Sheet, groups: list[Group]) -> Known:
    rows = [row for group in groups for row in group]
    return {
        column: _primary_keys(
            column.references, {row.values.get(column.field.name) for row in rows} - {None}
        )
        for column in sheet.columns
        if column.references is not None
    }


def _primary_keys(model: type[StoreEntity], keys: set[Any]) -> dict[str, int]:
    found: dict[str, int] = {}
    for some in chunks(keys):
        found.update(model._base_manager.filter(key__in=some).values_list("key", "pk"))
    return found


def _resolve_group(sheet: Sheet, group: Group, known: Known, faults: Faults) -> bool:
    key = group[0].values[sheet.whole.field.name if sheet.whole else "key"]
    good = [_resolve_row(sheet, row, known, faults) for row in group]
    if all(good) and not faults.has_bad_row(sheet.model, key):
        return True
    faults.mark_bad(sheet.model, key)
    return False


def _resolve_row(sheet: Sheet, row: Row, known: Known, faults: Faults) -> bool:
    is_good = True
    for column, found in known.items():
        if column.field.name not in row.values:
            continue
        key = row.values.pop(column.field.name)
        row.values[column.field.attname] = found.get(key)
        if key is not None and key not in found:
            _tell_unknown(sheet, row, column, key, faults)
            is_good = False
    return is_good


def _tell_unknown(sheet: Sheet, row: Row, column: Column, key: str, faults: Faults) -> None:
    if faults.may_be_bad(column.references, key):
        return
    assert column.references is not None
    words = (
        f"there is no {column.references._meta.verbose_name} with the key “{key}”, neither in "
        "this folder nor in the store."
    )
    faults.add(sheet.file_name, words, line=row.line, column=column.name)


def _with_order_lines(sheet: Sheet, groups: list[Group], faults: Faults) -> list[Group]:
    invoices = {group[0].values["invoice_id"] for group in groups}
    order_of = dict(Invoice.objects.filter(pk__in=invoices).values_list("pk", "order_id"))
    lines = {
        (order, position): pk
        for order, position, pk in OrderLine.objects.filter(
            order__in=set(order_of.values())
        ).values_list("order_id", "position", "pk")
    }
    return [group for group in groups if _name_order_lines(sheet, group, order_of, lines, faults)]


def _name_order_lines(
    sheet: Sheet,
    group: Group,
    order_of: dict[int, int],
    lines: dict[tuple[int, int], int],
    faults: Faults,
) -> bool:
    is_good = True
    for row in group:
        position = row.values.pop("order_line")
        line = lines.get((order_of[row.values["invoice_id"]], position))
        row.values["order_line_id"] = line
        if line is None:
            words = f"the invoice's order has no line at position {position}."
            faults.add(sheet.file_name, words, line=row.line, column=ORDER_LINE)
            is_good = False
    return is_good
