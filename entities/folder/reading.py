"""How the rows come out of one file: header checked, line by line, never the whole file at once."""

import csv
import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from entities.folder import cells
from entities.folder.cells import BadCell
from entities.folder.faults import Faults
from entities.folder.sheets import ORDER_LINE, SHEETS, Column, Sheet

BOM = "\ufeff"
UTF16 = (b"\xff\xfe", b"\xfe\xff")


class Unreadable(ValueError):
    """The file cannot be read on from `line`."""

    def __init__(self, words: str, *, line: int, column: str = "") -> None:
        super().__init__(words)
        self.line, self.column = line, column


@dataclass
class Row:
    """One row: `values` by name of field; a reference is still the key that stands in the cell."""

    line: int
    values: dict[str, Any] = field(default_factory=dict)


def files_of(folder: Path, faults: Faults) -> Iterator[tuple[Sheet, Path]]:
    """The files to import, in the order of import. Unknown CSV files are a fault, not a shrug."""
    if not folder.is_dir():
        faults.add(str(folder), "there is no such folder.")
        return
    names = {path.name for path in folder.iterdir() if path.suffix.lower() == ".csv"}
    known = [sheet.file_name for sheet in SHEETS]
    for name in sorted(names - set(known)):
        faults.add(name, f"is not a file of a store folder.{_meant(name, known)}")
    if not names:
        faults.add(str(folder), f"holds none of the files {', '.join(known)}.")
    for sheet in SHEETS:
        if sheet.file_name in names:
            yield sheet, folder / sheet.file_name


def rows_of(sheet: Sheet, path: Path, faults: Faults) -> Iterator[Row]:
    """The good rows of one file. A bad cell costs its row, a bad header or encoding the file."""
    try:
        with path.open("rb") as file:
            yield from _rows(sheet, csv.reader(_lines(file), strict=True), faults)
    except OSError as error:
        faults.mark_unreadable(sheet.model)
        faults.add(sheet.file_name, f"cannot be read: {error.strerror}.")
    except Unreadable as error:
        faults.mark_unreadable(sheet.model)
        faults.add(sheet.file_name, str(error), line=error.line, column=error.column)


def _rows(sheet: Sheet, reader: Any, faults: Faults) -> Iterator[Row]:
    header = next(_records(reader), None)
    if header is None:
        raise Unreadable("is empty. Its first line must name the columns.", line=1)
    columns = _columns(sheet, header[1])
    for line, texts in _records(reader):
        if not texts:
            continue
        if len(texts) != len(columns):
            words = f"has {len(texts)} cells where the header names {len(columns)} columns."
            faults.mark_unreadable(sheet.model)
            faults.add(sheet.file_name, words, line=line)
            continue
        row = _row(sheet, line, dict(zip(columns, texts, strict=True)), faults)
        if row is not None:
            yield row


def _records(reader: Any) -> Iterator[tuple[int, list[str]]]:
    """Each record with the line on which it begins (a quoted text may span several)."""
    while True:
        line = reader.line_num + 1
        try:
            record = next(reader, None)
        except csv.Error as error:
            raise Unreadable(
                f"the quotation marks do not match ({error}). Put a text with commas, quotation "
                'marks or line breaks into "…" and double each quotation mark inside.',
                line=line,
            ) from error
        if record is None:
            return
        yield line, record


def _lines(file: Iterable[bytes]) -> Iterator[str]:
    for number, raw in enumerate(file, start=1):
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError as error:
            also = " It looks like UTF-16." if raw.startswith(UTF16) else ""
            raise Unreadable(
                f"is not UTF-8 text.{also} Save the file as “CSV UTF-8”.", line=number
            ) from error
        yield text.removeprefix(BOM) if number == 1 else text


def _columns(sheet: Sheet, header: list[str]) -> list[Column]:
    names = [name.strip() for name in header]
    for separator, word in ((";", "semicolons"), ("\t", "tabs")):
        if len(names) == 1 and separator in names[0]:
            raise Unreadable(f"is separated by {word}. Save it separated by commas.", line=1)
    known = {column.name: column for column in sheet.columns}
    for name in names:
        if name not in known:
            raise Unreadable(
                f"is not a column of this file.{_meant(name, list(known))}", line=1, column=name
            )
        if names.count(name) > 1:
            raise Unreadable("stands twice in the header.", line=1, column=name)
    for column in sheet.columns:
        if column.is_required and column.name not in names:
            raise Unreadable(
                "is missing. This file cannot do without it.", line=1, column=column.name
            )
    return [known[name] for name in names]


def _row(sheet: Sheet, line: int, texts: dict[Column, str], faults: Faults) -> Row | None:
    row = Row(line)
    is_good = True
    for column, text in texts.items():
        try:
            row.values[column.field.name] = _value(column, text)
        except BadCell as error:
            faults.add(sheet.file_name, str(error), line=line, column=column.name)
            is_good = False
    if is_good:
        return row
    _mark_bad(sheet, row, faults)
    return None


def _mark_bad(sheet: Sheet, row: Row, faults: Faults) -> None:
    # A bad line spoils the sum of its whole: the other lines are not judged without it.
    named = row.values.get(sheet.whole.field.name if sheet.whole else "key")
    if named:
        faults.mark_bad(sheet.model, named)
    else:
        faults.mark_unreadable(sheet.model)


def _value(column: Column, text: str) -> Any:
    if column.references is not None:
        return _reference(column, text.strip())
    if column.field.name == "key":
        return cells.read(column.field, text.strip()) if text.strip() else _no_key()
    if column.name == ORDER_LINE:
        return cells.read_count(text)
    if column.field.name == "position" and not text.strip():
        return None
    return cells.read(column.field, text)


def _reference(column: Column, key: str) -> Any:
    if key:
        return key
    return None if column.field.null else _no_key()


def _no_key() -> Any:
    raise BadCell("is empty. It needs a key.")


def _meant(name: str, known: list[str]) -> str:
    close = difflib.get_close_matches(name, known, n=1)
    return f" Did you mean {close[0]}?" if close else f" There are: {', '.join(known)}."
