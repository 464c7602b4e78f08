"""Which steps does the guided start have, and which of them are done?

A step is done when a person has said so and what they said it of is still so. The first that is not
done is *now*; those after it come *later*.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from connections import readiness
from connections.models import Connection, GuidedStart, Right
from sync_queue import sight
from sync_queue.models import Dispatch

DONE, NOW, LATER = "done", "now", "later"
LIVE = "live"


@dataclass(frozen=True)
class Step:
    """`name` is its address, `right` what a person needs to do it."""

    name: str
    title: str
    right: Right


STEPS = (
    Step("connect", "Connect to QuickBooks", Right.MANAGE_TOKEN),
    Step("company", "Confirm the company", Right.MANAGE_TOKEN),
    Step("accounts", "Approve the accounts", Right.MAP_ACCOUNTS),
    Step("existing", "What QuickBooks has already", Right.LINK),
    Step("preview", "Look at three real orders", Right.APPROVE),
    Step("trial", "Send one order", Right.APPROVE),
    Step(LIVE, "Go live", Right.APPROVE),
)
BY_NAME = {step.name: step for step in STEPS}


@dataclass(frozen=True)
class Place:
    """A step as it stands for one connection; `by` and `at` say who has done it, where known."""

    number: int
    step: Step
    state: str
    by: Any = None
    at: datetime | None = None


@dataclass(frozen=True)
class Progress:
    """`now` is None once all is done."""

    places: list[Place]
    now: Place | None

    @property
    def done(self) -> int:
        return sum(place.state == DONE for place in self.places)

    def place(self, name: str) -> Place:
        return next(place for place in self.places if place.step.name == name)


def start_of(connection: Connection) -> GuidedStart:
    """How far this connection has come; a blank one where nobody has begun."""
    who = ("accounts_approved_by", "matched_by", "previewed_by", "trial_approved_by")
    found = GuidedStart.objects.select_related(*who).filter(connection=connection).first()
    return found or GuidedStart(connection=connection)


def progress(connection: Connection, start: GuidedStart | None = None) -> Progress:
    """All steps in their order, each done, now or later; one query where `start` is given."""
    said = _said(connection, start or start_of(connection))
    places: list[Place] = []
    now: Place | None = None
    for number, step in enumerate(STEPS, start=1):
        at, by = said[step.name]
        if at is not None:
            places.append(Place(number, step, DONE, by, at))
            continue
        place = Place(number, step, LATER if now else NOW)
        now = now or place
        places.append(place)
    return Progress(places, now)


def is_over(connection: Connection) -> bool:
    """Somebody has gone live: what follows is switched on and off in the settings."""
    return connection.auto_post or connection.went_live_at is not None


def waiting(user: Any) -> QuerySet[Connection]:
    """The connections that this person sees and with which nobody has gone live."""
    mine: QuerySet[Connection] = Connection.objects.for_user(user)
    return mine.filter(pk__in=Connection.objects.not_started().values("pk")).order_by("name")


def has_sent(connection: Connection) -> bool:
    """Whether anything was ever written to this company's books by the queue."""
    return Dispatch.objects.filter(connection=connection, first_sent_at__isnull=False).exists()


def may_see_orders(*, user: Any, connection: Connection) -> bool:
    return sight.connections(user).filter(pk=connection.pk).exists()


def missing_accounts(connection: Connection) -> list[readiness.Missing]:
    """What is still to be chosen on the Default accounts tab."""
    missing = readiness.missing(connection=connection)
    return [item for item in missing if item.tab == readiness.ACCOUNTS]


def _said(connection: Connection, start: GuidedStart) -> dict[str, tuple[datetime | None, Any]]:
    """{step: (when, who)}; a word is worth nothing once what it was given for is gone."""
    connected = connection.tested_at if connection.is_connected else None
    return {
        "connect": (connected, None),
        "company": (connection.company_confirmed_at, connection.company_confirmed_by),
        "accounts": (start.accounts_approved_at, start.accounts_approved_by),
        "existing": (start.matched_at, start.matched_by),
        "preview": (start.previewed_at, start.previewed_by),
        "trial": (start.trial_approved_at, start.trial_approved_by),
        LIVE: (connection.went_live_at, connection.went_live_by),
    }
