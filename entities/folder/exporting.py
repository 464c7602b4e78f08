"""How the store becomes a folder: every file, every column, in an order that never changes."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from entities.changes import StorePart
from entities.folder import cells
from entities.folder.sheets import ORDER_LINE, SHEETS, Column, Sheet

ROWS_AT_ONCE = 2000


def export_folder(*, folder: Path, user: Any = None) -> dict[str, int]:
    """Writes the store to `folder` (made if missing): all of it, or what `user` may see.

    Returns the number of rows by kind. Importing the folder gives the same store again; people
    and who works for which vendor are not part of it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    return {sheet.name: _export_file(sheet, folder, user) for sheet in SHEETS}


def _export_file(sheet: Sheet, folder: Path, user: Any) -> int:
    with (folder / sheet.file_name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([column.name for column in sheet.columns])
        return sum(1 for texts in _texts(sheet, user) if writer.writerow(texts))


def _texts(sheet: Sheet, user: Any) -> Iterator[list[str]]:
    paths = [_path(column) for column in sheet.columns]
    rows = _rows(sheet, user).values_list(*paths)
    for values in rows.iterator(chunk_size=ROWS_AT_ONCE):
        yield [cells.write(value) for value in values]


def _rows(sheet: Sheet, user: Any) -> Any:
    model = sheet.model
    rows: Any = model._default_manager.all()
    if not issubclass(model, StorePart):
        return (rows if user is None else rows.for_user(user)).order_by("key")
    if user is not None:
        wholes = model.whole_model().objects.for_user(user).order_by()
        rows = rows.filter(**{f"{model.whole_field}__in": wholes.values("pk")})
    position = "order_line__position" if sheet.place == "order_line_id" else "position"
    return rows.order_by(f"{model.whole_field}__key", position)


def _path(column: Column) -> str:
    if column.name == ORDER_LINE:
        return "order_line__position"
    return f"{column.field.name}__key" if column.references else column.field.name
