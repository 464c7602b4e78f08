"""Attachments as objects: notes, what they hang on, their links, their end."""

from collections.abc import Callable

import pytest
import requests

from emulator import wire
from tests.emulator.books import Books, Obj, key_of, line, sale
from tests.emulator.test_upload import uploaded


def hung_on(kind: str, id_: str) -> Obj:
    return {"AttachableRef": [{"EntityRef": {"type": kind, "value": id_}}]}


def an_invoice(books: Books) -> Obj:
    return books.make("Invoice", sale(books.customer_once(), line(books.item(), "5")))


def test_it_keeps_a_note_without_a_file(books: Books) -> None:
    invoice = an_invoice(books)

    made = books.make("Attachable", {"Note": "Paid by wire", **hung_on("Invoice", invoice["Id"])})

    reference = {"value": invoice["Id"], "type": "Invoice"}
    assert made["AttachableRef"] == [{"EntityRef": reference, "IncludeOnSend": False}]
    assert len(made["Id"]) == 19
    assert not {"TempDownloadUri", "FileAccessUri", "Size"} & made.keys()
    assert books.read("Attachable", made["Id"]) == made


def test_it_answers_properties_in_the_recorded_order(books: Books) -> None:
    invoice = an_invoice(books)
    made = uploaded(books, b"x", FileName="a.txt", **hung_on("Invoice", invoice["Id"]))

    assert list(made) == [
        *("FileName", "FileAccessUri", "TempDownloadUri", "Size", "ContentType"),
        *("domain", "sparse", "Id", "SyncToken", "MetaData", "AttachableRef"),
    ]


def test_it_refuses_an_attachment_with_neither_note_nor_file(books: Books) -> None:
    error = books.refused("Attachable", {"FileName": "map.txt", "ContentType": "text/plain"})

    assert (error["code"], error["Detail"]) == (
        "6000",
        "Business Validation Error: You must have at least a note string or file attachment",
    )


def test_it_refuses_to_hang_on_what_is_not_there(books: Books) -> None:
    error = books.refused("Attachable", {"Note": "n", **hung_on("Estimate", "75")})

    assert error["code"] == "6000"
    assert error["Detail"] == (
        "Business Validation Error: The entity Estimate 75 that you are trying to link does not "
        "exist. Estimate 75"
    )


def test_it_refuses_a_link_that_names_no_type(books: Books) -> None:
    ref = {"AttachableRef": [{"EntityRef": {"value": "1"}}]}

    error = books.refused("Attachable", {"Note": "n", **ref})

    assert error["code"] == "2020"


@pytest.mark.parametrize(("name", "most"), [("Note", 2000), ("FileName", 1000), ("Category", 100)])
def test_it_refuses_texts_that_are_too_long(books: Books, name: str, most: int) -> None:
    error = books.refused("Attachable", {"Note": "n", name: "x" * (most + 1)})

    assert (error["code"], error["element"]) == ("2050", name)


def test_it_changes_the_note_and_keeps_the_file(books: Books) -> None:
    made = uploaded(books, b"bytes", FileName="a.txt", Note="first")

    sparse = books.change("Attachable", made, Note="second")
    full = books.make("Attachable", {**key_of(sparse), "Category": "Receipt"})

    assert (sparse["Note"], sparse["SyncToken"], sparse["Size"]) == ("second", "1", 5)
    assert "Note" not in full
    assert (full["Size"], full["FileName"]) == (5, "a.txt")
    assert requests.get(full["TempDownloadUri"], timeout=10).content == b"bytes"


def test_it_moves_the_sync_token_of_the_document_it_is_hung_on(books: Books) -> None:
    invoice = an_invoice(books)

    books.make("Attachable", {"Note": "n", **hung_on("Invoice", invoice["Id"])})

    assert books.read("Invoice", invoice["Id"])["SyncToken"] == "1"
    late = {**key_of(invoice), "sparse": True, "PrivateNote": "x"}
    assert books.refused("Invoice", late)["code"] == "5010"


def test_it_leaves_the_document_alone_when_told(books: Books) -> None:
    books.control("PUT", "settings", {"attaching_counts": False})
    invoice = an_invoice(books)

    books.make("Attachable", {"Note": "n", **hung_on("Invoice", invoice["Id"])})

    assert books.read("Invoice", invoice["Id"])["SyncToken"] == "0"


def test_it_is_deleted_with_an_id_alone(books: Books) -> None:
    made = uploaded(books, b"bytes", FileName="a.txt")

    gone = books.make("Attachable", {"Id": made["Id"]}, operation="delete")

    assert gone == {"domain": "QBO", "status": "Deleted", "Id": made["Id"]}
    assert books.call(f"attachable/{made['Id']}").status_code == 400
    assert requests.get(made["TempDownloadUri"], timeout=10).status_code == 404


def test_it_refuses_an_old_sync_token_on_delete(books: Books) -> None:
    made = books.make("Attachable", {"Note": "n"})
    books.change("Attachable", made, Note="m")

    assert books.refused("Attachable", key_of(made), operation="delete")["code"] == "5010"


def test_it_is_found_by_what_it_hangs_on(books: Books) -> None:
    invoice = an_invoice(books)
    made = books.make("Attachable", {"Note": "n", **hung_on("Invoice", invoice["Id"])})
    books.make("Attachable", {"Note": "other"})

    found = books.query(
        "select * from Attachable where AttachableRef.EntityRef.Type = 'invoice' "
        f"and AttachableRef.EntityRef.value = '{invoice['Id']}'"
    )
    by_note = books.query("select Note from Attachable where Note like 'oth%'")

    assert [each["Id"] for each in found["Attachable"]] == [made["Id"]]
    assert [each["Note"] for each in by_note["Attachable"]] == ["other"]


def test_it_answers_the_address_of_a_file_as_text(books: Books) -> None:
    made = uploaded(books, b"bytes", FileName="a.txt")

    answer = books.call(f"download/{made['Id']}")
    note = books.make("Attachable", {"Note": "n"})

    assert answer.headers["Content-Type"].startswith("text/plain")
    assert requests.get(answer.text, timeout=10).content == b"bytes"
    refused = books.call(f"download/{note['Id']}")
    assert (refused.status_code, refused.json()["Fault"]["Error"][0]["code"]) == (400, "610")


def test_it_has_a_thumbnail_of_a_picture_only(books: Books) -> None:
    picture = uploaded(books, b"png", FileName="a.png", ContentType="image/png")
    text = uploaded(books, b"text", FileName="a.txt")

    answer = books.call(f"thumbnail/{picture['Id']}")

    path = f"/v3/company/{books.realm}/thumbnail/{picture['Id']}"
    assert picture["ThumbnailFileAccessUri"] == path
    assert requests.get(answer.text, timeout=10).content == b"png"
    assert "ThumbnailTempDownloadUri" not in text
    assert books.call(f"thumbnail/{text['Id']}").status_code == 400


def test_its_link_dies_after_a_quarter_of_an_hour(books: Books) -> None:
    made = uploaded(books, b"bytes", FileName="a.txt")
    link = made["TempDownloadUri"]

    books.control("PUT", "settings", {"advance_s": 901})

    assert requests.get(link, timeout=10).status_code == 403
    fresh = books.read("Attachable", made["Id"])["TempDownloadUri"]
    assert requests.get(fresh, timeout=10).content == b"bytes"


def test_its_link_cannot_be_turned_to_another_file(books: Books) -> None:
    mine = uploaded(books, b"mine", FileName="a.txt")
    other = uploaded(books, b"other", FileName="b.txt")

    forged = mine["TempDownloadUri"].replace(mine["Id"], other["Id"])

    for link in (forged, f"{mine['TempDownloadUri']}é", mine["TempDownloadUri"].split("?")[0]):
        answer = requests.get(link, timeout=10)
        assert (answer.status_code, "SignatureDoesNotMatch" in answer.text) == (403, True)


def test_it_is_in_the_changes(books: Books) -> None:
    made = books.make("Attachable", {"Note": "n"})

    answer = books.call("cdc", entities="Attachable", changedSince="2000-01-01T00:00:00Z")

    part = wire.loads(answer.content)["CDCResponse"][0]["QueryResponse"][0]
    assert [each["Id"] for each in part["Attachable"]] == [made["Id"]]


def test_it_does_not_look_into_other_companies(company: Callable[..., Books], books: Books) -> None:
    other = company("us")
    made = uploaded(other, b"bytes", FileName="a.txt")

    assert books.call(f"attachable/{made['Id']}").status_code == 400
