"""How far the guided start of a connection has come: what a person has approved, and when."""

from django.db import models

from connections.models.connection import Connection, who


class GuidedStart(models.Model):
    """That the company is the right one, and that it went live, stands on the connection itself."""

    connection = models.OneToOneField(Connection, on_delete=models.CASCADE, related_name="start")
    accounts_approved_at = models.DateTimeField(null=True)
    accounts_approved_by = who()
    # What was found in QuickBooks when it was last looked: {"customer": 312, "product": 40}.
    looked_at = models.DateTimeField(null=True)
    found = models.JSONField(default=dict)
    # While it is looked through: since when, how many records were read so far. What stood in its
    # way is kept until the next look.
    looking_since = models.DateTimeField(null=True)
    looked_through = models.PositiveIntegerField(default=0)
    looking_trouble = models.TextField(blank=True)
    matched_at = models.DateTimeField(null=True)
    matched_by = who()
    previewed_at = models.DateTimeField(null=True)
    previewed_by = who()
    trial_key = models.CharField(max_length=64, blank=True, help_text="The order that was tried.")
    trial_sent_at = models.DateTimeField(null=True)
    trial_approved_at = models.DateTimeField(null=True)
    trial_approved_by = who()
    trial_note = models.TextField(blank=True, help_text="What a person found wrong with it.")
    # No order was there to try: so many are sent by a person before the rest goes by itself.
    first_looks = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return f"Guided start of {self.connection}"
