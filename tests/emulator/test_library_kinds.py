"""Every class of python-quickbooks is created, read, changed, voided, deleted, asked for, batched.

The rows stand in tests.emulator.library; the sample company gives them what they refer to.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from quickbooks import QuickBooks
from quickbooks.batch import batch_create, batch_delete, batch_update
from quickbooks.cdc import change_data_capture
from quickbooks.exceptions import ObjectNotFoundException, QuickbooksException
from quickbooks.objects import (
    BillPayment,
    Estimate,
    Invoice,
    Payment,
    PurchaseOrder,
    SalesReceipt,
    TimeActivity,
)
from quickbooks.objects.creditcardpayment_entity import CreditCardPayment

from emulator.server import Server
from tests.emulator.conftest import open_company
from tests.emulator.library import DOCUMENTS, LISTS, Row, sign_in

ALL = [*LISTS, *DOCUMENTS]
VOIDABLE = [
    row for row in DOCUMENTS if row.made_of in {BillPayment, Invoice, Payment, SalesReceipt}
]
PRINTED = [row for row in DOCUMENTS if row.made_of in {Estimate, Invoice, SalesReceipt}]

# The library names card payments in a batch as QuickBooks does not.
BATCHED = [row for row in DOCUMENTS if row.made_of is not CreditCardPayment]
SENT = [row for row in DOCUMENTS if row.made_of in {Estimate, Invoice, PurchaseOrder}]


@pytest.fixture(scope="module")
def qb(running: Server) -> Iterator[QuickBooks]:
    """One sample company for all rows; each row leaves it as it was or with one entry more."""
    with sign_in(open_company(running.url, "sample")) as client:
        yield client


@pytest.mark.parametrize("row", ALL, ids=str)
def test_it_creates_reads_and_asks(qb: QuickBooks, row: Row) -> None:
    counted = row.made_of.count(qb=qb)

    saved = row.build().save(qb=qb)

    assert row.made_of.get(saved.Id, qb=qb).to_dict() == saved.to_dict()
    assert row.made_of.count(qb=qb) == counted + 1
    assert [each.Id for each in row.made_of.filter(Id=saved.Id, qb=qb)] == [saved.Id]
    assert [each.Id for each in row.made_of.choose([saved.Id], qb=qb)] == [saved.Id]
    assert saved.Id in [each.Id for each in row.made_of.all(max_results=1000, qb=qb)]


@pytest.mark.parametrize("row", ALL, ids=str)
@pytest.mark.parametrize("sparse", [False, True], ids=["full", "sparse"])
def test_it_updates(qb: QuickBooks, row: Row, sparse: bool) -> None:
    found = row.made_of.get(row.made_of.all(max_results=1, qb=qb)[0].Id, qb=qb)
    name, value = row.change
    wanted = (
        f"{value} sparsely" if sparse and isinstance(value, str) and row in DOCUMENTS else value
    )
    setattr(found, name, wanted)
    found.sparse = sparse

    found.save(qb=qb)

    changed = row.made_of.get(found.Id, qb=qb)
    assert getattr(changed, name) == wanted


@pytest.mark.parametrize("row", DOCUMENTS, ids=str)
def test_it_refuses_an_old_token(qb: QuickBooks, row: Row) -> None:
    saved = row.build().save(qb=qb)
    saved.SyncToken = "7"

    with pytest.raises(QuickbooksException) as refused:
        saved.save(qb=qb)

    assert refused.value.error_code == 5010


@pytest.mark.parametrize("row", VOIDABLE, ids=str)
def test_it_voids(qb: QuickBooks, row: Row) -> None:
    saved = row.build().save(qb=qb)

    saved.void(qb=qb)

    voided = row.made_of.get(saved.Id, qb=qb)
    assert (voided.TotalAmt, voided.PrivateNote) == (0, "Voided")


@pytest.mark.parametrize("row", PRINTED, ids=str)
def test_it_prints(qb: QuickBooks, row: Row) -> None:
    saved = row.build().save(qb=qb)

    assert saved.download_pdf(qb=qb)[:5] == b"%PDF-"


@pytest.mark.parametrize("row", SENT, ids=str)
def test_it_sends(qb: QuickBooks, row: Row) -> None:
    saved = row.build().save(qb=qb)

    sent = saved.send(qb=qb, send_to="ann@example.com")

    assert sent[str(row)]["EmailStatus"] == "EmailSent"


@pytest.mark.parametrize("row", DOCUMENTS, ids=str)
def test_it_deletes(qb: QuickBooks, row: Row) -> None:
    saved = row.build().save(qb=qb)

    saved.delete(qb=qb)

    with pytest.raises(ObjectNotFoundException):
        row.made_of.get(saved.Id, qb=qb)


@pytest.mark.parametrize("row", LISTS, ids=str)
def test_it_makes_inactive(qb: QuickBooks, row: Row) -> None:
    saved = row.build(second=True).save(qb=qb)
    saved.Active = False

    gone = saved.save(qb=qb)

    name = getattr(gone, "DisplayName", "") or getattr(gone, "Name", "")
    assert (gone.Active, name[-10:]) == (False, " (deleted)")
    assert row.made_of.filter(Id=saved.Id, qb=qb) == []


@pytest.mark.parametrize("row", BATCHED, ids=str)
def test_it_batches(qb: QuickBooks, row: Row) -> None:
    made = batch_create([row.build(), row.build()], qb=qb)
    assert not made.faults
    for each in made.successes:
        setattr(each, *row.change)

    changed = batch_update(made.successes, qb=qb)
    gone = batch_delete(changed.successes, qb=qb)

    assert [getattr(each, row.change[0]) for each in changed.successes] == [row.change[1]] * 2
    assert (len(gone.successes), gone.faults) == (2, [])


def test_it_tells_all_changes(qb: QuickBooks) -> None:
    since = datetime.now(ZoneInfo("UTC")) - timedelta(hours=1)
    # quickbooks: time is not in it; the library looks for card payments under another name.
    classes = [row.made_of for row in ALL if row.made_of not in {CreditCardPayment, TimeActivity}]

    told = change_data_capture(classes, since.isoformat(timespec="seconds"), qb=qb)

    assert {each.__name__ for each in classes if len(getattr(told, each.__name__))} == {
        each.__name__ for each in classes
    }
