"""The console's addresses of the queue, the orders and what needs a person."""

from django.urls import path

from sync_queue import mapping_urls, start_urls
from sync_queue.views.actions import (
    ClearView,
    DeleteErrorsView,
    DeleteRowsView,
    DeleteRowView,
    MakeNewView,
    NewAccountsView,
    ReadView,
    ReleaseView,
    ResendView,
    ReviveView,
    StopView,
)
from sync_queue.views.bookkeeper import BookkeeperView, SendListView
from sync_queue.views.clearing import AskBalancesView, ClearingView
from sync_queue.views.flows import BringBackView, FlowsView
from sync_queue.views.mails import MailsView, TestMailView
from sync_queue.views.name import NameView
from sync_queue.views.needs_you import LookOverView, NeedsYouView, RecountView
from sync_queue.views.older import OlderView
from sync_queue.views.order import OrderView
from sync_queue.views.pulled import PulledView
from sync_queue.views.pulled_deeds import (
    ArrivalView,
    CreateAllView,
    DecideView,
    OfferAgainView,
    PullNowView,
)
from sync_queue.views.questions import QuestionView
from sync_queue.views.queue import QueueTableView, QueueView
from sync_queue.views.read_by_key import ReadByKeyView
from sync_queue.views.row import RowView

urlpatterns = [
    *start_urls.urlpatterns,
    *mapping_urls.urlpatterns,
    path("needs-you/", NeedsYouView.as_view(), name="needs-you"),
    path("<slug:slug>/recount/", RecountView.as_view(), name="recount"),
    path("<slug:slug>/looked-over/", LookOverView.as_view(), name="look-over"),
    path("<slug:slug>/bookkeeper/", BookkeeperView.as_view(), name="bookkeeper"),
    path("<slug:slug>/settings/mails/", MailsView.as_view(), name="mails"),
    path("<slug:slug>/settings/mails/test/", TestMailView.as_view(), name="test-mail"),
    path("<slug:slug>/bookkeeper/send/", SendListView.as_view(), name="send-list"),
    path("orders/<str:key>/", OrderView.as_view(), name="order"),
    path("<slug:slug>/clearing/", ClearingView.as_view(), name="accounts-clearing"),
    path("<slug:slug>/clearing/ask/", AskBalancesView.as_view(), name="ask-balances"),
    path("<slug:slug>/exchanged/", FlowsView.as_view(), name="flows"),
    path("<slug:slug>/exchanged/bring-back/", BringBackView.as_view(), name="bring-back"),
    path("<slug:slug>/read/", ReadByKeyView.as_view(), name="read-by-key"),
    path("<slug:slug>/from-quickbooks/", PulledView.as_view(), name="pulled"),
    path("<slug:slug>/from-quickbooks/pull/", PullNowView.as_view(), name="pull-now"),
    path("<slug:slug>/from-quickbooks/create/", CreateAllView.as_view(), name="create-arrivals"),
    path("<slug:slug>/from-quickbooks/again/", OfferAgainView.as_view(), name="offer-again"),
    path("<slug:slug>/from-quickbooks/differences/<int:pk>/", DecideView.as_view(), name="decide"),
    path("<slug:slug>/from-quickbooks/arrivals/<int:pk>/", ArrivalView.as_view(), name="arrival"),
    path("<slug:slug>/older/", OlderView.as_view(), name="older"),
    path("<slug:slug>/queue/", QueueView.as_view(), name="queue"),
    path("<slug:slug>/queue/table/", QueueTableView.as_view(), name="queue-table"),
    path("<slug:slug>/queue/ask/", QuestionView.as_view(), name="queue-ask"),
    path("<slug:slug>/queue/read/", ReadView.as_view(), name="queue-read"),
    path("<slug:slug>/queue/stop/", StopView.as_view(), name="queue-stop"),
    path("<slug:slug>/queue/delete/", DeleteRowsView.as_view(), name="queue-delete"),
    path("<slug:slug>/queue/<int:pk>/", RowView.as_view(), name="queue-row"),
    path(
        "<slug:slug>/queue/delete-errors/", DeleteErrorsView.as_view(), name="queue-delete-errors"
    ),
    path("<slug:slug>/queue/clear/", ClearView.as_view(), name="queue-clear"),
    path("<slug:slug>/queue/resend/", ResendView.as_view(), name="queue-resend"),
    path("<slug:slug>/queue/revive/", ReviveView.as_view(), name="queue-revive"),
    path("<slug:slug>/queue/make-new/", MakeNewView.as_view(), name="queue-make-new"),
    path("<slug:slug>/names/<str:kind>/<str:key>/", NameView.as_view(), name="name"),
    path("<slug:slug>/queue/new-accounts/", NewAccountsView.as_view(), name="queue-new-accounts"),
    path("<slug:slug>/queue/release/", ReleaseView.as_view(), name="queue-release"),
    path("<slug:slug>/queue/<int:pk>/delete/", DeleteRowView.as_view(), name="queue-delete-row"),
]
