"""What becomes of a record of the store that QuickBooks may have already: link, create, or ask.

Written when a person lets the bridge look; the page and the linking work from here.
"""

from django.db import models

from connections.models import Connection
from connections.models.connection import who
from sync_queue import kinds


class Proposal(models.Model):
    """One record of the store. `candidates`: what QuickBooks has of that name, address or code, as
    [{"id", "name", "detail", "type"}, …]; `qbo_id` is the one it is or will be linked to."""

    class Verdict(models.TextChoices):
        LINK = "link", "Will be linked"
        CREATE = "create", "Will be created"
        DECIDE = "decide", "Please decide"

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="proposals")
    kind = models.CharField(max_length=20, choices=kinds.CHOICES)
    key = models.CharField(max_length=64)
    label = models.CharField(max_length=500)
    detail = models.CharField(max_length=500, blank=True, help_text="E-mail address or code.")
    verdict = models.CharField(max_length=10, choices=Verdict)
    evidence = models.CharField(max_length=200, blank=True, help_text="Why, in one sentence.")
    candidates = models.JSONField(default=list)
    qbo_id = models.CharField(max_length=40, blank=True)
    decided_by = who()
    linked_at = models.DateTimeField(null=True)
    linked_by = who()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["connection", "kind", "key"], name="proposal_one_per_record"
            ),
            # A record of QuickBooks stands for one record of the store.
            models.UniqueConstraint(
                fields=["connection", "kind", "qbo_id"],
                condition=~models.Q(qbo_id=""),
                name="proposal_given_once",
            ),
        ]
        indexes = [
            models.Index(fields=["connection", "kind", "verdict", "id"], name="proposal_listed"),
        ]

    def __str__(self) -> str:
        return f"{self.label}: {self.get_verdict_display()}"
