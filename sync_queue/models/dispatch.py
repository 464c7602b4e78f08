"""One write as it goes over the wire: written before it is sent, the same bytes for ever."""

from datetime import datetime, timedelta

from django.db import models

from connections.models import Connection


class DispatchQuerySet(models.QuerySet["Dispatch"]):
    def unsettled(self) -> "DispatchQuerySet":
        return self.filter(settled_at__isnull=True)

    def due(self, now: datetime, *, quiet: timedelta) -> "DispatchQuerySet":
        """To be sent (again) now: its time has come, and no call of it can be running any more.

        quickbooks: a call may run for 120 s, answered or not; `quiet` is that and a little more.
        """
        found = self.unsettled().filter(
            models.Q(due_at__isnull=True) | models.Q(due_at__lte=now),
            models.Q(sent_at__isnull=True)
            | models.Q(sent_at__lte=now - quiet)
            | models.Q(sends_in_doubt=0),
            rows__state="sending",
        )
        return found.distinct()


class Dispatch(models.Model):
    """Its rows point here; their order and short ids inside a batch are on the rows."""

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="dispatches")
    request_id = models.CharField(max_length=50)
    path = models.CharField(max_length=100, help_text='Below the company, like "/invoice".')
    params = models.JSONField(default=dict, help_text="Query parameters besides requestid.")
    body = models.BinaryField()
    items = models.PositiveSmallIntegerField(default=1)
    moves_stock = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    # `first_sent_at` starts the request-id window; `sent_at` is the last time.
    first_sent_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    sends = models.PositiveSmallIntegerField(default=0)
    # Sends that may have had an effect: counted before each, taken back by an answer that says
    # "not done". At 0 the bytes may go again whatever QuickBooks makes of request ids.
    sends_in_doubt = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(null=True, help_text="Not to be repeated before.")
    settled_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=20, blank=True)

    objects = DispatchQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "dispatches"
        constraints = [
            models.UniqueConstraint(
                fields=["connection", "request_id"], name="dispatch_request_id_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["connection", "created_at"],
                condition=models.Q(settled_at__isnull=True),
                name="dispatch_unsettled",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.path} {self.request_id}"

    @property
    def is_batch(self) -> bool:
        return self.path == "/batch"
