"""What a row puts on the wire, and under which name."""

from decimal import Decimal
from typing import Any

import pytest

from sync_queue.documents.outcome import Document, Removal
from sync_queue.models import Link
from sync_queue.preparing import intent

UID = "0f" * 16


def item(**fields: Any) -> Document:
    return Document(
        qbo_type="Item",
        fields={"Sku": "T-1", "UnitPrice": Decimal("20.00"), **fields},
        create_only={
            "Type": "Inventory",
            "QtyOnHand": Decimal(5),
            "IncomeAccountRef": {"value": "1"},
        },
    )


def new_link(**columns: Any) -> Link:
    return Link(kind="product", key="k1", **columns)


def linked(document: Document, name: str = "Teapot") -> Link:
    """A link to `document` as it was created."""
    wanted = intent.of_document(document, link=new_link(), name=name)
    assert wanted is not None
    return new_link(qbo_type="Item", qbo_id="7", sync_token="3", sent=wanted.sent)


def update(document: Document, link: Link, name: str = "Teapot") -> dict[str, Any] | None:
    wanted = intent.of_document(document, link=link, name=name)
    return wanted.body if wanted else None


def test_what_is_not_linked_is_created_with_everything() -> None:
    wanted = intent.of_document(item(), link=new_link(), name="Teapot")

    assert wanted is not None
    assert wanted.operation == "create"
    assert set(wanted.body) == {"Sku", "UnitPrice", "Type", "QtyOnHand", "IncomeAccountRef", "Name"}


def test_what_is_unchanged_wants_nothing() -> None:
    assert update(item(), linked(item())) is None


def test_a_price_written_with_more_digits_is_unchanged() -> None:
    assert update(item(UnitPrice=Decimal("20.0000")), linked(item())) is None


def test_an_update_carries_the_changed_field_and_nothing_else() -> None:
    body = update(item(UnitPrice=Decimal("21")), linked(item()))

    assert body == {"Id": "7", "SyncToken": "3", "sparse": True, "UnitPrice": Decimal("21")}


def test_an_update_never_sends_stock_accounts_or_type_again() -> None:
    moved = Document(
        qbo_type="Item",
        fields={"Sku": "T-2"},
        create_only={
            "Type": "Service",
            "QtyOnHand": Decimal(9),
            "IncomeAccountRef": {"value": "2"},
        },
    )

    body = update(moved, linked(item()))

    assert body is not None
    assert not {"Type", "QtyOnHand", "IncomeAccountRef"} & set(body)


def test_a_change_of_accounts_alone_sends_nothing() -> None:
    document = item()
    other = Document("Item", document.fields, {"IncomeAccountRef": {"value": "99"}})

    assert update(other, linked(document)) is None


@pytest.mark.parametrize(
    ("sent", "blank"),
    [
        ("Kettle", ""),
        ({"value": "3"}, {"value": ""}),
        ({"Line1": "12 Elm Street"}, {}),
        ([{"Amount": "1"}], []),
    ],
)
def test_a_field_that_fell_away_is_blanked_in_its_own_shape(sent: Any, blank: Any) -> None:
    link = linked(item())
    link.sent = {**link.sent, "Extra": sent}

    body = update(item(), link)

    assert body is not None
    assert body["Extra"] == blank


@pytest.mark.parametrize("empty", ["", {}, []])
def test_a_field_that_was_empty_already_is_not_blanked(empty: Any) -> None:
    link = linked(item())
    link.sent = {**link.sent, "Extra": empty}

    assert update(item(), link) is None


def test_a_changed_line_of_an_invoice_goes_with_all_lines_and_their_tax() -> None:
    fields = {
        "CustomerRef": {"value": "1"},
        "Line": [{"Amount": Decimal("1")}],
        "TxnTaxDetail": {"TotalTax": Decimal("0")},
        "DocNumber": "1001",
    }
    before = Document("Invoice", fields)
    created = intent.of_document(before, link=new_link(), name="")
    assert created is not None
    link = new_link(qbo_type="Invoice", qbo_id="5", sync_token="0", sent=created.sent)

    body = update(Document("Invoice", {**fields, "Line": [{"Amount": Decimal("2")}]}), link, "")

    assert body is not None
    assert set(body) == {"Id", "SyncToken", "sparse", "CustomerRef", "Line", "TxnTaxDetail"}


def test_what_was_created_is_remembered_after_an_update_too() -> None:
    link = linked(item())

    wanted = intent.of_document(item(Sku="T-2"), link=link, name="Teapot")

    assert wanted is not None
    assert wanted.sent == {**link.sent, "Sku": "T-2"}


@pytest.mark.parametrize(
    ("qbo_type", "operation", "params"),
    [
        ("Invoice", "void", {"operation": "void"}),
        ("SalesReceipt", "void", {"operation": "update", "include": "void"}),
        ("Payment", "void", {"operation": "update", "include": "void"}),
        ("CreditMemo", "delete", {"operation": "delete"}),
        ("Customer", "deactivate", {}),
    ],
)
def test_each_type_is_taken_out_by_its_own_operation(
    qbo_type: str, operation: str, params: dict[str, str]
) -> None:
    link = new_link(qbo_type=qbo_type, qbo_id="5", sync_token="2", sent={"Active": True})

    wanted = intent.of_removal(Removal(qbo_type, operation), link=link)

    assert wanted.params == params
    assert (wanted.body["Id"], wanted.body["SyncToken"]) == ("5", "2")
    assert wanted.can_be_batched == (not params)


def test_a_fingerprint_is_stable_over_time_and_over_the_order_of_fields() -> None:
    one = intent.Intent("create", "Item", {"a": Decimal("1.0"), "b": "x"}, {})
    same = intent.Intent("create", "Item", {"b": "x", "a": Decimal("1.00")}, {})

    prints = {each.fingerprint(connection_uid=UID, link=new_link()) for each in (one, same)}

    # Written down: a release that changed it would send unsettled writes under new request ids.
    assert prints == {"4a04b300ba86c80e74e2b2ba63a6a09f713b4e714e9738c7cec1408d169c0805"}


@pytest.mark.parametrize(
    "other",
    [
        (intent.Intent("create", "Item", {"a": Decimal(2)}, {}), UID, new_link()),
        (intent.Intent("update", "Item", {"a": Decimal(1)}, {}), UID, new_link()),
        (intent.Intent("create", "Item", {"a": Decimal(1)}, {}), "ab" * 16, new_link()),
        (intent.Intent("create", "Item", {"a": Decimal(1)}, {}), UID, new_link(generation=1)),
        (
            intent.Intent("create", "Item", {"a": Decimal(1)}, {}),
            UID,
            Link(kind="product", key="k2"),
        ),
    ],
)
def test_whatever_differs_gives_another_fingerprint(other: tuple[intent.Intent, str, Link]) -> None:
    one = intent.Intent("create", "Item", {"a": Decimal(1)}, {})
    wanted, uid, link = other

    first = one.fingerprint(connection_uid=UID, link=new_link())
    assert wanted.fingerprint(connection_uid=uid, link=link) != first
