"""The Token tab: is this connection signed in to QuickBooks, until when, and what can be done."""

from typing import Any

from django.utils import timezone
from django.views.generic import TemplateView

from connections import lists, permissions, tokens
from connections.console import ActionView, ConnectionView
from connections.models import Connection, Right, Token
from connections.signing_in import deadlines
from connections.telling import addresses


class TokenView(ConnectionView, TemplateView):
    tab = "token"
    template_name = "console/token.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        connection = self.connection
        token = Token.objects.select_related("connected_by").filter(connection=connection).first()
        more = {
            "token": token,
            "redirect_url": addresses.redirect_url(),
            "address_trouble": addresses.trouble(
                connection=connection, host=self.request.get_host()
            ),
            "deadlines": deadlines.deadlines(
                connection=connection, token=token, now=timezone.now()
            ),
            "has_client": bool(connection.client_id and connection.sealed_client_secret),
            "may_manage": permissions.may(
                user=self.request.user, connection=connection, right=Right.MANAGE_TOKEN
            ),
        }
        return super().get_context_data(**{**more, **kwargs})


class RefreshView(ActionView):
    right = Right.MANAGE_TOKEN
    back = "token"

    def act(self) -> str:
        tokens.refresh(connection=self.connection, now=timezone.now())
        return "Your QuickBooks sign-in is refreshed."


class TestView(ActionView):
    """Asks QuickBooks who it is: shows the company, its country, currency and plan."""

    right = Right.MANAGE_TOKEN
    back = "token"

    def act(self) -> str:
        lists.test_connection(connection=self.connection, now=timezone.now())
        company = Connection.objects.get(pk=self.connection.pk)
        facts = [company.country, company.home_currency, company.plan]
        told = ", ".join(fact for fact in facts if fact)
        return f"The connection works: {company.company_name} ({told})."


class DisconnectView(ActionView):
    right = Right.MANAGE_TOKEN
    back = "token"

    def act(self) -> str:
        warning = tokens.disconnect(connection=self.connection, now=timezone.now())
        return warning or (
            f"“{self.connection}” is disconnected. All settings, accounts and the queue are kept; "
            "nothing is sent until you connect again."
        )


class OtherCompanyView(ActionView):
    """The wrong company was chosen at the first sign-in: lets go of it while nothing ties to it."""

    right = Right.MANAGE_TOKEN
    back = "token"

    def act(self) -> str:
        tokens.disconnect(connection=self.connection, now=timezone.now())
        if not is_untouched(self.connection):
            return (
                f"“{self.connection}” is disconnected. It has worked with this company before, so "
                "it stays with it: add a new connection for another company."
            )
        let_go(self.connection)
        return "Disconnected. Press Connect to QuickBooks and choose the right company."


# What ties a connection to a company.
LET_GO = (
    *("realm", "company_name", "country", "plan", "home_currency", "tested_at"),
    *("company_confirmed_at", "company_confirmed_by", "sign_in", "updated_at"),
)


def is_untouched(connection: Connection) -> bool:
    """Whether nothing was fetched from the company or written to it yet."""
    has_written = connection.exchanges.filter(is_read=False).exists()
    return not has_written and not connection.list_items.exists()


def let_go(connection: Connection) -> None:
    connection.realm = connection.company_name = connection.country = connection.plan = ""
    connection.home_currency, connection.tested_at = "", None
    connection.company_confirmed_at = connection.company_confirmed_by = None
    connection.sign_in = Connection.SignIn.NEVER
    connection.save(update_fields=LET_GO)
