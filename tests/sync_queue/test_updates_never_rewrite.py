"""For any record and any change: what goes out to update it is what changed, and never its stock,
accounts, type or start (rules 4 and 5)."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from sync_queue import canonical
from sync_queue.documents.outcome import Document
from sync_queue.models import Link
from sync_queue.preparing import intent
from sync_queue.preparing.intent import ONCE, TOGETHER, WITH_LINES

OWNED = ("Description", "Sku", "UnitPrice", "Active", "ParentRef", "Notes", "BillAddr", "Taxable")
HEAD = {"Id", "SyncToken", "sparse"}
REFS = st.builds(lambda value: {"value": value}, st.text("0123456789", min_size=1, max_size=3))
VALUES = st.one_of(st.text(max_size=8), st.booleans(), st.integers(0, 99), REFS)
FIELDS = st.dictionaries(st.sampled_from(OWNED), VALUES, max_size=6)
BOOKING = st.dictionaries(st.sampled_from(sorted(ONCE)), VALUES, max_size=len(ONCE))
TYPES = st.sampled_from(["Item", "Customer", "Vendor"])


def update(qbo_type: str, fields: Any, once: Any, sent: Any) -> intent.Intent | None:
    link = Link(kind="product", key="1", qbo_type=qbo_type, qbo_id="7", sync_token="3", sent=sent)
    return intent.of_document(Document(qbo_type, fields, once), link=link, name="Mug")


@settings(deadline=None)
@given(TYPES, FIELDS, FIELDS, BOOKING, BOOKING)
def test_no_update_holds_what_is_sent_once_only(
    qbo_type: str, now: Any, before: Any, once_now: Any, once_before: Any
) -> None:
    sent = canonical.plain({**before, **once_before})

    found = update(qbo_type, now, once_now, sent)

    assert found is None or not set(found.body) & ONCE


@settings(deadline=None)
@given(TYPES, FIELDS, FIELDS, BOOKING)
def test_an_update_holds_what_changed_and_nothing_else(
    qbo_type: str, now: Any, before: Any, once: Any
) -> None:
    name = intent.NAME_FIELD[qbo_type]
    sent = canonical.plain({**before, **once, name: "Mug"})

    found = update(qbo_type, now, once, sent)

    body = found.body if found else {}
    together = {*TOGETHER.get(qbo_type, ()), *WITH_LINES}
    for field in set(body) - HEAD - together:
        assert canonical.plain(body[field]) != sent.get(field)
    for field, value in now.items():
        assert canonical.plain(value) == sent.get(field) or field in body


@settings(deadline=None)
@given(TYPES, FIELDS, FIELDS, BOOKING, BOOKING)
def test_what_was_sent_once_is_remembered_as_it_was_sent(
    qbo_type: str, now: Any, before: Any, once_now: Any, once_before: Any
) -> None:
    sent = canonical.plain({**before, **once_before})

    found = update(qbo_type, now, once_now, sent)

    if found is not None:
        assert {k: v for k, v in found.sent.items() if k in ONCE} == canonical.plain(once_before)
