"""What each error code of QuickBooks means for the bridge: the closed table behind `faults`.

A row names a code and, where one code covers different causes, a pattern that the detail must
contain; the first row that fits decides. Codes and wordings: docs/faults.md.
"""

import re
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    TRANSIENT = "transient"
    THROTTLED = "throttled"
    STALE = "stale"
    EXISTS_ALREADY = "exists_already"
    REFUSED = "refused"
    NEEDS_SETTINGS = "needs_settings"
    NEEDS_RECONNECTING = "needs_reconnecting"
    UNKNOWN_OUTCOME = "unknown_outcome"
    UNAUTHORISED = "unauthorised"


@dataclass(frozen=True)
class Rule:
    """`codes` share a meaning; `stops_company`: nothing else of this company would pass either."""

    codes: tuple[str, ...]
    kind: Kind
    headline: str
    mend: str
    pattern: str = ""
    stops_company: bool = False

    def fits(self, code: str, detail: str) -> bool:
        return code in self.codes and bool(re.search(self.pattern, detail, re.IGNORECASE))


WAIT = "Nothing to do: the bridge tries again by itself."
DEVELOPER = "Show the technical details below to your developer; nothing was booked."
EDIT = "Correct it in the store; saving sends it again."

RULES = (
    Rule(
        ("3200", "100"),
        Kind.UNAUTHORISED,
        "The QuickBooks sign-in has run out.",
        WAIT,
    ),
    Rule(
        ("3100", "120", "3202"),
        Kind.NEEDS_RECONNECTING,
        "QuickBooks no longer lets this connection into the company.",
        "Connect again on the Token tab, as someone who administers the company in QuickBooks.",
        stops_company=True,
    ),
    Rule(
        ("3001",),
        Kind.THROTTLED,
        "QuickBooks asks for a pause: too many requests in a minute.",
        WAIT,
        stops_company=True,
    ),
    Rule(
        ("110", "130", "140", "150"),
        Kind.TRANSIENT,
        "The company cannot be reached in QuickBooks just now (maintenance or a lock).",
        WAIT,
        stops_company=True,
    ),
    Rule(
        ("6190",),
        Kind.REFUSED,
        "The company's QuickBooks subscription has ended or its bill is unpaid.",
        "Renew the subscription in QuickBooks, then press Test connection.",
        stops_company=True,
    ),
    Rule(
        ("5010",),
        Kind.STALE,
        "Somebody changed this record in QuickBooks since it was last sent.",
        "Compare both versions and decide which one stays.",
    ),
    Rule(
        ("6240",),
        Kind.EXISTS_ALREADY,
        "QuickBooks has another record with this name.",
        "Link the existing record, or give this one another name in the store.",
    ),
    Rule(
        ("6140",),
        Kind.EXISTS_ALREADY,
        "QuickBooks has another document with this number.",
        "Open the other document; link it if it is the same sale, else change the number prefix.",
    ),
    Rule(
        ("600", "2130"),
        Kind.UNKNOWN_OUTCOME,
        "QuickBooks says that it has seen this request before.",
        "The bridge checks whether the record arrived.",
    ),
    Rule(
        ("6000",),
        Kind.TRANSIENT,
        "Somebody was changing stock in QuickBooks at the same moment.",
        WAIT,
        pattern="at exactly the same time",
    ),
    Rule(
        ("6000",),
        Kind.TRANSIENT,
        "Something went wrong inside QuickBooks.",
        WAIT,
        pattern=r"went wrong on our end|Unexpected Internal Error",
    ),
    Rule(
        ("6000",),
        Kind.NEEDS_SETTINGS,
        "A line has no tax code that this company can book.",
        "Choose a tax code for it under Taxes on the Default accounts tab.",
        pattern=r"(GST|HST|VAT|sales tax|tax).{0,12} (rate|code)",
    ),
    Rule(
        ("6000",),
        Kind.REFUSED,
        "The document's currency is not the currency of its customer or account.",
        "Switch on multicurrency in QuickBooks and choose an account in this currency on the "
        "Default accounts tab, or change the order's currency.",
        pattern="currency",
    ),
    Rule(
        ("6000",),
        Kind.REFUSED,
        "Another account in QuickBooks uses this number already.",
        "Give the account another number, or choose the existing account.",
        pattern="already using this number",
    ),
    Rule(
        ("6000",),
        Kind.REFUSED,
        "QuickBooks refused this for a rule of bookkeeping: {detail}",
        EDIT,
    ),
    Rule(
        ("6200", "6210"),
        Kind.REFUSED,
        "The date lies in a period that is closed in QuickBooks.",
        "Reopen the period in QuickBooks, then send again.",
    ),
    Rule(
        ("610",),
        Kind.REFUSED,
        "The record, or something on it, was deleted or made inactive in QuickBooks.",
        "Make it active again in QuickBooks, or choose to create it anew.",
    ),
    Rule(
        ("2500", "700"),
        Kind.NEEDS_SETTINGS,
        "Something that this record refers to is missing or inactive in QuickBooks: {detail}",
        "Make it active in QuickBooks, or fetch the lists and choose another one.",
    ),
    Rule(
        ("6100", "6110", "6120", "6160", "6170", "6230", "6470", "2270", "2280"),
        Kind.NEEDS_SETTINGS,
        "QuickBooks refused the tax of this document.",
        "Check the taxes on the Default accounts tab.",
    ),
    Rule(
        ("6430", "6010", "6440"),
        Kind.NEEDS_SETTINGS,
        "An account of the wrong type is used.",
        "Choose a fitting account on the Default accounts tab.",
    ),
    Rule(
        ("5030", "6090"),
        Kind.NEEDS_SETTINGS,
        "A feature that this document needs is switched off in QuickBooks.",
        "Switch it on in QuickBooks (Account and settings), then press Test connection.",
    ),
    Rule(
        ("5020",),
        Kind.NEEDS_SETTINGS,
        "The person who connected may not do this in QuickBooks.",
        "Connect again on the Token tab, as someone who administers the company in QuickBooks.",
    ),
    Rule(
        ("6270",),
        Kind.REFUSED,
        "The document is dated before QuickBooks started counting a product's stock.",
        "Set an earlier inventory start date for the product in QuickBooks.",
    ),
    Rule(
        ("6540", "6450", "6480"),
        Kind.REFUSED,
        "The money of this document already stands on a bank deposit in QuickBooks.",
        "Take it off the deposit in QuickBooks first.",
    ),
    Rule(
        ("620", "800", "6220", "6280"),
        Kind.REFUSED,
        "QuickBooks keeps this record because others depend on it.",
        "Settle or remove what depends on it in QuickBooks first.",
    ),
    Rule(
        ("6180", "900"),
        Kind.REFUSED,
        "The category lies deeper than QuickBooks allows, or under itself.",
        "Move it to a higher level in the store.",
    ),
    Rule(
        ("2210",),
        Kind.REFUSED,
        "QuickBooks does not accept the e-mail address.",
        "Correct the address in the store: one address, like name@example.com.",
    ),
    Rule(
        ("2040", "2180", "2050"),
        Kind.REFUSED,
        "QuickBooks does not accept a text: it is too long or has characters it refuses.",
        EDIT,
    ),
    Rule(
        ("6070",),
        Kind.REFUSED,
        "The amount of a line is not its price times its quantity.",
        DEVELOPER,
    ),
    Rule(
        ("10000", "1000", "1020"),
        Kind.TRANSIENT,
        "Something went wrong inside QuickBooks.",
        WAIT,
    ),
)

OTHERWISE = Rule(
    (),
    Kind.REFUSED,
    "QuickBooks refused this: {message}",
    DEVELOPER,
)


def rule_for(code: str, detail: str) -> Rule:
    """The one rule for a code; what the table does not know is refused and shown to a person."""
    return next((rule for rule in RULES if rule.fits(code, detail)), OTHERWISE)
