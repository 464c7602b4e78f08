"""One HTTP call to QuickBooks that was made: the audit trail, and the count the limits are kept by.

It lives here and not in `sync_queue`, because the gateway, the token refresh and the limits all
need it and imports run one way; a Dispatch is found by `request_id`.
"""

from datetime import datetime

from django.db import models

from connections.models.connection import Connection


class ExchangeQuerySet(models.QuerySet["Exchange"]):
    def since(self, moment: datetime) -> "ExchangeQuerySet":
        return self.filter(started_at__gt=moment)

    def unanswered(self) -> "ExchangeQuerySet":
        """Without an answer, and perhaps still running; but not those that never left."""
        return self.filter(status=None).exclude(fault_code="unreachable")

    def throttled(self) -> "ExchangeQuerySet":
        return self.filter(fault_code="3001")


class Exchange(models.Model):
    """`started_at` is stamped before the call, so a reader that dies has still spent its share."""

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="exchanges")
    method = models.CharField(max_length=6)
    path = models.CharField(max_length=300)
    request_id = models.CharField(max_length=50, blank=True)
    items = models.PositiveSmallIntegerField(default=1)
    is_batch = models.BooleanField(default=False)
    is_read = models.BooleanField(default=False)
    started_at = models.DateTimeField()
    took_ms = models.PositiveIntegerField(null=True)
    status = models.PositiveSmallIntegerField(null=True)
    fault_code = models.CharField(max_length=20, blank=True)
    fault_text = models.TextField(blank=True)
    intuit_tid = models.CharField(max_length=100, blank=True)

    objects = ExchangeQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at"]
        indexes = [
            models.Index(fields=["connection", "started_at"], name="exchange_recent"),
            models.Index(
                fields=["request_id"],
                condition=~models.Q(request_id=""),
                name="exchange_request_id",
            ),
            # The limits are counted before every call.
            models.Index(
                fields=["connection", "started_at"],
                condition=models.Q(is_batch=True),
                name="exchange_batches",
            ),
            models.Index(
                fields=["connection", "started_at"],
                condition=models.Q(fault_code="3001"),
                name="exchange_throttled",
            ),
            models.Index(
                fields=["connection", "started_at"],
                condition=models.Q(status=None),
                name="exchange_unanswered",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.method} {self.path} at {self.started_at:%Y-%m-%d %H:%M:%S}"
