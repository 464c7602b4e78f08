"""Who may do what on which connection: rights are given one by one, add up, are none at first."""

from django.conf import settings
from django.db import models

from connections.models.connection import Connection


class Right(models.TextChoices):
    VIEW = "view", "See the connection and its state"
    EDIT_SETTINGS = "edit_settings", "Change the connection settings"
    MANAGE_TOKEN = "manage_token", "Connect and disconnect"
    MAP_ACCOUNTS = "map_accounts", "Choose accounts and mappings"
    SEE_QUEUE = "see_queue", "See the queue"
    READ_QUEUE = "read_queue", "Send what is waiting"
    CLEAR_QUEUE = "clear_queue", "Delete rows of the queue"
    LINK = "link", "Link records by hand"
    IMPORT_EXPORT = "import_export", "Import and export"
    APPROVE = "approve", "Release what waits for a person"


class Grant(models.Model):
    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="grants")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="grants"
    )
    right = models.CharField(max_length=20, choices=Right)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    granted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["connection", "user", "right"]
        constraints = [
            models.UniqueConstraint(fields=["connection", "user", "right"], name="grant_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user} may: {self.get_right_display()} ({self.connection})"
