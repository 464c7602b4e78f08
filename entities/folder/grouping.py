"""In which portions rows are written: entities one by one, lines with all lines of their whole.

The keys of one file are held in memory to tell a repeated one, about 10 MB per 100,000 rows.
"""

from collections.abc import Iterable, Iterator
from itertools import groupby

from entities.changes import CHUNK
from entities.folder.faults import Faults
from entities.folder.reading import Row
from entities.folder.sheets import Sheet
from entities.models import Category

Group = list[Row]


def chunks_of(sheet: Sheet, rows: Iterator[Row], faults: Faults) -> Iterator[list[Group]]:
    """`rows` in lists of groups, each list small enough for a handful of queries."""
    groups = _lines(sheet, rows, faults) if sheet.whole else _entities(sheet, rows, faults)
    if sheet.model is Category:
        for level in _levels(sheet, groups, faults):
            yield from _filled(level)
    else:
        yield from _filled(groups)


def _filled(groups: Iterable[Group]) -> Iterator[list[Group]]:
    chunk: list[Group] = []
    size = 0
    for group in groups:
        chunk.append(group)
        size += len(group)
        if size >= CHUNK:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def _entities(sheet: Sheet, rows: Iterable[Row], faults: Faults) -> Iterator[Group]:
    seen: dict[str, int] = {}
    for row in rows:
        key = row.values["key"]
        if key in seen:
            words = f"the key “{key}” stands on line {seen[key]} already."
            faults.add(sheet.file_name, words, line=row.line, column="key")
            continue
        seen[key] = row.line
        yield [row]


def _lines(sheet: Sheet, rows: Iterable[Row], faults: Faults) -> Iterator[Group]:
    whole = sheet.whole
    assert whole is not None
    seen: set[str] = set()
    for key, lines in groupby(rows, key=lambda row: row.values[whole.field.name]):
        group = list(lines)
        if key in seen:
            words = f"the lines of “{key}” must stand together, without other lines between them."
            faults.add(sheet.file_name, words, line=group[0].line, column=whole.name)
            continue
        seen.add(key)
        if _places(sheet, group, faults):
            yield group


def _places(sheet: Sheet, group: Group, faults: Faults) -> bool:
    """Numbers lines without a position; False if two stand at the same one."""
    column = next(one for one in sheet.columns if one.field.name in ("position", "order_line"))
    seen: dict[int, int] = {}
    for number, row in enumerate(group, start=1):
        given = row.values.get(column.field.name)
        place = number if given is None else given
        if place in seen:
            words = f"position {place} stands on line {seen[place]} already."
            faults.add(sheet.file_name, words, line=row.line, column=column.name)
            return False
        seen[place] = row.line
        row.values[column.field.name] = place
    return True


def _levels(sheet: Sheet, groups: Iterable[Group], faults: Faults) -> Iterator[list[Group]]:
    """Parents before their children. A shop's categories are few: they are sorted in memory."""
    left = {group[0].values["key"]: group for group in groups}
    while left:
        level = [group for group in left.values() if group[0].values.get("parent") not in left]
        if not level:
            _refuse_circle(sheet, left, faults)
            return
        for group in level:
            del left[group[0].values["key"]]
        yield level


def _refuse_circle(sheet: Sheet, left: dict[str, Group], faults: Faults) -> None:
    first = min(left.values(), key=lambda group: group[0].line)[0]
    words = f"the category “{first.values['key']}” stands, through its parents, below itself."
    faults.add(sheet.file_name, words, line=first.line, column="parent_key")
    for key in left:
        faults.mark_bad(sheet.model, key)
