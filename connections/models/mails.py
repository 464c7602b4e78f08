"""Who is told by mail about a connection, and what they have been told already."""

from django.db import models
from django.db.models import Q

from connections.models.connection import Connection


class MailSettings(models.Model):
    """Addresses are separated by commas; without any nobody is written to."""

    connection = models.OneToOneField(
        Connection, on_delete=models.CASCADE, related_name="mail_settings"
    )
    alerts_to = models.CharField(max_length=500, blank=True)
    # Orders that should be in the books wait for so long, and nothing is booked: 0 = never told.
    silent_after_hours = models.PositiveSmallIntegerField(default=24)
    bookkeeper_to = models.CharField(max_length=500, blank=True)
    is_weekly = models.BooleanField("a list every Monday", default=False)
    weekly_sent_on = models.DateField(null=True, editable=False)
    last_sent_at = models.DateTimeField(null=True, editable=False)
    last_result = models.CharField(max_length=500, blank=True, editable=False)

    class Meta:
        verbose_name_plural = "mail settings"

    def __str__(self) -> str:
        return f"Mails about {self.connection}"


class AlertQuerySet(models.QuerySet["Alert"]):
    def open(self) -> "AlertQuerySet":
        return self.filter(closed_at=None)


class Alert(models.Model):
    """One trouble of a connection, from its beginning to its end: one mail each, never more.

    `mailed_at` stays empty until the mail was taken; `trouble` says why it was not.
    """

    class Kind(models.TextChoices):
        BROKEN = "broken", "The sign-in is broken"
        SILENT = "silent", "Orders come in, and nothing is booked"
        UNPAID = "unpaid", "A payment is missing on its invoice"

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="alerts")
    kind = models.CharField(max_length=10, choices=Kind)
    message = models.TextField()
    opened_at = models.DateTimeField()
    mailed_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=500, blank=True)
    closed_at = models.DateTimeField(null=True)

    objects = AlertQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["connection", "kind"],
                condition=Q(closed_at=None),
                name="alert_one_open_per_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.connection})"
