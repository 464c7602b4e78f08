"""The queue's buttons: each does one thing by POST and says what came of it."""

from typing import Any, ClassVar
from urllib.parse import urlsplit

from django.db.models import QuerySet
from django.http import Http404, QueryDict
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from connections.console import ActionView, NotAccepted
from connections.models import Connection, Right
from sync_queue import sight
from sync_queue.models import QueueRow
from sync_queue.preparing import naming as names
from sync_queue.steering import item_accounts, naming, steer
from sync_queue.steering.steer import Counted
from sync_queue.troubles import causes
from sync_queue.views import spoken

# A page shows far fewer; an address must not name a million.
MOST_CHOSEN = 500
STAYS = "Nothing already in QuickBooks is removed."


class QueueAction(ActionView):
    """Returns to the page that `next` names, else to the Queue tab."""

    back = "queue"

    def act(self) -> str:
        try:
            return self.steer()
        except steer.NotNow as reason:
            raise NotAccepted(str(reason)) from reason

    def steer(self) -> str:
        """Does it, and returns the sentence that says so. May raise steer.NotNow."""
        raise NotImplementedError

    def rows(self) -> QuerySet[QueueRow]:
        return sight.rows(user=self.request.user, connection=self.connection)

    def next_address(self) -> str:
        wanted = self.request.POST.get("next", "")
        host = {self.request.get_host()}
        if wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=host):
            return wanted
        return super().next_address()


class ReadView(QueueAction):
    right = Right.READ_QUEUE

    def steer(self) -> str:
        try:
            steer.read_now(self.connection, now=timezone.now())
        except steer.AlreadyReading as running:
            return str(running)
        return "Reading the queue has begun."

    def next_address(self) -> str:
        return watching(super().next_address())


class StopView(QueueAction):
    right = Right.READ_QUEUE

    def steer(self) -> str:
        now = timezone.now()
        until = steer.stop_reading(self.connection, user=self.request.user, now=now)
        resumes = f"{until.astimezone(self.connection.zone):%H:%M}"
        return (
            "The reading stops; what was sent already is still settled. It goes on by itself at "
            f"{resumes}, or as soon as you press Read queue."
        )

    def next_address(self) -> str:
        return watching(super().next_address())


class DeleteErrorsView(QueueAction):
    right = Right.CLEAR_QUEUE

    def steer(self) -> str:
        counted = steer.delete_errors(self.connection, user=self.request.user, now=timezone.now())
        return taken_out(counted)


class ClearView(QueueAction):
    right = Right.CLEAR_QUEUE

    def steer(self) -> str:
        counted = steer.clear(self.connection, user=self.request.user, now=timezone.now())
        return taken_out(counted)


class DeleteRowView(QueueAction):
    right = Right.CLEAR_QUEUE

    def steer(self) -> str:
        row = get_object_or_404(self.rows().select_related("connection"), pk=self.kwargs["pk"])
        return taken_out(steer.delete_row(row, user=self.request.user, now=timezone.now()))


class ChosenAction(QueueAction):
    """For the rows that are named."""

    def chosen(self) -> QuerySet[QueueRow]:
        return chosen(self.request.POST, user=self.request.user, connection=self.connection)


class DeleteRowsView(ChosenAction):
    right = Right.CLEAR_QUEUE

    def steer(self) -> str:
        now, user = timezone.now(), self.request.user
        return taken_out(steer.delete_rows(self.chosen(), self.connection, user=user, now=now))


class RowsAction(ChosenAction):
    """Sends the rows that are named."""

    nothing: ClassVar[str]

    def steer(self) -> str:
        counted = self.do(self.chosen())
        if not counted.count:
            raise steer.NotNow(self.nothing)
        said = spoken.orders(counted)
        return f"{spoken.rows(counted)}{f' ({said})' if said else ''} will be sent now."

    def next_address(self) -> str:
        return watching(super().next_address())

    def do(self, rows: QuerySet[QueueRow]) -> Counted:
        raise NotImplementedError


class ResendView(RowsAction):
    right = Right.READ_QUEUE
    nothing = "There is nothing left to send again: it was sent or changed in the meantime."

    def do(self, rows: QuerySet[QueueRow]) -> Counted:
        return steer.resend(rows, user=self.request.user, now=timezone.now())


class ReleaseView(RowsAction):
    right = Right.APPROVE
    nothing = "Nothing waits for your word any more: it was sent or changed in the meantime."

    def do(self, rows: QuerySet[QueueRow]) -> Counted:
        return steer.release(rows, user=self.request.user, now=timezone.now())


class NewAccountsView(QueueAction):
    """Products in QuickBooks book to the chosen accounts from now on."""

    right = Right.MAP_ACCOUNTS
    back = "accounts"

    def steer(self) -> str:
        user, now = self.request.user, timezone.now()
        count = item_accounts.move(self.connection, user=user, now=now)
        if not count:
            raise steer.NotNow("All products book to the chosen accounts already.")
        return f"{spoken.number(count, 'product')} will be changed in QuickBooks now."


class WordView(RowsAction):
    """A person's word on records that were made inactive in QuickBooks."""

    right = Right.APPROVE
    nothing = "Nothing waits for this word any more: it was said or changed in the meantime."
    word: ClassVar[str]

    def do(self, rows: QuerySet[QueueRow]) -> Counted:
        return naming.decide(rows, self.word, user=self.request.user, now=timezone.now())


class ReviveView(WordView):
    word = names.REVIVE


class MakeNewView(WordView):
    word = names.MAKE_NEW


def chosen(data: QueryDict, *, user: Any, connection: Connection) -> QuerySet[QueueRow]:
    """The rows that a form names, as far as this person sees them: ticked ones (`row`), or all of
    a cause (`reason`). Raises Http404 where it names none."""
    ids = [pk for pk in data.getlist("row") if pk.isascii() and pk.isdecimal() and len(pk) < 19]
    if ids:
        return sight.rows(user=user, connection=connection).filter(pk__in=ids[:MOST_CHOSEN])
    if data.get("reason"):
        return causes.rows_of(user=user, connection=connection, reason=str(data["reason"]))
    raise Http404("Say which rows are meant.")


def watching(address: str) -> str:
    """The Queue tab then looks for the reader that was called, and shows its progress."""
    if not urlsplit(address).path.endswith("/queue/"):
        return address
    joint = "&" if "?" in address else "?"
    return f"{address}{joint}started={int(timezone.now().timestamp())}"


def taken_out(counted: Counted) -> str:
    if not counted.count:
        return "There was nothing to take out of the queue."
    lost = spoken.orders(counted)
    parts = [f"Taken out of the queue: {spoken.rows(counted)}."]
    if lost:
        parts.append(f"{lost}, will NOT be in your books.")
    return " ".join([*parts, STAYS])
