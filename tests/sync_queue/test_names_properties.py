"""For any names of a store: legal, unique and stable; and updates never carry what stays."""

import itertools
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connections.models import Connection
from sync_queue.documents import names
from sync_queue.documents.outcome import Document
from sync_queue.models import Link
from sync_queue.preparing import claim, intent
from sync_queue.preparing.intent import ONCE
from sync_queue.preparing.whose import Ours, Theirs, Verdict, judge

pytestmark = pytest.mark.django_db
ONE_DATABASE = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
ILLEGAL = set(":\t\n\r")
# What real stores have, and what they should not have.
TEXT = st.text(max_size=30) | st.sampled_from(
    [
        "Jane Roe",
        "JANE ROE",
        "jane  roe ",
        "Straße",
        "STRASSE",
        "Tea: green",
        "\u0130x",
        "Jane Roe.",
    ]
)
KEYS = st.text(st.characters(codec="ascii", categories=["L", "N"]), min_size=1, max_size=12)
KINDS = {"customer": "C", "vendor": "V", "guests": "G"}


def document(text: str, kind: str, key: str) -> Document:
    mark = f"{KINDS[kind]}-{key}"
    choices = names.choices(text, mark=mark, longest=500)
    return Document("Customer", {}, name_space=Link.NameSpace.NAMES, names=choices)


def claimed(shelf: Connection, people: list[tuple[str, str, str]]) -> dict[tuple[str, str], str]:
    """The names that people of the three kinds bear after they have come in this order."""
    Link.objects.filter(connection=shelf).delete()
    found = {}
    for kind, key, text in people:
        link = Link(connection=shelf, kind=kind, key=key)
        found[kind, key] = claim.claim(document(text, kind, key), link=link)
    return found


PEOPLE = st.lists(
    st.tuples(st.sampled_from(sorted(KINDS)), KEYS, TEXT),
    max_size=8,
    unique_by=lambda one: (one[0], one[1].casefold()),
)


@given(text=st.text(), mark=KEYS)
def test_every_choice_is_legal_and_not_empty(text: str, mark: str) -> None:
    for name in names.choices(text, mark=mark, longest=100):
        assert 0 < len(name) <= 100
        assert not ILLEGAL & set(name)
        assert name == name.strip()


@given(text=st.text())
def test_what_is_legal_stays_as_it_is(text: str) -> None:
    once = names.legal(text, longest=100)

    assert names.legal(once, longest=100) == once


@given(people=PEOPLE)
@ONE_DATABASE
def test_names_of_all_kinds_are_unique_as_quickbooks_compares_them(
    shelf: Connection, people: list[tuple[str, str, str]]
) -> None:
    found = claimed(shelf, people)

    assert len({names.fold(name) for name in found.values()}) == len(people)


@given(people=PEOPLE)
@ONE_DATABASE
def test_who_came_keeps_the_name_whoever_comes_again_or_later(
    shelf: Connection, people: list[tuple[str, str, str]]
) -> None:
    found = claimed(shelf, people)

    again = {}
    for kind, key, text in reversed(people):
        link = Link.objects.get(connection=shelf, kind=kind, key=key)
        again[kind, key] = claim.claim(document(text, kind, key), link=link)

    assert again == found


@given(people=PEOPLE)
@ONE_DATABASE
def test_in_any_order_each_bears_the_plain_name_or_its_own_mark(
    shelf: Connection, people: list[tuple[str, str, str]]
) -> None:
    for order in itertools.islice(itertools.permutations(people), 3):
        for (kind, key), name in claimed(shelf, list(order)).items():
            text = next(one[2] for one in people if one[:2] == (kind, key))
            assert name in document(text, kind, key).names


@given(names_=st.lists(TEXT, min_size=1, max_size=4), currency=st.sampled_from(["EUR", "GBP"]))
def test_a_name_in_another_currency_says_it_and_is_never_too_long(
    names_: list[str], currency: str
) -> None:
    for text in names_:
        for name in names.choices(text * 40, mark="C-1", longest=500):
            abroad = names.with_tail(name, f" ({currency})", longest=500)
            assert abroad.endswith(f"({currency})")
            assert len(abroad) <= 500


@given(number=st.text(min_size=1, max_size=60), suffix=st.integers(0, 9))
def test_a_number_fits_whatever_is_put_behind_it(number: str, suffix: int) -> None:
    again = names.numbered_again(names.doc_number(number), suffix=suffix)

    assert len(again) <= names.DOC_NUMBER_LENGTH
    assert (again == names.doc_number(number)) == (suffix == 0)


FIELDS = st.dictionaries(
    st.sampled_from(["Description", "UnitPrice", "Sku", *sorted(ONCE)]),
    st.one_of(st.text(max_size=5), st.integers(0, 9), st.just({"value": "7"})),
)


@given(sent=FIELDS, fields=FIELDS, create_only=FIELDS)
def test_an_update_never_carries_stock_accounts_or_type(
    sent: dict[str, Any], fields: dict[str, Any], create_only: dict[str, Any]
) -> None:
    kept = {name: value for name, value in fields.items() if name not in ONCE}
    item = Document("Item", kept, create_only=create_only)
    link = Link(kind="product", key="1", qbo_type="Item", qbo_id="5", sync_token="0", sent=sent)

    wanted = intent.of_document(item, link=link, name="")

    assert wanted is None or not ONCE & set(wanted.body)


MAILS = st.sampled_from(["", "jane@example.com", "JANE@example.com", "other@example.com"])
BEARER = st.builds(
    lambda kind, email, active, id_: Theirs(
        kind,
        {
            "Id": str(id_),
            "DisplayName": "Jane Roe" if active else "Jane Roe (deleted)",
            "PrimaryEmailAddr": {"Address": email},
            "Active": active,
        },
    ),
    st.sampled_from(["Customer", "Vendor", "Employee"]),
    MAILS,
    st.booleans(),
    st.integers(1, 5),
)


@given(email=MAILS, bearers=st.lists(BEARER, max_size=4))
def test_only_an_active_customer_of_the_same_address_is_ever_linked(
    email: str, bearers: list[Theirs]
) -> None:
    fields = {"PrimaryEmailAddr": {"Address": email}} if email else {}
    named = names.choices("Jane Roe", mark="C-1", longest=500)
    ours = Document("Customer", fields, name_space=Link.NameSpace.NAMES, names=named)

    ruling = judge(Ours(ours), bearers)

    is_same = any(
        one.qbo_type == "Customer" and one.is_active and one.email.casefold() == email.casefold()
        for one in bearers
    )
    assert (ruling.verdict == Verdict.LINK) == (bool(email) and is_same)
    assert ruling.verdict != Verdict.FREE or not any(one.is_active for one in bearers)
