"""Which connections are there, how a new one begins, and the one switch over all of them."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView

from connections import switch
from connections.console import ConsoleMixin
from connections.forms.new_connection import NewConnectionForm
from connections.models import Connection

SWITCHED_ON = (
    "QBO Bridge is on again. What changed in the store meanwhile is looked for and found within "
    "ten minutes."
)
SWITCHED_OFF = (
    "QBO Bridge is switched off: nothing is collected from the store and nothing is sent, for no "
    "connection. What is being sent at this moment still arrives."
)


class ConnectionsView(ConsoleMixin, TemplateView):
    title = "Connections"
    template_name = "console/connections.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        mine = Connection.objects.for_user(self.request.user).select_related("vendor")
        may_add = may_add_connections(self.request.user)
        more = {
            "connections": mine,
            "may_add": may_add,
            "switch": switch.state(),
            "may_switch": may_switch(self.request.user),
        }
        return super().get_context_data(**{**more, **kwargs})


class SwitchView(ConsoleMixin):
    """Switches the whole installation off, or on again."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_switch(request.user):
            raise PermissionDenied("Ask whoever runs the marketplace to switch it.")
        wanted = request.POST.get("on")
        if wanted not in ("yes", "no"):
            messages.error(request, "Nothing was switched: press the button on this page.")
            return redirect(reverse("console:connections"))
        wants_on = wanted == "yes"
        switch.turn(on=wants_on, user=request.user, now=timezone.now())
        messages.success(request, SWITCHED_ON if wants_on else SWITCHED_OFF)
        return redirect(reverse("console:connections"))


class NewConnectionView(ConsoleMixin, TemplateView):
    """Only who runs the marketplace adds connections."""

    title = "New connection"
    template_name = "console/connection_add.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated and not may_add_connections(request.user):
            raise PermissionDenied("Ask whoever runs the marketplace to add a connection.")
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = NewConnectionForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        connection = form.save()
        messages.success(request, f"“{connection}” was added. Now go through these steps.")
        return redirect(reverse("console:start", args=[connection.slug]))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"form": NewConnectionForm(), **kwargs})


def may_switch(user: Any) -> bool:
    allowed: bool = user.has_perm("connections.change_installation")
    return allowed


def may_add_connections(user: Any) -> bool:
    allowed: bool = user.has_perm("connections.add_connection")
    return allowed
