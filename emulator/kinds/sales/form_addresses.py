"""What becomes of an address that is edited within a saved sales form?

quickbooks: its parts flow into plain lines: first the customer's name and company, then what the
address was made of.
"""

from emulator.books.company import Record
from emulator.wire import Obj

ADDRESSES = ("BillAddr", "ShipAddr")
LINES = tuple(f"Line{number}" for number in range(1, 6))
NOT_WRITTEN = frozenset({"Id", "Lat", "Long"})


def flow_edited_addresses(obj: Obj, old: Record, customer: Record | None) -> None:
    """Put plain lines in the place of each address of `obj` that differs from the saved one."""
    for name in ADDRESSES:
        before, now = old.obj.get(name), obj.get(name)
        if not before or not now or _written(before) == _written(now):
            continue
        flowed = in_lines(now, customer)
        obj[name] = before if _written(before) == flowed else flowed


def _written(address: Obj) -> Obj:
    return {name: value for name, value in address.items() if name not in NOT_WRITTEN}


def _names(customer: Record | None) -> list[str]:
    """Person and company; the display name where nobody is named."""
    if customer is None:
        return []
    about = customer.obj
    person = " ".join(str(about[part]) for part in ("GivenName", "FamilyName") if about.get(part))
    both = [person or str(about["DisplayName"]), str(about.get("CompanyName", ""))]
    return [name for name in dict.fromkeys(both) if name]


def in_lines(address: Obj, customer: Record | None) -> Obj:
    """An address as it is written into a form: at most five lines, what is left on the last."""
    names = _names(customer)
    texts = [*(str(address.get(line) or "") for line in LINES), _place(address)]
    texts = [*names, *(text for text in texts if text and text not in names)]
    last = len(LINES) - 1
    lines = [*texts[:last], ", ".join(texts[last:])]
    return {name: text for name, text in zip(LINES, lines, strict=False) if text}


def _place(address: Obj) -> str:
    """As recorded: 'Los Angeles, CA  91123 USA', with two blanks before the postal code."""
    region = (address.get(name) for name in ("City", "CountrySubDivisionCode"))
    parts = (", ".join(str(part) for part in region if part), address.get("PostalCode"))
    place = "  ".join(str(part) for part in parts if part)
    return " ".join(str(part) for part in (place, address.get("Country")) if part)
