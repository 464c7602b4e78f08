"""What of a tax id is ever shown again? Its end; the mask that is sent back changes nothing."""

from collections.abc import Iterable

from emulator.wire import Obj

SHOWN_OF_CUSTOMER = 5
SHOWN_OF_VENDOR = 4


def masked(secret: str, shown: int) -> str:
    """quickbooks: as long as it was, its last letters and digits behind X's.

    "123-45-6789" is documented as XXXXXX56789 for customers and as XXXXXXX6789 for vendors: what
    divides the digits is gone.
    """
    end = "".join(filter(str.isalnum, secret))[-shown:]
    return "X" * (len(secret) - len(end)) + end


def hide(obj: Obj, names: Iterable[str], shown: int) -> Obj:
    return {**obj, **{name: masked(obj[name], shown) for name in names if obj.get(name)}}


def keep(old: Obj, given: Obj, names: Iterable[str], shown: int) -> Obj:
    """What is given, with the tax ids that came back masked as they are known."""
    known = {name: old[name] for name in names if old.get(name)}
    same = {one: id_ for one, id_ in known.items() if given.get(one) == masked(id_, shown)}
    return {**given, **same}
