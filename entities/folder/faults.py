"""What is wrong with a folder: each fault with its file, line and column, in plain words."""

from collections import defaultdict
from dataclasses import dataclass

MOST = 50


@dataclass(frozen=True)
class Fault:
    """`line` counts from 1, the header's, as an editor shows it; 0 means the file as a whole."""

    file: str
    words: str
    line: int = 0
    column: str = ""

    def __str__(self) -> str:
        line = f" line {self.line}" if self.line else ""
        column = f", column {self.column}" if self.column else ""
        return f"{self.file}{line}{column}: {self.words}"


class FolderRefused(Exception):
    """Nothing of the folder was imported: mend the faults listed in `faults`, import again."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        more = " There may be more." if len(faults) >= MOST else ""
        lines = "\n".join(f"  {fault}" for fault in faults)
        super().__init__(f"Nothing was imported. Mend this and import again.{more}\n{lines}")


class Faults:
    """Collects faults, at most `MOST`, and remembers the rows that could not be kept.

    A row that refers to such a row is left out without another word: one mistake, one message.
    """

    def __init__(self) -> None:
        self.found: list[Fault] = []
        self._bad_keys: dict[object, set[str]] = defaultdict(set)
        self._unreadable: set[object] = set()

    def add(self, file: str, words: str, *, line: int = 0, column: str = "") -> None:
        """Raises FolderRefused when there are enough of them."""
        self.found.append(Fault(file, words, line, column))
        if len(self.found) >= MOST:
            raise FolderRefused(self.found)

    def mark_bad(self, model: object, key: str) -> None:
        self._bad_keys[model].add(key)

    def mark_unreadable(self, model: object) -> None:
        """Nobody knows which keys the file of `model`, or a row of it, would have brought."""
        self._unreadable.add(model)

    def has_bad_row(self, model: object, key: str) -> bool:
        return key in self._bad_keys[model]

    def may_be_bad(self, model: object, key: str) -> bool:
        """Would the row have been there, had its file been right?"""
        return model in self._unreadable or self.has_bad_row(model, key)

    def refuse_if_any(self) -> None:
        if self.found:
            raise FolderRefused(self.found)
