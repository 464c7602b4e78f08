"""The sign-in of a connection: its two tokens, how long they live, and who is refreshing them."""

from django.conf import settings
from django.db import models

from connections.fields import Secret
from connections.models.connection import Connection


class Token(models.Model):
    connection = models.OneToOneField(Connection, on_delete=models.CASCADE, related_name="token")
    sealed_access = models.TextField(blank=True, editable=False)
    sealed_refresh = models.TextField(blank=True, editable=False)
    # Kept until its successor has worked once: the only way back if the new pair proves bad.
    sealed_previous_refresh = models.TextField(blank=True, editable=False)
    access = Secret("sealed_access")
    refresh = Secret("sealed_refresh")
    previous_refresh = Secret("sealed_previous_refresh")
    access_expires_at = models.DateTimeField(null=True)
    refresh_expires_at = models.DateTimeField(null=True)
    hard_expires_at = models.DateTimeField(
        null=True, help_text="Five years after the consent, whatever happens."
    )
    connected_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL
    )
    connected_at = models.DateTimeField(null=True)
    refreshed_at = models.DateTimeField(null=True)
    refresh_result = models.CharField(max_length=500, blank=True)
    # One refresh at a time: taken and given back by compare-and-swap.
    lease_holder = models.CharField(max_length=64, blank=True, editable=False)
    lease_until = models.DateTimeField(null=True, editable=False)

    def __str__(self) -> str:
        return f"Sign-in of {self.connection}"

    @property
    def secret_owner(self) -> str:
        return f"token of connection {self.connection.uid}"
