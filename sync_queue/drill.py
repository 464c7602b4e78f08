"""Does this company really honour request ids? Tried once, with a write that cannot double.

The first item or customer that is created is sent a second time, byte for byte. A company that
honours the request id answers with the same one; one that does not must refuse, since the names of
both are unique.
Only where repeats were seen to be answered does the bridge ever repeat a write whose outcome is
unknown; elsewhere it looks first.
"""

from connections.gateway import Answer
from connections.models import Connection
from sync_queue.models import Dispatch

Trust = Connection.RequestIdTrust
UNIQUELY_NAMED = {"/item": "Item", "/customer": "Customer"}


def is_due(dispatch: Dispatch, answer: Answer) -> bool:
    """Whether `dispatch`, just answered for the first time, is the write to try it with."""
    is_unknown = dispatch.connection.requestid_trust == Trust.UNKNOWN
    return is_unknown and answer.fault is None and is_fit(dispatch)


def is_fit(dispatch: Dispatch) -> bool:
    """Creates one item or customer, and was never sent before."""
    is_create = dispatch.path in UNIQUELY_NAMED and b'"Id"' not in bytes(dispatch.body)
    return is_create and dispatch.sends <= 1


def judge(*, first: Answer, second: Answer) -> str:
    """TRUSTED if the repeat was answered with the same one; UNKNOWN if it was not answered."""
    if second.fault is None:
        same = _id_in(second) == _id_in(first)
        return Trust.TRUSTED if same else Trust.UNTRUSTED
    return Trust.UNTRUSTED if second.fault.code == "6240" else Trust.UNKNOWN


def note(connection: Connection, trust: str) -> None:
    connection.requestid_trust = trust
    connection.save(update_fields=["requestid_trust", "updated_at"])


def _id_in(answer: Answer) -> str:
    made = next(answer.body[name] for name in UNIQUELY_NAMED.values() if name in answer.body)
    return str(made["Id"])
