"""What the store's list of invoices says of QuickBooks: the push status, links, Send to QuickBooks.

The columns come with the list's own query, however many invoices there are.
"""

from typing import Any

from django.contrib import admin, messages
from django.db.models import CharField, OuterRef, Q, QuerySet, Subquery
from django.db.models.fields.json import KT
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from connections.models import Connection
from connections.wire import endpoints
from sync_queue import kinds, sight
from sync_queue.models import Link, QueueRow
from sync_queue.steering import steer
from sync_queue.views import papers

LOOK = "text-primary-600 dark:text-primary-500"
State = QueueRow.State
STANDS = {
    "waits": ("Waiting", Q(queue_state__in=[State.WAITING])),
    "held": ("Waiting for you", Q(queue_state=State.HELD)),
    "error": ("Needs mending", Q(queue_state=State.ERROR)),
    "differs": ("Booked, amount differs", Q(queue_flag=QueueRow.Flag.DIFFERS)),
    "booked": ("Booked", Q(linked_as__isnull=False)),
    "never": ("Not in QuickBooks", Q(linked_as__isnull=True)),
}


class PushStatus(admin.SimpleListFilter):
    title = "QuickBooks"
    parameter_name = "quickbooks"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(name, words) for name, (words, _) in STANDS.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        chosen = STANDS.get(self.value() or "")
        return queryset.filter(chosen[1]) if chosen else queryset


class InvoiceListMixin:
    """For the store's admin of invoices, beside QuickBooksMixin."""

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Any]":
        parent: Any = super()
        rows: QuerySet[Any] = parent.get_queryset(request)
        links = Link.objects.linked().filter(
            connection__in=sight.connections(request.user).values("pk"),
            kind=kinds.INVOICE.name,
            key=OuterRef("key"),
            is_gone=False,
        )
        told: QuerySet[Any] = rows.annotate(
            linked_type=Subquery(links.values("qbo_type")[:1]),
            linked_realm=Subquery(links.values("connection__realm")[:1]),
            linked_in=Subquery(links.values("connection__environment")[:1]),
            linked_base=Subquery(links.values("connection__base_url")[:1]),
            linked_customer=Subquery(
                links.values_list(KT("sent__CustomerRef__value"))[:1], output_field=CharField()
            ),
        )
        return told

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        parent: Any = super()
        columns = list(parent.get_list_display(request))
        # Beside the push status, for whoever is shown that.
        return [*columns, "in_quickbooks"] if "quickbooks_state" in columns else columns

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        parent: Any = super()
        filters = list(parent.get_list_filter(request))
        return [PushStatus, *filters] if sight.connections(request.user).exists() else filters

    @admin.display(description="In QuickBooks")
    def in_quickbooks(self, invoice: Any) -> SafeString | str:
        if not invoice.linked_type:
            return "–"
        company = Connection(
            environment=invoice.linked_in, base_url=invoice.linked_base, realm=invoice.linked_realm
        )
        found = [(invoice.linked_type, invoice.linked_as), ("Customer", invoice.linked_customer)]
        pages = [
            (page, LOOK, papers.TITLES.get(qbo_type, qbo_type).lower())
            for qbo_type, qbo_id in found
            if qbo_id and (page := _page(company, qbo_type, qbo_id))
        ]
        link = '<a href="{}" class="{}" target="_blank" rel="noopener noreferrer">Open {}</a>'
        return format_html_join(", ", link, pages) or "–"

    @admin.action(description="Send to QuickBooks")
    def add_to_queue(self, request: HttpRequest, records: "QuerySet[Any]") -> None:
        """What is booked as it stands is not sent again."""
        sent = steer.send_invoices(list(records), user=request.user, now=timezone.now())
        page: Any = self
        if not sent:
            page.message_user(request, steer.NOT_ADDED, messages.WARNING)
            return
        said = "1 invoice is" if sent == 1 else f"{sent} invoices are"
        words = f"{said} in the QuickBooks queue, to be sent now with the payments that wait."
        page.message_user(request, words, messages.SUCCESS)


def _page(company: Connection, qbo_type: str, qbo_id: str) -> str:
    try:
        return endpoints.company_page(company, qbo_type, qbo_id)
    except endpoints.AddressRefused:
        return ""
