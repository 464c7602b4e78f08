"""What of a whole connection needs somebody, beside single rows: signed out, paused, undecided?

A hindrance has no rows of its own. Everything that waits meanwhile stays where it is.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from connections import readiness
from connections.choosing import tax_rates
from connections.choosing.places import Place
from connections.models import Alert, Connection, FailedAccount
from connections.signing_in import standing
from connections.wire.fault_table import WAIT
from sync_queue.figures import tally, unread
from sync_queue.models import Difference, Link, QueueRow, ReaderLease
from sync_queue.start import steps
from sync_queue.troubles import remedies, unpaid
from sync_queue.troubles.remedies import BOOKKEEPER, DEVELOPER, NOBODY, QUICKBOOKS_ADMIN, YOU, Sort

# What is told as a hindrance of its own.
TOLD_ELSEWHERE = ("sign_in",)
# So many products are named, those with least first.
NAMED = 3
NOTHING_IS_SENT = "Nothing of this company is sent before that. What waits keeps its place."


@dataclass(frozen=True)
class Hindrance:
    """`figure` is what is concerned, in words; `pk` names a refused account."""

    point: str
    sort: Sort
    title: str
    text: str
    who: str = YOU
    place: Place = field(default_factory=lambda: Place(""))
    figure: str = ""
    pk: int = 0


def of(connection: Connection, *, now: datetime) -> list[Hindrance]:
    """Everything that hinders this connection as a whole, what stops all of it first."""
    return [found for look in LOOKS for found in look(connection, now)]


def _installation(connection: Connection, now: datetime) -> Iterator[Hindrance]:
    if not standing.is_installation_on():
        yield Hindrance(
            "installation",
            remedies.SWITCHED_OFF,
            "QBO Bridge is switched off for all connections",
            "Nothing is collected or sent. Switch it on again on the page Connections.",
            place=Place("connections"),
        )


def _switched_off(connection: Connection, now: datetime) -> Iterator[Hindrance]:
    waiting = _waiting(connection) if not connection.is_active else ""
    if waiting:
        yield Hindrance(
            "switched_off",
            remedies.SWITCHED_OFF,
            "The connection is switched off",
            "What stands in its queue is not sent. Switch it on in its settings.",
            place=Place("settings", "id_is_active"),
            figure=waiting,
        )


def _sign_in(connection: Connection, now: datetime) -> Iterator[Hindrance]:
    sentences = {
        Connection.SignIn.NEEDS_RECONNECTING: "Your QuickBooks sign-in is no longer valid",
        Connection.SignIn.DISCONNECTED: "The connection was disconnected from QuickBooks",
    }
    title = sentences.get(Connection.SignIn(connection.sign_in))
    if title:
        why = f"{connection.sign_in_reason} " if connection.sign_in_reason else ""
        yield Hindrance(
            "sign_in",
            remedies.AUTHENTICATION,
            title,
            f"{why}Connect again; all settings stay, and what waits is sent then.",
            place=Place("token"),
            figure=_waiting(connection),
        )


def _paused(connection: Connection, now: datetime) -> Iterator[Hindrance]:
    if not connection.is_paused(now=now) or connection.paused_until is None:
        return
    resumes = connection.paused_until.astimezone(connection.zone)
    text = f"{connection.pause_reason} It is tried again at {resumes:%H:%M}."
    figure = _waiting(connection)
    lease = ReaderLease.objects.filter(connection=connection).first()
    if lease is not None and lease.stopped_until == connection.paused_until:
        title, place = "Somebody stopped the reading", Place("queue")
        text = connection.pause_reason
        yield Hindrance("paused", remedies.DECISION, title, text, YOU, place, figure)
    elif connection.pause_reason.endswith(WAIT):
        title = "Sending is paused for a moment"
        yield Hindrance("paused", remedies.PASSING, title, text, NOBODY, figure=figure)
    else:
        title = "QuickBooks lets nothing of this company pass"
        yield Hindrance("paused", remedies.PERMISSION, title, text, QUICKBOOKS_ADMIN, figure=figure)


def _unread(connection: Connection, now: datetime) -> Iterator[Hindrance]:
    place = Place("settings", "developer-jobs")
    found = unread.unread(connection, now=now)
    if found:
        yield Hindrance(
            "unread",
            remedies.UNREAD,
            "Nobody reads this queue",
            found.sentence,
            DEVELOPER,
            place,
            _waiting(connection),
        )
    elif stopped := unread.jobs_stopped(connection, now=now):
        yield Hindrance(
            "jobs",
            remedies.UNREAD,
            "What runs by the clock has stopped",
            f"It was last seen on {stopped}: no mail warns anybody, and nothing is tried again by "
            "itself. Your developer has to start it again; new sales are sent all the same.",
            DEVELOPER,
            place,
        )


def _set_up(connection: Connection, now: datetime) -> Iterator[Hindrance]:
    if not steps.is_over(connection):
        progress = steps.progress(connection)
        yield Hindrance(
            "start",
            remedies.CONFIGURATION,
            "QuickBooks is not set up yet",
            f"{progress.done} of {len(progress.places)} steps are done. Nothing is sent before.",
            place=Place("start"),
            figure=_waiting(connection),
        )
        return
    for missing in (one for check in readiness.BLOCKING for one in check(connection)):
        if missing.point not in TOLD_ELSEWHERE:
            yield Hindrance(
                missing.point,
                remedies.CONFIGURATION,
                missing.sentence.rstrip("."),
                NOTHING_IS_SENT,
                BOOKKEEPER if missing.tab == readiness.ACCOUNTS else YOU,
                Place(missing.page, missing.anchor),
                _waiting(connection),
            )


def _tax_rates(connection: Connection, now: datetime) -> Iterator[Hindrance]:
    for one in tax_rates.unequal(connection) if steps.is_over(connection) else ():
        yield Hindrance(
            "tax_rate",
            remedies.CONFIGURATION,
            one.sentence.rstrip("."),
            "The store's tax is booked all the same, but under the wrong line of the tax return. "
            "Choose another tax code, or correct the rate.",
            BOOKKEEPER,
            Place(readiness.TAXES, one.anchor),
        )


def _refused_accounts(connection: Connection, now: datetime) -> Iterator[Hindrance]:
    for failed in FailedAccount.objects.still().filter(connection=connection):
        yield Hindrance(
            "account",
            remedies.ACCOUNT_CREATION,
            f"The account “{failed.name}” could not be created",
            f"{failed.message} Or create it in QuickBooks by hand, press Fetch lists and choose "
            "it.",
            BOOKKEEPER,
            Place(failed.page),
            pk=failed.pk,
        )


def _unpaid(connection: Connection, now: datetime) -> Iterator[Hindrance]:
    figure = unpaid.said(unpaid.late(connection, now=now))
    if figure:
        yield Hindrance(
            "unpaid",
            remedies.UNPAID,
            "A payment is missing on its invoice",
            "The invoice has been in QuickBooks for more than an hour, so the customer seems to "
            "owe what is paid. The Queue tab says what keeps the payment.",
            place=Place("queue"),
            figure=figure,
        )


def _below_zero(connection: Connection, now: datetime) -> Iterator[Hindrance]:
    below = Link.objects.filter(connection=connection, on_hand__lt=0, is_gone=False)
    worst = list(below.order_by("on_hand").values_list("name", "on_hand")[:NAMED])
    if worst:
        named = ", ".join(
            f"{left:,f}".rstrip("0").rstrip(".") + f" of {name}" for name, left in worst
        )
        count = below.count()
        yield Hindrance(
            "below_zero",
            remedies.STOCK,
            "QuickBooks shows stock below zero",
            f"{named}{' and others' if count > NAMED else ''}. More was sold than came in: enter "
            "what came in as a stock correction. Until then QuickBooks guesses the cost of it.",
            figure="1 product" if count == 1 else f"{count:,} products",
        )


def _conflicts(connection: Connection, now: datetime) -> Iterator[Hindrance]:
    changed = Difference.objects.filter(connection=connection)
    records = changed.order_by().values("kind", "key").distinct()
    count = records.count()
    if count:
        yield Hindrance(
            "conflicts",
            remedies.CHANGED,
            "Changed in the store and in QuickBooks as well",
            "Neither side is overwritten: choose which one holds.",
            BOOKKEEPER,
            Place("pulled"),
            "1 record" if count == 1 else f"{count:,} records",
        )


def _mails(connection: Connection, now: datetime) -> Iterator[Hindrance]:
    for alert in Alert.objects.open().filter(connection=connection).exclude(trouble=""):
        yield Hindrance(
            "mails",
            remedies.CONFIGURATION,
            "A mail that should warn somebody could not be sent",
            f"{alert.trouble} It said: {alert.message}",
            place=Place("mails"),
        )
        return


def _waiting(connection: Connection) -> str:
    """ "1,204 rows wait"; "" for none."""
    rows = QueueRow.objects.filter(connection=connection, state=QueueRow.State.WAITING)
    count = tally.capped(rows)
    if not count:
        return ""
    said = f"{tally.MOST:,}+" if count > tally.MOST else f"{count:,}"
    return "1 row waits" if count == 1 else f"{said} rows wait"


LOOKS: tuple[Callable[[Connection, datetime], Iterator[Hindrance]], ...] = (
    _installation,
    _switched_off,
    _sign_in,
    _paused,
    _unread,
    _set_up,
    _tax_rates,
    _refused_accounts,
    _unpaid,
    _below_zero,
    _conflicts,
    _mails,
)
