"""What must be brought to QuickBooks: one row per wish, and the row is the state machine.

Two partial constraints keep the promises: per entity at most one row that was not yet sent
(waiting, held, error) and at most one that was (sending, uncertain). An edit while a row is being
sent therefore opens a second row, which is frozen only after the first is settled.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.db.models.expressions import RawSQL
from django.db.models.functions import Lower

from connections.models import Connection
from sync_queue import kinds

OPEN_STATES = ("waiting", "held", "error")
SENT_STATES = ("sending", "uncertain")
STANDING_STILL = ("held", "error", "uncertain")
# What callers may have set on a row before they move it.
CARRIED = ("attempts", "is_released", "approvals")
# A person took the row out of the queue; the record stays out until it changes again.
TAKEN_OUT = "taken_out"
# A person has seen that the amounts differ, and lets it be.
LOOKED_OVER = "looked_over"
# QuickBooks had passing trouble; it goes again by itself, at its time.
TRY_LATER = "transient"
PARENT_NOT_BOOKED = "parent_not_booked"
# Spelled out in the statement: SQLite chooses a partial index only for what it can read there.
WAITING = RawSQL("'waiting'", ())
UNBLOCKED: dict[str, Any] = {"blocked_by": None, "reason": "", "message": "", "mend": ""}


class QueueRowQuerySet(models.QuerySet["QueueRow"]):
    def of(self, *, connection_id: int, kind: str, key: str) -> "QueueRowQuerySet":
        return self.filter(connection_id=connection_id, kind=kind, key=key)

    def open(self) -> "QueueRowQuerySet":
        """Not yet sent: waiting, waiting for a person, or to be mended."""
        return self.filter(state__in=OPEN_STATES)

    def in_flight(self) -> "QueueRowQuerySet":
        return self.filter(state__in=SENT_STATES)

    def due(self, now: datetime) -> "QueueRowQuerySet":
        """What may be frozen: nothing is to be looked up in QuickBooks first."""
        return self.actionable(now).filter(~Q(reason__startswith="look_up:"))

    def actionable(self, now: datetime) -> "QueueRowQuerySet":
        """Waiting for nothing any more: no parent, no later time, no send of the same entity."""
        same = QueueRow.objects.in_flight().filter(
            connection=models.OuterRef("connection"),
            kind=models.OuterRef("kind"),
            key=models.OuterRef("key"),
        )
        return self.ready(now).filter(~models.Exists(same))

    def to_look_for(self, now: datetime, *, quiet: timedelta) -> "QueueRowQuerySet":
        """Uncertain ones whose time has come: nothing of their call can be running any more."""
        return self.filter(
            Q(due_at__isnull=True) | Q(due_at__lte=now),
            Q(dispatch__sent_at__isnull=True)
            | Q(dispatch__sent_at__lte=now - quiet)
            | Q(dispatch__sends_in_doubt=0),
            state=QueueRow.State.UNCERTAIN,
            dispatch__isnull=False,
        )

    def ready(self, now: datetime) -> "QueueRowQuerySet":
        """Waiting, and neither for a parent nor for a later time."""
        return self.filter(
            Q(due_at__isnull=True) | Q(due_at__lte=now),
            state=WAITING,
            blocked_by__isnull=True,
        )

    def unfinished(self) -> "QueueRowQuerySet":
        return self.exclude(state=QueueRow.State.DONE)

    def unmoved(self, rows: Iterable["QueueRow"]) -> list["QueueRow"]:
        """Those of `rows` that stand as they were read, locked until the commit.

        While QuickBooks was asked, the record may have been edited, or its row taken out.
        """
        as_read = {row.pk: (row.state, row.reason, row.revision) for row in rows}
        locked = self.select_for_update(of=("self",)).in_bulk(list(as_read))
        return [
            locked[pk]
            for pk, stood in as_read.items()
            if pk in locked and (locked[pk].state, locked[pk].reason, locked[pk].revision) == stood
        ]

    def behind_done(self) -> "QueueRowQuerySet":
        """Rows that wait behind one which is done, and so for nothing."""
        return self.filter(state=WAITING, blocked_by__state=QueueRow.State.DONE)


class QueueRow(models.Model):
    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        HELD = "held", "Waiting for you"
        SENDING = "sending", "Sending"
        UNCERTAIN = "uncertain", "Checking whether it arrived"
        ERROR = "error", "Needs mending"
        DONE = "done", "Booked"

    class Operation(models.TextChoices):
        UPSERT = "upsert", "Create or update"
        DELETE = "delete", "Delete"

    class Flag(models.TextChoices):
        NONE = "", ""
        DIFFERS = "differs", "Booked, amount differs"
        RENUMBERED = "renumbered", "Booked, other number"
        NOTHING_TO_DO = "nothing", "Not needed"

    # Without an index of its own: those below begin with it, and SQLite would choose it over them.
    connection = models.ForeignKey(
        Connection, on_delete=models.CASCADE, related_name="queue_rows", db_index=False
    )
    kind = models.CharField(max_length=20, choices=kinds.CHOICES)
    # A customer's key and a currency, at most.
    key = models.CharField(max_length=80)
    operation = models.CharField(max_length=10, choices=Operation, default=Operation.UPSERT)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    flag = models.CharField(max_length=10, choices=Flag, blank=True, default=Flag.NONE)
    rank = models.SmallIntegerField(help_text="Dependency order; deletes come last, in reverse.")
    label = models.CharField(max_length=200, blank=True)
    # The label as it is searched for.
    sought = models.GeneratedField(
        expression=Lower("label"),
        output_field=models.CharField(max_length=200),
        db_persist=True,
    )
    # Counts the edits that this row stands for; a row is frozen at the revision that was read.
    revision = models.PositiveIntegerField(default=1)
    payload = models.JSONField(
        default=dict, help_text="What a delete needs, the entity being gone."
    )
    # A cause may name a record by its key: "clearing:<key of the method>:USD".
    reason = models.CharField(max_length=100, blank=True, help_text="Short name of the cause.")
    message = models.TextField(blank=True, help_text="What happened, in one sentence.")
    mend = models.TextField(blank=True, help_text="What mends it, in one sentence.")
    fault = models.JSONField(default=dict, help_text="Technical details of the last fault.")
    attempts = models.PositiveSmallIntegerField(default=0)
    # How often it was looked for in QuickBooks while nobody knew whether it had arrived.
    probes = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(null=True, blank=True)
    blocked_by = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="blocked",
        help_text="The parent's row that must be settled first.",
    )
    is_released = models.BooleanField(default=False, help_text="A person has said: send it.")
    # A word for one reason is none for another: who goes live has not opened a closed period.
    approvals = models.CharField(
        max_length=200, blank=True, help_text="Reasons a person has let it pass, each with a blank."
    )
    dispatch = models.ForeignKey(
        "sync_queue.Dispatch", null=True, on_delete=models.SET_NULL, related_name="rows"
    )
    # How it stands in its dispatch, fixed when it was frozen.
    item_id = models.CharField(max_length=10, blank=True)
    frozen: Any = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    objects = QueueRowQuerySet.as_manager()

    class Meta:
        ordering = ["rank", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["connection", "kind", "key"],
                condition=Q(state__in=OPEN_STATES),
                name="queue_row_one_open",
            ),
            models.UniqueConstraint(
                fields=["connection", "kind", "key"],
                condition=Q(state__in=SENT_STATES),
                name="queue_row_one_in_flight",
            ),
        ]
        indexes = [
            models.Index(
                fields=["connection", "rank", "id"],
                condition=Q(state="waiting", blocked_by__isnull=True),
                name="queue_row_waiting",
            ),
            # The lists of the console, each in its own order, however long the queue is.
            models.Index(
                fields=["connection", "state", "rank", "id"],
                condition=~Q(state="done"),
                name="queue_row_unfinished",
            ),
            models.Index(
                fields=["connection", "state", "kind", "id"],
                condition=~Q(state="done"),
                name="queue_row_of_kind",
            ),
            models.Index(
                fields=["connection", "reason", "state", "id"],
                condition=~Q(state="done"),
                name="queue_row_of_reason",
            ),
            models.Index(
                fields=["connection", "state", "created_at", "id"],
                condition=~Q(state="done"),
                name="queue_row_of_age",
            ),
            models.Index(
                fields=["connection", "-done_at", "-id"],
                condition=Q(state="done"),
                name="queue_row_done",
            ),
            models.Index(
                fields=["connection", "kind", "-done_at", "-id"],
                condition=Q(state="done"),
                name="queue_row_done_of_kind",
            ),
            models.Index(
                fields=["connection", "sought"],
                opclasses=["int8_ops", "varchar_pattern_ops"],
                name="queue_row_sought",
            ),
            # What was not needed is looked at again once its reason is gone.
            models.Index(
                fields=["connection", "reason"],
                condition=Q(flag="nothing"),
                name="queue_row_not_needed",
            ),
            # What QuickBooks added up differently, until somebody has looked it over.
            models.Index(
                fields=["connection", "id"],
                condition=Q(flag="differs", reason=""),
                name="queue_row_differs",
            ),
            models.Index(fields=["dispatch"], name="queue_row_dispatch"),
            models.Index(fields=["kind", "key", "connection"], name="queue_row_entity"),
        ]

    def __str__(self) -> str:
        return f"{self.label or self.key} ({self.get_state_display()})"

    @property
    def spoken_state(self) -> str:
        """The state in the words of the console: a done row says how it was done."""
        if self.state == self.State.DONE and self.flag:
            return str(self.Flag(self.flag).label)
        return str(self.State(self.state).label)

    def wait(
        self, *, reason: str, message: str, now: datetime, due_at: datetime | None = None
    ) -> None:
        """Back in the queue: it will be tried again, not before `due_at`."""
        self._move(self.State.WAITING, now, reason=reason, message=message, due_at=due_at)

    def wait_for(self, parent: "QueueRow", *, now: datetime) -> None:
        """Back in the queue, behind its parent, whose settling sets it free."""
        self._move(
            self.State.WAITING,
            now,
            reason="parent",
            message=parent.as_blocker(),
            mend=parent.mend,
            blocked_by=parent,
        )

    def hold(self, *, reason: str, message: str, mend: str, now: datetime) -> None:
        """Waits for a person's decision."""
        self._move(self.State.HELD, now, reason=reason, message=message, mend=mend)
        self._tell_children()

    def fail(self, *, reason: str, message: str, mend: str, fault: Any, now: datetime) -> None:
        """Waits for a person to mend something."""
        self._move(self.State.ERROR, now, reason=reason, message=message, mend=mend, fault=fault)
        self._tell_children()

    def send_with(self, dispatch: Any, *, item_id: str, frozen: Any, now: datetime) -> None:
        """Frozen: what goes out is written down in `dispatch` and will not change any more."""
        columns = {"dispatch": dispatch, "item_id": item_id, "frozen": frozen}
        self._move(self.State.SENDING, now, **columns)

    def doubt(
        self, *, message: str, now: datetime, probes: int = 0, due_at: datetime | None = None
    ) -> None:
        """Nobody knows whether it arrived; it is looked for, never sent again blindly."""
        columns = {"reason": "unknown_outcome", "message": message, "due_at": due_at}
        self._move(self.State.UNCERTAIN, now, probes=probes, **columns)

    def finish(self, *, now: datetime, flag: str = "", reason: str = "", message: str = "") -> None:
        self._move(self.State.DONE, now, flag=flag, reason=reason, message=message, done_at=now)
        self.set_children_free()

    def set_children_free(self) -> None:
        self.blocked.update(**UNBLOCKED)

    def strand_children(self, *, why: str, now: datetime, mend: str = "") -> None:
        """It will not be in QuickBooks, so what waits for it would wait for ever."""
        name = f"{self.get_kind_display().lower()} “{self.label or self.key}”"
        self.blocked.update(
            state=self.State.HELD,
            blocked_by=None,
            reason=PARENT_NOT_BOOKED,
            message=f"It needs {name}, which is not in QuickBooks: {why}",
            mend=mend
            or "Correct one of the two in the store; or delete the row and book it by hand.",
            updated_at=now,
        )

    def has_approval(self, reason: str) -> bool:
        """Whether a person let this very content pass although it was held for `reason`."""
        return reason in self.approvals.split()

    def as_blocker(self) -> str:
        """What a child says of this row: that it waits for it, and why that does not move."""
        waits = f"Waits for {self.get_kind_display().lower()} “{self.label or self.key}”"
        is_stuck = self.state in (self.State.HELD, self.State.ERROR)
        return f"{waits}: {self.message}" if is_stuck else f"{waits}."

    def _tell_children(self) -> None:
        self.blocked.update(message=self.as_blocker(), mend=self.mend)

    def _move(self, state: str, now: datetime, **columns: Any) -> None:
        blank: dict[str, Any] = {
            "reason": "",
            "message": "",
            "mend": "",
            "fault": {},
            "due_at": None,
            "blocked_by": None,
        }
        was_sent = self.state in SENT_STATES
        moved = {**blank, **columns, "state": state, "updated_at": now}
        for name, value in moved.items():
            setattr(self, name, value)
        written = [*moved, *CARRIED]
        if was_sent and state in OPEN_STATES:
            try:
                with transaction.atomic():
                    self.save(update_fields=written)
            except IntegrityError:
                self._give_way(now)
                return
        else:
            self.save(update_fields=written)
        self._remember(now, was_sent=was_sent)

    def _remember(self, now: datetime, *, was_sent: bool) -> None:
        """Writes down what the row will forget: why it stood still, and what a send came to."""
        came_back = was_sent and self.state in OPEN_STATES
        if came_back or self.state in STANDING_STILL:
            self.events.create(
                at=now,
                state=self.state,
                reason=self.reason,
                message=self.message,
                dispatch_id=self.dispatch_id if was_sent else None,
            )

    def _give_way(self, now: datetime) -> None:
        """The record was edited while this was being sent: the edit's own row goes on instead."""
        newer = QueueRow.objects.open().get(
            connection=self.connection_id, kind=self.kind, key=self.key
        )
        newer.attempts, newer.due_at = self.attempts, self.due_at
        newer.is_released = newer.is_released or self.is_released
        newer.save(update_fields=["attempts", "due_at", "is_released"])
        self.blocked.update(blocked_by=newer)
        message = "The record was edited meanwhile, and the edit is sent in its place."
        self._move(
            self.State.DONE,
            now,
            flag=self.Flag.NOTHING_TO_DO,
            reason="superseded",
            message=message,
            done_at=now,
        )
