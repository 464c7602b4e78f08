"""Figures that take long to count in a large store, with the moment at which they were counted."""

from typing import Any

from django.db import models

from connections.models import Connection


class Remembered(models.Model):
    """`name` says which figures; `data` is theirs alone to read."""

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="remembered")
    name = models.CharField(max_length=60)
    data: Any = models.JSONField()
    counted_at = models.DateTimeField()
    # Figures that nobody looks at are not counted again.
    asked_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "remembered figures"
        constraints = [
            models.UniqueConstraint(fields=["connection", "name"], name="remembered_once"),
        ]

    def __str__(self) -> str:
        return f"{self.name} of {self.connection}, counted at {self.counted_at:%Y-%m-%d %H:%M}"
