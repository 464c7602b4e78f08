"""Which fields of QuickBooks may be mapped, what may stand in each, and what stands there today?

Descriptive ones only. Amounts, quantities, taxes, accounts, dates and numbers of documents follow
from the sale itself: a template there would make the books say something else than the store.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sync_queue.documents import tax_numbers
from sync_queue.mapping.sources import CUSTOMER, INVOICE, PAYMENT, PRODUCT, REFUND
from sync_queue.mapping.values import text_of, yes_or_no

# quickbooks: one RFC 822 address (fault 2210 otherwise).
EMAIL = re.compile(r"^[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>]+$")
# quickbooks: an address on the web begins with its protocol (fault 2200 otherwise).
WEB = re.compile(r"^https?://[^\s/]+\S*$", re.IGNORECASE)
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
CONTROL_BUT_LINES = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029]+")
BLANKS = re.compile(r"\s+")


class Form(StrEnum):
    """What may stand in a field."""

    LINE = "line"  # one line of text
    PLAIN = "plain"  # one line without a colon, as parts of names are
    NAME = "name"  # the name under which the record stands, unique there
    TEXT = "text"  # text of several lines
    NOTE = "note"  # text with our mark behind it
    EMAIL = "email"
    WEB = "web"
    NUMBER = "number"  # an official number, which cut short would be another one
    YES_NO = "yes_no"
    CHOICE = "choice"
    CUSTOM = "custom"  # one of the company's own fields


@dataclass(frozen=True)
class Target:
    """`name` is QuickBooks' own, with a dot before an inner part; `built_in` is what the bridge
    sends without a mapping, "" for nothing."""

    name: str
    title: str
    form: Form
    longest: int = 0
    built_in: str = ""
    note: str = ""
    choices: tuple[tuple[str, str], ...] = ()

    @property
    def top(self) -> str:
        return self.name.partition(".")[0]

    @property
    def inner(self) -> str:
        return self.name.partition(".")[2]

    def shaped(self, value: Any) -> Any:
        """The value as QuickBooks takes it, cut to its length; None for what cannot stand here."""
        if self.form == Form.YES_NO:
            return yes_or_no(value)
        text = text_of(value)
        if self.form == Form.CHOICE:
            return self._chosen(text)
        if self.form == Form.NUMBER:
            return self._whole(self._cleaned(text))
        text = self._cleaned(text)[: self.longest].rstrip()
        fits = {Form.EMAIL: EMAIL, Form.WEB: WEB}.get(self.form)
        return text if text and (fits is None or fits.match(text)) else None

    def _whole(self, number: str) -> str | None:
        is_fit = len(number) <= self.longest and not tax_numbers.is_mask(number)
        return number if number and is_fit else None

    def _chosen(self, text: str) -> str | None:
        """By the value or by its words, whatever its case."""
        said = text.strip().casefold()
        for value, words in self.choices:
            if said in (value.casefold(), words.casefold()):
                return value
        return None

    def _cleaned(self, text: str) -> str:
        if self.form in (Form.TEXT, Form.NOTE):
            return CONTROL_BUT_LINES.sub(" ", text.replace("\r\n", "\n")).strip()
        if self.form in (Form.PLAIN, Form.NAME):
            text = text.replace(":", " - ")
        return BLANKS.sub(" ", CONTROL.sub(" ", text)).strip()


@dataclass(frozen=True)
class Group:
    title: str
    targets: tuple[Target, ...]


REASONS = (
    *(("1", "Federal government"), ("2", "State government"), ("3", "Local government")),
    *(("4", "Tribal government"), ("5", "Charitable organization")),
    *(("6", "Religious organization"), ("7", "Educational organization"), ("8", "Hospital")),
    *(("9", "Resale"), ("10", "Direct pay permit"), ("11", "Multiple points of use")),
    *(("12", "Direct mail"), ("13", "Agricultural production")),
    *(("14", "Industrial production or manufacturing"), ("15", "Foreign diplomat")),
)
DELIVERY = (("None", "Not at all"), ("Print", "Printed"), ("Email", "By e-mail"))


def _phone(name: str, title: str, built_in: str = "") -> Target:
    return Target(f"{name}.FreeFormNumber", title, Form.LINE, 30, built_in)


def _address(name: str, title: str) -> Group:
    built = f"{title.lower()} of the customer"
    parts = (
        *(("Line1", "Line 1", 500, f"First line of the {built}"),),
        *(("Line2", "Line 2", 500, f"Second line of the {built}"),),
        *(("Line3", "Line 3", 500, ""), ("City", "City", 255, "City")),
        *(("CountrySubDivisionCode", "State or region", 255, "State or region"),),
        *(("PostalCode", "Postal code", 30, "Postal code"), ("Country", "Country", 255, "Country")),
    )
    targets = (
        Target(f"{name}.{part}", words, Form.LINE, longest, built_in)
        for part, words, longest, built_in in parts
    )
    return Group(title, tuple(targets))


SET_UP_FIRST = (
    "Switch it on in QuickBooks first (Account and settings, Sales, Custom fields): a company "
    "without it refuses the document."
)
CUSTOM_FIELDS = tuple(
    Target(f"CustomField.{n}", f"Custom field {n}", Form.CUSTOM, 31, note=SET_UP_FIRST)
    for n in (1, 2, 3)
)
KEEPS_MARK = "The bridge adds its own mark behind it, by which it finds the document again."
MEMO = Target("CustomerMemo.value", "Message to the customer", Form.TEXT, 1000)
MAIL_TO = Target(
    "BillEmail.Address",
    "E-mail of the document",
    Form.EMAIL,
    100,
    note="Where QuickBooks would send it if you press Send there; the bridge sends no mail.",
)


def _private(built_in: str) -> Target:
    return Target("PrivateNote", "Note for yourself", Form.NOTE, 4000, built_in, KEEPS_MARK)


GROUPS: Mapping[str, tuple[Group, ...]] = {
    CUSTOMER: (
        Group(
            "Name",
            (
                Target(
                    "DisplayName",
                    "Display name",
                    Form.NAME,
                    500,
                    "The company, else the whole name, else the e-mail",
                    "Unique in QuickBooks: where another record has it, the number follows. "
                    "Changing it renames customers.",
                ),
                Target("Title", "Title", Form.PLAIN, 16),
                Target("GivenName", "First name", Form.PLAIN, 100, "First name"),
                Target("MiddleName", "Middle name", Form.PLAIN, 100),
                Target("FamilyName", "Last name", Form.PLAIN, 100, "Last name"),
                Target("Suffix", "Suffix", Form.PLAIN, 16),
                Target("CompanyName", "Company", Form.PLAIN, 100, "Company"),
                Target("PrintOnCheckName", "Name on checks", Form.PLAIN, 110),
            ),
        ),
        Group(
            "Contact",
            (
                Target("PrimaryEmailAddr.Address", "E-mail", Form.EMAIL, 100, "E-mail"),
                _phone("PrimaryPhone", "Phone", "Phone"),
                _phone("AlternatePhone", "Other phone"),
                _phone("Mobile", "Mobile"),
                _phone("Fax", "Fax", "Fax"),
                Target("WebAddr.URI", "Website", Form.WEB, 1000, "Website", "Begins with https://"),
                Target("Notes", "Notes", Form.TEXT, 2000),
            ),
        ),
        _address("BillAddr", "Billing address"),
        _address("ShipAddr", "Shipping address"),
        Group(
            "Tax and delivery",
            (
                Target(
                    "Taxable",
                    "Pays sales tax",
                    Form.YES_NO,
                    note="What a sale is taxed is decided by its own lines all the same.",
                ),
                Target(
                    "TaxExemptionReasonId",
                    "Why no tax is paid",
                    Form.CHOICE,
                    choices=REASONS,
                    note="Known in the United States only.",
                ),
                Target(
                    "PrimaryTaxIdentifier",
                    "Tax number",
                    Form.NUMBER,
                    20,
                    "Tax number, outside the United States",
                    "QuickBooks shows its last characters only, once it has it.",
                ),
                Target(
                    "ResaleNum",
                    "Resale number",
                    Form.NUMBER,
                    16,
                    note="That of a resale certificate. If this is what the store keeps as tax "
                    "number, choose “Customer: tax number”.",
                ),
                Target(
                    "PreferredDeliveryMethod",
                    "How documents are sent",
                    Form.CHOICE,
                    choices=DELIVERY,
                ),
            ),
        ),
    ),
    PRODUCT: (
        Group(
            "Item",
            (
                Target(
                    "Name",
                    "Name",
                    Form.NAME,
                    100,
                    "Name",
                    "Unique in QuickBooks: where another record has it, the code follows. "
                    "Changing it renames items.",
                ),
                Target(
                    "Sku",
                    "Code (SKU)",
                    Form.LINE,
                    100,
                    "Code (SKU)",
                    "Not while products are found by their code.",
                ),
                Target(
                    "Description", "Text on sales", Form.TEXT, 4000, "Description, else the name"
                ),
                Target("PurchaseDesc", "Text on purchases", Form.TEXT, 1000),
            ),
        ),
    ),
    INVOICE: (
        Group(
            "Texts",
            (
                _private("Order and its number"),
                MEMO,
                MAIL_TO,
                Target("ShipMethodRef.value", "Shipped by", Form.LINE, 31),
                Target("TrackingNum", "Tracking number", Form.LINE, 31),
            ),
        ),
        Group("Your own fields", CUSTOM_FIELDS),
    ),
    PAYMENT: (
        Group(
            "Texts",
            (
                _private("Order and its number"),
                Target("PaymentRefNum", "Reference number", Form.LINE, 21, "Reference"),
            ),
        ),
    ),
    REFUND: (
        Group("Texts", (_private("Refund and its number"), MEMO, MAIL_TO)),
        Group("Your own fields", CUSTOM_FIELDS),
    ),
}


def _by_name(groups: Iterable[Group]) -> dict[str, Target]:
    return {target.name: target for group in groups for target in group.targets}


BY_SUBJECT: Mapping[str, Mapping[str, Target]] = {
    subject: _by_name(groups) for subject, groups in GROUPS.items()
}
