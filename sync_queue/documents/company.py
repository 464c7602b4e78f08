"""What a document builder may know besides its entity: the company, the choices made, the links.

It is read once per group of rows and passed in, so that building a document asks no database.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from connections import flows
from connections.choosing import reasons
from connections.flows import Flows
from connections.models import Connection, DefaultAccounts, ListItem
from entities.models import StorePaymentMethod, StoreTax
from sync_queue.documents import classes
from sync_queue.documents.classes import Classes
from sync_queue.documents.outcome import Held, NeedsParent
from sync_queue.mapping import stored
from sync_queue.mapping.rules import Mappings
from sync_queue.models import Link

# quickbooks: the detail type of the one account out of which a deposit takes receipts.
UNDEPOSITED = "UndepositedFunds"
MAP_IT = "Choose it under Default accounts, then send again."


@dataclass(frozen=True)
class Money:
    """Where the money of a payment method lies, what the method is called in QuickBooks, and which
    bank account its payouts go to. "" is the home currency.

    `is_undeposited`: it lies in Undeposited Funds, from which each receipt is brought to the bank.
    """

    account: str
    method: str
    bank: str = ""
    currency: str = ""
    bank_currency: str = ""
    is_undeposited: bool = False


@dataclass(frozen=True)
class Company:
    connection: Connection
    defaults: DefaultAccounts
    payment_methods: Mapping[tuple[int, str], Money]
    tax_codes: Mapping[tuple[int, str], str]
    links: Mapping[tuple[str, str], Link]
    today: date
    # {the store's own word, folded: terms}, {kind of line: item chosen for it}
    terms: Mapping[str, ListItem] = field(default_factory=dict)
    items: Mapping[str, ListItem] = field(default_factory=dict)
    chosen_classes: Classes | None = None
    switches: Flows = field(default_factory=Flows)
    # {id of a tax code: its rates on sales, as (id, per cent)}, as they were fetched last
    tax_rates: Mapping[str, tuple[tuple[str, Decimal], ...]] = field(default_factory=dict)
    mappings: Mappings = field(default_factory=Mappings)
    # {vendor id: name} of the vendors that have books of their own, elsewhere
    vendors_with_books: Mapping[int, str] = field(default_factory=dict)

    @property
    def classes(self) -> Classes:
        return self.chosen_classes or Classes(self.connection)

    @property
    def needs_expense_accounts(self) -> bool:
        """quickbooks: in Canada and the UK every item has an expense account (fault 2020)."""
        return self.connection.country in ("CA", "GB")

    def company_date(self, moment: datetime) -> date:
        """The date of `moment` where the company is (quickbooks: dates are company dates)."""
        return moment.astimezone(self.connection.zone).date()

    def link(self, kind: str, key: str) -> Link | None:
        link = self.links.get((kind, key))
        return link if link is not None and link.qbo_id else None

    def ref(self, *, kind: str, key: str, label: str) -> dict[str, str]:
        """A reference to an entity that is in QuickBooks; raises NeedsParent if it is not yet."""
        link = self.link(kind, key)
        if link is None or link.is_gone:
            raise NeedsParent(kind=kind, key=key, label=label)
        return {"value": link.qbo_id}

    def account(self, purpose: str) -> dict[str, str]:
        """The default account for `purpose`, a field of DefaultAccounts; raises Held without."""
        item: ListItem | None = getattr(self.defaults, purpose)
        if item is not None and item.is_active:
            return {"value": item.qbo_id}
        name = purpose.replace("_", " ")
        raise Held(
            reason=reasons.account(purpose),
            message=f"No {name} account has been chosen for {self.connection}.",
            mend=MAP_IT,
        )

    def money(self, *, method: StorePaymentMethod, currency: str) -> Money:
        """Where money paid by `method` lies; raises Held while no clearing account is chosen."""
        found = self.payment_methods.get((method.pk, currency))
        if found is not None and found.account:
            return found
        raise Held(
            reason=reasons.clearing(method.key, currency),
            message=f"Payments by {method} in {currency} have no clearing account yet.",
            mend=MAP_IT,
        )

    def bank(self, *, method: StorePaymentMethod, currency: str) -> str:
        """The bank account that payouts of `method` go to; raises Held while none is chosen."""
        found = self.payment_methods.get((method.pk, currency))
        if found is not None and found.bank:
            return found.bank
        raise Held(
            reason=reasons.bank(method.key, currency),
            message=f"Payouts of {method} in {currency} have no bank account yet.",
            mend=MAP_IT,
        )

    def tax_code(self, *, tax: StoreTax, destination: str) -> str:
        """The id of the tax code for `tax`; raises Held while the tax is not mapped (rule 3)."""
        for place in (destination, ""):
            if code := self.tax_codes.get((tax.pk, place)):
                return code
        raise Held(
            reason=reasons.tax(tax.key),
            message=f"The tax {tax} has no QuickBooks tax code yet.",
            mend=MAP_IT,
        )

    def untaxed_code(self) -> str:
        item = self.defaults.untaxed_code
        if item is not None and item.is_active:
            return str(item.qbo_id)
        raise Held(
            reason=reasons.UNTAXED,
            message="No tax code has been chosen for lines without tax.",
            mend=MAP_IT,
        )


def load(*, connection: Connection, keys: Iterable[tuple[str, str]], now: datetime) -> Company:
    """The company of `connection`, with the links of all (kind, key) in `keys`."""
    defaults, _ = DefaultAccounts.objects.select_related(
        *(f.name for f in DefaultAccounts._meta.fields if f.related_model is ListItem)
    ).get_or_create(connection=connection)
    return Company(
        connection=connection,
        defaults=defaults,
        payment_methods=_payment_methods(connection),
        tax_codes=_tax_codes(connection),
        links=links_of(connection=connection, keys=keys),
        today=now.astimezone(connection.zone).date(),
        terms=_terms(connection),
        items=_items(connection),
        chosen_classes=classes.load(connection=connection, default=defaults.accounting_class),
        switches=flows.of(connection),
        tax_rates=_tax_rates(connection),
        mappings=stored.of(connection),
        vendors_with_books=_vendors_with_books(connection),
    )


def links_of(
    *, connection: Connection, keys: Iterable[tuple[str, str]]
) -> dict[tuple[str, str], Link]:
    """The links of `keys`, in one query.

    Asked for by kinds and by keys, which the index knows; an OR of both would read every link.
    """
    wanted = set(keys)
    kinds_of_them, keys_of_them = {kind for kind, _ in wanted}, {key for _, key in wanted}
    found = Link.objects.filter(connection=connection, kind__in=kinds_of_them, key__in=keys_of_them)
    return {(link.kind, link.key): link for link in found if (link.kind, link.key) in wanted}


def _vendors_with_books(connection: Connection) -> dict[int, str]:
    others = Connection.objects.filter(vendor__isnull=False).exclude(vendor=connection.vendor_id)
    quickbooks = others.filter(accounting_vendor=Connection.AccountingVendor.QUICKBOOKS)
    return dict(quickbooks.values_list("vendor", "vendor__name"))


def _payment_methods(connection: Connection) -> dict[tuple[int, str], Money]:
    def name(item: Any) -> str:
        return item.qbo_id if item is not None and item.is_active else ""

    def currency(item: Any) -> str:
        known = item is not None and item.currency != connection.home_currency
        return item.currency if known else ""

    mappings = connection.payment_mappings.select_related(
        "payment_method", "clearing_account", "bank_account"
    )
    return {
        (mapping.method_id, mapping.currency): Money(
            account=name(mapping.clearing_account),
            method=name(mapping.payment_method),
            bank=name(mapping.bank_account),
            currency=currency(mapping.clearing_account),
            bank_currency=currency(mapping.bank_account),
            is_undeposited=getattr(mapping.clearing_account, "subtype", "") == UNDEPOSITED,
        )
        for mapping in mappings
    }


def _tax_codes(connection: Connection) -> dict[tuple[int, str], str]:
    mappings = connection.tax_mappings.select_related("tax_code").filter(tax_code__is_active=True)
    return {(m.tax_id, m.destination): m.tax_code.qbo_id for m in mappings}


def _tax_rates(connection: Connection) -> dict[str, tuple[tuple[str, Decimal], ...]]:
    """Without the codes of which a rate is not in the list: nobody knows what they add up to."""
    kinds = (ListItem.Kind.TAX_CODE, ListItem.Kind.TAX_RATE)
    items = list(connection.list_items.filter(kind__in=kinds, is_active=True))
    per_cent = {one.qbo_id: one.rate for one in items if one.kind == ListItem.Kind.TAX_RATE}
    found = {one.qbo_id: _parts(one) for one in items if one.kind == ListItem.Kind.TAX_CODE}
    return {
        code: tuple((rate, per_cent[rate] or Decimal(0)) for rate in rates)
        for code, rates in found.items()
        if rates and per_cent.keys() >= set(rates)
    }


def _parts(code: ListItem) -> list[str]:
    parts = code.data.get("SalesTaxRateList", {}).get("TaxRateDetail", [])
    return [str(part["TaxRateRef"]["value"]) for part in parts]


def _terms(connection: Connection) -> dict[str, ListItem]:
    """By the store's own word: what it was mapped to, else the terms of that very name."""
    if not connection.allows_overrides:
        return {}
    named = connection.list_items.of_kind(ListItem.Kind.TERM)
    mapped = connection.term_mappings.select_related("term")
    return {item.name.casefold(): item for item in named} | {
        one.name.casefold(): one.term for one in mapped
    }


def _items(connection: Connection) -> dict[str, ListItem]:
    return {one.line_kind: one.item for one in connection.item_mappings.select_related("item")}
