"""The Help page: where to look first, whom to ask, and the file that a developer needs then."""

from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.generic import TemplateView
from django.views.generic.base import View

from connections.console import ConsoleMixin
from connections.models import Connection
from qbo_bridge import diagnostics
from sync_queue import sight


class HelpView(ConsoleMixin, TemplateView):
    title = "Help"
    template_name = "console/help.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        mine = Connection.objects.for_user(self.request.user).order_by("-is_default", "name")
        seen = sight.connections(self.request.user).order_by("-is_default", "name")
        more = {
            "contact": settings.HELP_CONTACT,
            "contact_url": contact_url(settings.HELP_CONTACT),
            "mine": mine.first(),
            "seen": seen.first(),
        }
        return super().get_context_data(**{**more, **kwargs})


class DiagnosticsView(ConsoleMixin, View):
    """Only for who runs the marketplace: it tells of all connections."""

    def get(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_superuser:
            raise PermissionDenied("Ask whoever administers the marketplace for this file.")
        now = timezone.now()
        answer = HttpResponse(diagnostics.bundle(now=now), content_type="application/zip")
        name = f"qbo-bridge-diagnostics-{now:%Y-%m-%d}.zip"
        answer["Content-Disposition"] = f'attachment; filename="{name}"'
        return answer


def contact_url(contact: str) -> str:
    """Where a press on the help desk's name leads."""
    if "://" in contact or not contact:
        return contact
    return f"mailto:{contact}"
