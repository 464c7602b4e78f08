"""What holds for the whole installation: the switch over every connection, and a sign of life."""

from django.conf import settings
from django.db import models


class Installation(models.Model):
    """One row at most. Without it the installation is on: nobody has touched the switch yet."""

    ONLY = 1

    is_on = models.BooleanField("on", default=True)
    switched_at = models.DateTimeField(null=True)
    switched_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    # When beat (through a worker) or cron last had the connections looked after: every minute.
    jobs_seen_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="installation_is_one"),
        ]

    def __str__(self) -> str:
        return f"The installation is {'on' if self.is_on else 'off'}"
