"""On which side of which statement does an account stand?"""

from emulator.books.company import Company
from emulator.reports.shape import Amounts, minus

EARNING = ("Income", "Cost of Goods Sold", "Expense", "Other Income", "Other Expense")
CREDIT_TYPES = frozenset(
    {"Income", "Other Income", "Accounts Payable", "Credit Card", "Equity"}
    | {"Other Current Liability", "Long Term Liability"}
)


def type_of(company: Company, id_: str) -> str:
    return str(company.records["Account"][id_].obj["AccountType"])


def name_of(company: Company, id_: str) -> str:
    """The full name, with its parents."""
    obj = company.records["Account"][id_].obj
    return str(obj.get("FullyQualifiedName") or obj["Name"])


def earns(company: Company, id_: str) -> bool:
    """Whether it is income or expense: closed into retained earnings at the end of a year."""
    return type_of(company, id_) in EARNING


def sign(company: Company, id_: str) -> int:
    """quickbooks: liabilities, equity and income are shown with credits as positive amounts."""
    return -1 if type_of(company, id_) in CREDIT_TYPES else 1


def natural(company: Company, id_: str, amounts: Amounts) -> Amounts:
    return minus(amounts) if sign(company, id_) < 0 else amounts


def retained(company: Company) -> str:
    """The account that takes the profits of the years before."""
    return next(
        record.id
        for record in company.live("Account")
        if record.obj.get("AccountSubType") == "RetainedEarnings"
    )
