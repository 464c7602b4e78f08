"""What happened to a row besides being sent: who did what, and what was answered.

The plain way of a row (queued, frozen, sent, booked) is told by the row and its dispatches; an
event is written only where the row would forget it.
"""

from django.db import models

from sync_queue.models.dispatch import Dispatch
from sync_queue.models.row import QueueRow


class RowEvent(models.Model):
    """`state`: the state the row came to. `by`: the person, or "" where it happened by itself."""

    row = models.ForeignKey(QueueRow, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=QueueRow.State)
    reason = models.CharField(max_length=100, blank=True)
    message = models.TextField(blank=True)
    by = models.CharField(max_length=150, blank=True)
    # The send whose answer this was: the row itself remembers only its latest.
    dispatch = models.ForeignKey(
        Dispatch, null=True, on_delete=models.SET_NULL, related_name="events"
    )

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.get_state_display()} at {self.at:%Y-%m-%d %H:%M:%S}"
