"""What the store calls its terms and classes: each word, and what it is in QuickBooks."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from django import forms

from connections.choosing import own_orders, reasons
from connections.forms.chooser import ChoicesForm
from connections.forms.item_choice import ItemChoice
from connections.models import ClassMapping, ListItem, TermMapping
from entities.models import Customer, Order, OrderLine

# In how many of the latest orders, with their customers and lines, we look for words.
LATEST = 2000


@dataclass(frozen=True)
class WordRow:
    """A word of the store; `namesake` is the entry of that very name, which it is by itself."""

    word: str
    field: forms.BoundField
    namesake: ListItem | None


class WordsForm(ChoicesForm):
    """Maps each word that the latest orders use, that was mapped, or that a row waits for."""

    kind: ClassVar[str]
    start: ClassVar[str]
    mapping: ClassVar[Any]
    # The column of the mapping that names the entry.
    target: ClassVar[str]
    reason_of: ClassVar[Callable[[str], str]]

    def used(self) -> Iterable[str]:
        raise NotImplementedError

    @cached_property
    def saved(self) -> dict[str, int]:
        mapped = self.mapping.objects.filter(connection=self.connection).exclude(name="")
        return dict(mapped.values_list("name", f"{self.target}_id"))

    @cached_property
    def words(self) -> list[str]:
        """Each once, however its letters are written; a long one is cut on the rows that wait."""
        used, reason_of = set(self.used()), type(self).reason_of
        known = {reason_of(word) for word in (*used, *self.saved)}
        awaited = self.chooser.awaited(self.start)
        found = sorted(used.union(word for word in awaited if reason_of(word) not in known))
        each = {word.casefold(): word for word in [*found, *self.saved]}
        return sorted(each.values(), key=str.casefold)

    @cached_property
    def namesakes(self) -> dict[str, ListItem]:
        return {item.name.casefold(): item for item in self.offers.of_kind(self.kind)}

    def choices(self) -> Iterator[tuple[str, forms.Field]]:
        for word in self.words:
            yield self.name_of(word), self._choice(word)

    def _choice(self, word: str) -> ItemChoice:
        namesake = self.namesakes.get(word.casefold())
        return self.chooser.choice(
            self.offers.of_kind(self.kind),
            chosen=self.saved.get(word),
            label=f"{word}: in QuickBooks",
            empty=f"{namesake.name}, by its name" if namesake else "Not chosen",
            reason=type(self).reason_of(word),
        )

    def name_of(self, word: str) -> str:
        return f"{self.start.rstrip(':')}-{reasons.digest(word)}"

    def rows(self) -> Iterator[WordRow]:
        for word in self.words:
            yield WordRow(word, self[self.name_of(word)], self.namesakes.get(word.casefold()))

    def save(self) -> None:
        for word in self.words:
            place = {"connection": self.connection, "name": word}
            item = self.cleaned_data[self.name_of(word)]
            if item is None:
                self.mapping.objects.filter(**place).delete()
            else:
                self.mapping.objects.update_or_create(**place, defaults={self.target: item})


class TermWordsForm(WordsForm):
    kind, start, target = ListItem.Kind.TERM, "term:", "term"
    mapping, reason_of = TermMapping, reasons.term

    def used(self) -> Iterable[str]:
        orders = own_orders.latest(self.connection, number=LATEST)
        return {
            *of(Order.objects.filter(pk__in=orders), "terms"),
            *of(Customer.objects.filter(orders__in=orders), "terms"),
        }


class ClassWordsForm(WordsForm):
    kind, start, target = ListItem.Kind.CLASS, "class:", "accounting_class"
    mapping, reason_of = ClassMapping, reasons.accounting_class

    def used(self) -> Iterable[str]:
        orders = own_orders.latest(self.connection, number=LATEST)
        return {
            *of(Order.objects.filter(pk__in=orders), "accounting_class"),
            *of(Customer.objects.filter(orders__in=orders), "accounting_class"),
            *of(OrderLine.objects.filter(order__in=orders), "accounting_class"),
        }


def of(rows: Any, column: str) -> set[str]:
    return set(rows.order_by().exclude(**{column: ""}).values_list(column, flat=True).distinct())
