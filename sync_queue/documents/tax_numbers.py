"""What may be said of a customer's tax number, which QuickBooks itself never shows whole again?

quickbooks: of a tax number an answer shows the end only, behind X's as many as are hidden: the last
five characters of a customer's (123-45-6789 is XXXXXX56789), the last four of a vendor's.
"""

import re
from collections.abc import Mapping
from typing import Any

FIELDS = frozenset({"PrimaryTaxIdentifier", "SecondaryTaxIdentifier", "TaxIdentifier"})
SHOWN = 5
# One X may be the first letter of a real number, as of foreigners in Spain.
MASK = re.compile(r"\s*[X*]{2}", re.IGNORECASE)
MASKING = "Xx*"


def is_mask(text: str) -> bool:
    """Whether this is what QuickBooks shows instead of a number. It must never be sent."""
    return bool(MASK.match(text))


def agree(theirs: Any, ours: str) -> bool:
    """Whether QuickBooks' answer may stand for our number: by its end, if it says no more."""
    said = str(theirs or "")
    if not said or not ours:
        return said == ours
    end = _bare(said.lstrip(MASKING))
    is_hidden = said[0] in MASKING
    return _bare(ours).endswith(end) if is_hidden else _bare(ours) == _bare(said)


def hidden(number: str) -> str:
    """The number as QuickBooks shows it, for pages and messages."""
    end = "".join(filter(str.isalnum, number))[-SHOWN:]
    return "X" * (len(number) - len(end)) + end


def without(body: Any) -> Any:
    """What was or would be sent, with tax numbers as QuickBooks shows them."""
    if isinstance(body, Mapping):
        return {
            name: hidden(value) if name in FIELDS and isinstance(value, str) else without(value)
            for name, value in body.items()
        }
    return [without(one) for one in body] if isinstance(body, list) else body


def _bare(number: str) -> str:
    return "".join(filter(str.isalnum, number)).casefold()
