"""The order page: the store's figures beside its documents in QuickBooks."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView

from connections.console import ConsoleMixin
from connections.models import Connection, Right
from entities import joined
from entities.models import Order
from sync_queue import kinds, sight
from sync_queue.models import QueueRow
from sync_queue.models.row import QueueRowQuerySet
from sync_queue.steering import steer
from sync_queue.views import arrived, chain, papers
from sync_queue.views.queue import rights


class OrderView(ConsoleMixin, TemplateView):
    """For whoever may see the order in the store and the queue of some connection."""

    template_name = "sync_queue/order.html"
    order: Order

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.companies = list(sight.connections(request.user)) if _is_known(request) else []

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.order = order_for(request.user, kwargs["key"], self.companies)
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Adds the order and what hangs on it to the queue."""
        self.order = order_for(request.user, kwargs["key"], self.companies)
        added = steer.add(kinds.INVOICE.name, [self.order], user=request.user, now=timezone.now())
        if added:
            messages.success(request, f"{self.order} is in the queue.")
        else:
            messages.warning(request, steer.NOT_ADDED)
        return redirect(reverse("console:order", args=[self.order.key]))

    def page_title(self) -> str:
        return str(self.order)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = visible_rows(self.request.user, self.companies)
        user = self.request.user
        whole = [one.pk for one in self.companies if sight.is_whole(user=user, connection=one)]
        found = papers.of_order(self.order, connections=self.companies, rows=rows, whole=whole)
        may = {
            company.pk: rights(user=self.request.user, connection=company)
            for company in self.companies
        }
        more = {
            "order": self.order,
            "moments": chain.of_order(self.order, found, rows),
            "payouts": arrived.payouts_of(
                self.order, connections=[one for one in self.companies if one.pk in whole]
            ),
            "papers": [(paper, may[paper.connection.pk]) for paper in found],
            "may_add": any(held[Right.READ_QUEUE.value] for held in may.values()),
            "here": self.request.path,
            "now": timezone.now(),
            "zone": (found[0].connection if found else self.companies[0]).zone,
        }
        return super().get_context_data(**{**more, **kwargs})


def order_for(user: Any, key: str, companies: list[Connection]) -> Order:
    """The order, for somebody who may see it and a queue; Http404 for everybody else."""
    if not companies:
        raise Http404("There is no such order.")
    related = Order.objects.for_user(user).select_related("customer", "vendor", "storefront")
    back = ("refunds__method", "refunds__payment__method")
    parts = (joined.order_lines(), "invoices", "payments__method", *back)
    order: Order = get_object_or_404(related.prefetch_related(*parts), key=key)
    return order


def visible_rows(user: Any, companies: list[Connection]) -> QueueRowQuerySet:
    found = QueueRow.objects.none()
    for company in companies:
        found = found | sight.rows(user=user, connection=company)
    return found


def _is_known(request: HttpRequest) -> bool:
    return bool(request.user.is_authenticated)
