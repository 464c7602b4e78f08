"""Who is told when a connection stops working? One mail for each trouble, from begin to end.

A trouble is opened when it is first seen and closed when it is over: only then may the next one of
its kind be told. A mail that could not be sent is tried again until the trouble is over.
"""

import logging
from datetime import datetime

from django.db import IntegrityError, transaction

from connections.models import Alert, Connection
from connections.telling import mails

log = logging.getLogger(__name__)


def begin(connection: Connection, kind: str, message: str, *, now: datetime) -> Alert | None:
    """Opens a trouble; None where it is open already."""
    try:
        with transaction.atomic():
            opened: Alert = Alert.objects.create(
                connection=connection, kind=kind, message=message, opened_at=now
            )
    except IntegrityError:
        return None
    log.warning("alert_opened", extra={"connection": connection.pk, "kind": kind})
    return opened


def end(connection: Connection, kind: str, *, now: datetime) -> bool:
    """Closes a trouble; whether there was one."""
    return bool(Alert.objects.open().filter(connection=connection, kind=kind).update(closed_at=now))


def is_told(connection: Connection, kind: str) -> bool:
    """Whether somebody was mailed this trouble, which is not over yet."""
    told = Alert.objects.open().filter(connection=connection, kind=kind)
    return told.filter(mailed_at__isnull=False).exists()


def tell(connection: Connection, *, subject: str, text: str, kind: str, now: datetime) -> bool:
    """Mails an open trouble that nobody was told of yet; whether that was done now.

    Without an address nobody is told, and the trouble stays on its pages only.
    """
    alert = Alert.objects.open().filter(connection=connection, kind=kind, mailed_at=None).first()
    to = mails.addresses(mails.settings_of(connection).alerts_to)
    if alert is None or not to:
        return False
    try:
        mails.send(connection, to=to, subject=subject, text=text, now=now)
    except mails.NotSent as trouble:
        Alert.objects.filter(pk=alert.pk).update(trouble=str(trouble)[:500])
        return False
    Alert.objects.filter(pk=alert.pk).update(mailed_at=now, trouble="")
    return True
