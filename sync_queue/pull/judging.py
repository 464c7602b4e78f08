"""What becomes of a field: compared three ways, as it was last sent, is there, and is here."""

from enum import StrEnum
from typing import Any


class Verdict(StrEnum):
    SAME = "same"  # both sides agree
    OURS = "ours"  # only the store changed: sending it is the queue's work
    TAKE = "take"  # only QuickBooks changed
    ASK = "ask"  # both changed, or nobody knows who did


def judge(*, sent: Any, there: Any, here: Any, was_sent: bool) -> Verdict:
    """The verdict on one field; None stands for nothing.

    `was_sent`: whether the bridge itself ever sent the record. A link that was made by hand says
    nothing of who changed what; there a side that has nothing does not speak against the other.
    """
    if there == here:
        return Verdict.SAME
    if not was_sent:
        return _between_strangers(there, here)
    if there == sent:
        return Verdict.OURS
    return Verdict.TAKE if here == sent else Verdict.ASK


def _between_strangers(there: Any, here: Any) -> Verdict:
    if there is None:
        return Verdict.OURS
    return Verdict.TAKE if here is None else Verdict.ASK
