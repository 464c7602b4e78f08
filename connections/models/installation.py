"""Whether the whole installation works with QuickBooks at all: one switch over every connection."""

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

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="installation_is_one"),
        ]

    def __str__(self) -> str:
        return f"The installation is {'on' if self.is_on else 'off'}"
