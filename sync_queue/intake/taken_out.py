"""Takes rows out of the queue, whatever its reader does at that moment."""

from datetime import datetime

from django.db.models import QuerySet

from sync_queue.models import QueueRow
from sync_queue.models.row import UNBLOCKED

PORTION = 2000


def take_out(rows: QuerySet[QueueRow], *, reason: str, message: str, now: datetime) -> int:
    """Ends those of `rows` that are open, as not needed; returns how many that were.

    Each is written by its own state: what the reader has frozen since it was found here is being
    sent, and stays. What waits behind them is set free last, so that none joins it unseen.
    """
    keys = list(rows.order_by().values_list("pk", flat=True))
    ended = 0
    for start in range(0, len(keys), PORTION):
        some = keys[start : start + PORTION]
        ended += (
            QueueRow.objects.open()
            .filter(pk__in=some)
            .update(
                state=QueueRow.State.DONE,
                flag=QueueRow.Flag.NOTHING_TO_DO,
                reason=reason,
                message=message,
                mend="",
                due_at=None,
                blocked_by=None,
                done_at=now,
                updated_at=now,
            )
        )
        QueueRow.objects.behind_done().filter(blocked_by__in=some).update(**UNBLOCKED)
    return ended
