"""Create, update, void, delete and deactivate: what holds for every kind."""

from decimal import Decimal

from tests.emulator.books import Books, key_of, line, ref, sale


def test_it_starts_a_sync_token_at_zero_and_counts_effective_changes(books: Books) -> None:
    made = books.customer()

    changed = books.change("Customer", made, GivenName="Erin")

    assert (made["SyncToken"], changed["SyncToken"]) == ("0", "1")


def test_it_keeps_the_sync_token_when_nothing_changes(books: Books) -> None:
    made = books.customer(GivenName="Erin")

    same = books.change("Customer", made, GivenName="Erin")

    assert same["SyncToken"] == "0"
    assert same["MetaData"] == made["MetaData"]


def test_it_refuses_an_old_sync_token(books: Books) -> None:
    made = books.customer()
    books.change("Customer", made, GivenName="Erin")

    error = books.refused("Customer", {**key_of(made), "sparse": True, "GivenName": "Eve"})

    assert error["code"] == "5010"
    assert error["Message"] == "Stale Object Error"


def test_it_changes_only_what_a_sparse_update_names(books: Books) -> None:
    made = books.customer(GivenName="Erin", CompanyName="Buyers")

    changed = books.change("Customer", made, CompanyName="")

    assert changed["GivenName"] == "Erin"
    assert "CompanyName" not in changed


def test_it_clears_what_a_full_update_leaves_out(books: Books) -> None:
    made = books.customer(GivenName="Erin")

    changed = books.make("Customer", {**key_of(made), "CompanyName": "Buyers"})

    assert changed["DisplayName"] == "Erin Buyer"
    assert "GivenName" not in changed


def test_it_refuses_a_property_the_schema_does_not_know(books: Books) -> None:
    error = books.refused("Invoice", {"BadJson": 1})

    assert error["code"] == "2010"
    assert (
        'Unrecognized field "BadJson" (class com.intuit.schema.finance.v3.Invoice)'
        in (error["Detail"])
    )


def test_it_reads_numbers_that_come_as_strings(books: Books) -> None:
    body = sale(books.customer(), line(books.item(), "10.50"))
    body["Line"][0]["Amount"] = "10.50"

    made = books.make("Invoice", body)

    assert made["TotalAmt"] == Decimal("10.50")


def test_it_refuses_what_is_no_number_date_boolean_or_choice(books: Books) -> None:
    body = sale(books.customer(), line(books.item(), "1"))

    codes = [
        books.refused("Invoice", {**body, "ExchangeRate": "cheap"})["code"],
        books.refused("Invoice", {**body, "TxnDate": "2024-02-30"})["code"],
        books.refused("Customer", {"DisplayName": "Erin", "Taxable": "perhaps"})["code"],
        books.refused("Invoice", {**body, "EmailStatus": "Shouted"})["code"],
    ]

    assert codes == ["2080", "2070", "2230", "2170"]


def test_it_gives_a_changed_line_a_new_id_and_keeps_a_named_one(books: Books) -> None:
    item, customer = books.item(), books.customer()
    made = books.make("Invoice", sale(customer, line(item, "1"), line(item, "2")))
    kept = {**line(item, "1"), "Id": "1"}

    changed = books.make("Invoice", {**sale(customer, kept, line(item, "2")), **key_of(made)})

    assert [each.get("Id") for each in changed["Line"]] == ["1", "3", None]


def test_it_deletes_a_document_for_good(books: Books) -> None:
    made = books.make("Invoice", sale(books.customer(), line(books.item(), "10")))

    stub = books.delete("Invoice", made)

    assert stub == {"domain": "QBO", "status": "Deleted", "Id": made["Id"]}
    error = books.call(f"invoice/{made['Id']}").json()["Fault"]["Error"][0]
    assert error["code"] == "610"
    assert books.balances() == {}


def test_it_never_deletes_a_list_entry(books: Books) -> None:
    error = books.refused("Customer", key_of(books.customer()), operation="delete")

    assert (error["code"], error["Detail"]) == ("500", "Operation Delete is not supported.")


def test_it_renames_what_is_made_inactive_so_that_the_name_is_free(books: Books) -> None:
    made = books.customer()

    gone = books.change("Customer", made, Active=False)
    again = books.customer()

    assert gone["DisplayName"] == gone["FullyQualifiedName"] == "Erin Buyer (deleted)"
    assert again["DisplayName"] == "Erin Buyer"


def test_it_numbers_a_second_inactive_entry_of_one_name(books: Books) -> None:
    books.change("Customer", books.customer(), Active=False)

    gone = books.change("Customer", books.customer(), Active=False)

    assert gone["DisplayName"] == "Erin Buyer (deleted 1)"


def test_it_refuses_everything_dated_in_a_closed_period(books: Books) -> None:
    customer, item = books.customer(), books.item()
    made = books.make("Invoice", sale(customer, line(item, "10"), TxnDate="2024-01-31"))
    books.prefer("AccountingInfoPrefs", BookCloseDate="2024-01-31")

    created = books.refused("Invoice", sale(customer, line(item, "5"), TxnDate="2024-01-31"))
    voided = books.refused("Invoice", key_of(made), operation="void")
    deleted = books.refused("Invoice", key_of(made), operation="delete")

    assert {created["code"], voided["code"], deleted["code"]} == {"6210"}
    books.make("Invoice", sale(customer, line(item, "5"), TxnDate="2024-02-01"))


def test_it_voids_an_invoice_and_leaves_nothing_in_the_ledger(books: Books) -> None:
    made = books.make(
        "Invoice",
        sale(books.customer(), line(books.item(), "10", Qty=2, UnitPrice=5), PrivateNote="order 7"),
    )

    gone = books.void("Invoice", made)

    assert (gone["TotalAmt"], gone["Balance"], gone["PrivateNote"]) == (0, 0, "Voided - order 7")
    assert gone["Line"][0]["SalesItemLineDetail"]["Qty"] == 0
    assert gone["DocNumber"] == made["DocNumber"]
    assert books.balances() == {}


def test_it_knows_no_void_for_a_credit_memo(books: Books) -> None:
    made = books.make("CreditMemo", sale(books.customer(), line(books.item(), "10")))

    error = books.refused("CreditMemo", key_of(made), operation="void")

    assert error["code"] == "500"


def test_it_says_which_id_is_no_id(books: Books) -> None:
    error = books.call("customer/1.5").json()["Fault"]["Error"][0]

    assert error["code"] == "2030"
    assert error["Detail"] == "Id should be a valid number. Supplied value:1.5"


def test_it_answers_500_for_a_path_nobody_knows(books: Books) -> None:
    answer = books.call("customer/1/5")

    assert answer.status_code == 400
    assert answer.json()["Fault"]["Error"][0]["code"] == "500"


def test_it_prints_money_with_two_decimals_and_zero_bare(books: Books) -> None:
    text = books.call("invoice", sale(books.customer(), line(books.item(), "100"))).text

    assert '"TotalAmt":100.00' in text
    assert '"TotalTax":0}' in text


def test_it_replaces_totals_that_were_sent(books: Books) -> None:
    body = sale(books.customer(), line(books.item(), "30"), TotalAmt=173.7, Balance=9)

    made = books.make("Invoice", body)

    assert (made["TotalAmt"], made["Balance"]) == (30, 30)


def test_it_refuses_a_document_number_of_22_characters(books: Books) -> None:
    body = sale(books.customer(), line(books.item(), "1"), DocNumber="1" * 22)

    error = books.refused("Invoice", body)

    assert (error["code"], error["element"]) == ("2050", "DocNumber")
    assert "Min:0 Max:21 supported. Supplied length:22" in error["Detail"]


def test_it_numbers_documents_itself_and_takes_given_numbers_twice(books: Books) -> None:
    customer, item = books.customer(), books.item()

    numbers = [
        books.make("Invoice", sale(customer, line(item, "1"), **more))["DocNumber"]
        for more in ({}, {"DocNumber": "1050"}, {"DocNumber": "1050"}, {})
    ]

    assert numbers == ["1001", "1050", "1050", "1051"]


def test_it_refuses_a_number_twice_only_with_custom_numbers(books: Books) -> None:
    books.prefer("SalesFormsPrefs", CustomTxnNumbers=True)
    body = sale(books.customer(), line(books.item(), "1"), DocNumber="A-1")
    made = books.make("Invoice", body)

    error = books.refused("Invoice", body)
    again = books.make("Invoice", body, include="allowduplicatedocnum")

    assert error["code"] == "6140"
    assert (
        f"DocNumber=A-1 is assigned to TxnType=Invoice with TxnId={made['Id']}" in (error["Detail"])
    )
    assert again["DocNumber"] == "A-1"


def test_it_refuses_references_to_nothing_and_to_inactive_entries(books: Books) -> None:
    customer, item = books.customer(), books.item()
    gone = books.change("Item", books.item("Coffee"), Active=False)

    nobody = books.refused("Invoice", sale({"Id": "583"}, line(item, "1")))
    nothing = books.refused("Invoice", sale(customer, line({"Id": "77"}, "1")))
    inactive = books.refused("Invoice", sale(customer, line(gone, "1")))

    assert nobody["Detail"] == "Invalid Reference Id : Names element id 583 not found"
    assert nothing["Detail"] == "Invalid Reference Id : Line.SalesItemLineDetail.ItemRef"
    assert "has been made inactive" in inactive["Detail"]


def test_it_names_what_is_missing(books: Books) -> None:
    customer, item = books.customer(), books.item()
    bare = {"Amount": 1}

    missing = [
        books.refused("Item", {})["element"],
        books.refused("Invoice", {"CustomerRef": ref(customer)})["element"],
        books.refused("Invoice", {"Line": [line(item, "1")]})["element"],
        books.refused("Invoice", sale(customer, bare))["element"],
        books.refused("Invoice", sale(customer, {**bare, "DetailType": "SalesItemLineDetail"}))[
            "element"
        ],
    ]

    assert missing == [
        "Name",
        "Line",
        "CustomerRef",
        "Line.DetailType",
        "Line.SalesItemLineDetail",
    ]


def test_it_clears_by_an_empty_value_and_not_by_null(books: Books) -> None:
    made = books.customer("Ann", Notes="n", CompanyName="Ann Ltd", GivenName="Ann")

    kept = books.change("Customer", made, Notes=None, CompanyName="", GivenName="Anna")

    assert (kept["Notes"], kept["GivenName"], "CompanyName" in kept) == ("n", "Anna", False)


def test_it_refuses_an_unknown_property_that_is_null(books: Books) -> None:
    assert books.refused("Customer", {"DisplayName": "Ann", "Nope": None})["code"] == "2010"
