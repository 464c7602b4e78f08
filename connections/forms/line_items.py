"""Per kind of line that is no product: the item of QuickBooks under which it stands."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms

from connections.choosing import line_kinds, reasons, suggest
from connections.choosing.line_kinds import LineKind
from connections.forms.chooser import ChoicesForm
from connections.models import ItemMapping, ListItem


@dataclass(frozen=True)
class ItemRow:
    kind: LineKind
    field: forms.BoundField
    # The account to which the bridge's own item books; "" while none is chosen.
    account: str


class LineItemsForm(ChoicesForm):
    @cached_property
    def saved(self) -> dict[str, int]:
        return dict(self.connection.item_mappings.values_list("line_kind", "item_id"))

    def choices(self) -> Iterator[tuple[str, forms.Field]]:
        titles = [kind.title for kind in line_kinds.ALL]
        suggested = suggest.items(self.offers, titles)
        for kind in line_kinds.ALL:
            yield (
                kind.key,
                self.chooser.choice(
                    self.offers.of_kind(ListItem.Kind.ITEM),
                    chosen=self.saved.get(kind.key),
                    label=f"{kind.title}: item in QuickBooks",
                    empty="An item that QBO Bridge makes",
                    reason=reasons.item(kind.key),
                    suggestion=suggested.get(kind.title),
                ),
            )

    def rows(self) -> Iterator[ItemRow]:
        defaults, known = self.chooser.defaults, self.offers.by_pk
        for kind in line_kinds.ALL:
            account = known.get(getattr(defaults, f"{kind.purpose}_id") or 0)
            yield ItemRow(kind, self[kind.key], account.name if account else "")

    def save(self) -> None:
        for kind in line_kinds.ALL:
            place: dict[str, Any] = {"connection": self.connection, "line_kind": kind.key}
            item = self.cleaned_data[kind.key]
            if item is None:
                ItemMapping.objects.filter(**place).delete()
            else:
                ItemMapping.objects.update_or_create(**place, defaults={"item": item})
