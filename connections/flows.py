"""What may flow between the store and a company, and what does unless somebody decides otherwise.

A cell of the matrix is a subject and a way. Sending is on from the start; nothing is brought back
before a person switches it on. A cell that cannot be has a reason instead of a switch.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from connections.models import Connection, Flow
from connections.models.flow import Subject, Way

Name = tuple[str, str]

SUBJECTS = tuple(Subject)
PUSHES = (Way.PUSH_CREATE, Way.PUSH_UPDATE, Way.PUSH_DELETE)
PULLS = (Way.PULL_CREATE, Way.PULL_UPDATE)
SENT = (
    *(Subject.CATEGORY, Subject.PRODUCT, Subject.CUSTOMER),
    *(Subject.ESTIMATE, Subject.PURCHASE_ORDER),
    *(Subject.INVOICE, Subject.PAYMENT, Subject.REFUND),
)
# What a switch that can be thrown does while it is on, in one sentence.
MEANINGS: Mapping[Name, str] = {
    (Subject.CATEGORY, Way.PUSH_CREATE): "New categories are made in QuickBooks as well.",
    (Subject.CATEGORY, Way.PUSH_UPDATE): "A category renamed or moved in the store follows.",
    (Subject.PRODUCT, Way.PUSH_CREATE): "New products become items.",
    (Subject.PRODUCT, Way.PUSH_UPDATE): "Name, code, text and price of an item follow the store.",
    (Subject.PRODUCT, Way.PUSH_DELETE): "The item of a deleted product is made inactive.",
    (Subject.PRODUCT, Way.PULL_CREATE): "Items that the store lacks are offered to you.",
    (Subject.PRODUCT, Way.PULL_UPDATE): "Name, code, text and price follow QuickBooks.",
    (Subject.CUSTOMER, Way.PUSH_CREATE): "New customers are made in QuickBooks as well.",
    (Subject.CUSTOMER, Way.PUSH_UPDATE): "Names, addresses and e-mail follow the store.",
    (Subject.CUSTOMER, Way.PUSH_DELETE): "A deleted customer is made inactive.",
    (Subject.CUSTOMER, Way.PULL_CREATE): "Customers that the store lacks are offered to you.",
    (Subject.CUSTOMER, Way.PULL_UPDATE): "Names, addresses and e-mail follow QuickBooks.",
    (Subject.ESTIMATE, Way.PUSH_CREATE): "Orders that do not post yet, if settings say so.",
    (Subject.ESTIMATE, Way.PUSH_UPDATE): "An edited order changes it, a sale paid at once ends it.",
    (Subject.ESTIMATE, Way.PUSH_DELETE): "It goes with a cancelled or deleted order.",
    (
        Subject.PURCHASE_ORDER,
        Way.PUSH_CREATE,
    ): "Goods are ordered from vendors, if settings say so.",
    (Subject.PURCHASE_ORDER, Way.PUSH_UPDATE): "Edited orders and vendors' new names follow.",
    (Subject.PURCHASE_ORDER, Way.PUSH_DELETE): "It goes with a cancelled or deleted order.",
    (Subject.INVOICE, Way.PUSH_CREATE): "Orders that post are booked.",
    (Subject.INVOICE, Way.PUSH_UPDATE): "A booked order that is edited is corrected.",
    (Subject.INVOICE, Way.PUSH_DELETE): "A cancelled or deleted order is taken out of the books.",
    (Subject.INVOICE, Way.PULL_UPDATE): "Open, paid, void: shown on the order's page.",
    (Subject.PAYMENT, Way.PUSH_CREATE): "Captured payments are booked.",
    (Subject.PAYMENT, Way.PUSH_UPDATE): "A booked payment that is edited is corrected.",
    (Subject.PAYMENT, Way.PUSH_DELETE): "A voided or deleted payment is taken out of the books.",
    (Subject.PAYMENT, Way.PULL_UPDATE): "Booked or void: shown on the order's page.",
    (Subject.REFUND, Way.PUSH_CREATE): "Refunds are booked.",
    (Subject.REFUND, Way.PUSH_UPDATE): "A booked refund that is edited is corrected.",
    (Subject.REFUND, Way.PUSH_DELETE): "A deleted refund is taken out of the books.",
    (Subject.LISTS, Way.PULL_UPDATE): "Accounts, tax codes and other lists are fetched each day.",
    (Subject.BALANCE, Way.PULL_UPDATE): "What each customer owes is shown on the customer's page.",
}
IN_QUICKBOOKS_ONLY = "It belongs to QuickBooks: the store never writes it."
NO_MONEY_BACK = "Money is entered in the store. What QuickBooks has of it never makes an order."
NOTHING_TO_SHOW = "The store shows only what becomes of booked documents."
# Why a cell has no switch.
REASONS: Mapping[Name, str] = {
    (Subject.CATEGORY, Way.PUSH_DELETE): "Settings say what becomes of a deleted category.",
    (Subject.CATEGORY, Way.PULL_CREATE): "The store's shelves are arranged in the store.",
    (Subject.CATEGORY, Way.PULL_UPDATE): "The store's shelves are arranged in the store.",
    (Subject.ESTIMATE, Way.PULL_CREATE): "Orders are entered in the store.",
    (Subject.ESTIMATE, Way.PULL_UPDATE): NOTHING_TO_SHOW,
    (Subject.PURCHASE_ORDER, Way.PULL_CREATE): "Orders are entered in the store.",
    (Subject.PURCHASE_ORDER, Way.PULL_UPDATE): NOTHING_TO_SHOW,
    (Subject.INVOICE, Way.PULL_CREATE): NO_MONEY_BACK,
    (Subject.PAYMENT, Way.PULL_CREATE): NO_MONEY_BACK,
    (Subject.REFUND, Way.PULL_CREATE): NO_MONEY_BACK,
    (Subject.REFUND, Way.PULL_UPDATE): "QuickBooks keeps no state of a refund.",
    (Subject.LISTS, Way.PULL_CREATE): "New entries come with the changes.",
    (Subject.BALANCE, Way.PULL_CREATE): "A balance belongs to a customer who is there.",
    **{
        (subject, way): IN_QUICKBOOKS_ONLY
        for subject in (Subject.LISTS, Subject.BALANCE)
        for way in PUSHES
    },
}


@dataclass(frozen=True)
class Cell:
    """One square of the matrix; `why_not` is "" where it can be switched."""

    subject: Subject
    way: Way
    meaning: str
    why_not: str

    @property
    def name(self) -> str:
        """The name of its field on the form."""
        return f"{self.subject.value}-{self.way.value}"

    @property
    def label(self) -> str:
        return f"{self.subject.label}: {self.way.label.lower()}"


@dataclass(frozen=True)
class Flows:
    """The decisions of one connection; what nobody decided is as it is from the start."""

    decided: Mapping[Name, bool] = field(default_factory=dict)

    def is_on(self, subject: str, way: str) -> bool:
        name = (subject, way)
        return name in MEANINGS and self.decided.get(name, way in PUSHES)

    @property
    def brings_anything(self) -> bool:
        return any(self.is_on(subject, way) for subject in SUBJECTS for way in PULLS)


CELLS = tuple(
    Cell(
        subject=subject,
        way=way,
        meaning=MEANINGS.get((subject, way), ""),
        why_not=REASONS.get((subject, way), ""),
    )
    for subject in SUBJECTS
    for way in Way
)


def of(connection: Connection) -> Flows:
    """What this connection exchanges; one query."""
    decisions = Flow.objects.filter(connection=connection)
    return Flows({(one.subject, one.way): one.is_on for one in decisions})


def named(subject: str, way: str) -> str:
    """The switch as it stands on the page: “Customers: send new ones”."""
    return f"“{Subject(subject).label}: {Way(way).label.lower()}”"
