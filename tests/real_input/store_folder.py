"""Writes a store folder (docs/store-folder.md) row by row, each file open only once."""

import csv
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Self


class StoreFolder:
    """`with StoreFolder(path) as store: store.add("products", key=…, name=…)`.

    The first row of a file names its columns; every further row must have the same ones.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.path.mkdir(parents=True, exist_ok=True)
        self._files = ExitStack()
        self._writers: dict[str, csv.DictWriter[str]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._files.close()

    def add(self, sheet: str, **cells: Any) -> None:
        writer = self._writers.get(sheet) or self._open(sheet, list(cells))
        assert list(cells) == list(writer.fieldnames), f"{sheet} has other columns: {list(cells)}"
        writer.writerow(cells)

    def _open(self, sheet: str, columns: list[str]) -> "csv.DictWriter[str]":
        path = self.path / f"{sheet}.csv"
        file = self._files.enter_context(path.open("w", encoding="utf-8", newline=""))
        writer = self._writers[sheet] = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        return writer
