"""The console's addresses of the queue, the orders and what needs a person."""

from django.urls import path

from sync_queue.views.actions import (
    ClearView,
    DeleteErrorsView,
    DeleteRowView,
    ReadView,
    ReleaseView,
    ResendView,
)
from sync_queue.views.flows import BringBackView, FlowsView
from sync_queue.views.needs_you import NeedsYouView
from sync_queue.views.order import OrderView
from sync_queue.views.queue import QueueTableView, QueueView

urlpatterns = [
    path("needs-you/", NeedsYouView.as_view(), name="needs-you"),
    path("orders/<str:key>/", OrderView.as_view(), name="order"),
    path("<slug:slug>/exchanged/", FlowsView.as_view(), name="flows"),
    path("<slug:slug>/exchanged/bring-back/", BringBackView.as_view(), name="bring-back"),
    path("<slug:slug>/queue/", QueueView.as_view(), name="queue"),
    path("<slug:slug>/queue/table/", QueueTableView.as_view(), name="queue-table"),
    path("<slug:slug>/queue/read/", ReadView.as_view(), name="queue-read"),
    path(
        "<slug:slug>/queue/delete-errors/", DeleteErrorsView.as_view(), name="queue-delete-errors"
    ),
    path("<slug:slug>/queue/clear/", ClearView.as_view(), name="queue-clear"),
    path("<slug:slug>/queue/resend/", ResendView.as_view(), name="queue-resend"),
    path("<slug:slug>/queue/release/", ReleaseView.as_view(), name="queue-release"),
    path("<slug:slug>/queue/<int:pk>/delete/", DeleteRowView.as_view(), name="queue-delete-row"),
]
