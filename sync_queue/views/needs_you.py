"""What needs a person, by cause, over all connections that this person may see."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView

from connections.console import ConsoleMixin
from connections.models import Right
from sync_queue import sight
from sync_queue.figures import remembering
from sync_queue.steering import steer
from sync_queue.troubles import differing
from sync_queue.views import cards, spoken
from sync_queue.views.actions import QueueAction


class NeedsYouView(ConsoleMixin, TemplateView):
    title = "Needs you"
    template_name = "sync_queue/needs_you.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        mine = sight.connections(self.request.user).order_by("-is_default", "name")
        now, back = timezone.now(), reverse("console:needs-you")
        boards = [cards.board(one, user=self.request.user, now=now, back=back) for one in mine]
        more = {"boards": [board for board in boards if not board.is_empty], "here": back}
        return super().get_context_data(**{**more, **kwargs})


class RecountView(QueueAction):
    """Long counts that are remembered are made anew."""

    right = Right.SEE_QUEUE

    def steer(self) -> str:
        remembering.forget(self.connection)
        return "Counted again."


class LookOverView(QueueAction):
    """The difference between store and QuickBooks was seen, and stays."""

    right = Right.APPROVE
    back = "queue"

    def steer(self) -> str:
        mine = differing.among(self.rows())
        wanted = mine.filter(pk__in=[*named(self.request)])
        count = differing.look_over(wanted, user=self.request.user, now=timezone.now())
        if not count:
            raise steer.NotNow("Nothing was left to look over: it was booked anew meanwhile.")
        return f"{spoken.number(count, 'document')} looked over; what is booked stays as it is."


def named(request: HttpRequest) -> list[str]:
    """The rows that the form names."""
    given = request.POST.getlist("row")
    return [pk for pk in given if pk.isascii() and pk.isdecimal() and len(pk) < 19]
