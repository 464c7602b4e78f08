"""Has this request id been answered before? Then the same answer again, and nothing happens.

quickbooks: `requestid` is unique per company, at most 50 characters; in a batch at most 36 with
item ids of at most 10, because the key of an item is both together.
"""

import itertools
import zlib
from dataclasses import dataclass
from typing import Any

from emulator import wire
from emulator.books.company import Company
from emulator.protocol.faults import Fault
from emulator.settings import Settings
from emulator.wire import Obj

MOST, MOST_IN_BATCH, MOST_ITEM = 50, 36, 10
# From this many bytes on an answer is that of a batch: thirty times nearly the same.
ALIKE = 5000


@dataclass(slots=True)
class Answer:
    """What was answered under a request id, and when (emulator time)."""

    at: float
    status: int
    kept: bytes

    @property
    def body(self) -> Obj:
        plain = self.kept.startswith(b"{")
        known: Obj = wire.loads(self.kept if plain else zlib.decompress(self.kept))
        return known


class Memory:
    """The answered request ids of one company, oldest first."""

    def __init__(self, company: Company, settings: Settings) -> None:
        self._company, self._settings = company, settings
        self._answers: dict[str, Answer] = {}

    def recall(self, key: str) -> Answer | None:
        """The answer of that id, while it is remembered."""
        if not key or self._settings.requestid == "ignore":
            return None
        answer = self._answers.get(key)
        if answer is None or self._is_old(answer):
            return None
        return self._refusal(key) if self._settings.requestid == "refuse" else answer

    def _refusal(self, key: str) -> Answer:
        """quickbooks: the official list has a code for a repeated id, though nobody met it."""
        fault = Fault("600", f"Duplicate request id. Supplied value:{key}")
        body = _kept({"Fault": fault.body()})
        return Answer(self._company.clock.timestamp(), fault.http, body)

    def remember(self, key: str, status: int, body: Obj) -> None:
        """Keep a success (a refusal only with `replay_faults`); stored with the books."""
        kept = status < 400 and "Fault" not in body
        if not key or self._settings.requestid == "forget":
            return
        if kept or self._settings.replay_faults:
            self._answers.pop(key, None)
            answer = Answer(self._company.clock.timestamp(), status, _kept(body))
            self._answers[key] = answer
            saved = {"at": repr(answer.at), "status": status, "body": body}
            self._company.flush(self._row(key, saved), *self._let_go())

    def restore(self, key: str, saved: Obj) -> None:
        kept = _kept(saved["body"])
        self._answers[key] = Answer(float(saved["at"]), int(saved["status"]), kept)

    def forget(self) -> None:
        self._answers.clear()

    def _let_go(self) -> list[tuple[str, str, None]]:
        """Drop what is remembered no longer. Answers the rows to remove."""
        old = list(itertools.takewhile(self._is_old_key, self._answers))
        for key in old:
            del self._answers[key]
        return [self._row(key, None) for key in old]

    def _row(self, key: str, saved: Any) -> tuple[str, str, Any]:
        return ("answer", f"{self._company.realm}/{key}", saved)

    def _is_old_key(self, key: str) -> bool:
        return self._is_old(self._answers[key])

    def _is_old(self, answer: Answer) -> bool:
        return self._company.clock.timestamp() - answer.at > self._settings.requestid_ttl_s


def _kept(body: Obj) -> bytes:
    text = wire.dumps(body).encode()
    return text if len(text) < ALIKE else zlib.compress(text, 1)


def check_length(request_id: str, most: int = MOST) -> None:
    if len(request_id) > most:
        raise Fault(
            "2130",
            f"The request id may have at most {most} characters. "
            f"{len(request_id)} characters in request_id",
        )
