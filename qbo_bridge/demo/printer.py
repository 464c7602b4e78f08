"""What of the demo's processes reaches the terminal: the store's words; the rest goes to logs."""

import re
from pathlib import Path
from typing import Any

from honcho.printer import Printer

SHOWN = "store"
FELL = re.compile(r"^(?P<name>\w+) stopped \(rc=(?!0|-15|-2\b)(?P<code>-?\d+)\)")


class DemoPrinter(Printer):  # type: ignore[misc]
    """Honcho's printer, with one log file per process instead of one mixed stream."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder

    def write(self, message: Any) -> None:
        text = message.data
        text = text if isinstance(text, str) else text.decode("utf-8", "replace")
        if message.name == SHOWN:
            self._show(text)
            return
        with (self.folder / f"{message.name}.log").open("a") as log:
            log.write(text)
        fallen = FELL.match(text)
        if fallen and fallen["name"] != SHOWN:
            log_file = self.folder / f"{fallen['name']}.log"
            self._show(f"The process “{fallen['name']}” ended by itself; {log_file} says why.\n")

    def _show(self, text: str) -> None:
        self.output.write(text)
        self.output.flush()
