"""What the queue adds to the store's own pages: a QuickBooks Online tab, a column, an action.

The admins of the store are registered already when this is read; each is replaced by a subclass
of itself, so that the store need not know of QuickBooks.
"""

from typing import Any, ClassVar
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from unfold.contrib.inlines.admin import NonrelatedTabularInline
from unfold.decorators import display

from connections import permissions
from connections.models import Connection, Right
from entities.models import Category, Customer, Invoice, Order, Product
from sync_queue import kinds, sight
from sync_queue.intake import abroad
from sync_queue.invoice_list import InvoiceListMixin
from sync_queue.models import Figure, Link, QueueRow
from sync_queue.steering import steer
from sync_queue.views import lines, name, papers, spoken

NEVER = "Not in QuickBooks"
COLOURS = {"good": "success", "warn": "warning", "bad": "danger", "info": "info", "plain": ""}
ACTION = "add_to_queue"
LINK_LOOK = "text-primary-600 dark:text-primary-500"


class LinkInline(NonrelatedTabularInline):  # type: ignore[misc]
    """The QuickBooks Online tab: one line for each connection that the person may see."""

    model = Connection
    tab = True
    extra = 0
    max_num = 0
    can_delete = False
    verbose_name_plural = "QuickBooks Online"
    fields = ("qbo_id", "state", "last_sent", "rows", "said", "in_quickbooks", "called")
    readonly_fields = fields
    # What the page is about; the admin makes an inline of its own for each request.
    record: Any = None
    user: Any = None

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        self.record, self.user = obj, request.user
        return super().get_formset(request, obj, **kwargs)

    def get_form_queryset(self, obj: Any) -> QuerySet[Connection]:
        return sight.connections(self.user).order_by("-is_default", "name")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    @admin.display(description="QBO ID")
    def qbo_id(self, company: Connection) -> str:
        return ", ".join(link.qbo_id for link in self._links(company)) or "–"

    @admin.display(description="Status")
    def state(self, company: Connection) -> str:
        row = self._rows(company).last()
        if row is not None:
            return f"{row.spoken_state}. {row.message}" if row.message else row.spoken_state
        return "Booked" if self._links(company) else NEVER

    @admin.display(description="Last exchange")
    def last_sent(self, company: Connection) -> str:
        moments = [link.last_sent_at for link in self._links(company) if link.last_sent_at]
        return spoken.ago(max(moments)) if moments else "–"

    @admin.display(description="Queue")
    def rows(self, company: Connection) -> SafeString | str:
        count = self._rows(company).count()
        if not count:
            return "–"
        said = "1 row" if count == 1 else f"{count} rows"
        history = self._history(company)
        return format_html('<a href="{}" class="{}">{}</a>', history, LINK_LOOK, said)

    @admin.display(description="QuickBooks says")
    def said(self, company: Connection) -> str:
        """What is owed or open there, where that is brought back."""
        if not self._may_be_told(company):
            return "–"
        figures = Figure.objects.filter(connection=company, **self._named())
        return ", ".join(f"{one}, read {spoken.ago(one.read_at)}" for one in figures) or "–"

    def _may_be_told(self, company: Connection) -> bool:
        """What a customer owes there is owed to all who sold to it."""
        is_shared = isinstance(self.record, Customer)
        return not is_shared or sight.is_whole(user=self.user, connection=company)

    @admin.display(description="In QuickBooks")
    def in_quickbooks(self, company: Connection) -> SafeString | str:
        pages = [
            (page, LINK_LOOK, papers.TITLES.get(link.qbo_type, link.qbo_type).lower())
            for link in self._links(company)
            if (page := papers.page_of(link, company))
        ]
        link = '<a href="{}" class="{}" target="_blank" rel="noopener noreferrer">Open {}</a>'
        return format_html_join(", ", link, pages) or "–"

    @admin.display(description="Its name there")
    def called(self, company: Connection) -> SafeString | str:
        """Each name there leads to the page that says why it is the one, and takes it back."""
        named = [
            (page, LINK_LOOK, link.name)
            for link in self._links(company)
            if (page := name.address_of(link.kind, link.key, company))
        ]
        return format_html_join(", ", '<a href="{}" class="{}">{}</a>', named) or "–"

    def _history(self, company: Connection) -> str:
        """Where what happened to the record stands: an order has a page of its own."""
        if isinstance(self.record, Order):
            return reverse("console:order", args=[self.record.key])
        query = urlencode({"state": "all", "q": self.record.key})
        return f"{reverse('console:queue', args=[company.slug])}?{query}"

    def _links(self, company: Connection) -> list[Link]:
        found = Link.objects.linked().filter(connection=company, **self._named())
        return list(found)

    def _rows(self, company: Connection) -> QuerySet[QueueRow]:
        seen = sight.rows(user=self.user, connection=company)
        return seen.filter(**self._named()).order_by("pk")

    def _named(self) -> dict[str, Any]:
        """Under which kind and keys the record of this page is known to the queue."""
        if isinstance(self.record, Order):
            keys = self.record.invoices.values("key")
            return {"kind": kinds.INVOICE.name, "key__in": keys}
        if isinstance(self.record, Customer):
            own = {self.record.key, *abroad.keys_of([self.record])}
            return {"kind__in": [kinds.CUSTOMER.name, abroad.ABROAD], "key__in": own}
        kind = kinds.of(type(self.record))
        assert kind is not None  # only the store's admins listed below have this tab
        return {"kind": kind.name, "key": self.record.key}


class QuickBooksMixin:
    """For a ModelAdmin of the store; `queue_kind` is the kind its records have in the queue."""

    queue_kind: ClassVar[kinds.Kind]
    model: type[Any]

    def get_inlines(self, request: HttpRequest, obj: Any) -> list[Any]:
        parent: Any = super()
        own = list(parent.get_inlines(request, obj))
        return [*own, LinkInline] if obj and sight.connections(request.user).exists() else own

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Any]":
        """With the state of each record's latest row, or else of its link: no query per line."""
        parent: Any = super()
        rows: QuerySet[Any] = parent.get_queryset(request)
        seen = sight.connections(request.user).values("pk")
        latest = QueueRow.objects.filter(
            connection__in=seen, kind=self.queue_kind.name, **self._keys()
        ).order_by("-pk")
        links = Link.objects.linked().filter(
            connection__in=seen, kind=self.queue_kind.name, **self._keys()
        )
        told: QuerySet[Any] = rows.annotate(
            queue_state=Subquery(latest.values("state")[:1]),
            queue_flag=Subquery(latest.values("flag")[:1]),
            linked_as=Subquery(links.values("qbo_id")[:1]),
        )
        return told

    def _keys(self) -> dict[str, Any]:
        if not issubclass(self.model, Order):
            return {"key": OuterRef("key")}
        invoices = Invoice.objects.filter(order=OuterRef(OuterRef("pk"))).order_by()
        return {"key__in": invoices.values("key")}

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        parent: Any = super()
        columns = list(parent.get_list_display(request))
        shown = sight.connections(request.user).exists()
        return [*columns, "quickbooks_state"] if shown else columns

    @display(description="QuickBooks", label={word: word for word in COLOURS.values()})  # type: ignore[untyped-decorator]
    def quickbooks_state(self, record: Any) -> tuple[str, str]:
        if record.queue_state is None:
            return ("success", "Booked") if record.linked_as else ("", NEVER)
        row = QueueRow(state=record.queue_state, flag=record.queue_flag)
        return COLOURS[lines.tone(row)], row.spoken_state

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        parent: Any = super()
        actions: dict[str, Any] = parent.get_actions(request)
        if not may_queue(request.user):
            actions.pop(ACTION, None)
        return actions

    @admin.action(description="Add to QuickBooks queue")
    def add_to_queue(self, request: HttpRequest, records: "QuerySet[Any]") -> None:
        added = 0
        if may_queue(request.user):
            added = steer.add(
                self.queue_kind.name, list(records), user=request.user, now=timezone.now()
            )
        admin_page: Any = self
        if not added:
            admin_page.message_user(request, steer.NOT_ADDED, messages.WARNING)
            return
        said = "1 record is" if added == 1 else f"{added} records are"
        admin_page.message_user(request, f"{said} in the QuickBooks queue.", messages.SUCCESS)


def may_queue(user: Any) -> bool:
    """Whether this person may send records by hand on any connection."""
    return any(
        permissions.may(user=user, connection=connection, right=Right.READ_QUEUE)
        for connection in Connection.objects.for_user(user)
    )


def _extend(model: type[Any], kind: kinds.Kind, *more: type[Any]) -> None:
    base = type(admin.site.get_model_admin(model))
    actions = (*(base.actions or ()), ACTION)
    admin.site.unregister(model)
    attributes = {"queue_kind": kind, "actions": actions}
    admin.site.register(
        model, type(f"Queued{base.__name__}", (*more, QuickBooksMixin, base), attributes)
    )


_extend(Order, kinds.INVOICE)
_extend(Invoice, kinds.INVOICE, InvoiceListMixin)
_extend(Category, kinds.CATEGORY)
_extend(Customer, kinds.CUSTOMER)
_extend(Product, kinds.PRODUCT)
