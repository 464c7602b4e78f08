"""The page of a record's name: who it is in QuickBooks, why, who said so; and to take it back."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView

from connections.console import ConnectionView
from connections.models import Connection, Right
from sync_queue import sight
from sync_queue.models import Link, Naming
from sync_queue.preparing import naming
from sync_queue.steering import naming as steering
from sync_queue.steering.steer import NotNow
from sync_queue.views import papers
from sync_queue.views.queue import rights

NAMED = tuple(kind for kind in naming.ASKED_ABOUT if kind != "currency")


def address_of(kind: str, key: str, connection: Connection) -> str:
    """Where the name of a record stands; "" for what bears none of this name space."""
    if kind not in NAMED:
        return ""
    return reverse("console:name", args=[connection.slug, kind, key])


class NameView(ConnectionView, TemplateView):
    """POST unlinks the record."""

    tab = "queue"
    right = Right.SEE_QUEUE
    post_right = Right.APPROVE
    template_name = "sync_queue/name.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.require_seen()
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.require_seen()
        link = self.link()
        if link is None:
            raise Http404("It is not linked.")
        try:
            steering.unlink(link, user=request.user, now=timezone.now())
        except NotNow as reason:
            messages.warning(request, str(reason))
        else:
            messages.success(
                request, "It is unlinked. The record in QuickBooks stays; a new one will be made."
            )
        return redirect(request.path)

    def require_seen(self) -> None:
        """Raises Http404 for what bears no name, or is not this person's to see."""
        kind, key, user = self.kwargs["kind"], self.kwargs["key"], self.request.user
        if kind not in NAMED:
            raise Http404("There is no such name.")
        rows = sight.rows(user=user, connection=self.connection).filter(kind=kind, key=key)
        if not (sight.is_whole(user=user, connection=self.connection) or rows.exists()):
            raise Http404("There is no such name.")

    def link(self) -> Link | None:
        return Link.objects.linked().filter(**self._named()).first()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        link = self.link()
        said = Naming.objects.filter(**self._named()).select_related("decided_by").first()
        if link is None and said is None:
            raise Http404("Nothing is known of it.")
        more = {
            "link": link,
            "link_url": papers.page_of(link, self.connection) if link else "",
            "naming": said,
            "may": rights(user=self.request.user, connection=self.connection),
        }
        return super().get_context_data(**{**more, **kwargs})

    def _named(self) -> dict[str, Any]:
        key = {"kind": self.kwargs["kind"], "key": self.kwargs["key"]}
        return {"connection": self.connection, **key}
