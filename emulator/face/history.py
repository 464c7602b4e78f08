"""What became of an object? Its latest changes, one SyncToken after the other.

The emulator remembers the latest changes of a company while it runs; it does not store them.
"""

from typing import Any

from markupsafe import Markup

from emulator import wire
from emulator.books.company import Company, Record, Version
from emulator.face.frame import Cell, muted, section, table
from emulator.wire import Obj

LONGEST = 120


def body(company: Company, record: Record) -> Markup:
    """Who it was before, change by change, the latest first; nothing for an unchanged object."""
    before = [each for each in company.versions if each.key == record.key]
    if not before:
        lost = muted("Its changes are too long ago to be remembered.")
        return section("History", lost) if record.sync_token else Markup("")
    now = Version(record.key, record.sync_token, record.updated, record.obj)
    rows = [_row(old, new) for old, new in zip(before, [*before[1:], now], strict=True)]
    heads = ("SyncToken", "When", "What changed")
    return section("History", table(heads, reversed(rows)))


def _row(old: Version, new: Version) -> list[Cell]:
    names = dict.fromkeys((*old.obj, *new.obj))
    seen = (name for name in names if not name.startswith("_"))
    changed = [name for name in seen if old.obj.get(name) != new.obj.get(name)]
    told = Markup("<br>").join(_told(name, old.obj, new.obj) for name in changed)
    token = f"{old.sync_token} → {new.sync_token}"
    return [token, new.updated.replace("T", " "), told or "nothing of its own"]


def _told(name: str, old: Obj, new: Obj) -> Markup:
    return Markup("<b>{}</b> <del>{}</del> → <ins>{}</ins>").format(
        name, _short(old.get(name)), _short(new.get(name))
    )


def _short(value: Any) -> str:
    if value is None:
        return "nothing"
    text = value if isinstance(value, str) else wire.dumps(value)
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"
