"""How what needs a person stands on a page: a card for each cause, hindrance and difference."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from connections.choosing.places import Place
from connections.models import Connection
from sync_queue import sight
from sync_queue.figures import sums
from sync_queue.models import QueueRow
from sync_queue.preparing import naming
from sync_queue.troubles import by_hand, causes, differing, hindrances, remedies
from sync_queue.troubles.by_hand import Named
from sync_queue.troubles.causes import Cause
from sync_queue.troubles.differing import Review
from sync_queue.troubles.hindrances import Hindrance
from sync_queue.troubles.remedies import Sort
from sync_queue.views.queue import rights

# Pages of the console that belong to no connection.
OF_NO_CONNECTION = ("connections", "needs-you")

# {reason: {what is asked about: its button}}
WORDS = {
    naming.INACTIVE: {"revive": "It is the same: make it active", "make-new": "Make a new one"}
}


@dataclass(frozen=True)
class Card:
    """A cause in the words of the page; `ask_url` asks before its rows are sent again.

    `documents` are named where the page is a list of what is entered by hand.
    """

    cause: Cause
    name: str
    url: str
    ask_url: str
    documents: Named = field(default_factory=Named)
    # Where one of several words sets it free: (what its button says, where it is asked).
    words: list[tuple[str, str]] = field(default_factory=list)

    @property
    def spoken_state(self) -> str:
        return str(QueueRow.State(self.cause.state).label)

    @property
    def tone(self) -> str:
        return "bad" if self.cause.state == QueueRow.State.ERROR else "warn"

    @property
    def sort(self) -> Sort:
        return self.cause.remedy.sort

    @property
    def why(self) -> str:
        """What stands behind the badge: what sort of trouble it is, and what was said."""
        message = self.cause.message
        return f"{self.sort.meaning} {message}" if message else self.sort.meaning

    @property
    def rows(self) -> str:
        """ "it", "all 398"."""
        return "it" if self.cause.rows == 1 else f"all {sums.capped(self.cause.rows)}"


@dataclass(frozen=True)
class Note:
    """A hindrance in the words of the page."""

    hindrance: Hindrance
    name: str
    url: str


@dataclass(frozen=True)
class Board:
    """All that needs somebody in one company."""

    connection: Connection
    notes: list[Note] = field(default_factory=list)
    cards: list[Card] = field(default_factory=list)
    review: Review = field(default_factory=lambda: Review(0, []))
    may: dict[str, bool] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        return not (self.notes or self.cards or self.review.count)

    @property
    def differ_name(self) -> str:
        return f"differing-{self.connection.pk}"

    @property
    def differ_sort(self) -> Sort:
        return remedies.DIFFERS

    @property
    def differ_figure(self) -> str:
        count = sums.capped(self.review.count)
        return "1 document" if self.review.count == 1 else f"{count} documents"

    @property
    def for_bookkeeper(self) -> int:
        """How many of these only a bookkeeper can mend."""
        notes = sum(note.hindrance.who == remedies.BOOKKEEPER for note in self.notes)
        cards = sum(card.cause.who == remedies.BOOKKEEPER for card in self.cards)
        return notes + cards + bool(self.review.count)


def board(
    connection: Connection,
    *,
    user: Any,
    now: datetime,
    back: str,
    is_shown: Callable[[str], bool] = lambda who: True,
    names_documents: bool = False,
) -> Board:
    """What needs somebody, as far as `user` may see it and `is_shown` says of who mends it.

    `back` is the address to which the buttons return. What concerns all vendors alike is for those
    who see all of the company.
    """
    is_whole = sight.is_whole(user=user, connection=connection)
    rows = sight.rows(user=user, connection=connection)
    found = hindrances.of(connection, now=now) if is_whole else []
    return Board(
        connection,
        notes=[
            Note(one, f"hindrance-{connection.pk}-{place}", address(connection, one.place))
            for place, one in enumerate(found)
            if is_shown(one.who)
        ],
        cards=[
            _card(one, place, back, by_hand.documents(one, rows) if names_documents else Named())
            for place, one in enumerate(causes.causes(connection, user=user, now=now))
            if is_shown(one.who)
        ],
        review=(
            differing.review(connection, rows) if is_shown(remedies.BOOKKEEPER) else Review(0, [])
        ),
        may=rights(user=user, connection=connection),
    )


def address(connection: Connection, place: Place) -> str:
    """Where something is mended: the page, and the field on it; "" where that is nowhere here."""
    if not place.page:
        return ""
    of_whom = [] if place.page in OF_NO_CONNECTION else [connection.slug]
    url = reverse(f"console:{place.page}", args=of_whom)
    return f"{url}#{place.anchor}" if place.anchor else url


def _card(cause: Cause, place: int, back: str, documents: Named) -> Card:
    connection = cause.connection
    wanted = {
        "do": "release" if cause.is_approvable else "resend",
        "reason": cause.reason,
        "next": back,
    }
    asked = reverse("console:queue-ask", args=[connection.slug])
    return Card(
        cause,
        f"cause-{connection.pk}-{place}",
        address(connection, cause.place),
        f"{asked}?{urlencode(wanted)}",
        documents,
        [
            (said, f"{asked}?{urlencode({**wanted, 'do': deed})}")
            for deed, said in WORDS.get(cause.reason, {}).items()
        ],
    )
