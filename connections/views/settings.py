"""The Connection settings tab: every decision about a connection, and what is still missing."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.generic import TemplateView

from connections import addresses, permissions, readiness
from connections.console import ConnectionView
from connections.forms.settings import SettingsForm
from connections.models import Connection, Right


class SettingsView(ConnectionView, TemplateView):
    tab = "settings"
    post_right = Right.EDIT_SETTINGS
    template_name = "console/settings.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = SettingsForm(request.POST, instance=self.connection)
        if not form.is_valid():
            # Checking has written the values into the object: what else is shown is as stored.
            self.connection = Connection.objects.get(pk=self.connection.pk)
            return self.render_to_response(self.get_context_data(form=form))
        connection = form.save()
        messages.success(request, f"The settings of “{connection}” are saved.")
        return redirect(reverse("console:settings", args=[connection.slug]))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may_edit = permissions.may(
            user=self.request.user, connection=self.connection, right=Right.EDIT_SETTINGS
        )
        missing = readiness.missing(connection=self.connection)
        more = {
            "form": SettingsForm(instance=self.connection),
            "may_edit": may_edit,
            "missing": missing,
            "blocking": sum(step.blocks_all for step in missing),
            "redirect_url": addresses.redirect_url(),
            "read_every_s": int(settings.READ_EVERY_S),
            "project_dir": settings.BASE_DIR,
        }
        return super().get_context_data(**{**more, **kwargs})
