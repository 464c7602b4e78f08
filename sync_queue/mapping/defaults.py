"""Which values does QuickBooks have a place for that the store does not know? One for all.

Each is sent where the mapping leaves its field empty.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from connections.models import Connection
from entities.models import Customer
from sync_queue.mapping.sources import CUSTOMER, INVOICE, PRODUCT
from sync_queue.mapping.targets import BY_SUBJECT, DELIVERY, REASONS

# A default that has no field to be mapped: the kind of item for goods that keep no stock.
ITEM_TYPE = "item_type"


@dataclass(frozen=True)
class Default:
    """`field`: QuickBooks' field that it fills; `choices` are the only values, () for any text."""

    name: str
    subject: str
    title: str
    meaning: str
    example: str
    field: str
    longest: int = 0
    choices: tuple[tuple[str, str], ...] = ()
    is_for_us_only: bool = False

    def refuse(self, value: str, connection: Connection) -> str:
        """What is wrong with a value, in a sentence; "" for nothing."""
        if not value:
            return ""
        if self.is_for_us_only and not connection.is_us:
            return "QuickBooks knows this in the United States only: leave it empty."
        if self.choices and value not in dict(self.choices):
            return "Choose one of the values offered."
        if self.longest and len(value) > self.longest:
            return f"At most {self.longest} characters: this has {len(value)}."
        return ""


DEFAULTS: Mapping[str, Default] = {
    one.name: one
    for one in (
        Default(
            "exemption_reason",
            CUSTOMER,
            "Why a customer pays no tax",
            "For customers whom the store marks as paying no tax: they are marked so in "
            "QuickBooks as well, with this reason.",
            "A wholesaler whose customers all resell chooses “Resale”.",
            "TaxExemptionReasonId",
            choices=REASONS,
            is_for_us_only=True,
        ),
        Default(
            "delivery",
            CUSTOMER,
            "How documents reach a customer",
            "What QuickBooks offers first when you send a document from there. The bridge itself "
            "sends none.",
            "A store that mails its own receipts chooses “Not at all”.",
            "PreferredDeliveryMethod",
            choices=DELIVERY,
        ),
        Default(
            ITEM_TYPE,
            PRODUCT,
            "What goods without stock are",
            "The kind of item that goods become whose stock QuickBooks does not count. It counts "
            "for new items only, since QuickBooks never changes a kind.",
            "A store that sells licences chooses “Service”.",
            "Type",
            choices=(("NonInventory", "Non-inventory"), ("Service", "Service")),
        ),
        Default(
            "customer_memo",
            INVOICE,
            "Message on every invoice and receipt",
            "Stands at the foot of the document, for the customer to read.",
            "Thank you for your order.",
            "CustomerMemo.value",
            longest=1000,
        ),
        Default(
            "ship_method",
            INVOICE,
            "How every order is shipped",
            "Stands on invoices and receipts as the way of shipping.",
            "UPS Ground",
            "ShipMethodRef.value",
            longest=31,
        ),
    )
}


def values_for(subject: str, record: Any, chosen: Mapping[str, str]) -> Iterator[tuple[str, Any]]:
    """(field, value) of every default that concerns this record, in QuickBooks' form."""
    for name, value in chosen.items():
        one = DEFAULTS.get(name)
        if one is None or not value or one.subject != subject or name == ITEM_TYPE:
            continue
        if name == "exemption_reason":
            if not (isinstance(record, Customer) and record.is_tax_exempt):
                continue
            yield "Taxable", False
        yield one.field, BY_SUBJECT[subject][one.field].shaped(value)


def tops(subject: str) -> frozenset[str]:
    """The fields of QuickBooks that defaults fill and that are kept in step."""
    filled = {one.field for one in DEFAULTS.values() if one.subject == subject}
    also = {"Taxable"} if subject == CUSTOMER else set()
    return frozenset(name.partition(".")[0] for name in filled - {"Type"} | also)
