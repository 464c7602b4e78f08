"""The address that has a queue read without a login: for cron on another machine, with a key.

It shares the reader's lock with the button, beat and the commands, so it cannot read twice. The key
comes in a header: what stands in an address is written into the logs of every proxy on the way.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import View

from connections import read_key
from connections.models import Connection
from sync_queue.models import QueueRow
from sync_queue.steering import steer
from sync_queue.views import spoken

MOST_COUNTED = 10_000
UNKNOWN = (
    "This key opens nothing. Make one in Connection settings, under “For your developer”, and send "
    "it as the header X-Read-Key."
)
IN_ADDRESS = (
    "A key in the address may be read in the logs of a proxy, so it is not taken from there. Send "
    "it as the header X-Read-Key, and make another one in Connection settings."
)


@method_decorator([csrf_exempt, never_cache], name="dispatch")
class ReadByKeyView(View):
    """Answers in one line of plain text: 200 when the queue is read (by whomever), 403 without the
    right key, 503 with the reason where nothing can be sent just now."""

    http_method_names = ["get", "post"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "key" in request.GET:
            return said(IN_ADDRESS, status=403)
        key = request.headers.get("X-Read-Key", "")
        connection = read_key.connection_with(slug=kwargs["slug"], key=key)
        if connection is None:
            return said(UNKNOWN, status=403)
        try:
            steer.read_now(connection, now=timezone.now())
        except steer.AlreadyReading:
            return said("The queue is being read already.")
        except steer.NotNow as reason:
            return said(str(reason), status=503)
        return said(f"Reading has begun: {waiting(connection)}.")

    post = get


def waiting(connection: Connection) -> str:
    """ "12 rows wait", counted no further than anybody wants to know."""
    rows = QueueRow.objects.filter(connection=connection, state=QueueRow.State.WAITING)
    count = rows.order_by()[: MOST_COUNTED + 1].count()
    if count > MOST_COUNTED:
        return f"more than {MOST_COUNTED:,} rows wait"
    return f"{spoken.number(count, 'row')} {'waits' if count == 1 else 'wait'}"


def said(sentence: str, *, status: int = 200) -> HttpResponse:
    return HttpResponse(f"{sentence}\n", status=status, content_type="text/plain; charset=utf-8")
