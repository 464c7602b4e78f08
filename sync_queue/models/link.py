"""Which QuickBooks object an entity is, per connection, and what was last sent of it.

There is no foreign key to the entity: a link outlives what it links. A link without `qbo_id` is
made when an entity is first frozen; it carries the generation and the claimed name from then on.
"""

from typing import Any

from django.db import models
from django.db.models import Q

from connections.models import Connection
from sync_queue import kinds


class LinkQuerySet(models.QuerySet["Link"]):
    def linked(self) -> "LinkQuerySet":
        return self.exclude(qbo_id="")


class Link(models.Model):
    class NameSpace(models.TextChoices):
        """QuickBooks wants names unique over customers, vendors, employees; and over all items."""

        NONE = "", "None"
        NAMES = "names", "Customers, vendors and employees"
        ITEMS = "items", "Products, services and categories"

    # Without an index of its own: the constraints begin with it.
    connection = models.ForeignKey(
        Connection, on_delete=models.CASCADE, related_name="links", db_index=False
    )
    kind = models.CharField(max_length=20, choices=kinds.CHOICES)
    # A customer's key and a currency, at most.
    key = models.CharField(max_length=80)
    qbo_type = models.CharField(max_length=30, blank=True)
    qbo_id = models.CharField("QBO ID", max_length=40, blank=True)
    sync_token = models.CharField(max_length=20, blank=True)
    # Counts up after each definite refusal and each deliberate re-creation, so that a new attempt
    # never goes out under a request id that QuickBooks has already answered.
    generation = models.PositiveIntegerField(default=0)
    sent: Any = models.JSONField(default=dict, help_text="The fields we own, as last sent.")
    sent_hash = models.CharField(max_length=64, blank=True)
    in_doubt = models.BooleanField(
        default=False, help_text="It may be in QuickBooks, and nobody could find out."
    )
    is_gone = models.BooleanField(default=False, help_text="Made inactive or void by us.")
    name_space = models.CharField(max_length=10, choices=NameSpace, blank=True)
    name = models.CharField(max_length=500, blank=True, help_text="The name in QuickBooks.")
    folded_name = models.CharField(max_length=500, blank=True)
    plain_name_taken = models.BooleanField(
        default=False, help_text="Somebody else has the plain name in QuickBooks."
    )
    # QuickBooks calls it otherwise than the store, and a person let that be: its name there stays
    # as long as the store's own name is still this one.
    named_for = models.CharField(max_length=500, blank=True)
    # The plain name for which QuickBooks was asked whose it is, and said that it is nobody's.
    asked_name = models.CharField(max_length=500, blank=True)
    number = models.CharField(max_length=40, blank=True)
    number_suffix = models.PositiveSmallIntegerField(
        default=0, help_text="What follows the store's number after a clash; 0 for nothing."
    )
    # What QuickBooks answered, in the document's currency: compared with the store's figures.
    total = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    tax = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    # At which the document was booked, in home currency for one unit of its own.
    exchange_rate = models.DecimalField(max_digits=22, decimal_places=10, null=True)
    document_date = models.DateField(null=True)
    # How many QuickBooks has of an item that keeps stock, as far as we know.
    on_hand = models.DecimalField(max_digits=16, decimal_places=4, null=True)
    # A product's code under which QuickBooks had no item when it was looked up there.
    unknown_code = models.CharField(max_length=100, blank=True)
    linked_at = models.DateTimeField(null=True)
    last_sent_at = models.DateTimeField(null=True)
    swept_at = models.DateTimeField(null=True, help_text="Last compared with the store's record.")

    objects = LinkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["connection", "kind", "key"], name="link_one_per_entity"
            ),
            models.UniqueConstraint(
                fields=["connection", "qbo_type", "qbo_id"],
                condition=~Q(qbo_id=""),
                name="link_one_per_qbo_object",
            ),
            models.UniqueConstraint(
                fields=["connection", "name_space", "folded_name"],
                condition=~Q(name_space="") & ~Q(folded_name=""),
                name="link_one_per_name",
            ),
        ]
        indexes = [
            models.Index(fields=["connection", "last_sent_at"], name="link_last_sent"),
            # What QuickBooks shows fewer than none of.
            models.Index(fields=["connection"], condition=Q(on_hand__lt=0), name="link_below_zero"),
            # Is this entity in any company's books?
            models.Index(fields=["kind", "key"], name="link_of_entity"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key} = {self.qbo_type} {self.qbo_id or '(not yet)'}"
