"""What needs a person, by cause, over all connections that this person may see."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView

from connections.console import ConsoleMixin
from connections.models import Connection
from sync_queue import causes, sight
from sync_queue.models import QueueRow
from sync_queue.views import spoken
from sync_queue.views.queue import rights


@dataclass(frozen=True)
class Card:
    """A cause in the words of the page."""

    cause: causes.Cause
    figure: str
    dialog_id: str

    @property
    def spoken_state(self) -> str:
        return str(QueueRow.State(self.cause.state).label)

    @property
    def url(self) -> str:
        """Where it is mended: the page, and the field on it."""
        place = self.cause.place
        if not place.page:
            return ""
        address = reverse(f"console:{place.page}", args=[self.cause.connection.slug])
        return f"{address}#{place.anchor}" if place.anchor else address

    @property
    def tone(self) -> str:
        return "bad" if self.cause.state == QueueRow.State.ERROR else "warn"


@dataclass(frozen=True)
class Board:
    connection: Connection
    cards: list[Card]
    may: dict[str, bool]


class NeedsYouView(ConsoleMixin, TemplateView):
    title = "Needs you"
    template_name = "sync_queue/needs_you.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        mine = sight.connections(self.request.user).order_by("-is_default", "name")
        boards = [board for board in map(self.board, mine) if board.cards]
        return super().get_context_data(**{"boards": boards, **kwargs})

    def board(self, connection: Connection) -> Board:
        user = self.request.user
        found = causes.causes(connection, user=user, now=timezone.now())
        cards = [
            Card(cause, figure(cause), f"cause-{connection.pk}-{place}")
            for place, cause in enumerate(found)
        ]
        return Board(connection, cards, rights(user=user, connection=connection))


def figure(cause: causes.Cause) -> str:
    """ "23 orders, 4,120.50 USD"; rows where no order hangs on it."""
    money = spoken.money(cause.amounts)
    if cause.orders:
        said = spoken.number(cause.orders, "order")
        return f"{said}, {money}" if money else said
    return spoken.number(cause.rows, "record")
