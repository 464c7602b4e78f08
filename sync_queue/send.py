"""How a frozen dispatch goes on the wire: send mark and audit row first, then the very bytes."""

from datetime import datetime, timedelta

from django.db.models import F

from connections import exchanges
from connections.gateway import Call
from connections.models import Exchange
from sync_queue.models import Dispatch

# quickbooks: a request may run for 120 s; who hangs up earlier only makes it uncertain.
TIMEOUT_S = 130.0


def call_of(dispatch: Dispatch) -> Call:
    """The same call every time, since every part of it was stored when it was frozen."""
    return Call(
        method="POST",
        path=dispatch.path,
        params=dispatch.params,
        body=bytes(dispatch.body),
        request_id=dispatch.request_id,
        timeout_s=TIMEOUT_S,
    )


def begin(dispatch: Dispatch, *, call: Call, now: datetime) -> Exchange:
    """Writes down that the call is about to be made: a reader that dies now has sent it."""
    Dispatch.objects.filter(pk=dispatch.pk).update(
        first_sent_at=dispatch.first_sent_at or now,
        sent_at=now,
        sends=F("sends") + 1,
        sends_in_doubt=F("sends_in_doubt") + 1,
        due_at=None,
    )
    dispatch.refresh_from_db()
    return exchanges.begin(connection=dispatch.connection, call=call, now=now, items=dispatch.items)


def may_repeat(dispatch: Dispatch, *, now: datetime, window: timedelta, is_trusted: bool) -> bool:
    """Whether the same bytes may go (again): never a blind repeat.

    They may while no send is in doubt; and, where the company was seen to honour request ids,
    while QuickBooks still remembers the first one.
    """
    if not dispatch.sends_in_doubt or dispatch.first_sent_at is None:
        return True
    return is_trusted and now < dispatch.first_sent_at + window
