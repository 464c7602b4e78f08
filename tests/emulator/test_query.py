"""The query language, over GET and POST, with its faults."""

import pytest

from tests.emulator.books import Books, line, sale


@pytest.fixture
def three(books: Books) -> Books:
    """A company with Ann, Bob and O'Neill, of whom Bob is inactive."""
    books.customer("Ann", GivenName="Ann")
    bob = books.customer("Bob")
    books.customer("Erin O'Neill")
    books.change("Customer", bob, Active=False)
    return books


def names(books: Books, rest: str) -> list[str]:
    response = books.query(f"select * from Customer {rest}")
    return [each["DisplayName"] for each in response.get("Customer", [])]


@pytest.mark.parametrize(
    ("rest", "found"),
    [
        ("", ["Ann", "Erin O'Neill"]),
        ("where Active in (true, false) orderby DisplayName desc", None),
        ("where Active = false", ["Bob (deleted)"]),
        ("where displayname = 'ANN'", ["Ann"]),
        (r"where DisplayName = 'Erin O\'Neill'", ["Erin O'Neill"]),
        ("where DisplayName like '%ei%'", ["Erin O'Neill"]),
        ("where Id in ('1', '3') and DisplayName > 'b'", ["Erin O'Neill"]),
        ("where Balance >= '0' ORDER BY DisplayName DESC", ["Erin O'Neill", "Ann"]),
        ("where MetaData.CreateTime > '2015-01-01T00:00:00-08:00' maxresults 1", ["Ann"]),
        (" MAXRESULTS 1 STARTPOSITION 2", ["Erin O'Neill"]),
        ("startposition 9", []),
        ("where GivenName != 'Ann'", ["Erin O'Neill"]),
        ("where MetaData.CreateTime > '2015-01-01'", ["Ann", "Erin O'Neill"]),
        ("where MetaData.CreateTime < '2015-01-01T00:00:00'", []),
    ],
)
def test_it_finds_what_is_asked(three: Books, rest: str, found: list[str] | None) -> None:
    everyone = ["Erin O'Neill", "Bob (deleted)", "Ann"]

    assert names(three, rest) == (everyone if found is None else found)


def test_it_counts(three: Books) -> None:
    assert three.query("SELECT COUNT(*) FROM Customer ") == {"totalCount": 2}


def test_it_tells_where_a_page_starts_and_how_much_it_holds(three: Books) -> None:
    response = three.query("select * from Customer startposition 2")

    assert (response["startPosition"], response["maxResults"]) == (2, 1)


def test_it_answers_nothing_with_an_empty_object(books: Books) -> None:
    assert books.query("select * from Invoice") == {}


def test_it_gives_a_page_of_100_and_at_most_1000(books: Books) -> None:
    for number in range(101):
        books.customer(f"Customer {number}")

    assert len(names(books, "")) == 100
    assert len(names(books, "maxresults 5000")) == 101


def test_it_shows_only_selected_fields(three: Books) -> None:
    found = three.query("select DisplayName, Active from Customer where Id = '1'")["Customer"]

    assert found == [
        {"domain": "QBO", "sparse": True, "Id": "1", "DisplayName": "Ann", "Active": True}
    ]


def test_it_reads_the_statement_from_a_post_too(three: Books) -> None:
    headers = {"Content-Type": "application/text"}
    statement = "SELECT * FROM Customer  MAXRESULTS 10"

    answer = three.session.post(f"{three.base}/query", data=statement, headers=headers, timeout=10)

    assert answer.json()["QueryResponse"]["maxResults"] == 2


def test_it_filters_documents_by_total_number_and_customer(books: Books) -> None:
    customer, item = books.customer(), books.item()
    for amount in ("100", "300.01"):
        books.make("SalesReceipt", sale(customer, line(item, amount)))

    def count(where: str) -> int:
        found: int = books.query(f"select count(*) from SalesReceipt where {where}")["totalCount"]
        return found

    assert count("TotalAmt > '300.00'") == 1
    assert count("DocNumber = '1001'") == 1
    assert count(f"CustomerRef = '{customer['Id']}'") == 2


@pytest.mark.parametrize(
    ("statement", "code", "words"),
    [
        ("select * from Custmoer", "4001", "invalid context declaration: Custmoer"),
        (
            "select * from Customer where PrimayEmailAddr = 'x'",
            "4001",
            "Property PrimayEmailAddr not found for Entity Customer",
        ),
        ("select * from Customer startposition 0", "4001", "value 0 is too small"),
        ("select * from Vendor where PrimaryEmailAddr = 'x'", "4001", "is not queryable"),
        ("select * from Invoice where PrivateNote = 'x'", "4001", "is not queryable"),
        ("SELECT * FROM NULL", "4000", 'Encountered " "null" "NULL "" at line 1, column 15.'),
        (
            "select * from Customer where Id in Address",
            "4000",
            'Encountered " <IDENTIFIER> "Address "" at line 1, column 36.',
        ),
        (
            "select * from Invoice TxnDate = '2024-01-01'",
            "4000",
            'Encountered " <IDENTIFIER> "TxnDate "" at line 1, column 23.',
        ),
        ("select * from Customer where Active = true or Id = '1'", "4000", "Encountered"),
        ("select * from Customer where DisplayName = 'x", "4000", "Lexical error"),
        ("select * from Customer where Id = ''", "2030", "Supplied value:"),
    ],
)
def test_it_says_what_is_wrong_with_a_statement(
    books: Books, statement: str, code: str, words: str
) -> None:
    error = books.query_error(statement)

    assert error["code"] == code
    assert words in error["Detail"]


def test_it_lists_the_us_pseudo_codes_by_their_words(books: Books) -> None:
    found = books.query("select * from TaxCode")["TaxCode"]

    assert [each["Id"] for each in found] == ["TAX", "NON", "CustomSalesTax", "2", "3"]
    assert "SyncToken" not in found[0]


def test_it_compares_ids_as_numbers(books: Books) -> None:
    for number in range(1, 11):
        books.customer(f"C{number:02}")

    assert names(books, "where Id > '9'") == ["C10"]


def test_it_takes_a_time_stamp_for_a_day(books: Books) -> None:
    bought = sale(books.customer(), line(books.item(), "10"), TxnDate="2024-03-05")
    books.make("Invoice", bought)

    found = books.query("select Id from Invoice where TxnDate >= '2024-03-05T10:00:00Z'")

    assert len(found["Invoice"]) == 1


@pytest.mark.parametrize(
    ("kind", "condition"),
    [
        ("Customer", "MetaData.LastUpdatedTime > 'yesterday'"),
        ("Invoice", "TxnDate = '2024-13-01'"),
        ("Invoice", "TotalAmt > 'NaN'"),
        ("Customer", "Balance > 'much'"),
        ("Customer", "Active = 'perhaps'"),
    ],
)
def test_it_refuses_values_that_a_property_never_holds(
    books: Books, kind: str, condition: str
) -> None:
    error = books.query_error(f"select * from {kind} where {condition}")

    assert error["code"] == "4001"


TRUTH = 'Was expecting one of:\n    "false" ...\n    "true" ...\n    '
MORE = (
    'Was expecting one of:\n    <EOF> \n    <AND> ...\n    "iterator" ...\n    "maxresults" ...\n'
    '    <OR> ...\n    "order" ...\n    "orderby" ...\n    "startposition" ...\n    '
)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ('"x"', 'Invalid content. Lexical error at line 1, column 44.  Encountered: "\\"" (34)'),
        (
            r"\'x\'",
            'Invalid content. Lexical error at line 1, column 44.  Encountered: "\\\\" (92)',
        ),
        (r"'Amy'\\'s'", "Invalid content. Lexical error at line 1, column 49.  Encountered: "),
        (r"'Amy\'s", r"column 51.  Encountered: <EOF> after : "),
        (r"'Amy\'s", r"\'Amy\\\'s"),
        ("Amy's", f'Encountered " <IDENTIFIER> "Amy "" at line 1, column 44.\n{TRUTH}'),
        ("'Amy's'", f'Encountered " <IDENTIFIER> "s "" at line 1, column 49.\n{MORE}'),
        (r"'Amy\\'s'", f'Encountered " <IDENTIFIER> "s "" at line 1, column 51.\n{MORE}'),
    ],
)
def test_it_says_as_recorded_what_is_wrong_with_a_value(
    books: Books, value: str, words: str
) -> None:
    error = books.query_error(f"select * from Customer where DisplayName = {value}")

    assert error["Detail"].startswith("QueryParserError: ")
    assert words in error["Detail"]
