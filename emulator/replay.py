"""Has this request id been answered before? Then the same answer again, and nothing happens.

quickbooks: `requestid` is unique per company, at most 50 characters; in a batch at most 36 with
item ids of at most 10, because the key of an item is both together.
"""

from dataclasses import dataclass

from emulator.company import Company
from emulator.faults import Fault
from emulator.settings import Settings
from emulator.wire import Obj

MOST, MOST_IN_BATCH, MOST_ITEM = 50, 36, 10


@dataclass
class Answer:
    """What was answered under a request id, and when (emulator time)."""

    at: float
    status: int
    body: Obj


class Memory:
    """The answered request ids of one company."""

    def __init__(self, company: Company, settings: Settings) -> None:
        self._company, self._settings = company, settings
        self._answers: dict[str, Answer] = {}

    def recall(self, key: str) -> Answer | None:
        """The answer of that id, while it is remembered."""
        if not key or self._settings.requestid == "ignore":
            return None
        answer = self._answers.get(key)
        if answer is None or self._age(answer) > self._settings.requestid_ttl_s:
            return None
        return answer

    def remember(self, key: str, status: int, body: Obj) -> None:
        """Keep a success (a refusal only with `replay_faults`); stored with the books."""
        kept = status < 400 and "Fault" not in body
        if not key or self._settings.requestid == "forget":
            return
        if kept or self._settings.replay_faults:
            answer = Answer(self._company.clock.timestamp(), status, body)
            self._answers[key] = answer
            saved = {"at": repr(answer.at), "status": status, "body": body}
            self._company.flush(("answer", f"{self._company.realm}/{key}", saved))

    def restore(self, key: str, saved: Obj) -> None:
        self._answers[key] = Answer(float(saved["at"]), int(saved["status"]), saved["body"])

    def forget(self) -> None:
        self._answers.clear()

    def _age(self, answer: Answer) -> float:
        return self._company.clock.timestamp() - answer.at


def check_length(request_id: str, most: int = MOST) -> None:
    if len(request_id) > most:
        raise Fault(
            "2130",
            f"The request id may have at most {most} characters. "
            f"{len(request_id)} characters in request_id",
        )
