"""What is exchanged: the matrix of switches, what they left out, and how far pulling has come."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView

from connections import permissions
from connections.console import ConnectionView, NotAccepted
from connections.forms.flows import FlowsForm
from connections.models import Connection, Right
from sync_queue import doorbell, sight
from sync_queue.intake import left_out, unbooked
from sync_queue.steering.steer import Counted
from sync_queue.views import spoken
from sync_queue.views.actions import QueueAction
from sync_queue.views.pulled import own_differences
from sync_queue.views.queue import rights


class FlowsView(ConnectionView, TemplateView):
    tab = "settings"
    part = "flows"
    post_right = Right.EDIT_SETTINGS
    template_name = "console/flows.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = FlowsForm(request.POST, connection=self.connection)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        switched = form.save(user=request.user, now=timezone.now())
        messages.success(request, said_of(len(switched)))
        return redirect(reverse("console:flows", args=[self.connection.slug]))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, connection = self.request.user, self.connection
        sees_queue = permissions.may(user=user, connection=connection, right=Right.SEE_QUEUE)
        more = {
            "form": FlowsForm(connection=connection),
            "may_edit": permissions.may(
                user=user, connection=connection, right=Right.EDIT_SETTINGS
            ),
            "may": rights(user=user, connection=connection),
            "left_out": told(left_out_of(connection, user=user)) if sees_queue else "",
            "to_decide": own_differences(user, connection).count() if sees_queue else 0,
        }
        return super().get_context_data(**{**more, **kwargs})


class BringBackView(QueueAction):
    """Sends what a switch had left out that is on again."""

    right = Right.READ_QUEUE
    back = "flows"

    def steer(self) -> str:
        if not sight.is_whole(user=self.request.user, connection=self.connection):
            raise NotAccepted("Ask whoever runs the marketplace: this concerns all its vendors.")
        rows = left_out.rows(self.connection)
        count = left_out.bring_back(rows, connection=self.connection, now=timezone.now())
        if not count:
            return "Nothing is left out any more: it is in the queue already."
        doorbell.ring({self.connection.pk})
        return f"{spoken.number(count, 'record')} will be sent now."


def left_out_of(connection: Connection, *, user: Any) -> Counted:
    """What a switch left out that is on again, in count and money."""
    rows = left_out.rows(connection)
    if not sight.is_whole(user=user, connection=connection):
        return Counted()
    by_kind = left_out.counted(rows)
    orders = unbooked.sum_of(unbooked.of_rows(rows))
    return Counted(sum(by_kind.values()), by_kind, orders.count, orders.amounts)


def told(counted: Counted) -> str:
    """ "5 rows: 3 invoices, 2 customers; 3 orders, 240.00 USD"; "" for nothing."""
    if not counted.count:
        return ""
    return "; ".join(part for part in (spoken.rows(counted), spoken.orders(counted)) if part)


def said_of(switched: int) -> str:
    if not switched:
        return "Nothing was changed: all switches stand as before."
    return "One switch was changed." if switched == 1 else f"{switched} switches were changed."
