"""Which QuickBooks customer stands for a customer of the store (rule 22)?

Each person their own; or, where that was chosen, one for all guests of a storefront. What is booked
already keeps the customer that it was booked with.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from connections.models import Connection
from entities.models import Customer, Order, Refund, Storefront
from sync_queue import kinds
from sync_queue.documents import currencies, names
from sync_queue.documents.company import Company
from sync_queue.documents.outcome import Document
from sync_queue.models import Link

NOWHERE = 0
Key = tuple[str, str]


@dataclass(frozen=True)
class Guests:
    """All guests of one storefront (None: of the store as a whole) who pay in one currency."""

    key: str
    storefront: Storefront | None
    currency: str

    def __str__(self) -> str:
        return f"{self.storefront} guests" if self.storefront else "Guests"


def key_of(storefront_id: int | None, currency: str) -> Key:
    return kinds.GUESTS.name, f"{storefront_id or NOWHERE}:{currency}"


def load(keys: Iterable[str]) -> dict[str, Guests]:
    """The guests of these keys, in one query; {} for keys of storefronts that are gone."""
    parts = {key: key.partition(":") for key in keys}
    fronts = Storefront.objects.in_bulk([int(pk) for pk, _, _ in parts.values()])
    return {
        key: Guests(key, fronts.get(int(pk)), currency)
        for key, (pk, _, currency) in parts.items()
        if int(pk) == NOWHERE or int(pk) in fronts
    }


def display_names(guests: Guests, *, home_currency: str) -> tuple[str, ...]:
    """The names under which they may stand in QuickBooks, the preferred one first."""
    is_home = guests.currency == (home_currency or guests.currency)
    called = str(guests) if is_home else f"{guests} {guests.currency}"
    return names.choices(called, mark="Bridge", longest=500)


def build(guests: Guests, company: Company) -> Document:
    """A customer that bears the storefront's name, and our mark in its notes."""
    link = company.link(kinds.GUESTS.name, guests.key)
    mark = names.marker(kind=kinds.GUESTS.name, key=guests.key)
    return Document(
        qbo_type="Customer",
        fields={"Notes": f"Everybody who buys without a login. {mark}", "Active": True},
        create_only=currencies.stated(
            guests.currency, record=str(guests), company=company, is_new=link is None
        ),
        name_space=Link.NameSpace.NAMES,
        names=display_names(guests, home_currency=company.connection.home_currency),
    )


def are_shared(customer: Customer, connection: Connection) -> bool:
    """Whether this customer buys under the storefront's customer from now on."""
    return customer.is_guest and connection.guests == Connection.Guests.STOREFRONT


def candidates(customer: Customer, *, order: Order | None, currency: str) -> list[Key]:
    """The (kind, key) of all who may stand for this customer on a document in `currency`: they
    themselves, they in that currency if theirs is another, and all guests of the storefront."""
    front = order.storefront_id if order else customer.storefront_id
    own, abroad = (kinds.CUSTOMER.name, customer.key), currencies.key_of(customer, currency)
    return [own, abroad, key_of(front, currency)]


def of_order(order: Order) -> list[Key]:
    return candidates(order.customer, order=order, currency=order.currency)


def of_refund(refund: Refund) -> list[Key]:
    return candidates(refund.customer, order=refund.order, currency=refund.currency)


def chosen(
    customer: Customer, keys: list[Key], company: Company, *, booked: Link | None = None
) -> Key:
    """The one of the `candidates` that stands for `customer` on a document; `booked` is a document
    of the same sale that is in QuickBooks already."""
    own, abroad, shared = keys
    value = ((booked.sent.get("CustomerRef") or {}).get("value") if booked else "") or ""
    for key in keys:
        link = company.link(*key)
        if value and link is not None and link.qbo_id == value:
            return key
    if are_shared(customer, company.connection):
        return shared
    _, currency = currencies.parts_of(abroad[1])
    return own if currencies.own(customer, company) == currency else abroad


def ref(
    customer: Customer, keys: list[Key], company: Company, *, booked: Link | None = None
) -> dict[str, str]:
    """The reference to that customer; raises NeedsParent while it is not in QuickBooks.

    What is booked stays with whom it was booked, also where the two were unlinked since.
    """
    value = ((booked.sent.get("CustomerRef") or {}).get("value") if booked else "") or ""
    known = {link.qbo_id for key in keys if (link := company.link(*key)) is not None}
    if value and value not in known:
        return {"value": value}
    kind, key = chosen(customer, keys, company, booked=booked)
    labels = {
        kinds.CUSTOMER.name: str(customer),
        kinds.CUSTOMER_ABROAD.name: f"{customer} ({currencies.parts_of(key)[1]})",
    }
    return company.ref(kind=kind, key=key, label=labels.get(kind, kinds.GUESTS.title))
