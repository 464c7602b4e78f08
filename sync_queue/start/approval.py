"""What was chosen of accounts, methods and taxes, by what evidence, and what is lacking still."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from connections import readiness
from connections.choosing import choices, suggest
from connections.choosing.choices import Offers
from connections.models import Connection, DefaultAccounts, GuidedStart, ListItem
from entities.models import StorePaymentMethod, StoreTax
from sync_queue.intake import first_looks


@dataclass(frozen=True)
class Line:
    """One choice: what for, what was chosen, and why that fits where exactly one thing does."""

    what: str
    chosen: ListItem | None
    because: str = ""


@dataclass(frozen=True)
class Lacking:
    """A missing choice, made on the console page `page`; `create` holds what the button sends that
    creates it in QuickBooks."""

    sentence: str
    blocks: bool
    page: str
    create: dict[str, str] | None = None
    new_name: str = ""


def blocking(connection: Connection) -> list[str]:
    """The sentences of what must be chosen before accounts can be approved."""
    return [one.sentence for one in _missing(connection) if one.blocks_all]


def approve(connection: Connection, *, user: Any, now: datetime) -> None:
    said = {"accounts_approved_at": now, "accounts_approved_by": user}
    GuidedStart.objects.update_or_create(connection=connection, defaults=said)


def previewed(connection: Connection, *, user: Any, now: datetime) -> None:
    said = {"previewed_at": now, "previewed_by": user}
    GuidedStart.objects.update_or_create(connection=connection, defaults=said)


def go_on_untried(connection: Connection, *, user: Any, now: datetime) -> None:
    """There is no order to look at, or none to send: the first ones wait for a person instead."""
    start, _ = GuidedStart.objects.get_or_create(connection=connection)
    if start.previewed_at is None:
        start.previewed_at, start.previewed_by = now, user
    start.trial_approved_at, start.trial_approved_by = now, user
    start.first_looks = first_looks.HOW_MANY
    start.save()


def lines(connection: Connection) -> list[Line]:
    """Every choice that documents are built with, in the order in which a sale meets them."""
    offers = Offers(connection)
    return [*_defaults(connection, offers), *_payments(connection), *_taxes(connection, offers)]


def lacking(connection: Connection) -> list[Lacking]:
    """What is still to be chosen; where it can be created by one press, with what that sends."""
    found = _missing(connection)
    points = {one.point for one in found}
    made = [
        Lacking(one.sentence, one.blocks_all, one.page, *_create_default(one.point))
        for one in found
        if one.point != "clearing_account"
    ]
    return [*made, *(_clearings(connection) if "clearing_account" in points else [])]


def _missing(connection: Connection) -> list[readiness.Missing]:
    missing = readiness.missing(connection=connection)
    return [one for one in missing if one.tab == readiness.ACCOUNTS and one.point != "lists"]


def _create_default(point: str) -> tuple[dict[str, str] | None, str]:
    purpose = choices.PURPOSES.get(point)
    if purpose is None:
        return None, ""
    return {"purpose": point, "name": purpose.new_name}, purpose.new_name


def _clearings(connection: Connection) -> Iterator[Lacking]:
    chosen = connection.payment_mappings.filter(clearing_account__is_active=True)
    mapped = set(chosen.values_list("method_id", "currency"))
    methods = StorePaymentMethod.objects.in_bulk()
    for pk, currency in readiness.used_methods(connection):
        if (pk, currency) in mapped:
            continue
        method = methods[pk]
        foreign = currency if currency != connection.home_currency else ""
        name = choices.clearing_name(connection, method, currency=foreign)
        wish = {"purpose": "clearing", "method": str(pk), "currency": currency, "name": name}
        sentence = f"Choose where money paid by {method} in {currency} lies until it is paid out."
        yield Lacking(sentence, blocks=False, page=readiness.PAYMENTS, create=wish, new_name=name)


def _defaults(connection: Connection, offers: Offers) -> Iterator[Line]:
    defaults = DefaultAccounts.objects.filter(connection=connection).first()
    fitting = suggest.defaults(offers)
    labels = {name: purpose.label for name, purpose in choices.PURPOSES.items()}
    labels |= {"untaxed_code": "Lines without tax", "term": "Terms of unpaid invoices"}
    for name, label in labels.items():
        chosen = getattr(defaults, name, None)
        yield Line(label, chosen, _because(fitting.get(name), chosen))


def _payments(connection: Connection) -> Iterator[Line]:
    mappings = connection.payment_mappings.select_related("method", "clearing_account")
    for mapping in mappings.order_by("method__name", "currency"):
        yield Line(f"Money paid by {mapping}", mapping.clearing_account)


def _taxes(connection: Connection, offers: Offers) -> Iterator[Line]:
    mapped = {
        one.tax_id: one.tax_code
        for one in connection.tax_mappings.filter(destination="").select_related("tax_code")
    }
    taxes = list(StoreTax.objects.filter(is_active=True))
    fitting = suggest.tax_codes(offers, taxes)
    for tax in taxes:
        chosen = mapped.get(tax.pk)
        yield Line(f"Tax {tax}", chosen, _because(fitting.get(tax.pk), chosen))


def _because(fitting: suggest.Suggestion | None, chosen: ListItem | None) -> str:
    if fitting is None or chosen is None or fitting.item.pk != chosen.pk:
        return ""
    return fitting.because
