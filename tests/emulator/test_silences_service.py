"""Calls, limits, files and notices as they may also be: every setting of that part, both ways."""

from typing import Any

import pytest

from emulator.server import Server
from tests.emulator.books import Books, Obj, key_of
from tests.emulator.test_attachables import an_invoice, hung_on
from tests.emulator.test_batch import batch, new
from tests.emulator.test_surface import head, spoken
from tests.emulator.test_upload import uploaded
from tests.emulator.test_webhooks import Receiver, receiver, tell, told, wait_for_state

__all__ = ["receiver", "told"]

DAY = 86_400
STANDING_CLOCK = 0.0001
NAMES = ("Ann", "Bob", "Cid")


def setting(books: Books, **values: Any) -> None:
    books.control("PUT", "settings", values)


def found(books: Books, condition: str, kind: str = "Customer", name: str = "DisplayName") -> Any:
    answer = books.query(f"select * from {kind} where {condition}")
    return [each[name] for each in answer.get(kind, [])]


def item_of(books: Books, item: Obj) -> Obj:
    answer: Obj = batch(books, [{"bId": "1", **item}])["BatchItemResponse"][0]
    return answer


def many_calls(books: Books, count: int) -> list[int]:
    return [books.call("companyinfo/1").status_code for _ in range(count)]


@pytest.fixture
def limited(books: Books, emulator: Server) -> Books:
    """A company with limits, at the last tenth of a second on a clock that stands."""
    setting(books, clock_rate=STANDING_CLOCK)
    phase = emulator.installation.clock.timestamp() % 1
    setting(books, advance_s=1.9 - phase, limits=True)
    return books


@pytest.mark.parametrize(("windows", "status"), [("sliding", 429), ("fixed", 200)])
def test_windows_slide_or_begin_with_each_second(limited: Books, windows: str, status: int) -> None:
    setting(limited, limit_windows=windows)

    assert many_calls(limited, 11) == [*[200] * 10, 429]
    setting(limited, advance_s=0.2)
    assert many_calls(limited, 1) == [status]


@pytest.mark.parametrize(("counts", "status"), [(True, 429), (False, 200)])
def test_refused_calls_count_or_not(limited: Books, counts: bool, status: int) -> None:
    setting(limited, refused_calls_count=counts)
    many_calls(limited, 10)
    setting(limited, advance_s=0.5)

    assert many_calls(limited, 10) == [429] * 10
    setting(limited, advance_s=0.6)
    assert many_calls(limited, 1) == [status]


@pytest.mark.parametrize(("seconds", "heard"), [(0, 5), (DAY, 4)])
def test_an_address_that_failed_every_try_hears_nothing_for_a_while_or_at_once(
    told: Books, receiver: Receiver, seconds: int, heard: int
) -> None:
    setting(told, webhook_blacklist_s=seconds)
    receiver.statuses = [500] * 4
    told.customer("Ann")
    tell(told)
    for count, minutes in enumerate((20, 30, 50), 1):
        receiver.wait(count)
        wait_for_state(told, "retrying")
        setting(told, advance_s=minutes * 60 + 5)
    wait_for_state(told, "dropped")
    told.session.headers["Authorization"] = f"Bearer {told.tokens()['access_token']}"

    told.customer("Bob")
    tell(told)
    receiver.wait(heard)
    told.customer("Cid")
    setting(told, advance_s=DAY)
    assert len(receiver.wait(heard + 1)) == heard + 1


@pytest.mark.parametrize("way", ["keep", "unlink", "delete"])
def test_the_attachment_of_a_deleted_document_stays_or_goes(books: Books, way: str) -> None:
    setting(books, attachments_of_deleted=way)
    invoice = an_invoice(books)
    hung = hung_on("Invoice", invoice["Id"])["AttachableRef"]
    note = books.make("Attachable", {"Note": "n", "AttachableRef": hung})

    books.delete("Invoice", books.read("Invoice", invoice["Id"]))

    left = books.query("select * from Attachable").get("Attachable", [])
    expected = {"keep": [note["AttachableRef"]], "unlink": [None], "delete": []}
    assert [each.get("AttachableRef") or None for each in left] == expected[way]


@pytest.mark.parametrize(("way", "shown"), [("picture", True), ("none", False)])
def test_a_picture_has_a_thumbnail_or_none(books: Books, way: str, shown: bool) -> None:
    setting(books, thumbnails=way)

    made = uploaded(books, b"png", FileName="a.png", ContentType="image/png")

    assert ("ThumbnailFileAccessUri" in made, "ThumbnailTempDownloadUri" in made) == (shown, shown)
    assert books.call(f"thumbnail/{made['Id']}").status_code == (200 if shown else 400)


def test_a_batch_has_as_many_items_as_it_is_told(books: Books) -> None:
    setting(books, batch_items=10)

    ten = batch(books, [new(f"N{n}", str(n)) for n in range(10)])
    eleven = batch(books, [new(f"M{n}", str(n)) for n in range(11)])

    assert len(ten["BatchItemResponse"]) == 10
    assert eleven["Fault"]["Error"][0]["code"] == "1040"


@pytest.mark.parametrize(("way", "names"), [("update", ["Bob"]), ("create", ["Ann", "Bob"])])
def test_a_batch_create_with_an_id_updates_or_creates(
    books: Books, way: str, names: list[str]
) -> None:
    setting(books, batch_create_with_id=way)
    known = books.customer("Ann")

    body = {**key_of(known), "DisplayName": "Bob"}
    made = item_of(books, {"operation": "create", "Customer": body})["Customer"]

    assert made["DisplayName"] == "Bob"
    assert found(books, "Active = true") == names


def test_a_batch_item_without_operation_is_written_or_refused(books: Books) -> None:
    written = item_of(books, {"Customer": {"DisplayName": "Ann"}})
    setting(books, batch_without_operation="refuse")
    refused = item_of(books, {"Customer": {"DisplayName": "Bob"}})

    assert written["Customer"]["DisplayName"] == "Ann"
    error = refused["Fault"]["Error"][0]
    assert (error["code"], error["element"]) == ("2020", "operation")


@pytest.mark.parametrize(("way", "code"), [("object", "2020"), ("malformed", "2010")])
def test_an_empty_body_is_an_empty_object_or_malformed(books: Books, way: str, code: str) -> None:
    setting(books, empty_body=way)

    answer = books.session.post(f"{books.base}/invoice", timeout=10)

    assert answer.json()["Fault"]["Error"][0]["code"] == code


@pytest.mark.parametrize(("megabytes", "status"), [(140, b"400"), (1, b"413")])
def test_a_body_may_be_so_large(books: Books, megabytes: float, status: bytes) -> None:
    setting(books, body_mb=megabytes)
    body = b'{"Nonsense": "' + b"x" * 1_100_000 + b'"}'

    lines = ("Content-Type: application/json", f"Content-Length: {len(body)}")
    # What is refused by its announced length is never read, and writing it on would break off.
    sent = body if status == b"400" else b""
    answer = spoken(books, head(books, "POST", "customer", *lines) + sent)

    assert answer.split(b" ")[1] == status


def test_more_than_a_page_is_cut_or_refused(books: Books) -> None:
    statement = "select * from Customer maxresults 1001"

    assert books.query(statement) == {}
    setting(books, maxresults="refuse")

    detail = "QueryValidationError: value 1001 is too large. Max allowed value is 1000"
    error = books.query_error(statement)
    assert (error["code"], error["Detail"]) == ("4001", detail)


@pytest.mark.parametrize(
    ("condition", "names"),
    [
        ("DisplayName = 'Ann' or DisplayName = 'Cid'", ["Ann", "Cid"]),
        ("DisplayName like 'A%' and Active = true or GivenName = 'Bob'", ["Ann", "Bob"]),
        ("not DisplayName = 'Ann'", ["Bob", "Cid"]),
        ("Id between '1' and '9000' and not DisplayName in ('Bob', 'Cid')", ["Ann"]),
        ("DisplayName between 'B' and 'Bz'", ["Bob"]),
    ],
)
def test_or_not_and_between_are_refused_or_obeyed(
    books: Books, condition: str, names: list[str]
) -> None:
    for name in NAMES:
        books.customer(name, GivenName=name)

    refused = books.query_error(f"select * from Customer where {condition}")
    setting(books, query_words="allow")

    assert refused["code"] == "4000"
    assert found(books, condition) == names


def test_or_hides_what_is_inactive_and_counts_nothing_twice(books: Books) -> None:
    setting(books, query_words="allow")
    gone = books.customer("Ann")
    books.change("Customer", gone, Active=False)
    books.customer("Bob")

    count = books.query("select count(*) from Customer where Id > '0' or DisplayName = 'Bob'")

    assert count == {"totalCount": 1}


@pytest.mark.parametrize(("way", "on_top"), [("on top", 2), ("counted", 0)])
def test_tax_codes_without_a_number_stand_on_every_page_or_on_the_first(
    books: Books, way: str, on_top: int
) -> None:
    setting(books, tax_code_pages=way)

    first = books.query("select * from TaxCode")["TaxCode"]
    second = books.query("select * from TaxCode startposition 3")["TaxCode"]

    assert [each["Id"] for each in first[:2]] == ["TAX", "NON"]
    assert sum(each["Id"] in {"TAX", "NON"} for each in second) == on_top


@pytest.mark.parametrize(("way", "turned"), [("higher id", True), ("lower id", False)])
def test_documents_of_one_second_come_by_id(books: Books, way: str, turned: bool) -> None:
    setting(books, same_second=way, clock_rate=STANDING_CLOCK)
    made = [
        books.make("JournalEntry", entry(books))["Id"],
        books.make("JournalEntry", entry(books))["Id"],
    ]

    listed = [each["Id"] for each in books.query("select * from JournalEntry")["JournalEntry"]]

    assert listed == (made[::-1] if turned else made)


def entry(books: Books) -> Obj:
    def side(type_: str, account: str) -> Obj:
        detail = {"PostingType": type_, "AccountRef": books.account(account)}
        kind = "JournalEntryLineDetail"
        return {"Amount": 5, "DetailType": kind, kind: detail}

    return {"Line": [side("Debit", "Checking"), side("Credit", "Savings")]}


@pytest.mark.parametrize(("way", "turned"), [("made", False), ("name", True)])
def test_lists_come_as_they_were_made_or_by_name(books: Books, way: str, turned: bool) -> None:
    setting(books, list_order=way)
    known = [each["Name"] for each in books.query("select * from Term")["Term"]]

    books.make("Term", {"Name": "At once", "DueDays": 0})

    listed = [each["Name"] for each in books.query("select * from Term")["Term"]]
    assert listed == (sorted([*known, "At once"]) if turned else [*known, "At once"])


def test_a_401_is_the_gateways_or_the_services(books: Books) -> None:
    books.session.headers["Authorization"] = "Bearer stolen"

    gateway = books.call("companyinfo/1")
    setting(books, unauthorised_body="service")
    service = books.call("companyinfo/1")

    assert gateway.json()["fault"]["error"][0]["code"] == "3200"
    fault = service.json()["Fault"]
    assert (service.status_code, fault["type"]) == (401, "AuthenticationFault")
    assert fault["Error"][0]["code"] == "100"
    assert service.headers["WWW-Authenticate"] == gateway.headers["WWW-Authenticate"]


def test_a_repeated_request_id_is_answered_again_or_refused(books: Books) -> None:
    setting(books, requestid="refuse")

    first = books.call("customer", {"DisplayName": "Ann"}, requestid="a")
    second = books.call("customer", {"DisplayName": "Ann"}, requestid="a")

    assert first.status_code == 200
    assert (second.status_code, second.json()["Fault"]["Error"][0]["code"]) == (400, "600")


def test_a_repeated_item_of_a_batch_is_refused_alone(books: Books) -> None:
    setting(books, requestid="refuse")
    books.call("customer", {"DisplayName": "Ann"}, requestid="a/1")

    ann, bob = batch(books, [new("Ann", "1"), new("Bob", "2")], requestid="a")["BatchItemResponse"]
    whole = batch(books, [new("Cid", "3")], requestid="a")

    assert (ann["bId"], ann["Fault"]["Error"][0]["code"]) == ("1", "600")
    assert bob["Customer"]["DisplayName"] == "Bob"
    assert whole["Fault"]["Error"][0]["code"] == "600"
