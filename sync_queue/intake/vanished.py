"""Which linked records are no longer in the store, though no delete was ever heard of?

While the bridge is off, or behind the back of Django, a delete is heard by nobody.
"""

import logging
from collections.abc import Iterable, Iterator

from connections.models import Connection
from sync_queue import enqueue, kinds
from sync_queue.models import Link, QueueRow

log = logging.getLogger(__name__)

# More than so many at once, and more than half of a kind: rather a table that is being filled anew
# than a store that gave them up.
FEW = 20


def wishes(connection: Connection, links: Iterable[Link]) -> Iterator[enqueue.Wish]:
    """The delete rows that are missing for these links of `connection`.

    What has had a delete row is left alone: it was decided there what becomes of the record.
    """
    by_kind: dict[str, dict[str, Link]] = {}
    for link in links:
        by_kind.setdefault(link.kind, {})[link.key] = link
    for kind, of_kind in by_kind.items():
        for key in _gone(connection, kind, of_kind.keys()):
            label = of_kind[key].name or of_kind[key].number or key
            yield enqueue.Wish(connection.pk, kind, key, label, QueueRow.Operation.DELETE.value)


def _gone(connection: Connection, kind: str, keys: Iterable[str]) -> list[str]:
    model = kinds.BY_NAME[kind].model
    if model is None:
        return []
    linked = set(keys)
    there = model._default_manager.filter(key__in=linked).values_list("key", flat=True)
    gone = linked - set(there)
    if len(gone) > FEW and 2 * len(gone) > len(linked):
        log.warning("store_looks_emptied", extra={"kind": kind, "records": len(gone)})
        return []
    told = QueueRow.objects.filter(
        connection=connection, kind=kind, key__in=gone, operation=QueueRow.Operation.DELETE
    )
    return sorted(gone - set(told.values_list("key", flat=True)))
