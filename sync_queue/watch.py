"""Looks after every connection: is somebody to be told by mail, are long counts to be renewed?

It runs every minute, from beat or cron, and does nothing where nothing has changed.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db.models import QuerySet

from connections.checking import last_seen
from connections.models import Alert, Connection, MailSettings
from connections.telling import alerts, mails
from entities.models import Order
from sync_queue import alert_mails, recount
from sync_queue.alert_mails import Mail
from sync_queue.intake import unbooked
from sync_queue.models import Link
from sync_queue.start import steps
from sync_queue.troubles import bookkeeper_list, unpaid

MONDAY, MORNING = 0, time(7)


@dataclass(frozen=True)
class Told:
    """A mail that was sent: which, and about which connection."""

    connection: Connection
    what: str


def watch(*, now: datetime) -> Iterator[Told]:
    """Does what is due for every connection in use; yields the mails that went out.

    That it ran is noted: the console says when the background jobs were last seen.
    """
    last_seen.note(now=now)
    for connection in Connection.objects.filter(is_active=True):
        yield from _alerts(connection, now)
        yield from _weekly_list(connection, now)
        recount.renew_due(connection, now=now)


def is_broken(connection: Connection) -> bool:
    """QuickBooks refused the sign-in. Who disconnects on purpose knows it and is not told."""
    return connection.sign_in == Connection.SignIn.NEEDS_RECONNECTING


def silent_orders(connection: Connection, *, now: datetime) -> QuerySet[Order] | None:
    """The orders that came after the last booking and wait for longer than is allowed.

    None where nobody wants to be told, or where nobody has gone live yet.
    """
    hours = mails.settings_of(connection).silent_after_hours
    if not hours or not steps.is_over(connection):
        return None
    sent = Link.objects.filter(connection=connection, last_sent_at__isnull=False)
    newest = sent.order_by("-last_sent_at").values_list("last_sent_at", flat=True).first()
    waiting = unbooked.missing_orders(connection).filter(
        status_at__lte=now - timedelta(hours=hours)
    )
    return waiting.filter(status_at__gt=newest) if newest else waiting


def _alerts(connection: Connection, now: datetime) -> Iterator[Told]:
    """Where the sign-in is broken nothing can be booked: that is told alone."""
    if is_broken(connection):
        yield from _tell(connection, Alert.Kind.BROKEN, lambda: alert_mails.broken(connection), now)
        return
    if connection.is_connected:
        alerts.end(connection, Alert.Kind.BROKEN, now=now)
    yield from _unpaid(connection, now)
    waiting = silent_orders(connection, now=now)
    if waiting is None:
        return
    if not waiting.exists():
        alerts.end(connection, Alert.Kind.SILENT, now=now)
        return
    orders = waiting
    yield from _tell(
        connection,
        Alert.Kind.SILENT,
        lambda: alert_mails.silent(connection, unbooked.sum_of(orders)),
        now,
    )


def _unpaid(connection: Connection, now: datetime) -> Iterator[Told]:
    missing = unpaid.late(connection, now=now)
    if not missing.exists():
        alerts.end(connection, Alert.Kind.UNPAID, now=now)
        return
    yield from _tell(
        connection,
        Alert.Kind.UNPAID,
        lambda: alert_mails.unpaid(connection, unpaid.said(missing)),
        now,
    )


def _tell(
    connection: Connection, kind: Alert.Kind, compose: Callable[[], Mail], now: datetime
) -> Iterator[Told]:
    if alerts.is_told(connection, kind):
        return
    subject, text = compose()
    alerts.begin(connection, kind, subject, now=now)
    if alerts.tell(connection, subject=subject, text=text, kind=kind, now=now):
        yield Told(connection, str(kind.label))


def _weekly_list(connection: Connection, now: datetime) -> Iterator[Told]:
    """On Monday morning, where the company is; what was missed goes later in the day."""
    here = now.astimezone(connection.zone)
    wanted = MailSettings.objects.filter(connection=connection, is_weekly=True).first()
    if wanted is None or here.weekday() != MONDAY or here.time() < MORNING:
        return
    if wanted.weekly_sent_on == here.date():
        return
    try:
        bookkeeper_list.send(connection, now=now)
    except mails.NotSent:
        return  # its page says so, and it is tried again
    except bookkeeper_list.NothingToSend:
        pass
    else:
        yield Told(connection, "The bookkeeper's list")
    MailSettings.objects.filter(pk=wanted.pk).update(weekly_sent_on=here.date())
