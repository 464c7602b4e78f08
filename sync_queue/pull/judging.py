"""What becomes of a field: compared three ways, as it was last sent, is there, and is here."""

from enum import StrEnum
from typing import Any


class Verdict(StrEnum):
    SAME = "same"  # both sides agree
    OURS = "ours"  # only the store changed: sending it is the queue's work
    TAKE = "take"  # only QuickBooks changed
    ASK = "ask"  # both changed, or nobody knows who did


def judge(*, sent: Any, there: Any, here: Any, was_sent: bool) -> Verdict:
    """`was_sent`: whether the bridge itself ever sent the record; a link that was made by hand
    remembers what the store had, and so says nothing of who changed what."""
    if there == here:
        return Verdict.SAME
    if not was_sent:
        return Verdict.ASK
    if there == sent:
        return Verdict.OURS
    return Verdict.TAKE if here == sent else Verdict.ASK
