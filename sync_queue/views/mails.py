"""Who is told by mail: the addresses of a connection, and a test mail that shows that they work."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView

from connections import permissions
from connections.console import ActionView, ConnectionView, NotAccepted
from connections.forms.mails import MailsForm
from connections.models import Right
from connections.telling import mails
from sync_queue import alert_mails


class MailsView(ConnectionView, TemplateView):
    tab = "settings"
    part = "mails"
    post_right = Right.EDIT_SETTINGS
    template_name = "console/mails.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.form(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        form.save()
        messages.success(request, "Saved. Press Send a test mail to see whether mails arrive.")
        return redirect(reverse("console:mails", args=[self.connection.slug]))

    def is_of_all(self, request: HttpRequest) -> bool:
        """The mails tell of all orders, so whoever says where they go must see all of them."""
        return request.method == "POST"

    def form(self, data: Any = None) -> MailsForm:
        kept = mails.settings_of(self.connection)
        mine = {} if kept.pk else {"alerts_to": getattr(self.request.user, "email", "")}
        return MailsForm(data, instance=kept, initial=mine)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        more = {
            "form": self.form(),
            "kept": mails.settings_of(self.connection),
            "has_server": bool(settings.EMAIL_HOST),
            "no_server": mails.NO_SERVER,
            "may_edit": self.may(Right.EDIT_SETTINGS) and self.sees_all(),
            "sees_queue": self.may(Right.SEE_QUEUE),
        }
        return super().get_context_data(**{**more, **kwargs})

    def sees_all(self) -> bool:
        return permissions.sees_all(user=self.request.user, connection=self.connection)

    def may(self, right: Right) -> bool:
        return permissions.may(user=self.request.user, connection=self.connection, right=right)


class TestMailView(ActionView):
    """Sends a mail to whoever is warned, and says what came of it."""

    right = Right.EDIT_SETTINGS
    back = "mails"

    def act(self) -> str:
        connection = self.connection
        subject, text = alert_mails.trial(connection)
        to = mails.addresses(mails.settings_of(connection).alerts_to)
        try:
            said = mails.send(connection, to=to, subject=subject, text=text, now=timezone.now())
        except mails.NotSent as trouble:
            raise NotAccepted(f"The test mail was not sent. {trouble}") from trouble
        return f"{said} Look into the mailbox: only there you see that it arrived."
