"""Whose was the name in QuickBooks before a record of the store was made there, and what followed?

Written only where somebody had it: who that was, why it was taken for the same or for another, and
who said so. What is decided can be taken back; then QuickBooks is asked again.
"""

from django.db import models

from connections.models import Connection
from connections.models.connection import who
from sync_queue import kinds


class Naming(models.Model):
    """One record of the store. `found`: who had the name, as {"type", "id", "name", "detail",
    "is_active"}; `evidence` is one sentence."""

    class Verdict(models.TextChoices):
        LINKED = "linked", "Linked"
        MARKED = "marked", "Made under a name of its own"
        ASKED = "asked", "Please decide"
        REVIVED = "revived", "Made active again and linked"
        NEW = "new", "Made anew"
        UNLINKED = "unlinked", "Unlinked"

    connection = models.ForeignKey(
        Connection, on_delete=models.CASCADE, related_name="namings", db_index=False
    )
    kind = models.CharField(max_length=20, choices=kinds.CHOICES)
    key = models.CharField(max_length=80)
    name = models.CharField(max_length=500, help_text="The name that the store's record has.")
    verdict = models.CharField(max_length=10, choices=Verdict)
    evidence = models.CharField(max_length=500)
    found = models.JSONField(default=dict)
    decided_by = who()
    decided_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["connection", "kind", "key"], name="naming_one_per_record"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.get_verdict_display()}"
