"""What sort of trouble is a cause, who can mend it, and on which page of the console?

Known from the cause's short name. Words are for people who are neither bookkeepers nor programmers.
"""

from dataclasses import dataclass

from connections.faults import Kind

YOU, BOOKKEEPER, QUICKBOOKS_ADMIN = "You", "Your bookkeeper", "Your QuickBooks admin"
DEVELOPER = "Your developer"
NOBODY = "Nobody: it goes on by itself"


@dataclass(frozen=True)
class Sort:
    """A sort of trouble: `title` stands on its badge, `meaning` is the sentence behind it."""

    title: str
    meaning: str


AUTHENTICATION = Sort(
    "Authentication",
    "QuickBooks does not let QBO Bridge in any more. Somebody has to sign in again.",
)
CONFIGURATION = Sort(
    "Missing configuration",
    "A choice is missing or does not fit, here or in QuickBooks. Once it is made, everything that "
    "hangs on it goes.",
)
PERMISSION = Sort(
    "Permission",
    "The person who signed in, or your QuickBooks plan, is not allowed to do this.",
)
ACCOUNT_CREATION = Sort(
    "Account creation failed",
    "QuickBooks did not create an account that was asked for from here.",
)
DECISION = Sort("Your decision", "Nothing is wrong. It waits until somebody says that it may go.")
IN_STORE = Sort("Store record", "Something has to be corrected in the store's own record first.")
TAKEN = Sort("Name or number taken", "QuickBooks has another record with this name or number.")
CHANGED = Sort(
    "Changed in QuickBooks",
    "Somebody changed the record there. Nothing is overwritten before you say so.",
)
DOUBT = Sort(
    "Not known whether it arrived",
    "QuickBooks never answered. Sending it again unseen could book it twice.",
)
REFUSED = Sort("Refused by QuickBooks", "QuickBooks' own rules do not allow it as it stands.")
PASSING = Sort("QuickBooks has trouble", "QuickBooks did not work when it was sent.")
BY_HAND = Sort("Not booked by the bridge", "QBO Bridge cannot book this yet. Book it by hand.")
DIFFERS = Sort(
    "Amount differs",
    "It is booked, but QuickBooks added it up differently from the store.",
)
UNPAID = Sort(
    "Payment missing",
    "An invoice is in QuickBooks, but not the money that the store has for it.",
)
STOCK = Sort(
    "Stock below zero",
    "QuickBooks has sold more of a product than it ever had. It allows that.",
)
UNREAD = Sort(
    "Nobody reads",
    "The program that sends in the background has ended or was never started.",
)
SWITCHED_OFF = Sort("Switched off", "A person has switched this off, so nothing of it is sent.")


@dataclass(frozen=True)
class Remedy:
    """`page` names the console page where it is mended, "" where that is elsewhere."""

    sort: Sort
    who: str = YOU
    page: str = ""


# What is before the colon of a cause's name, or the whole of it.
OF_REASONS: dict[str, Remedy] = {
    **dict.fromkeys(
        ("account", "clearing", "bank", "tax", "term", "class", "item", "classes_off"),
        Remedy(CONFIGURATION, BOOKKEEPER),
    ),
    "auto_post": Remedy(DECISION),
    "closed_period": Remedy(DECISION, BOOKKEEPER),
    "earlier_month": Remedy(DECISION, BOOKKEEPER),
    "negative_stock": Remedy(DECISION),
    "before_stock": Remedy(REFUSED, BOOKKEEPER),
    "not_shipped": Remedy(IN_STORE),
    "exchange_rate": Remedy(IN_STORE),
    "deleted_in_store": Remedy(DECISION),
    "changed_in_quickbooks": Remedy(CHANGED, BOOKKEEPER),
    "unknown_outcome": Remedy(DOUBT, BOOKKEEPER),
    "taken_back_late": Remedy(BY_HAND, BOOKKEEPER),
    "withdrawn": Remedy(DIFFERS, BOOKKEEPER, "accounts-taxes"),
    "receipt_payment_changed": Remedy(BY_HAND, BOOKKEEPER),
    "was_taken_out": Remedy(BY_HAND, BOOKKEEPER),
    "refund_way": Remedy(BY_HAND, BOOKKEEPER),
    "extra_payment": Remedy(BY_HAND, BOOKKEEPER),
    **dict.fromkeys(
        ("vendor_payout", "fee_tax", "payout_turned"),
        Remedy(BY_HAND, BOOKKEEPER),
    ),
    **dict.fromkeys(
        ("credit_currency", "credit_exceeds", "refund_exceeds", "chargeback_date"),
        Remedy(IN_STORE),
    ),
    **dict.fromkeys(
        ("gift_card_taxed", "gift_card_taxed_twice"), Remedy(CONFIGURATION, BOOKKEEPER, "settings")
    ),
    "several_tax_rates": Remedy(BY_HAND, BOOKKEEPER),
    **dict.fromkeys(
        ("tax_without_lines", "tax_unclear", "tax_not_charged"), Remedy(IN_STORE, BOOKKEEPER)
    ),
    "bank_currency": Remedy(IN_STORE),
    "payout_rate": Remedy(IN_STORE),
    "does_not_add_up": Remedy(IN_STORE),
    "several_vendors": Remedy(IN_STORE),
    "no_cost": Remedy(IN_STORE),
    "category_depth": Remedy(IN_STORE),
    "parent_not_booked": Remedy(IN_STORE),
    "no_code": Remedy(IN_STORE),
    "not_bought": Remedy(CONFIGURATION, BOOKKEEPER, "accounts"),
    **dict.fromkeys(
        ("code_several", "code_inactive", "code_not_sold", "code_linked"),
        Remedy(TAKEN, BOOKKEEPER),
    ),
    "name_taken": Remedy(TAKEN),
    "name_inactive": Remedy(TAKEN),
    "new_currency": Remedy(DECISION, BOOKKEEPER),
    "sales_tax_off": Remedy(PERMISSION, QUICKBOOKS_ADMIN),
    "currency": Remedy(PERMISSION, QUICKBOOKS_ADMIN),
    "field_mapping": Remedy(CONFIGURATION, YOU, "fields"),
    "extension": Remedy(CONFIGURATION, DEVELOPER),
}
# The codes of QuickBooks that say more than their sort does.
OF_FAULTS: dict[str, Remedy] = {
    **dict.fromkeys(
        ("6100", "6110", "6120", "6160", "6170", "6230", "6470", "2270", "2280"),
        Remedy(CONFIGURATION, BOOKKEEPER, "accounts-taxes"),
    ),
    **dict.fromkeys(
        ("6430", "6010", "6440", "2500", "700"), Remedy(CONFIGURATION, BOOKKEEPER, "accounts")
    ),
    **dict.fromkeys(
        ("6200", "6210", "6540", "6450", "6480", "6270", "610", "620", "800", "6220", "6280"),
        Remedy(REFUSED, BOOKKEEPER),
    ),
    "5020": Remedy(PERMISSION, QUICKBOOKS_ADMIN, "token"),
    "5030": Remedy(PERMISSION, QUICKBOOKS_ADMIN),
    "6090": Remedy(PERMISSION, QUICKBOOKS_ADMIN),
    "6190": Remedy(PERMISSION, QUICKBOOKS_ADMIN),
    "2210": Remedy(IN_STORE),
    "2040": Remedy(IN_STORE),
    "2050": Remedy(IN_STORE),
    "2180": Remedy(IN_STORE),
    "6180": Remedy(IN_STORE),
    "900": Remedy(IN_STORE),
    "6070": Remedy(REFUSED, DEVELOPER),
}
OF_KINDS: dict[str, Remedy] = {
    Kind.NEEDS_SETTINGS: Remedy(CONFIGURATION, BOOKKEEPER, "accounts"),
    Kind.NEEDS_RECONNECTING: Remedy(AUTHENTICATION, YOU, "token"),
    Kind.UNAUTHORISED: Remedy(AUTHENTICATION, YOU, "token"),
    Kind.EXISTS_ALREADY: Remedy(TAKEN),
    Kind.STALE: Remedy(CHANGED, BOOKKEEPER),
    Kind.UNKNOWN_OUTCOME: Remedy(DOUBT, BOOKKEEPER),
    Kind.TRANSIENT: Remedy(PASSING),
    Kind.THROTTLED: Remedy(PASSING),
    Kind.REFUSED: Remedy(REFUSED),
}
COMMON_TITLES = {
    "auto_post": "Nothing is sent by itself yet",
    "closed_period": "The books are closed for these dates",
    "negative_stock": "Stock would fall below zero in QuickBooks",
    "before_stock": "Sold before QuickBooks kept the stock of it",
    "not_shipped": "Invoices that wait for the day of shipping",
    "exchange_rate": "Orders without an exchange rate",
    "earlier_month": "Changed after an earlier month was booked",
    "deleted_in_store": "Deleted in the store after it was booked",
    "changed_in_quickbooks": "Somebody changed it in QuickBooks",
    "unknown_outcome": "QuickBooks never answered",
    "credit_currency": "Gift cards or store credit of another currency",
    "credit_exceeds": "Gift cards or store credit pay more than there is to pay",
    "gift_card_taxed": "Gift cards that the store taxes when they are sold",
    "gift_card_taxed_twice": "Sales that are taxed although their gift card was",
    "refund_exceeds": "More is given back than was paid",
    "chargeback_date": "Charged back on a day that nobody knows",
    "vendor_payout": "Payouts to vendors are booked by hand",
    "fee_tax": "Fees of a payment gateway that hold tax",
    "payout_turned": "Payouts that turned into a debt after they were booked",
    "bank_currency": "Payouts in another currency than their bank account",
    "payout_rate": "Payouts of foreign money whose payments are not named",
    "currency": "A currency that the company does not know",
    "field_mapping": "What was chosen for a field cannot be followed",
    "extension": "An extension of this installation does not work",
    "several_tax_rates": "More than one tax rate on one document",
    "withdrawn": "Taken out again, since QuickBooks added it up differently",
    "tax_without_lines": "Tax that stands on no line",
    "tax_unclear": "The tax of the lines is not the tax of the order",
    "tax_not_charged": "No tax was charged, and nothing says why",
    "sales_tax_off": "Sales tax is switched off in QuickBooks",
    "several_vendors": "Goods of a vendor with books of its own",
    "does_not_add_up": "The store's figures do not add up",
    "no_cost": "Products with stock but without a cost",
    "taken_back_late": "Taken back after an earlier month was booked",
    "receipt_payment_changed": "Payments changed after a sale was booked as paid",
    "parent_not_booked": "What they belong to is not in QuickBooks",
    "name_taken": "The name is taken in QuickBooks",
    "name_inactive": "Perhaps made inactive in QuickBooks",
    "new_currency": "A currency that is new to the company",
    "no_code": "Products without a code",
    "code_several": "Several items in QuickBooks have the product's code",
    "code_inactive": "The item with the product's code is inactive",
    "code_not_sold": "The item with the product's code may not be sold",
    "code_linked": "The item with the product's code belongs to another product",
}


def of(reason: str, *, fault_kind: str = "") -> Remedy:
    """The remedy of a cause; `fault_kind` is what `faults` made of QuickBooks' answer, if any."""
    start, _, rest = reason.partition(":")
    if start == "fault":
        return OF_FAULTS.get(rest) or OF_KINDS.get(fault_kind or rest, Remedy(REFUSED))
    return OF_REASONS.get(start, Remedy(REFUSED))


def title(reason: str, message: str) -> str:
    """What a cause is called: by a common title, else by what one of its rows says."""
    return COMMON_TITLES.get(reason) or message.rstrip(".") or "It needs a look"
