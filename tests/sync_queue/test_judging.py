"""Three values of one field, and what becomes of it."""

from typing import Any

import pytest

from sync_queue.pull.judging import Verdict, judge


@pytest.mark.parametrize(
    ("sent", "there", "here", "verdict"),
    [
        ("a", "a", "a", Verdict.SAME),
        ("a", "b", "b", Verdict.SAME),
        ("a", "b", "a", Verdict.TAKE),
        ("a", None, "a", Verdict.TAKE),
        (None, "b", None, Verdict.TAKE),
        ("a", "a", "b", Verdict.OURS),
        ("a", "a", None, Verdict.OURS),
        ("a", "b", "c", Verdict.ASK),
        ("a", None, "c", Verdict.ASK),
        (None, "b", "c", Verdict.ASK),
    ],
)
def test_who_changed_it_decides(sent: Any, there: Any, here: Any, verdict: Verdict) -> None:
    assert judge(sent=sent, there=there, here=here, was_sent=True) == verdict


@pytest.mark.parametrize(
    ("there", "here", "verdict"),
    [
        ("a", "a", Verdict.SAME),
        ("b", "a", Verdict.ASK),
        (None, "a", Verdict.OURS),
        ("b", None, Verdict.TAKE),
    ],
)
def test_of_what_was_linked_by_hand_nobody_knows_who_changed_it(
    there: Any, here: Any, verdict: Verdict
) -> None:
    assert judge(sent=here, there=there, here=here, was_sent=False) == verdict
