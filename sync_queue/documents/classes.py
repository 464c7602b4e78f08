"""Which class a line, or a whole document, belongs to (QuickBooks' classes tell parts of a business
apart in its reports).

The nearest choice wins: what the store says on the line, the order, the customer (where overrides
are allowed), then the product's category, the vendor, and the default. A store's own word is the
class it was mapped to, else the class of that very name.

quickbooks: a company keeps classes for each line, for whole documents, or not at all, and drops
what it does not keep without a word; so that is asked before anything is sent (rule 15).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from connections.choosing import reasons
from connections.models import Connection, ListItem
from entities.models import Category
from sync_queue.documents.outcome import Held

MAP_IT = "Choose it under Default accounts, Terms and classes, then send again."
PER_LINE = Connection.ClassTracking.PER_LINE


@dataclass(frozen=True)
class Of:
    """What of the store decides on a class: its words, the nearest first, category and vendor."""

    words: tuple[str, ...]
    vendor_id: int | None
    category_id: int | None = None


@dataclass(frozen=True)
class Classes:
    """The choices of a connection. `above`: {category: the one it stands in}."""

    connection: Connection
    default: ListItem | None = None
    by_vendor: Mapping[int, ListItem] = field(default_factory=dict)
    by_category: Mapping[int, ListItem] = field(default_factory=dict)
    by_word: Mapping[str, ListItem] = field(default_factory=dict)
    above: Mapping[int, int | None] = field(default_factory=dict)

    def on_line(self, of: Of, *, record: str) -> str:
        """The id of the line's class, "" for none; raises Held for a class that cannot be given."""
        return self._chosen(of, record) if self._tracking() == PER_LINE else ""

    def on_document(self, of: Of, *, record: str) -> dict[str, Any]:
        """The document's own part, empty where classes stand on lines; raises Held."""
        if not self._tracking() or self._tracking() == PER_LINE:
            return {}
        chosen = self._chosen(of, record)
        return {"ClassRef": {"value": chosen}} if chosen else {}

    def _tracking(self) -> str:
        if not self.connection.uses_classes:
            return ""
        if not self.connection.class_tracking:
            raise Held(
                reason=reasons.CLASSES_OFF,
                message="Documents are to carry classes, but QuickBooks has class tracking off.",
                mend="Switch class tracking on in QuickBooks and press Test connection; or switch "
                "“Use classes” off in Connection settings.",
            )
        return self.connection.class_tracking

    def _chosen(self, of: Of, record: str) -> str:
        item = self._of_words(of.words, record) or self._of_place(of)
        if item is None:
            return ""
        if not item.is_active:
            raise Held(
                reason=reasons.accounting_class(item.name),
                message=f"The class “{item.name}” is gone from QuickBooks.",
                mend=MAP_IT,
            )
        return str(item.qbo_id)

    def _of_words(self, words: Iterable[str], record: str) -> ListItem | None:
        word = next((word for word in words if word), "") if self._listens() else ""
        if not word:
            return None
        if item := self.by_word.get(word.casefold()):
            return item
        raise Held(
            reason=reasons.accounting_class(word),
            message=f"{record} has the class “{word}”, and QuickBooks has none of that name.",
            mend=MAP_IT,
        )

    def _listens(self) -> bool:
        return self.connection.allows_overrides

    def _of_place(self, of: Of) -> ListItem | None:
        category = of.category_id
        while category is not None:
            if item := self.by_category.get(category):
                return item
            category = self.above.get(category)
        return self.by_vendor.get(of.vendor_id or 0) or self.default


def load(*, connection: Connection, default: ListItem | None) -> Classes:
    """The choices of `connection`; none are read where it uses no classes."""
    if not connection.uses_classes:
        return Classes(connection)
    mappings = list(connection.class_mappings.select_related("accounting_class"))
    named = connection.list_items.of_kind(ListItem.Kind.CLASS)
    words = {item.name.casefold(): item for item in named}
    words |= {one.name.casefold(): one.accounting_class for one in mappings if one.name}
    by_category = {one.category_id: one.accounting_class for one in mappings if one.category_id}
    return Classes(
        connection=connection,
        default=default,
        by_vendor={one.vendor_id: one.accounting_class for one in mappings if one.vendor_id},
        by_category=by_category,
        by_word=words,
        above=dict(Category.objects.values_list("pk", "parent_id")) if by_category else {},
    )
