"""A person's word that the company is the right one: asked once, before the first write (A-85)."""

from django.urls import reverse
from django.utils import timezone

from connections import lists
from connections.console import ActionView, NotAccepted
from connections.models import Right


class ConfirmCompanyView(ActionView):
    """Remembers who said yes, and fetches the company's lists to choose from."""

    right = Right.MANAGE_TOKEN

    def act(self) -> str:
        connection, now = self.connection, timezone.now()
        if connection.tested_at is None or not connection.is_connected:
            raise NotAccepted("Connect first, and look at the company's name.")
        connection.company_confirmed_at = now
        connection.company_confirmed_by = self.request.user
        connection.save(
            update_fields=["company_confirmed_at", "company_confirmed_by", "updated_at"]
        )
        counts = lists.fetch_lists(connection=connection, now=now)
        return (
            f"“{connection.company_name}” is confirmed. Fetched from QuickBooks: "
            f"{counts['Account']} accounts, {counts['TaxCode']} tax codes, and the rest."
        )

    def next_address(self) -> str:
        if self.connection.auto_post or self.connection.went_live_at:
            return reverse("console:accounts", args=[self.connection.slug])
        return reverse("console:start", args=[self.connection.slug])
