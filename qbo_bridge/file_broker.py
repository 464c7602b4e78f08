"""How does a bell ring through a folder? Kombu's file-system transport, with messages put whole.

Kombu opens a message's file under its final name and writes into it afterwards. A worker that
looks in between takes an empty message and ends; two processes meet like that within minutes.
"""

import time
import uuid
from pathlib import Path
from typing import Any

from kombu.transport import filesystem
from kombu.utils.encoding import str_to_bytes
from kombu.utils.json import dumps


class Channel(filesystem.Channel):
    def _put(self, queue: str, payload: Any, **kwargs: Any) -> None:  # type: ignore[override]
        """The message is written beside, under a name that no queue has, and then renamed."""
        content = str_to_bytes(dumps(payload))
        folder = Path(self.data_folder_out)
        name = f"{time.monotonic_ns() // 1_000_000}_{uuid.uuid4()}"
        half = folder / f"{name}.half"
        half.write_bytes(content)
        half.replace(folder / f"{name}.{queue}.msg")


class Transport(filesystem.Transport):
    Channel = Channel
