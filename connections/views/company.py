"""A person's word that the company is the right one: asked once, before the first write (A-85)."""

from django.urls import reverse
from django.utils import timezone

from connections import lists
from connections.choosing import suggest
from connections.console import ActionView, NotAccepted
from connections.models import Right


class ConfirmCompanyView(ActionView):
    """Remembers who said yes, and fetches the company's lists to choose from.

    The word is for the company that the page showed, which comes back as its `realm`. What has
    exactly one fitting choice is chosen, to be approved in the guided start.
    """

    right = Right.MANAGE_TOKEN

    def act(self) -> str:
        connection, now = self.connection, timezone.now()
        if connection.tested_at is None or not connection.is_connected:
            raise NotAccepted("Connect first, and look at the company's name.")
        if self.request.POST.get("realm") != connection.realm:
            raise NotAccepted(
                "Nothing was confirmed: this connection leads to another company than the page "
                f"showed. It is “{connection.company_name}” now. Look at it and answer again."
            )
        connection.company_confirmed_at = now
        connection.company_confirmed_by = self.request.user
        connection.save(
            update_fields=["company_confirmed_at", "company_confirmed_by", "updated_at"]
        )
        counts = lists.fetch_lists(connection=connection, now=now)
        chosen = suggest.suggest_defaults(connection=connection) if self.is_first() else []
        number = f" {len(chosen)} choices were made for you: look them over." if chosen else ""
        return (
            f"“{connection.company_name}” is confirmed. Fetched from QuickBooks: "
            f"{counts['Account']} accounts, {counts['TaxCode']} tax codes, and the rest.{number}"
        )

    def is_first(self) -> bool:
        """The guided start lies ahead, where the accounts are looked over and approved."""
        return not (self.connection.auto_post or self.connection.went_live_at)

    def next_address(self) -> str:
        page = "start" if self.is_first() else "accounts"
        return reverse(f"console:{page}", args=[self.connection.slug])
