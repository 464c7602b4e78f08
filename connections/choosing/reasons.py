"""How a choice that is still missing is named: on the row that waits for it, and on the page where
it is made, which counts those rows."""

import hashlib

LONGEST = 100
UNTAXED = "tax:untaxed"
CLASSES_OFF = "classes_off"
# What the name of a missing choice starts with.
STARTS = ("account:", "clearing:", "bank:", "tax:", "term:", "class:", "item:")


def account(purpose: str) -> str:
    """`purpose` is a field of DefaultAccounts."""
    return f"account:{purpose}"


def clearing(method_key: str, currency: str) -> str:
    return f"clearing:{method_key}:{currency}"


def bank(method_key: str, currency: str) -> str:
    return f"bank:{method_key}:{currency}"


def tax(key: str) -> str:
    return f"tax:{key}"


def term(name: str) -> str:
    return f"term:{name}"[:LONGEST]


def accounting_class(name: str) -> str:
    return f"class:{name}"[:LONGEST]


def item(line_kind: str) -> str:
    return f"item:{line_kind}"


def digest(word: str) -> str:
    """The end of the name of the field in which one of the store's own words is chosen."""
    return hashlib.sha256(word.encode()).hexdigest()[:12]
