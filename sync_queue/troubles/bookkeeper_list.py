"""What only the bookkeeper can mend in one company: as a list to send by mail."""

from collections.abc import Iterator
from datetime import datetime

from connections.choosing.places import Place
from connections.models import Connection
from connections.telling import addresses, mails
from sync_queue.figures import sums
from sync_queue.models import QueueRow
from sync_queue.troubles import by_hand, causes, differing, hindrances
from sync_queue.troubles.remedies import BOOKKEEPER


class NothingToSend(Exception):
    """There is nothing that only the bookkeeper can mend."""


def send(connection: Connection, *, now: datetime) -> str:
    """Mails the list to the bookkeeper; returns the sentence that says so.

    Raises mails.NotSent, and NothingToSend where the list is empty.
    """
    points = list(points_of(connection, now=now))
    if not points:
        raise NothingToSend(
            "Nothing was sent: just now there is nothing that only your bookkeeper can mend."
        )
    name = connection.company_name or connection.name
    subject = f"{name}: {sums.number(len(points), 'point')} for the bookkeeper"
    to = mails.addresses(mails.settings_of(connection).bookkeeper_to)
    return mails.send(connection, to=to, subject=subject, text=text(connection, points), now=now)


def text(connection: Connection, points: list[str]) -> str:
    name = connection.company_name or connection.name
    numbered = [f"{number}. {point}" for number, point in enumerate(points, start=1)]
    parts = [
        f"Only a bookkeeper can settle these points of {name}; until then something waits.",
        *numbered,
        f"The same list, always as it is now:\n{addresses.page('bookkeeper', connection)}",
    ]
    return "\n\n".join(parts) + "\n"


def points_of(connection: Connection, *, now: datetime) -> Iterator[str]:
    """Each point of the list: what it is, how much hangs on it, what mends it and where."""
    for one in hindrances.of(connection, now=now):
        if one.who == BOOKKEEPER:
            yield _point(connection, one.title, one.figure, one.text, one.place)
    rows = QueueRow.objects.filter(connection=connection)
    for cause in causes.of_company(connection, now=now):
        if cause.who == BOOKKEEPER:
            named = by_hand.documents(cause, rows)
            yield _point(connection, cause.title, cause.figure, cause.mend, cause.place, *named)
    review = differing.review(connection, rows)
    if review.count:
        yield _point(
            connection,
            "Booked, but QuickBooks added it up differently",
            "1 document" if review.count == 1 else f"{sums.capped(review.count)} documents",
            "Compare both amounts, and correct the tax code where it does not fit.",
            Place("bookkeeper"),
        )


def _point(
    connection: Connection, title: str, figure: str, mend: str, place: Place, *named: str
) -> str:
    documents = [f"- {one}" for one in named]
    lines = [f"{title}: {figure}" if figure else title, *documents, mend]
    if place.page:
        lines.append(addresses.page(place.page, connection, anchor=place.anchor))
    return "\n   ".join(line for line in lines if line)
