"""Reports and XML where QuickBooks says nothing: the chosen way and the other one."""

from typing import Any

import pytest

from tests.emulator.books import Books, Obj, line, ref, sale
from tests.emulator.known_books import ask, fill, group, lines, refusal


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
        header = books.call("reports/ProfitAndLoss", **asked).json()["Header"]
        return header["StartPeriod"], header["EndPeriod"]

    usual, filled = covered(), covered(**half)
    choose(books, half_period="ignore")

    assert filled != usual
    assert next(iter(half.values())) in filled
    assert covered(**half) == usual
    assert covered(start_date="2024-01-01", end_date="2024-06-30") == ("2024-01-01", "2024-06-30")
