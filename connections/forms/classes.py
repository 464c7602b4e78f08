"""Which class the sales of a vendor, or of a category, belong to."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from django import forms

from connections.forms.chooser import ChoicesForm
from connections.models import ClassMapping, ListItem
from entities.models import Category, Vendor

SPARE = ("new-1", "new-2", "new-3")


@dataclass(frozen=True)
class PlaceRow:
    """`what` is a vendor or category, or a field to choose one in a row that is still empty."""

    what: Any
    field: forms.BoundField
    is_spare: bool = False


class PlacesForm(ChoicesForm):
    """What is mapped already, and three empty rows for more."""

    column: ClassVar[str]
    model: ClassVar[Any]

    @cached_property
    def saved(self) -> dict[int, ClassMapping]:
        mappings = self.connection.class_mappings.filter(**{f"{self.column}__isnull": False})
        found = mappings.select_related(self.column)
        return {getattr(one, f"{self.column}_id"): one for one in found}

    def choices(self) -> Iterator[tuple[str, forms.Field]]:
        classes = self.offers.of_kind(ListItem.Kind.CLASS)
        for pk, mapping in self.saved.items():
            label = f"{getattr(mapping, self.column)}: class"
            chosen = mapping.accounting_class_id
            yield f"{self.column}-{pk}", self.chooser.choice(classes, chosen=chosen, label=label)
        free = self.model.objects.filter(is_active=True).exclude(pk__in=self.saved)
        options = [("", f"Choose a {self.column}"), *((one.pk, str(one)) for one in free)]
        for spare in SPARE:
            yield f"{self.column}-{spare}", self._spare(options)
            label = f"Class of this {self.column}"
            yield (
                f"{self.column}-{spare}-class",
                self.chooser.choice(classes, chosen=None, label=label),
            )

    def _spare(self, options: list[tuple[Any, str]]) -> forms.Field:
        return forms.TypedChoiceField(
            choices=options,
            coerce=int,
            empty_value=None,
            required=False,
            label=f"Another {self.column}",
            error_messages={
                "invalid_choice": f"This {self.column} is gone or has a class already."
            },
        )

    def rows(self) -> Iterator[PlaceRow]:
        for pk, mapping in self.saved.items():
            yield PlaceRow(getattr(mapping, self.column), self[f"{self.column}-{pk}"])
        for spare in SPARE:
            name = f"{self.column}-{spare}"
            yield PlaceRow(self[name], self[f"{name}-class"], is_spare=True)

    def clean(self) -> None:
        wanted = [self.cleaned_data.get(f"{self.column}-{spare}") for spare in SPARE]
        for place, spare in enumerate(SPARE):
            name = f"{self.column}-{spare}"
            what, item = wanted[place], self.cleaned_data.get(f"{name}-class")
            if name in self.errors or f"{name}-class" in self.errors:
                continue
            if bool(what) != bool(item):
                missing = f"{name}-class" if what else name
                self.add_error(missing, f"A {self.column} and its class go together: give both.")
            if what and what in wanted[:place]:
                self.add_error(name, f"This {self.column} stands above already.")

    def save(self) -> None:
        for pk, mapping in self.saved.items():
            item = self.cleaned_data[f"{self.column}-{pk}"]
            if item is None:
                mapping.delete()
            elif item.pk != mapping.accounting_class_id:
                mapping.accounting_class = item
                mapping.save(update_fields=["accounting_class"])
        for spare in SPARE:
            name = f"{self.column}-{spare}"
            if self.cleaned_data[name]:
                ClassMapping.objects.create(
                    connection=self.connection,
                    accounting_class=self.cleaned_data[f"{name}-class"],
                    **{f"{self.column}_id": self.cleaned_data[name]},
                )


class VendorClassesForm(PlacesForm):
    column, model = "vendor", Vendor


class CategoryClassesForm(PlacesForm):
    column, model = "category", Category
