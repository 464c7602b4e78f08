"""Reports and XML where QuickBooks says nothing: the chosen way and the other one."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree

import pytest
import requests

from tests.emulator.books import Books, Obj, line, ref, sale, settles
from tests.emulator.known_books import ask, fill, group, line_of, lines, refusal, rows


def choose(books: Books, **settings: Any) -> None:
    books.control("PUT", "settings", settings)


def titles(report: Obj) -> list[str]:
    return [column["ColTitle"] for column in report["Columns"]["Column"]]


def in_two_classes(books: Books) -> dict[str, Obj]:
    """An invoice of 30 in tea and 12 in cups, each line in a class of its own."""
    books.prefer("AccountingInfoPrefs", ClassTrackingPerTxnLine=True)
    made = {name: books.make("Class", {"Name": name}) for name in ("North", "South")}
    made |= {name: books.item(name) for name in ("Tea", "Cups")}
    sold = (
        line(made["Tea"], "30", ClassRef=ref(made["North"])),
        line(made["Cups"], "12", ClassRef=ref(made["South"])),
    )
    books.make("Invoice", sale(books.customer(), *sold, TxnDate="2024-01-10"))
    return made


def test_the_class_of_a_line_counts_where_it_is_set_so(books: Books) -> None:
    made = in_two_classes(books)

    def shown() -> tuple[list[str], list[list[str]], list[str]]:
        by_class = ask(books, "ProfitAndLoss", summarize_column_by="Classes")
        north = ask(books, "ProfitAndLoss", **{"class": made["North"]["Id"]})
        return titles(by_class)[1:], lines(ask(books, "ClassSales")), group(north, "NetIncome")

    before = shown()
    choose(books, report_lines="lines")

    assert before == (["Not Specified", "TOTAL"], [["Not Specified", "42.00"]], [""])
    by_class = [["North", "30.00"], ["South", "12.00"]]
    assert shown() == (["North", "South", "TOTAL"], by_class, ["30.00"])


def test_a_statement_knows_products_where_it_is_set_so(books: Books) -> None:
    made = in_two_classes(books)
    asked = {"summarize_column_by": "ProductsAndServices"}

    before = refusal(books, "ProfitAndLoss", **asked)["code"]
    whole = group(ask(books, "ProfitAndLoss", item=made["Tea"]["Id"]), "NetIncome")
    choose(books, report_lines="lines")

    assert (before, whole) == ("2170", ["42.00"])
    report = ask(books, "ProfitAndLoss", **asked)
    assert titles(report)[1:] == ["Cups", "Tea", "TOTAL"]
    assert group(report, "NetIncome") == ["12.00", "30.00", "42.00"]
    tea = ask(books, "ProfitAndLoss", item=made["Tea"]["Id"])
    assert group(tea, "NetIncome") == ["30.00"]


def test_the_cost_of_goods_follows_its_product(books: Books) -> None:
    fill(books)
    choose(books, report_lines="lines")

    report = ask(books, "ProfitAndLoss", summarize_column_by="ProductsAndServices")

    sold = dict(zip(titles(report)[1:], group(report, "COGS"), strict=True))
    assert (sold["Teapot"], sold["Tea"]) == ("5.00", "")
    assert group(report, "NetIncome")[-1] == "168.00"


@pytest.mark.parametrize(("way", "code"), [("unsupported", "500"), ("denied", "5020")])
def test_an_unknown_report_is_none_or_not_for_us(books: Books, way: str, code: str) -> None:
    choose(books, unknown_report=way)

    answer = books.call("reports/Weather")

    assert answer.json()["Fault"]["Error"][0]["code"] == code


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("ProfitAndLoss", {"accounting_method": "Barter"}),
        ("ProfitAndLoss", {"summarize_column_by": "Moons"}),
        ("ProfitAndLoss", {"sort_order": "sideways"}),
        ("ProfitAndLoss", {"date_macro": "once upon a time"}),
        ("TransactionList", {"group_by": "colour"}),
    ],
)
def test_a_word_that_is_none_is_refused_or_ignored(books: Books, name: str, asked: Obj) -> None:
    fill(books)
    before = refusal(books, name, **asked)["code"]
    choose(books, bad_report_words="ignore")

    report = ask(books, name, **asked)

    usual = ask(books, name, **({"date_macro": ""} if "date_macro" in asked else {}))
    assert before == "2170"
    assert report["Rows"] == usual["Rows"]


def test_an_unknown_parameter_is_ignored_or_refused(books: Books) -> None:
    fill(books)
    ask(books, "ProfitAndLoss", colour="red", qzurl="true")
    choose(books, unknown_parameters="refuse")
    known = ask(books, "ProfitAndLoss", qzurl="true")
    error = refusal(books, "ProfitAndLoss", colour="red")
    choose(books, unknown_parameters="refuse idle")

    assert group(known, "NetIncome") == ["168.00"]
    assert (error["code"], error["element"]) == ("2010", "colour")
    assert refusal(books, "ProfitAndLoss", qzurl="true")["element"] == "qzurl"
    assert ask(books, "ProfitAndLoss", customer="1", accounting_method="Cash")


@pytest.mark.parametrize(
    ("name", "key", "title"),
    [
        ("GeneralLedger", "tx_date", "Date"),
        ("TransactionList", "tx_date", "Date"),
        ("CustomerBalanceDetail", "tx_date", "Date"),
        ("AccountList", "account_name", "Account"),
    ],
)
def test_an_unknown_column_is_dropped_or_refused(
    books: Books, name: str, key: str, title: str
) -> None:
    columns = f"{key},colour"

    before = titles(ask(books, name, columns=columns))
    choose(books, unknown_columns="refuse")

    assert before == [title]
    assert refusal(books, name, columns=columns)["code"] == "2170"
    assert titles(ask(books, name, columns=key)) == [title]


@pytest.mark.parametrize("half", [{"start_date": "2020-05-05"}, {"end_date": "2024-06-30"}])
def test_half_a_period_is_filled_up_or_ignored(books: Books, half: dict[str, str]) -> None:
    def covered(**asked: str) -> tuple[str, str]:
        header = books.call("reports/ProfitAndLoss", None, **asked).json()["Header"]
        return header["StartPeriod"], header["EndPeriod"]

    usual, filled = covered(), covered(**half)
    choose(books, half_period="ignore")

    assert filled != usual
    assert next(iter(half.values())) in filled
    assert covered(**half) == usual
    assert covered(start_date="2024-01-01", end_date="2024-06-30") == ("2024-01-01", "2024-06-30")


def test_a_trial_balance_closes_earlier_years_or_keeps_them(books: Books) -> None:
    fill(books)

    def shown() -> list[str]:
        report = ask(books, "TrialBalance")
        return [label for label, *_amounts in lines(report) if label == "Retained Earnings"]

    closed, income = shown(), line_of(ask(books, "TrialBalance"), "Sales of Product Income")
    choose(books, trial_balance_years="keep")

    kept = line_of(ask(books, "TrialBalance"), "Sales of Product Income")
    assert (closed, shown()) == (["Retained Earnings"], [])
    assert Decimal(kept[1]) - Decimal(income[1]) == 30


def test_income_begins_empty_or_with_the_year_in_the_general_ledger(books: Books) -> None:
    fill(books)
    asked = {"start_date": "2024-02-10", "columns": "account_name,rbal_nat_amount", "account": "79"}

    before = [row[0] for row in lines(ask(books, "GeneralLedger", **asked))]
    choose(books, ledger_income="year")
    after = lines(ask(books, "GeneralLedger", **asked))

    assert "Beginning Balance" not in before
    assert after[0] == ["Beginning Balance", "120.00"]


def owed_entry(books: Books) -> tuple[Obj, Obj]:
    """A customer's debt of 50 out of a journal entry, and the customer."""
    customer, detail = books.customer("Noah Owing"), "JournalEntryLineDetail"
    entity = {"Type": "Customer", "EntityRef": ref(customer)}
    owed = {"AccountRef": books.account("Accounts Receivable (A/R)"), "Entity": entity}
    sides = (("Debit", owed), ("Credit", {"AccountRef": {"value": "79"}}))
    body = [
        {"Amount": 50, "DetailType": detail, detail: {"PostingType": side, **on}}
        for side, on in sides
    ]
    return books.make("JournalEntry", {"TxnDate": "2024-01-10", "Line": body}), customer


def test_debts_of_entries_count_at_once_or_as_paid_on_cash_basis(books: Books) -> None:
    made, customer = owed_entry(books)
    part = {"CustomerRef": ref(customer), "TotalAmt": 20, "TxnDate": "2024-02-01"}
    books.make("Payment", {**part, "Line": [settles(made, "20", "JournalEntry")]})

    def earned() -> list[str]:
        return group(ask(books, "ProfitAndLoss", accounting_method="Cash"), "NetIncome")

    before = earned()
    choose(books, cash_entries="paid")

    assert (before, earned()) == (["50.00"], ["20.00"])
    sheet = ask(books, "BalanceSheet", accounting_method="Cash")
    assert group(sheet, "TotalAssets") == group(sheet, "TotalLiabilitiesAndEquity")


@pytest.fixture
def abroad(company: Callable[..., Books]) -> Books:
    """A receipt of 10 euro at a rate of 2, and one of 7 dollars."""
    books = company("us", multicurrency=True)
    item = books.item()
    for name, code, rate, sold in (("Erik", "EUR", 2, "10"), ("Amy", "USD", 1, "7")):
        currency = {"CurrencyRef": {"value": code}}
        form = sale(books.customer(name, **currency), line(item, sold), **currency)
        books.make("SalesReceipt", {**form, "ExchangeRate": rate, "TxnDate": "2024-01-10"})
    return books


def test_debits_are_in_the_documents_currency_or_at_home(abroad: Books) -> None:
    def shown(name: str) -> list[str]:
        found = rows(ask(abroad, name, columns="debt_amt"))
        texts = (row.get("ColData") or row["Summary"]["ColData"] for row in found if row)
        return sorted({cells[0]["value"] for cells in texts} - {""})

    before = shown("JournalReport")
    choose(abroad, debit_currency="home")

    assert (before, shown("JournalReport")) == (["10.00", "7.00"], ["20.00", "7.00"])


def test_a_home_document_has_no_foreign_amount_or_its_own(abroad: Books) -> None:
    def shown() -> list[list[str]]:
        return sorted(lines(ask(abroad, "TransactionList", columns="nat_foreign_amount")))

    before = shown()
    choose(abroad, home_foreign_amounts="amount")

    assert (before, shown()) == ([[""], ["10.00"]], [["10.00"], ["7.00"]])


def test_a_us_company_has_a_tax_summary_unless_it_is_set_so(company: Callable[..., Books]) -> None:
    books, abroad = company("us"), company("gb")
    before = books.call("reports/TaxSummary", agency_id="1").status_code
    choose(books, us_tax_summary="refuse")

    assert before == 200
    assert refusal(books, "TaxSummary", agency_id="1")["code"] == "500"
    assert abroad.call("reports/TaxSummary", agency_id="1").status_code == 200


@pytest.mark.parametrize(("counts", "reclaimed"), [(True, "2.00"), (False, "")])
def test_tax_of_journal_entries_is_in_the_return_unless_it_is_set_so(
    company: Callable[..., Books], counts: bool, reclaimed: str
) -> None:
    books, detail = company("gb"), "JournalEntryLineDetail"
    choose(books, entries_in_returns=counts)
    codes = books.query("select * from TaxCode where Name = '20.0% S'")["TaxCode"]
    taxed = {"TaxCodeRef": ref(codes[0]), "TaxApplicableOn": "Purchase", "TaxAmount": 2}
    cost = {"PostingType": "Debit", "AccountRef": {"value": "8"}, **taxed}
    paid = {"PostingType": "Credit", "AccountRef": {"value": "35"}}
    sides = ((10, cost), (12, paid))
    body = [{"Amount": each, "DetailType": detail, detail: side} for each, side in sides]
    books.make("JournalEntry", {"TxnDate": "2024-02-01", "Line": body})

    assert group(ask(books, "TaxSummary", agency_id="1"), "Box 4") == [reclaimed]


SPACE = "http://schema.intuit.com/finance/v3"


def asked_in(books: Books, path: str, accept: str) -> requests.Response:
    return books.session.get(f"{books.base}/{path}", headers={"Accept": accept}, timeout=10)


@pytest.mark.parametrize(
    ("accept", "answered"),
    [
        ("*/*", "application/xml"),
        ("application/*", "application/xml"),
        ("application/json, text/plain, */*", "application/json"),
        ("text/html", "application/json"),
    ],
)
def test_who_takes_any_form_gets_json_or_xml(books: Books, accept: str, answered: str) -> None:
    before = asked_in(books, "companyinfo/1", accept).headers["Content-Type"]
    choose(books, wildcard_body="xml")

    after = asked_in(books, "companyinfo/1", accept).headers["Content-Type"]

    assert before.startswith("application/json")
    assert after.startswith(answered)


def test_a_body_in_xml_may_or_must_name_its_namespace(books: Books) -> None:
    def posted(body: str) -> int:
        headers = {"Content-Type": "application/xml"}
        url = f"{books.base}/customer"
        return books.session.post(url, data=body, headers=headers, timeout=10).status_code

    bare = "<Customer><DisplayName>Amy</DisplayName></Customer>"
    named = f"<Customer xmlns='{SPACE}'><DisplayName>Bob</DisplayName></Customer>"

    before = posted(bare)
    choose(books, xml_namespace="required")

    assert before == 200
    assert [posted(bare), posted(named)] == [400, 200]


@pytest.mark.parametrize(
    ("way", "type_"), [("none", "application/xml"), ("utf-8", "application/xml;charset=UTF-8")]
)
def test_a_fault_in_xml_has_a_charset_or_none(books: Books, way: str, type_: str) -> None:
    choose(books, xml_fault_charset=way)

    answer = asked_in(books, "customer/99", "application/xml")

    assert answer.headers["Content-Type"] == type_


@pytest.mark.parametrize(
    ("way", "root", "inside"),
    [("bare", "TaxService", "TaxCode"), ("wrapped", "IntuitResponse", "TaxService")],
)
def test_the_tax_service_answers_in_xml_bare_or_wrapped(
    company: Callable[..., Books], way: str, root: str, inside: str
) -> None:
    books = company("gb")
    choose(books, tax_service_xml=way)
    rate = {"TaxRateName": "Low", "RateValue": "5", "TaxAgencyId": "1"}
    body = {"TaxCode": "Low", "TaxRateDetails": [{**rate, "TaxApplicableOn": "Sales"}]}
    headers = {"Accept": "application/xml"}

    answer = books.session.post(
        f"{books.base}/taxservice/taxcode", json=body, headers=headers, timeout=10
    )

    found = ElementTree.fromstring(answer.content)
    assert (answer.status_code, found.tag) == (200, f"{{{SPACE}}}{root}")
    assert found[0].tag == f"{{{SPACE}}}{inside}"


def test_a_malformed_id_is_refused_in_xml_like_anything_else(books: Books) -> None:
    answer = asked_in(books, "customer/abc", "application/xml")

    found = ElementTree.fromstring(answer.content)
    assert (found.tag, found.attrib) == (f"{{{SPACE}}}IntuitResponse", {})
    assert found[0][0].get("code") == "2030"


@pytest.mark.parametrize(
    ("zone", "offsets"), [("pacific", {"-08:00", "-07:00"}), ("utc", {"+00:00"})]
)
def test_the_gateway_tells_the_time_of_the_pacific_or_of_the_world(
    books: Books, zone: str, offsets: set[str]
) -> None:
    choose(books, gateway_zone=zone)
    headers = {"Accept": "application/xml"}

    answer = requests.get(f"{books.base}/customer/1", headers=headers, timeout=10)

    told = ElementTree.fromstring(answer.content).get("time", "")
    assert answer.status_code == 401
    assert told[-6:] in offsets
