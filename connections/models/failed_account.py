"""Accounts that QuickBooks refused to create: kept until one of that name is there."""

from django.db import models
from django.db.models import Exists, OuterRef
from django.db.models.functions import Lower

from connections.models.connection import Connection
from connections.models.lists import ListItem


class FailedAccountQuerySet(models.QuerySet["FailedAccount"]):
    def still(self) -> "FailedAccountQuerySet":
        """Those that are not in QuickBooks yet, as far as its lists were fetched."""
        there = ListItem.objects.annotate(folded=Lower("name")).filter(
            connection=OuterRef("connection"),
            kind=ListItem.Kind.ACCOUNT,
            is_active=True,
            folded=Lower(OuterRef("name")),
        )
        return self.filter(~Exists(there))


class FailedAccount(models.Model):
    """`page` names the console page on which the account was asked for."""

    connection = models.ForeignKey(
        Connection, on_delete=models.CASCADE, related_name="failed_accounts"
    )
    name = models.CharField(max_length=100)
    page = models.CharField(max_length=30)
    message = models.TextField(help_text="What QuickBooks said, in one sentence.")
    failed_at = models.DateTimeField()

    objects = FailedAccountQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("connection", Lower("name"), name="failed_account_once"),
        ]

    def __str__(self) -> str:
        return f"“{self.name}” could not be created"
