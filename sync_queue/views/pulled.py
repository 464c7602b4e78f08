"""From QuickBooks: what was brought back, what changed on both sides, what is there only."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Max, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.views.generic import TemplateView

from connections import permissions
from connections.console import ConnectionView
from connections.models import Connection, Right
from sync_queue import kinds, sight
from sync_queue.models import Arrival, Difference, PullMark
from sync_queue.preparing.matching import Side
from sync_queue.pull import arrivals, fields, run

PER_PAGE = 20
TITLES = {
    "Customer": "Customers",
    "Item": "Products",
    "Invoice": "Invoices",
    "SalesReceipt": "Sales receipts",
    "Payment": "Payments",
    run.BALANCES: "Customer balances",
    run.LISTS: "Accounts and lists",
}


@dataclass(frozen=True)
class Sides:
    """A difference as the page shows it."""

    difference: Difference
    title: str
    here: str
    there: str


@dataclass(frozen=True)
class Record:
    """A record of the store with what changed on both sides of it."""

    label: str
    url: str
    kind: str
    sides: list[Sides]


@dataclass(frozen=True)
class Offer:
    """An arrival; `match`: the record of the store that it may be, `several`: those that fit it
    alike."""

    arrival: Arrival
    match: Any
    kind: str
    several: list[Side] = field(default_factory=list)


class PulledView(ConnectionView, TemplateView):
    tab = "settings"
    part = "pulled"
    template_name = "sync_queue/pulled.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, connection = self.request.user, self.connection
        sees = permissions.may(user=user, connection=connection, right=Right.SEE_QUEUE)
        more: dict[str, Any] = {
            "sees": sees,
            "is_whole": sight.is_whole(user=user, connection=connection),
            "brings_anything": run.brings_anything(connection),
            "may": rights(user, connection),
        }
        if sees:
            more |= self.found(user, connection)
        return super().get_context_data(**{**more, **kwargs})

    def found(self, user: Any, connection: Connection) -> dict[str, Any]:
        differences = page_of(own_differences(user, connection), self.request, "differences")
        offered = own_arrivals(user, connection).filter(state=Arrival.State.OFFERED)
        offers = page_of(offered, self.request, "offers")
        marks = PullMark.objects.filter(connection=connection)
        return {
            "marks": [(TITLES.get(one.qbo_type, one.qbo_type), one.pulled_at) for one in marks],
            "pulled_at": marks.aggregate(newest=Max("pulled_at"))["newest"],
            "differences": differences,
            "records": list(records_of(differences.object_list)),
            "arrivals": offers,
            "offers": list(offers_of(connection, offers.object_list)),
            "without_match": fitting_nothing(offered).count(),
            "left_out": own_arrivals(user, connection).filter(state=Arrival.State.LEFT_OUT).count(),
        }


def rights(user: Any, connection: Connection) -> dict[str, bool]:
    wanted = (Right.READ_QUEUE, Right.APPROVE, Right.LINK)
    return {
        right.value: permissions.may(user=user, connection=connection, right=right)
        for right in wanted
    }


def own_differences(user: Any, connection: Connection) -> QuerySet[Difference]:
    """Those of records that the person may see in the store."""
    mine = Difference.objects.filter(connection=connection).select_related("connection")
    if sight.is_whole(user=user, connection=connection):
        return mine
    own = Q(pk__in=[])
    for kind, model in fields.MODELS.items():
        own |= Q(kind=kind, key__in=model.objects.for_user(user).values("key"))
    return mine.filter(own)


def own_arrivals(user: Any, connection: Connection) -> QuerySet[Arrival]:
    """A company's own records are for those to see to whom all of it belongs."""
    if not sight.is_whole(user=user, connection=connection):
        return Arrival.objects.none()
    return Arrival.objects.filter(connection=connection)


def fitting_nothing(offered: QuerySet[Arrival]) -> QuerySet[Arrival]:
    """Those that are like no record of the store; what fits several is for a person to choose."""
    return offered.filter(match_key="", evidence="")


def records_of(differences: Iterable[Difference]) -> Iterable[Record]:
    """The differences by record; one query per kind."""
    found = list(differences)
    entities = entities_of((one.kind, one.key) for one in found)
    by_record: dict[tuple[str, str], list[Difference]] = {}
    for one in found:
        by_record.setdefault((one.kind, one.key), []).append(one)
    for (kind, key), mine in by_record.items():
        entity = entities.get((kind, key))
        yield Record(
            label=str(entity) if entity else f"{kinds.BY_NAME[kind].title} {key}",
            url=page_in_store(kind, entity),
            kind=kinds.BY_NAME[kind].title,
            sides=[sides_of(one) for one in mine],
        )


def sides_of(difference: Difference) -> Sides:
    changed = fields.of(difference.kind, difference.field)
    here, there = fields.spoken(difference.ours), fields.spoken(difference.theirs)
    return Sides(difference, changed.title, here, there)


def offers_of(connection: Connection, offered: Iterable[Arrival]) -> Iterable[Offer]:
    found = list(offered)
    entities = entities_of((one.kind, one.match_key) for one in found if one.match_key)
    several = arrivals.candidates(connection, found)
    for one in found:
        match = entities.get((one.kind, one.match_key))
        yield Offer(one, match, kinds.BY_NAME[one.kind].title, several.get(one.pk, []))


def entities_of(names: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Any]:
    by_kind: dict[str, set[str]] = {}
    for kind, key in names:
        by_kind.setdefault(kind, set()).add(key)
    return {
        (kind, entity.key): entity
        for kind, keys in by_kind.items()
        for entity in fields.MODELS[kind].objects.filter(key__in=keys)
    }


def page_in_store(kind: str, entity: Any) -> str:
    return reverse(f"admin:entities_{kind}_change", args=[entity.pk]) if entity else ""


def page_of(rows: QuerySet[Any], request: HttpRequest, name: str) -> Page[Any]:
    return Paginator(rows.order_by("pk"), PER_PAGE).get_page(request.GET.get(name, "1"))
