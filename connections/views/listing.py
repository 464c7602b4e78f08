"""Which connections are there, and how a new one begins."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.generic import TemplateView

from connections.console import ConsoleMixin
from connections.forms.settings import NewConnectionForm
from connections.models import Connection


class ConnectionsView(ConsoleMixin, TemplateView):
    title = "Connections"
    template_name = "console/connections.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        mine = Connection.objects.for_user(self.request.user).select_related("vendor")
        may_add = may_add_connections(self.request.user)
        return super().get_context_data(**{"connections": mine, "may_add": may_add, **kwargs})


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
        messages.success(request, f"“{connection}” was added. Now decide these points.")
        return redirect(reverse("console:settings", args=[connection.slug]))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"form": NewConnectionForm(), **kwargs})


def may_add_connections(user: Any) -> bool:
    allowed: bool = user.has_perm("connections.add_connection")
    return allowed
