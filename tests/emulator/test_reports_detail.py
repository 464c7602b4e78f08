"""GeneralLedger, ProfitAndLossDetail and TransactionList of books whose figures are known."""

import pytest

from tests.emulator.books import Books, Obj, line, ref, sale, settles
from tests.emulator.known_books import amount, ask, fill, lines, refusal, rows
from tests.emulator.purchasing import by_check, owed, spent, vendor

KEYS = [
    *("tx_date", "txn_type", "doc_num", "name", "memo", "split_acc"),
    *("subt_nat_amount", "rbal_nat_amount"),
]


@pytest.fixture
def known(books: Books) -> Books:
    fill(books)
    return books


def keys(report: Obj) -> list[str]:
    return [column["MetaData"][0]["Value"] for column in report["Columns"]["Column"]]


def part(report: Obj, title: str) -> Obj:
    """The section of that heading."""
    headed = (row for row in rows(report) if "Header" in row)
    return next(row for row in headed if row["Header"]["ColData"][0]["value"] == title)


def values(row: Obj) -> list[str]:
    return [cell["value"] for cell in row["ColData"]]


def test_it_lists_every_entry_of_an_account(known: Books) -> None:
    report = ask(known, "GeneralLedger")
    section = part(report, "Checking")

    assert keys(report) == KEYS
    assert section["Header"]["ColData"][0] == {"value": "Checking", "id": "35"}
    assert [values(row)[-2:] for row in section["Rows"]["Row"]] == [
        ["-15.00", "-15.00"],
        ["62.00", "47.00"],
        ["-40.00", "7.00"],
        ["-10.00", "-3.00"],
    ]
    assert section["Summary"]["ColData"][0]["value"] == "Total for Checking"
    assert section["Summary"]["ColData"][6]["value"] == "-3.00"


def test_it_begins_with_what_was_there(known: Books) -> None:
    first = part(ask(known, "GeneralLedger"), "Undeposited Funds")["Rows"]["Row"][0]

    assert values(first) == ["Beginning Balance", "", "", "", "", "", "", "30.00"]


def test_it_ends_where_the_trial_balance_stands(known: Books) -> None:
    ledger, trial = ask(known, "GeneralLedger"), ask(known, "TrialBalance")

    closing = {}
    for row in ledger["Rows"]["Row"]:
        head = row["Header"]["ColData"][0]["value"]
        closing[head] = abs(amount(values(row["Rows"]["Row"][-1])[-1]))
    assert closing == {
        name: max(amount(debit), amount(credit)) for name, debit, credit in lines(trial)
    }


def test_it_names_the_document_and_the_other_side(known: Books) -> None:
    made = part(ask(known, "GeneralLedger"), "Accounts Receivable (A/R)")["Rows"]["Row"]

    assert made[0]["ColData"][1] == {"value": "Invoice", "id": "2"}
    assert made[0]["ColData"][3] == {"value": "Erin Buyer", "id": "1"}
    assert made[0]["ColData"][5] == {"value": "-Split-", "id": ""}
    assert made[1]["ColData"][5] == {"value": "Undeposited Funds", "id": "4"}


def test_it_shows_the_columns_that_were_asked_for(known: Books) -> None:
    columns = "account_name,debt_amt,credit_amt,unheard_of"

    report = ask(known, "GeneralLedger", columns=columns, account="35")

    assert keys(report) == ["account_name", "debt_amt", "credit_amt"]
    assert lines(report)[:2] == [["Checking", "", "15.00"], ["Checking", "62.00", ""]]
    assert report["Header"]["Account"] == "35"


def memos(report: Obj, title: str) -> list[str]:
    return [values(row)[4] for row in part(report, title)["Rows"]["Row"]]


def test_an_entry_says_what_its_line_says_as_recorded(books: Books) -> None:
    tea, pot = books.item(), books.stocked()
    discount = {"Amount": 1, "DetailType": "DiscountLineDetail", "DiscountLineDetail": {}}
    sold = line(pot, "20", Qty=2, UnitPrice=10) | {"Description": "Two pots"}
    lines = (line(tea, "10") | {"Description": "Green"}, sold, line(tea, "10"), discount)
    form = sale(books.customer(), *lines, TxnDate="2024-02-01", PrivateNote="By hand")
    books.make("Invoice", form)

    report = ask(books, "GeneralLedger")

    assert memos(report, "Sales of Product Income") == ["Green", "Two pots", ""]
    assert memos(report, "Cost of Goods Sold") == ["Two pots"]
    assert memos(report, "Discounts given") == ["Discount"]
    assert memos(report, "Accounts Receivable (A/R)") == ["By hand"]


def test_an_entry_of_nobody_has_an_empty_name_as_recorded(books: Books) -> None:
    books.make("SalesReceipt", {"Line": [line(books.item(), "10")], "TxnDate": "2024-02-01"})

    entry = part(ask(books, "GeneralLedger"), "Undeposited Funds")["Rows"]["Row"][0]

    assert entry["ColData"][3] == {"value": "", "id": ""}


def test_it_writes_no_zero_before_the_point(books: Books) -> None:
    form = sale(books.customer(), line(books.item(), "0.44"), TxnDate="2024-02-01")
    books.make("SalesReceipt", form)
    books.make("RefundReceipt", {**form, "DepositToAccountRef": {"value": "35"}})

    found = part(ask(books, "GeneralLedger"), "Sales of Product Income")["Rows"]["Row"]

    assert [values(row)[-2:] for row in found] == [[".44", ".44"], ["-.44", ".00"]]


def test_it_sorts_by_the_column_that_is_named(known: Books) -> None:
    report = ask(
        known, "GeneralLedger", account="79", sort_by="subt_nat_amount", sort_order="descend"
    )

    assert [line[6] for line in lines(report)] == [
        *("100.00", "70.00", "50.00", "20.00", "-10.00", "-15.00")
    ]


def test_it_puts_the_gross_profit_before_what_it_is_made_of(known: Books) -> None:
    section = ask(known, "ProfitAndLossDetail")["Rows"]["Row"][0]

    gross = section["Rows"]["Row"][0]
    assert (gross["Rows"], gross["Summary"]["ColData"][6]["value"]) == ({}, "210.00")
    assert [row["Header"]["ColData"][0]["value"] for row in section["Rows"]["Row"][1:]] == [
        *("Income", "Cost of Goods Sold", "Expenses")
    ]
    assert section["Summary"]["ColData"][0]["value"] == "Net Income"
    assert section["Summary"]["ColData"][6]["value"] == "168.00"


def test_it_lists_sub_accounts_under_their_parents(books: Books) -> None:
    child = books.make(
        "Account",
        {
            "Name": "Cups",
            "AccountType": "Income",
            "SubAccount": True,
            "ParentRef": {"value": "79"},
        },
    )
    cup = books.item("Cup", IncomeAccountRef=ref(child))
    form = sale(books.customer(), line(cup, "5"), line(books.item(), "2"), TxnDate="2024-06-01")
    books.make("SalesReceipt", form)

    section = part(ask(books, "ProfitAndLossDetail"), "Sales of Product Income")

    own, below = section["Rows"]["Row"]
    assert "Header" not in own
    assert own["Summary"]["ColData"][0]["value"] == "Total for Sales of Product Income"
    assert below["Header"]["ColData"][0] == {"value": "Cups", "id": child["Id"]}
    assert section["Summary"]["ColData"][0]["value"] == (
        "Total for Sales of Product Income with sub-accounts"
    )


def sold_on_both(books: Books, *, on_parent: bool) -> Obj:
    """A sale on an account under Sales of Product Income, and one on that; the child's id."""
    parent = {"SubAccount": True, "ParentRef": {"value": "79"}}
    child = books.make("Account", {"Name": "Cups", "AccountType": "Income", **parent})
    cup = books.item("Cup", IncomeAccountRef=ref(child))
    lines = [line(cup, "5"), *([line(books.item(), "2")] if on_parent else [])]
    books.make("SalesReceipt", {"Line": lines, "TxnDate": "2024-06-01"})
    return child


def test_without_a_minor_version_a_list_has_the_recorded_older_form(books: Books) -> None:
    sold_on_both(books, on_parent=True)

    report = ask(books, "GeneralLedger", minorversion="")

    assert report["Columns"]["Column"][0] == {"ColTitle": "Date", "ColType": "tx_date"}
    heads = [row["Header"]["ColData"][0]["value"] for row in rows(report) if "Header" in row]
    assert heads[-2:] == ["Sales of Product Income", "Cups"]
    assert list(report["Rows"]["Row"][-1]) == ["Summary", "type"]
    assert values(report["Rows"]["Row"][-1]["Summary"])[0].endswith(" with sub-accounts")


def test_in_the_older_form_the_id_of_the_first_below_stands_above_it(books: Books) -> None:
    child = sold_on_both(books, on_parent=False)

    report = ask(books, "GeneralLedger", minorversion="")

    above = part(report, "Sales of Product Income")
    assert above["Header"]["ColData"][0]["id"] == child["Id"]
    assert above["Rows"]["Row"][0]["Header"]["ColData"][0] == {"value": "Cups"}


def test_the_form_of_lists_can_be_set(books: Books) -> None:
    books.control("PUT", "settings", {"listing_form": "newer"})

    report = ask(books, "CustomerBalanceDetail", minorversion="")

    assert report["Columns"]["Column"][0]["ColType"] == "Date"


def test_it_lists_every_document_once(known: Books) -> None:
    report = ask(known, "TransactionList")

    assert [line[1] for line in lines(report)] == [
        *("Invoice", "Payment", "Sales Receipt", "Credit Memo", "Refund", "Deposit"),
        *("Journal Entry", "Transfer", "Invoice"),
    ]
    assert lines(report)[0] == [
        *("2024-01-10", "Invoice", "1002", "Yes", "Erin Buyer", ""),
        *("Accounts Receivable (A/R)", "-Split-", "128.00"),
    ]


def test_it_lists_what_the_filters_leave(known: Books) -> None:
    def amounts(**params: str) -> list[str]:
        return [line[-1] for line in lines(ask(known, "TransactionList", **params))]

    assert amounts(transaction_type="Invoice,CreditRefund") == ["128.00", "-15.00", "70.00"]
    assert amounts(docnum="1002") == ["128.00"]
    assert amounts(bothamount="15") == ["-15.00"]
    assert amounts(source_account_type="AccountsReceivable") == ["128.00", "-10.00", "70.00"]
    assert amounts(arpaid="Unpaid", transaction_type="Invoice") == ["128.00", "70.00"]
    assert amounts(end_duedate="2024-02-28") == ["128.00"]
    assert amounts(name="2") == ["70.00"]


def test_a_bill_payment_is_about_the_bank_it_is_paid_from(books: Books) -> None:
    seller = vendor(books)
    bill = books.make("Bill", owed(seller, spent("20"), TxnDate="2024-02-01"))
    paid = by_check(seller, "20", settles(bill, "20", "Bill"), TxnDate="2024-02-02")
    books.make("BillPayment", paid)

    found = lines(ask(books, "TransactionList", transaction_type="BillPaymentCheck"))

    assert found[0][-3:] == ["Checking", "Accounts Payable (A/P)", "-20.00"]


def test_it_lists_opening_stock_and_its_adjustments(books: Books) -> None:
    pot = books.stocked("Teapot", InvStartDate="2024-01-01")
    books.change("Item", pot, QtyOnHand=8, InvStartDate="2024-02-01")

    found = lines(ask(books, "TransactionList"))

    assert [(line[0], line[1], line[-1]) for line in found] == [
        ("2024-01-01", "Inventory Starting Value", "25.00"),
        ("2024-02-01", "Inventory Qty Adjust", "-5.00"),
    ]


@pytest.mark.parametrize(
    ("by", "titles"),
    [
        ("Customer", ["Not Specified", "Erin Buyer", "Noah Owing"]),
        ("Quarter", ["Apr - Jun 2024", "Jan - Mar 2024"]),
        ("Account", ["Accounts Receivable (A/R)", "Checking"]),
    ],
)
def test_it_groups_documents(known: Books, by: str, titles: list[str]) -> None:
    report = ask(known, "TransactionList", group_by=by)

    found = [row["Header"]["ColData"][0]["value"] for row in report["Rows"]["Row"]]
    assert found[: len(titles)] == titles


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({"group_by": "Moon"}, "2170"),
        ({"start_duedate": "soon"}, "2060"),
        ({"start_moddate": "2024-02-01", "end_moddate": "2024-01-01"}, "2190"),
        ({"bothamount": "much"}, "2080"),
    ],
)
def test_it_refuses_what_it_cannot_read(known: Books, params: dict[str, str], code: str) -> None:
    assert refusal(known, "TransactionList", start_date="2024-01-01", **params)["code"] == code


def test_it_closes_the_years_before_into_retained_earnings(known: Books) -> None:
    found = part(ask(known, "GeneralLedger"), "Retained Earnings")["Rows"]["Row"]

    assert [values(row)[-1] for row in found] == ["30.00"]
