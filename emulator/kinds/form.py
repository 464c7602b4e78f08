"""Is a body complete and well formed? What is missing (2020), malformed or too long (20xx)."""

from typing import Any

from emulator.books.company import Company, Record
from emulator.kinds.base import Kind, Options, too_long
from emulator.protocol.faults import Collected, Fault, business, required, together
from emulator.protocol.schema import Values
from emulator.wire import Obj

# quickbooks: more lines than this, or more in an invoice with tax, are not taken.
MOST_LINES, MOST_TAXED = 10_000, 750
ABSENT: tuple[Any, ...] = (None, [])


def check(
    company: Company, kind: Kind, obj: Obj, given: Obj, *, old: Record | None, options: Options
) -> None:
    """Refuse an object that `kind` cannot take; `given` is the body it came from.

    Raises one Fault with all that is wrong: first the head, then the lines, and in each what is
    missing before what is malformed. quickbooks: a number that is too long, or taken, and a line
    without its account stand in one answer.
    """
    refuse_many_lines(obj, MOST_LINES)
    head, lines = _head_faults(company, kind, obj, given), _line_faults(kind, obj, given)
    taken = kind.number_fault(company, obj, old, options) if lines else None
    found = [*head, *([taken] if taken else []), *lines]
    if found:
        raise together(found)
    _refuse_hollow(kind, obj, given)


def refuse_many_lines(obj: Obj, most: int) -> None:
    """Raises 6000 where a document has more lines than that."""
    lines = obj.get("Line")
    if isinstance(lines, list) and len(lines) > most:
        raise business(f"A transaction can have at most {most:,} lines.")


def _head_faults(company: Company, kind: Kind, obj: Obj, given: Obj) -> list[Fault]:
    problems, found = _problems(given), Collected()
    found.faults += _missing(kind, obj, given) or kind.missing(company, obj)
    found.faults += [fault for fault in problems if not _in_line(fault)]
    found.faults += _too_long(kind, obj)
    if not problems:
        with found.noting():
            kind.check(obj)
    return found.faults


def _line_faults(kind: Kind, obj: Obj, given: Obj) -> list[Fault]:
    """quickbooks: one entry for each line that lacks something."""
    lines = [line for line in obj.get("Line") or () if isinstance(line, dict)]
    names = [name for name in map(kind.missing_in_line, lines) if name is not None]
    found = [_required(kind, name) for name in names]
    found += [fault for fault in _problems(given) if _in_line(fault)]
    long = (
        too_long(line, path, most) for line in lines for path, most in kind.line_lengths.items()
    )
    return [*found, *(fault for fault in long if fault is not None)]


def _problems(given: Obj) -> tuple[Fault, ...]:
    return given.problems if isinstance(given, Values) else ()


def _missing(kind: Kind, obj: Obj, given: Obj) -> list[Fault]:
    hollow = _hollow(kind, obj, given)
    names = [name for name in kind.required if obj.get(name) in ABSENT and name not in hollow]
    names += [name for name in kind.always_given if given.get(name) is None and name not in names]
    return [_required(kind, name) for name in names]


def _hollow(kind: Kind, obj: Obj, given: Obj) -> list[str]:
    """References that were given without a value and that QuickBooks stumbles over."""
    hollow = given.hollow if isinstance(given, Values) else ()
    return [name for name in hollow if name in kind.stumbles_over and obj.get(name) is None]


def _refuse_hollow(kind: Kind, obj: Obj, given: Obj) -> None:
    """quickbooks: an empty CustomerRef of an invoice is an internal error, not a missing one."""
    if _hollow(kind, obj, given):
        raise business("Unexpected Internal Error. (-30003)", element=None)


def _too_long(kind: Kind, obj: Obj) -> list[Fault]:
    given = ((path, most) for path, most in kind.lengths.items() if path in obj or "." in path)
    long = (too_long(obj, path, most) for path, most in given)
    return [fault for fault in long if fault is not None]


def _required(kind: Kind, name: str) -> Fault:
    return required(name, named=name not in kind.unnamed)


def _in_line(fault: Fault) -> bool:
    return (fault.element or "").startswith("Line.")
