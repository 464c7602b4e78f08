"""Reads one company's queue: recover what a dead reader left, freeze, send, settle, or probe.

One thread decides and owns the database; only the HTTP calls run elsewhere, in the executor that
is passed in with the clock and the rest (`Tools`), so that the same code runs under simulation.
A reader that dies at any line leaves rows and dispatches from which the next one goes on.
"""

import logging
import random
import time
import uuid
from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings

from connections import closing, exchanges, faults, gateway, oauth, throttle, tokens
from connections.faults import Kind
from connections.gateway import Answer, Gateway
from connections.models import Connection, Exchange
from sync_queue import drill, freeze, leases, plan, probe, send, settle
from sync_queue.models import Dispatch, QueueRow
from sync_queue.preparing import identify, naming

log = logging.getLogger(__name__)

# How long one turn waits for answers before it looks at the queue again.
TURN_S = 0.5
LOOK_AGAIN = timedelta(seconds=60)
MOST_REFRESHES = 3
MOST_LOOKS = 20
TROUBLE = (exchanges.Refused, exchanges.Busy, *tokens.UNUSABLE)


@dataclass(frozen=True)
class Tools:
    """Everything through which the reader touches the world."""

    door: Gateway
    executor: Executor
    clock: Callable[[], datetime] = leases.database_clock
    sleep: Callable[[float], None] = time.sleep
    chance: random.Random = field(default_factory=random.Random)
    # The process was asked to end: nothing new is sent, what is in flight is brought home.
    is_ending: Callable[[], bool] = bool


@dataclass
class Report:
    """What one run did; `stopped` is the sentence that says why nothing more was sent."""

    settled: int = 0
    has_more: bool = False
    stopped: str = ""


@dataclass(frozen=True)
class Flight:
    dispatch: Dispatch
    exchange: Exchange
    token: str


def read(
    *, connection_id: int, seconds: float | None = None, is_ending: Callable[[], bool] = bool
) -> Report:
    """Works on a company's queue until it is empty, paused, or the slice of time is over.

    Ends early, with what is in flight settled, as soon as `is_ending` says so.
    """
    connection = Connection.objects.get(pk=connection_id)
    if not connection.realm:
        return Report(stopped=plan.why_not(connection, now=leases.database_clock()))
    in_flight = settings.QBO_LIMITS["in_flight"]
    with gateway.for_connection(connection) as door, ThreadPoolExecutor(in_flight) as executor:
        tools = Tools(door, executor, is_ending=is_ending)
        return read_with(tools, connection=connection, seconds=seconds)


def read_with(tools: Tools, *, connection: Connection, seconds: float | None = None) -> Report:
    """As `read`, with the tools given. Does nothing while another reader has the lease."""
    lease = leases.take(connection_id=connection.pk, holder=uuid.uuid4().hex, now=tools.clock())
    if lease is None:
        return Report(stopped="The queue is being read already.")
    try:
        return Run(tools, connection, lease, seconds).go()
    except leases.LeaseLost:
        log.warning("reader_lease_lost", extra={"connection": connection.pk})
        return Report(has_more=True)
    finally:
        leases.give_back(lease, now=tools.clock())


class Run:
    """One reader at work for one company."""

    def __init__(
        self, tools: Tools, connection: Connection, lease: leases.Lease, seconds: float | None
    ) -> None:
        self.tools, self.connection, self.lease = tools, connection, lease
        times = settings.READER
        self.quiet = timedelta(seconds=times["quiet_s"])
        self.window = timedelta(seconds=times["request_id_window_s"])
        self.spacing = timedelta(seconds=times["late_write_s"])
        self.until = tools.clock() + timedelta(seconds=seconds or times["slice_s"])
        self.flights: dict[Future[Answer], Flight] = {}
        self.report = Report()
        self.refreshes = 0

    def go(self) -> Report:
        self.report.stopped = plan.why_not(self.connection, now=self.tools.clock())
        if self.report.stopped:
            return self.report
        self._ask_what_is_closed()
        while self.tools.clock() < self.until and not self.tools.is_ending():
            self._beat()
            if self._must_stop():
                break
            self._doubt_what_may_not_go_again()
            has_looked = self._look() or self._identify() or self._ask_whose()
            has_sent = self._fill()
            if self.flights:
                self._settle_finished(TURN_S)
            elif not (has_looked or has_sent):
                break
        self._bring_home()
        self.report.has_more = plan.has_work(self.connection, now=self.tools.clock())
        return self.report

    def _ask_what_is_closed(self) -> None:
        """Before anything goes: what lies in a closed period is not sent (rule 8)."""
        now = self.tools.clock()
        if not closing.is_due(self.connection, now=now):
            return
        if not plan.has_work(self.connection, now=now):
            return
        try:
            closing.refresh(self.connection, now=now, door=self.tools.door)
        except TROUBLE as trouble:
            log.warning("closing_not_known", extra={"why": str(trouble)})

    def _beat(self) -> None:
        self._stay()
        self.connection.refresh_from_db()
        plan.set_free(self.connection, now=self.tools.clock())

    def _stay(self) -> None:
        """Renews the lease, also in the middle of a turn: one full of work takes its time."""
        leases.renew(self.lease, now=self.tools.clock())

    def _must_stop(self) -> bool:
        self.report.stopped = plan.why_not_now(self.connection, now=self.tools.clock())
        return bool(self.report.stopped)

    def _fill(self) -> bool:
        """Sends as much as the limits allow now; True if anything was done."""
        has_done = False
        while len(self.flights) < settings.QBO_LIMITS["in_flight"] and not self._drill_is_on():
            dispatch = self._next_dispatch()
            if dispatch is None and not self._freeze():
                return has_done
            self._stay()
            has_done = True
            if dispatch is not None and not self._send(dispatch):
                return has_done
        return has_done

    def _freeze(self) -> bool:
        size = plan.batch_size(self.connection)
        if self._drill_is_due():
            size = 1
        looked_at = freeze.freeze(
            lease=self.lease,
            connection=self.connection,
            now=self.tools.clock(),
            most=size,
            batch_size=size,
        )
        return looked_at > 0

    def _drill_is_on(self) -> bool:
        """The write that tries request ids flies alone: a crash leaves nothing else in doubt."""
        flying = [flight.dispatch for flight in self.flights.values()]
        return self._drill_is_due() and any(drill.is_fit(dispatch) for dispatch in flying)

    def _drill_is_due(self) -> bool:
        """Until request ids were tried, a write goes by itself: the trial needs a single one."""
        return self.connection.requestid_trust == Connection.RequestIdTrust.UNKNOWN

    def _next_dispatch(self) -> Dispatch | None:
        """The oldest dispatch that may go now."""
        stock_moves = any(flight.dispatch.moves_stock for flight in self.flights.values())
        for dispatch in self._due():
            if self._may_go(dispatch) and not (dispatch.moves_stock and stock_moves):
                return dispatch
        return None

    def _due(self) -> Iterable[Dispatch]:
        flying = {flight.dispatch.pk for flight in self.flights.values()}
        mine = Dispatch.objects.filter(connection=self.connection).exclude(pk__in=flying)
        due = mine.due(self.tools.clock(), quiet=self.quiet)
        return due.order_by("created_at", "pk")

    def _may_go(self, dispatch: Dispatch) -> bool:
        trust = self.connection.requestid_trust == Connection.RequestIdTrust.TRUSTED
        now = self.tools.clock()
        return send.may_repeat(dispatch, now=now, window=self.window, is_trusted=trust)

    def _doubt_what_may_not_go_again(self) -> None:
        for dispatch in self._due():
            if self._may_go(dispatch):
                continue
            for row in dispatch.rows.in_flight():
                message = "It was sent, but QuickBooks never answered."
                row.doubt(message=message, now=self.tools.clock())

    def _send(self, dispatch: Dispatch) -> bool:
        """Puts one dispatch on the wire; False where it has to wait for limits or sign-in."""
        if not self._has_room(is_batch=dispatch.is_batch):
            return False
        now = self.tools.clock()
        try:
            token = tokens.live_access_token(connection=self.connection, now=now)
        except tokens.UNUSABLE as trouble:
            reason = str(trouble)
            self.connection.pause(until=now + settle.PAUSE_WHEN_UNREACHABLE, reason=reason)
            return False
        call = send.call_of(dispatch)
        exchange = send.begin(dispatch, call=call, now=now)
        future = self.tools.executor.submit(self.tools.door.send, call, access_token=token)
        self.flights[future] = Flight(dispatch, exchange, token)
        return True

    def _has_room(self, *, is_batch: bool) -> bool:
        seconds = throttle.delay(
            connection=self.connection, now=self.tools.clock(), is_batch=is_batch
        )
        if seconds and not self.flights:
            self.tools.sleep(min(seconds, TURN_S))
        return not seconds

    def _settle_finished(self, timeout: float) -> None:
        finished, _ = wait(self.flights, timeout=timeout, return_when=FIRST_COMPLETED)
        for future in finished:
            flight = self.flights.pop(future)
            self._settle(flight, future.result())
            self._stay()

    def _settle(self, flight: Flight, answer: Answer) -> None:
        terms = settle.Terms(self.lease, self.tools.clock(), self.quiet, self.tools.chance)
        settle.settle(flight.dispatch, answer, exchange=flight.exchange, terms=terms)
        if answer.fault is None or answer.fault.spends_generation:
            self.report.settled += flight.dispatch.items
        if answer.fault is not None and answer.fault.kind == Kind.UNAUTHORISED:
            self._sign_in_again(flight)
        if drill.is_due(flight.dispatch, answer):
            self._drill(flight, answer)
        waiting = QueueRow.objects.filter(connection=self.connection)
        left = waiting.filter(state__in=("waiting", "sending"), blocked_by=None).count()
        done = self.report.settled
        leases.note_progress(self.lease, done=done, total=done + left)

    def _sign_in_again(self, flight: Flight) -> None:
        """A 401 refreshes the sign-in, once for all calls that it met; the bytes go again."""
        now = self.tools.clock()
        self.refreshes += 1
        try:
            if self.refreshes > MOST_REFRESHES:
                raise oauth.SignInUnreachable("QuickBooks refuses every new sign-in just now.")
            tokens.refresh(connection=self.connection, now=now, rejected=flight.token)
        except tokens.UNUSABLE as trouble:
            self.connection.refresh_from_db()
            until = now + settle.PAUSE_WHEN_UNREACHABLE
            self.connection.pause(until=until, reason=str(trouble))

    def _drill(self, flight: Flight, first: Answer) -> None:
        """Sends the same bytes once more, to learn whether request ids are honoured."""
        call = send.call_of(flight.dispatch)
        exchange = exchanges.begin(connection=self.connection, call=call, now=self.tools.clock())
        future = self.tools.executor.submit(self.tools.door.send, call, access_token=flight.token)
        second = future.result()
        exchanges.finish(exchange, second)
        drill.note(self.connection, drill.judge(first=first, second=second))

    def _bring_home(self) -> None:
        """Waits for the calls in flight: what they bring is settled by the one who sent them."""
        while self.flights:
            self._stay()
            self._settle_finished(TURN_S)

    def _look(self) -> bool:
        """Looks into QuickBooks for what is uncertain or stands in the way."""
        now = self.tools.clock()
        mine = QueueRow.objects.filter(connection=self.connection)
        uncertain = mine.to_look_for(now, quiet=self.quiet).select_related("dispatch", "connection")
        rows = [*uncertain[:MOST_LOOKS], *probe.clashes(self.connection, now=now)]
        for row in rows:
            self._look_for(row)
            self._stay()
        return bool(rows)

    def _identify(self) -> bool:
        """Asks QuickBooks for the codes of products before their items are created."""
        now = self.tools.clock()
        rows = identify.waiting(self.connection, now=now)
        if not rows:
            return False
        desk = identify.Desk(self.connection, rows, now)
        try:
            found = identify.look(self.connection, desk.codes())
        except TROUBLE:
            for row in rows:
                probe.put_off(row, until=now + LOOK_AGAIN)
            return True
        desk.settle(found, lease=self.lease)
        self._stay()
        return True

    def _ask_whose(self) -> bool:
        """Asks QuickBooks whose the names are before anything of these names is created."""
        now = self.tools.clock()
        rows = naming.waiting(self.connection, now=now)
        if not rows:
            return False
        desk = naming.Desk(self.connection, rows, now)
        try:
            found = desk.look()
        except TROUBLE:
            for row in desk.rows:
                probe.put_off(row, until=now + LOOK_AGAIN)
            return True
        desk.settle(found, lease=self.lease)
        self._stay()
        return True

    def _look_for(self, row: QueueRow) -> None:
        now = self.tools.clock()
        try:
            found = probe.look(row)
        except TROUBLE as trouble:
            fault = getattr(trouble, "fault", None)
            if not isinstance(fault, faults.Fault) or fault.code != "610":
                probe.put_off(row, until=now + LOOK_AGAIN)
                return
            found = []
        probe.resolve(row, found, lease=self.lease, now=now, spacing=self.spacing)
