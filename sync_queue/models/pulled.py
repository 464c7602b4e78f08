"""What was learnt of QuickBooks' side: how far it was read, and what it has.

Nothing here moves money. A Figure is read-only knowledge; a Difference and an Arrival wait for a
person's word.
"""

from typing import Any

from django.db import models

from connections.models import Connection
from sync_queue import kinds


class PullMark(models.Model):
    """How far one type of record was read, by QuickBooks' own clock."""

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="pull_marks")
    qbo_type = models.CharField(max_length=30)
    # Everything that changed before was seen; null where the next reading is a full one.
    seen_until = models.DateTimeField(null=True)
    pulled_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["connection", "qbo_type"], name="pull_mark_once"),
        ]

    def __str__(self) -> str:
        return f"{self.qbo_type} of {self.connection}, seen until {self.seen_until}"


class Figure(models.Model):
    """What QuickBooks says of a document or of what a customer owes, as it was last read."""

    class Status(models.TextChoices):
        OPEN = "open", "Open"
        PART_PAID = "part_paid", "Part paid"
        PAID = "paid", "Paid"
        BOOKED = "booked", "Booked"
        VOID = "void", "Void"
        DELETED = "deleted", "Deleted in QuickBooks"
        OWES = "owes", "Owes"
        CREDIT = "credit", "In credit"
        EVEN = "even", "Owes nothing"

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="figures")
    kind = models.CharField(max_length=20, choices=kinds.CHOICES)
    key = models.CharField(max_length=80)
    status = models.CharField(max_length=10, choices=Status)
    open_amount = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    currency = models.CharField(max_length=3, blank=True)
    read_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["connection", "kind", "key"], name="figure_one_per_record"
            ),
        ]

    def __str__(self) -> str:
        """ "Open 12.00 USD", "Paid"."""
        if self.open_amount:
            return f"{self.get_status_display()} {abs(self.open_amount):,.2f} {self.currency}"
        return str(self.get_status_display())


class Difference(models.Model):
    """A field that changed on both sides since it was last sent: a person says which one holds."""

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="differences")
    kind = models.CharField(max_length=20, choices=kinds.CHOICES)
    key = models.CharField(max_length=64)
    field = models.CharField(max_length=40, help_text="QuickBooks' name of it.")
    # As QuickBooks would be sent it, and as it has it.
    ours: Any = models.JSONField(null=True)
    theirs: Any = models.JSONField(null=True)
    why_not_taken = models.CharField(
        max_length=300, blank=True, help_text="Why QuickBooks' value cannot stand in the store."
    )
    seen_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["connection", "kind", "key", "field"], name="difference_once_per_field"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.field} of {self.kind} {self.key}"


class Arrival(models.Model):
    """A customer or product that is in QuickBooks only: offered to be linked or to be created."""

    class State(models.TextChoices):
        OFFERED = "offered", "Offered"
        LEFT_OUT = "left_out", "Left out"

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="arrivals")
    kind = models.CharField(max_length=20, choices=kinds.CHOICES)
    qbo_type = models.CharField(max_length=30)
    qbo_id = models.CharField(max_length=40)
    name = models.CharField(max_length=500)
    detail = models.CharField(max_length=500, blank=True, help_text="E-mail address, or code.")
    record: Any = models.JSONField(help_text="As QuickBooks told it.")
    # The one record of the store that it may be, and why; "" where there is none.
    match_key = models.CharField(max_length=64, blank=True)
    evidence = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.OFFERED)
    seen_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["connection", "qbo_type", "qbo_id"], name="arrival_once"
            ),
        ]
        indexes = [
            models.Index(fields=["connection", "state", "id"], name="arrival_offered"),
        ]

    def __str__(self) -> str:
        return f"{self.qbo_type} {self.qbo_id} {self.name}"
