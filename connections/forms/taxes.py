"""Per tax of the store, and where it matters per country it is sold to: its code in QuickBooks."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.db.models import F

from connections.choosing import own_orders, reasons, suggest, tax_rates
from connections.forms.chooser import ChoicesForm
from connections.forms.item_choice import ItemChoice
from connections.models import Connection, ListItem, TaxMapping
from entities.models import Order, OrderLine, StoreTax

# In how many of the latest orders we look for the countries that are sold to.
LATEST = 2000
NEW = ("new_tax", "new_country", "new_code")
Place = tuple[StoreTax, str]


@dataclass(frozen=True)
class TaxRow:
    """A tax of the store going to one country ("": to all others), with its rate beside that of
    the chosen code."""

    tax: StoreTax
    destination: str
    field: forms.BoundField
    code: ListItem | None

    @property
    def store_rate(self) -> str:
        return tax_rates.percent(self.tax.rate)

    @property
    def books_rate(self) -> str:
        rate = self.code.rate if self.code else None
        return "" if rate is None else tax_rates.percent(rate)

    @property
    def is_unequal(self) -> bool:
        """Whether QuickBooks would charge another rate than the store did."""
        return tax_rates.differs(self.tax.rate, self.code)


class TaxesForm(ChoicesForm):
    """A row is saved under (tax, destination); one country may be added with each saving."""

    @cached_property
    def saved(self) -> dict[tuple[int, str], ListItem]:
        mappings = self.connection.tax_mappings.select_related("tax_code")
        return {(mapping.tax_id, mapping.destination): mapping.tax_code for mapping in mappings}

    @cached_property
    def taxes(self) -> dict[int, StoreTax]:
        """The active ones, and those that rows wait for all the same."""
        awaited = self.chooser.awaited("tax:")
        found = StoreTax.objects.filter(is_active=True) | StoreTax.objects.filter(key__in=awaited)
        return {tax.pk: tax for tax in found}

    @cached_property
    def places(self) -> list[Place]:
        """Each tax to everywhere, then to the countries that it was sold to or mapped for."""
        found = {(pk, "") for pk in self.taxes}.union(self.saved, seen_abroad(self.connection))
        known = [(self.taxes[pk], country) for pk, country in found if pk in self.taxes]
        return sorted(known, key=lambda place: (place[0].name, place[0].pk, place[1]))

    def choices(self) -> Iterator[tuple[str, forms.Field]]:
        suggested = suggest.tax_codes(self.offers, self.taxes.values())
        for tax, country in self.places:
            yield name_of(tax, country), self._code(tax, country, suggested.get(tax.pk))
        yield (
            "new_tax",
            forms.ModelChoiceField(
                StoreTax.objects.filter(is_active=True),
                required=False,
                label="Tax",
                empty_label="Choose a tax",
                error_messages={"invalid_choice": "This tax is gone from the store."},
            ),
        )
        yield (
            "new_country",
            forms.CharField(
                required=False, label="Country", widget=forms.TextInput(attrs={"placeholder": "DE"})
            ),
        )
        codes = self.offers.codes_of_taxes()
        yield "new_code", self.chooser.choice(codes, chosen=None, label="Tax code")

    def _code(
        self, tax: StoreTax, country: str, suggestion: suggest.Suggestion | None
    ) -> ItemChoice:
        chosen = self.saved.get((tax.pk, country))
        where = f" to {country}" if country else ""
        return self.chooser.choice(
            self.offers.codes_of_taxes(),
            chosen=chosen.pk if chosen else None,
            label=f"{tax.name}{where}: tax code",
            empty="As everywhere else" if country else "Not chosen",
            reason="" if country else reasons.tax(tax.key),
            suggestion=None if country else suggestion,
        )

    def rows(self) -> Iterator[TaxRow]:
        for tax, country in self.places:
            code = self.saved.get((tax.pk, country))
            yield TaxRow(tax, country, self[name_of(tax, country)], code)

    def new(self) -> list[forms.BoundField]:
        return [self[name] for name in NEW]

    def clean_new_country(self) -> str:
        code = str(self.cleaned_data["new_country"]).strip().upper()
        if code == "UK":
            raise forms.ValidationError("The United Kingdom is GB.")
        if code and not (len(code) == 2 and code.isascii() and code.isalpha()):
            raise forms.ValidationError("Write the country as two letters, like DE.")
        return code

    def clean(self) -> None:
        given = {name: self.cleaned_data.get(name) for name in NEW if name not in self.errors}
        if any(given.values()):
            for name, value in given.items():
                if not value:
                    self.add_error(name, "Tax, country and tax code go together: give all three.")

    def save(self) -> None:
        for tax, country in self.places:
            self._save_one(tax, country, self.cleaned_data[name_of(tax, country)])
        new = self.cleaned_data
        if new["new_tax"]:
            self._save_one(new["new_tax"], new["new_country"], new["new_code"])

    def _save_one(self, tax: StoreTax, country: str, code: ListItem | None) -> None:
        place: dict[str, Any] = {"connection": self.connection, "tax": tax, "destination": country}
        if code is None:
            TaxMapping.objects.filter(**place).delete()
        else:
            TaxMapping.objects.update_or_create(**place, defaults={"tax_code": code})

    def warnings(self) -> list[str]:
        return [one.sentence for one in tax_rates.unequal(self.connection)]


def name_of(tax: StoreTax, country: str) -> str:
    return f"tax-{tax.pk}-{country}" if country else f"tax-{tax.pk}"


def seen_abroad(connection: Connection) -> set[tuple[int, str]]:
    """(tax, country) of lines, shipping and surcharges of the latest orders, its own left out."""
    home = connection.country
    orders = Order.objects.filter(pk__in=own_orders.latest(connection, number=LATEST))
    lines = OrderLine.objects.filter(order__in=orders).order_by()
    abroad = lines.annotate(country=F("order__shipping_country")).exclude(country__in=["", home])
    found = abroad.filter(tax__isnull=False).values_list("tax_id", "country").distinct()
    shipped = orders.order_by().exclude(shipping_country__in=["", home])
    seen = set(found)
    for name in ("shipping_tax", "surcharge_tax"):
        extra = shipped.filter(**{f"{name}__isnull": False})
        seen.update(extra.values_list(f"{name}_id", "shipping_country").distinct())
    return seen
