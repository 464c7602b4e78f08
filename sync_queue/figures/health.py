"""Is a connection well: does it send, how fast, and until when does its sign-in last?"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from connections.models import Alert, Connection, Token
from connections.signing_in import deadlines
from connections.signing_in.deadlines import Deadline
from sync_queue import plan
from sync_queue.figures import sums, tally, unread
from sync_queue.figures.unread import Unread
from sync_queue.models import Link

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
GOOD, WARN, BAD = "good", "warn", "bad"


@dataclass(frozen=True)
class Health:
    """`sending` says in one sentence whether documents go; `tone` is its colour. The counts are of
    records sent, `tally.MOST` + 1 where there are more; None for whoever does not see all of them.
    `is_unread`: something could go, but nobody comes to read the queue."""

    tone: str
    word: str
    sending: str
    last_success: datetime | None
    last_hour: int | None
    last_day: int | None
    next_end: Deadline | None
    alert: Alert | None
    is_unread: bool = False

    @property
    def spoken_hour(self) -> str:
        return "" if self.last_hour is None else sums.capped(self.last_hour)

    @property
    def spoken_day(self) -> str:
        return "" if self.last_day is None else sums.capped(self.last_day)


def of(connection: Connection, *, is_whole: bool, now: datetime) -> Health:
    """In a fixed number of queries; `is_whole`: for somebody who sees all of the company."""
    links = Link.objects.filter(connection=connection, last_sent_at__lte=now)
    newest = links.order_by("-last_sent_at").values_list("last_sent_at", flat=True).first()
    silence = unread.unread(connection, now=now)
    tone, word, sending = _sending(connection, silence, now)
    return Health(
        tone=tone,
        word=word,
        sending=sending,
        last_success=newest,
        last_hour=tally.capped(links.filter(last_sent_at__gt=now - HOUR)) if is_whole else None,
        last_day=tally.capped(links.filter(last_sent_at__gt=now - DAY)) if is_whole else None,
        next_end=_next_end(connection, now),
        # A payment that is missing says nothing of whether documents go.
        alert=Alert.objects.open()
        .filter(connection=connection)
        .exclude(kind=Alert.Kind.UNPAID)
        .first(),
        is_unread=silence is not None,
    )


def _sending(connection: Connection, silence: Unread | None, now: datetime) -> tuple[str, str, str]:
    trouble = plan.why_not_now(connection, now=now)
    if trouble:
        is_passing = connection.is_connected and connection.is_paused(now=now)
        return (WARN, "Paused", trouble) if is_passing else (BAD, "Not sending", trouble)
    if silence:
        return BAD, "Not sending", silence.sentence
    if not connection.auto_post:
        return WARN, "Waits for you", "Documents wait in the Queue until somebody sends them."
    return GOOD, "Well", "Documents are sent by themselves."


def _next_end(connection: Connection, now: datetime) -> Deadline | None:
    token = Token.objects.filter(connection=connection).first()
    found = deadlines.deadlines(connection=connection, token=token, now=now)
    dated = [(one.moment, one) for one in found if one.moment is not None]
    return min(dated, key=lambda pair: pair[0])[1] if dated else None
