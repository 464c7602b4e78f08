"""How a name or number of the store becomes one that QuickBooks accepts, by one rule.

The rule (docs/names.md): control characters and line ends become blanks, a colon becomes a dash
(quickbooks: names hold no colon, tab or line end), runs of blanks become one, and what is too long
is cut. If the plain name is taken, by another record of the store or by somebody in QuickBooks,
the record's own id follows in brackets: "Jane Roe (C-1042)"; if that is taken as well, the id with
a checksum.
"""

import hashlib
import re
import unicodedata

CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
BLANKS = re.compile(r"\s+")
DOC_NUMBER_LENGTH = 21


def legal(text: str, *, longest: int) -> str:
    """`text` with what QuickBooks refuses in a name replaced, at most `longest` characters."""
    cleaned = CONTROL.sub(" ", unicodedata.normalize("NFC", text)).replace(":", " - ")
    return BLANKS.sub(" ", cleaned).strip()[:longest].rstrip()


def choices(text: str, *, mark: str, longest: int) -> tuple[str, ...]:
    """The names to try in turn: the plain one, then that with `mark`, which is like "C-1042".

    The last adds a checksum of the mark, for marks that QuickBooks would take for the same: real
    stores have codes that differ only by letter case.
    """
    plain, short = legal(text, longest=longest), legal(mark, longest=40)
    tails = (f" ({short})", f" ({short}-{_checksum(mark)})")
    marked = tuple((legal(text, longest=longest - len(tail)) + tail).strip() for tail in tails)
    return (plain, *marked) if plain else marked


def with_tail(name: str, tail: str, *, longest: int) -> str:
    """`name` with `tail` behind it, which is never cut off."""
    return legal(name, longest=longest - len(tail)) + tail


def fold(name: str) -> str:
    """What QuickBooks compares: names that differ only by letter case are the same name."""
    # Folding may lengthen a name ("ß" becomes "ss"); what is cut off only leads to marked names.
    return unicodedata.normalize("NFC", name).casefold()[:500]


def doc_number(text: str) -> str:
    """A document number of at most 21 characters (quickbooks: fault 2050 beyond).

    A longer one keeps its start and ends in a checksum of the whole, so that two different
    numbers stay different.
    """
    number = legal(text, longest=200)
    if len(number) <= DOC_NUMBER_LENGTH:
        return number
    return f"{number[: DOC_NUMBER_LENGTH - 6]}-{_checksum(number)}"


def numbered_again(number: str, *, suffix: int) -> str:
    """`number` as it stands after so many clashes: "1042 (2)"; itself for none."""
    if not suffix:
        return number
    return with_tail(number, f" ({suffix + 1})", longest=DOC_NUMBER_LENGTH)


def marker(*, kind: str, key: str) -> str:
    """The mark in a document's private note by which it is found again."""
    return f"[bridge {kind} {key}]"


def _checksum(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:5]
