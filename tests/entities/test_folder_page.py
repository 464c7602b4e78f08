"""Does docs/store-folder.md say of every file and column what is true of it?"""

import re

import pytest
from django.conf import settings
from django.utils import timezone

from entities.folder import cells
from entities.folder.sheets import COLUMN_OF_CONSTRAINT, ORDER_LINE, SHEETS, Column, Sheet

PAGE = (settings.BASE_DIR / "docs" / "store-folder.md").read_text(encoding="utf-8")


def rows_of(sheet: Sheet) -> dict[str, str]:
    """What the page's second column says of each column of the file."""
    section = PAGE.split(f"## {sheet.file_name}\n")[1].split("\n## ")[0]
    rows: dict[str, str] = {}
    for line in re.findall(r"^\| `.*$", section, flags=re.M):
        names, said = line.split("|")[1:3]
        rows |= dict.fromkeys(re.findall(r"`(\w+)`", names), said.strip())
    return rows


def said_of(column: Column) -> set[str]:
    """What the page may say of a column that behaves like this one."""
    if column.is_required or column.name == ORDER_LINE:
        return {"required"}
    if column.name == "position":
        return {"counted"}
    if column.field.null:
        return {"none"}
    if column.field.default is timezone.now:
        return {"now"}
    if column.field.has_default():
        return {f"`{cells.write(column.field.get_default())}`"}
    return {""}


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_the_page_names_every_column_and_its_default(sheet: Sheet) -> None:
    assert rows_of(sheet).keys() == {column.name for column in sheet.columns}
    for column in sheet.columns:
        assert rows_of(sheet)[column.name] in said_of(column), column.name


def test_the_page_has_the_files_in_the_order_of_import() -> None:
    named = re.findall(r"^## (\w+\.csv)$", PAGE, flags=re.M)

    assert named == [sheet.file_name for sheet in SHEETS]


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_the_page_names_every_choice(sheet: Sheet) -> None:
    section = PAGE.split(f"## {sheet.file_name}\n")[1].split("\n## ")[0]

    for column in sheet.columns:
        for value, _ in column.field.flatchoices or ():
            assert f"`{value}`" in section, (column.name, value)


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_every_promise_of_a_table_has_a_column_to_point_at(sheet: Sheet) -> None:
    for constraint in sheet.model._meta.constraints:
        assert COLUMN_OF_CONSTRAINT[constraint.name] in {one.name for one in sheet.columns}
        assert "Constraint" not in str(constraint.violation_error_message)
