"""The Connection settings tab: every decision about a connection, and whether it is ready."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView

from connections import permissions, read_key
from connections.checking import checklist, jobs, last_seen, verification
from connections.console import ActionView, ConnectionView
from connections.forms.settings import SettingsForm
from connections.models import Connection, Right
from connections.telling import addresses

NEW_KEY = "read_key_new_{}"  # in the session until it was shown, by the connection's pk


class SettingsView(ConnectionView, TemplateView):
    tab = "settings"
    post_right = Right.EDIT_SETTINGS
    template_name = "console/settings.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.form(request.POST)
        if not form.is_valid():
            # Checking has written the values into the object: what else is shown is as stored.
            self.connection = Connection.objects.get(pk=self.connection.pk)
            return self.render_to_response(self.get_context_data(form=form))
        connection = form.save()
        messages.success(request, saved(connection))
        return redirect(reverse("console:settings", args=[connection.slug]))

    def form(self, data: Any = None) -> SettingsForm:
        owns = self.request.user.has_perm("connections.change_connection")
        return SettingsForm(data, instance=self.connection, owns=owns)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        lines = checklist.lines(connection=self.connection)
        more = {
            "form": kwargs.get("form") or self.form(),
            "may_edit": permissions.may(
                user=self.request.user, connection=self.connection, right=Right.EDIT_SETTINGS
            ),
            "lines": lines,
            "blocking": sum(line.blocks_all for line in lines),
            "waiting": sum(line.tone == "todo" for line in lines),
            "address_trouble": addresses.trouble(
                connection=self.connection, host=self.request.get_host()
            ),
            **self.for_the_developer(),
        }
        return super().get_context_data(**{**more, **kwargs})

    def for_the_developer(self) -> dict[str, Any]:
        return {
            "redirect_url": addresses.redirect_url(),
            "cron_lines": jobs.cron_lines(),
            "beat_schedule": jobs.beat_schedule(),
            "read_line": jobs.read_line(self.connection),
            "jobs_seen_at": last_seen.jobs(),
            "new_key": self.request.session.pop(NEW_KEY.format(self.connection.pk), ""),
        }


class CheckView(ActionView):
    """Asks QuickBooks whether every point of the checklist still holds."""

    right = Right.EDIT_SETTINGS

    def act(self) -> str:
        verification.verify(connection=self.connection, now=timezone.now())
        return "QuickBooks was asked: the checklist shows what it answered."


class WithoutStockView(ActionView):
    """The company keeps no stock: products go as items without it (A-09)."""

    right = Right.EDIT_SETTINGS

    def act(self) -> str:
        self.connection.sells_from_stock = False
        self.connection.save(update_fields=["sells_from_stock", "updated_at"])
        return "Products go to QuickBooks as items without stock."


class MakeKeyView(ActionView):
    """A key for the address that has the queue read; it is shown on the next page, once."""

    right = Right.EDIT_SETTINGS

    def act(self) -> str:
        key = read_key.make(connection=self.connection, now=timezone.now())
        self.request.session[NEW_KEY.format(self.connection.pk)] = key
        return "The key is made. Copy it now: it is shown this once, under “For your developer”."

    def next_address(self) -> str:
        return f"{super().next_address()}#developer"


class ForgetKeyView(ActionView):
    right = Right.EDIT_SETTINGS

    def act(self) -> str:
        read_key.forget(connection=self.connection)
        return "The key no longer opens anything."

    def next_address(self) -> str:
        return f"{super().next_address()}#developer"


def saved(connection: Connection) -> str:
    if connection.accounting_vendor == Connection.AccountingVendor.NONE:
        return (
            f"“{connection}” uses no accounting system now: nothing is collected or sent for it. "
            "What is linked to QuickBooks stays linked."
        )
    return f"The settings of “{connection}” are saved."
