"""The list for the bookkeeper: what nobody else can mend in a company, to print or to send."""

from typing import Any

from django.utils import timezone
from django.views.generic import TemplateView

from connections import permissions
from connections.console import ActionView, ConnectionView, NotAccepted
from connections.models import Right
from connections.telling import mails
from sync_queue.troubles import bookkeeper_list
from sync_queue.troubles.remedies import BOOKKEEPER
from sync_queue.views import cards


class BookkeeperView(ConnectionView, TemplateView):
    """Whoever may see the queue may open it; a bookkeeper needs no other page."""

    right = Right.SEE_QUEUE
    template_name = "sync_queue/bookkeeper.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, now = self.request.user, timezone.now()
        board = cards.board(
            self.connection,
            user=user,
            now=now,
            back=self.request.path,
            is_shown=lambda who: who == BOOKKEEPER,
            names_documents=True,
        )
        more = {
            "board": board,
            "may": board.may,
            "now": now,
            "here": self.request.path,
            "to": mails.settings_of(self.connection).bookkeeper_to,
            "may_send": permissions.may(
                user=user, connection=self.connection, right=Right.EDIT_SETTINGS
            )
            and permissions.sees_all(user=user, connection=self.connection),
        }
        return super().get_context_data(**{**more, **kwargs})

    def page_title(self) -> str:
        return "For the bookkeeper"


class SendListView(ActionView):
    right = Right.EDIT_SETTINGS
    back = "bookkeeper"
    of_all = True

    def act(self) -> str:
        try:
            return bookkeeper_list.send(self.connection, now=timezone.now())
        except (mails.NotSent, bookkeeper_list.NothingToSend) as trouble:
            raise NotAccepted(str(trouble)) from trouble
