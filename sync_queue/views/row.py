"""The page of one row: what happened to it, what was sent, what QuickBooks made of it."""

import json
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView

from connections.console import ConnectionView
from connections.models import Right
from sync_queue import kinds, sight
from sync_queue.documents import tax_numbers
from sync_queue.models import Link, QueueRow
from sync_queue.views import contents, history, lines, mending, name, papers
from sync_queue.views.queue import rights


class RowView(ConnectionView, TemplateView):
    tab = "queue"
    right = Right.SEE_QUEUE
    template_name = "sync_queue/row_page.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        line = self.line()
        row: QueueRow = line.row
        link = (
            Link.objects.linked()
            .filter(connection=self.connection, kind=row.kind, key=row.key)
            .first()
        )
        body = tax_numbers.without(row.frozen.get("body") or {})
        more = {
            "line": line,
            "row": row,
            "moments": history.of_row(row),
            "link": link,
            "link_url": papers.page_of(link, self.connection) if link else "",
            "facts": contents.of_body(body, self.connection),
            "raw": json.dumps(body, indent=2, ensure_ascii=False) if body else "",
            "record_url": self.record_url(row),
            "name_url": name.address_of(row.kind, row.key, self.connection),
            "mend_url": mending.addresses({0: mending.of_row(row, self.connection)}).get(0, ""),
            "now": timezone.now(),
            "may": rights(user=self.request.user, connection=self.connection),
            "here": self.request.path,
        }
        return super().get_context_data(**{**more, **kwargs})

    def line(self) -> lines.Line:
        """Raises Http404 for a row that this person does not see."""
        seen = sight.rows(user=self.request.user, connection=self.connection)
        found = lines.of_ids([row.pk for row in seen.filter(pk=self.kwargs["pk"])])
        if not found:
            raise Http404("There is no such row.")
        return found[0]

    def record_url(self, row: QueueRow) -> str:
        """The page of the store's record; "" where it is gone or not this person's to see."""
        user, model = self.request.user, kinds.BY_NAME[row.kind].model
        if model is None or not user.has_perm(f"entities.view_{model._meta.model_name}"):
            return ""
        records: Any = model._default_manager
        record = records.for_user(user).filter(key=row.key).first()
        if record is None:
            return ""
        return reverse(f"admin:entities_{model._meta.model_name}_change", args=[record.pk])
