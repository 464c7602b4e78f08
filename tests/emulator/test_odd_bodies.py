"""Whatever is sent, the answer is a fault in JSON, never silence."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from emulator.kinds import ALL
from emulator.protocol import schema
from emulator.server import Server
from tests.emulator.books import Books
from tests.emulator.conftest import open_company

ODD: st.SearchStrategy[Any] = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 10**16),
    st.sampled_from(["", "1", "x", "2024-01-01", "SalesItemLineDetail", "Invoice", "TAX"]),
    st.just([]),
    st.just({}),
    st.just({"value": "1"}),
    st.just([{"Amount": 1}]),
)


def shaped(type_: str, depth: int = 0) -> st.SearchStrategy[Any]:
    """Mostly what belongs there, sometimes not."""
    fields = schema.KNOWN.get(type_)
    if fields is None or depth > 3:
        return ODD
    known = st.sampled_from(sorted(fields)) if fields else st.just("value")
    body = st.dictionaries(known, st.none(), max_size=5).flatmap(
        lambda keys: st.fixed_dictionaries(
            {key: shaped(fields.get(key, ""), depth + 1) for key in keys}
        )
    )
    return st.one_of(body, body, body, ODD, st.lists(body, max_size=2))


@pytest.fixture(scope="module")
def company(running: Server) -> Books:
    books = open_company(running.url)
    books.customer()
    books.item()
    return books


@pytest.mark.parametrize("kind", [kind.name for kind in ALL])
@given(data=st.data())
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
def test_it_answers_any_body_with_an_object_or_a_fault(
    company: Books, kind: str, data: st.DataObject
) -> None:
    body = data.draw(shaped(kind))

    answer = company.call(kind.lower(), body if isinstance(body, dict) else {"Line": body})

    assert answer.status_code in {200, 400}
    assert (kind in answer.json()) or answer.json()["Fault"]["Error"]


@pytest.mark.parametrize(
    "body", [b"[]", b"1", b"{", b"\xff", b'{"BatchItemRequest": 3}', b'{"BatchItemRequest": [1]}']
)
def test_it_answers_a_body_that_is_no_object_with_a_fault(company: Books, body: bytes) -> None:
    for path in ("customer", "batch", "taxservice/taxcode"):
        answer = company.session.post(f"{company.base}/{path}", data=body, timeout=10)

        assert answer.status_code == 400, (path, answer.text)
        assert answer.json()["Fault"]["Error"]


@given(statement=st.text(max_size=60) | st.text("select*from() Customerwhile=',1", max_size=60))
@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
def test_it_answers_any_statement(company: Books, statement: str) -> None:
    answer = company.call("query", query=statement)

    assert answer.status_code in {200, 400}


@pytest.mark.parametrize(
    ("kind", "body", "code"),
    [
        (
            "JournalEntry",
            {"Line": [{"Amount": 5, "DetailType": "SalesItemLineDetail"}]},
            "500",
        ),
        ("RecurringTransaction", {"CreditMemo": []}, "2010"),
        ("RecurringTransaction", {"Deposit": {"CashBack": {"Amount": "much"}}}, "2080"),
    ],
)
def test_it_refuses_what_belongs_to_another_kind(
    company: Books, kind: str, body: dict[str, Any], code: str
) -> None:
    assert company.refused(kind, body)["code"] == code


def test_it_gives_an_address_an_id_of_its_own_where_none_was_sent(company: Books) -> None:
    made = company.customer("Eve", BillAddr={"Id": "somewhere", "Line1": "1 Road"})

    assert made["BillAddr"]["Id"].isdigit()
    assert list(made["BillAddr"]) == ["Id", "Line1"]
