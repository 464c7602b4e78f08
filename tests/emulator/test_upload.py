"""POST /upload: several files, lenient bodies, refusals inside a 200, and files that last."""

import base64
from pathlib import Path
from typing import Any

import pytest
import requests
from quickbooks.objects import Attachable
from quickbooks.objects.base import AttachableRef, Ref

from emulator import wire
from emulator.installation import DEMO_REALM
from emulator.server import serve
from tests.emulator.books import Books, Obj
from tests.emulator.library import sign_in

Parts = list[tuple[str, tuple[str | None, Any, str]]]


def send(books: Books, parts: Parts) -> Obj:
    """Upload parts as requests writes them, and give back the answer."""
    answer = books.session.post(f"{books.base}/upload", files=parts, timeout=10)
    assert answer.status_code == 200, answer.text
    body: Obj = wire.loads(answer.content)
    return body


def metadata(**values: Any) -> tuple[None, str, str]:
    return (None, wire.dumps(values), "application/json")


def uploaded(books: Books, data: bytes, **values: Any) -> Obj:
    """One text file with its metadata; a refusal fails the test."""
    content = ("sent.txt", data, "text/plain")
    parts: Parts = [("file_metadata_01", metadata(**values)), ("file_content_01", content)]
    made: Obj = send(books, parts)["AttachableResponse"][0]["Attachable"]
    return made


def raw(books: Books, body: bytes, content_type: str) -> requests.Response:
    return books.session.post(
        f"{books.base}/upload", data=body, headers={"Content-Type": content_type}, timeout=10
    )


def test_it_takes_a_file_with_its_metadata(books: Books) -> None:
    made = uploaded(books, b"\x00\r\n--x\xff\n", FileName="a.txt", ContentType="text/plain")

    assert (made["FileName"], made["Size"], made["SyncToken"]) == ("a.txt", 8, "0")
    assert made["FileAccessUri"] == f"/v3/company/{books.realm}/download/{made['Id']}"
    answer = requests.get(made["TempDownloadUri"], timeout=10)
    assert (answer.content, answer.headers["Content-Type"]) == (b"\x00\r\n--x\xff\n", "text/plain")


def test_it_takes_several_files_and_answers_each(books: Books) -> None:
    missing = [{"EntityRef": {"type": "Estimate", "value": "75"}}]
    parts: Parts = [
        ("file_content_02", ("b.csv", b"2", "text/csv")),
        ("file_metadata_01", metadata(FileName="a.txt", AttachableRef=missing)),
        ("file_content_01", ("a.txt", b"1", "text/plain")),
    ]

    body = send(books, parts)
    first, second = body["AttachableResponse"]

    assert (first["Attachable"]["FileName"], first["Attachable"]["ContentType"]) == (
        "b.csv",
        "text/csv",
    )
    error = second["Fault"]["Error"][0]
    assert (error["code"], second["Fault"]["type"]) == ("6000", "ValidationFault")
    assert error["Detail"].endswith("does not exist. Estimate 75")
    assert "time" in body
    assert books.query("select count(*) from Attachable") == {"totalCount": 1}


def test_it_understands_bare_line_feeds_and_base64(books: Books) -> None:
    body = (
        '\n--B\nContent-Disposition: form-data; name="file_metadata_01"\n'
        'Content-Type: application/json\n\n{"FileName": "a.pdf", "ContentType": "application/pdf"}'
        '\n\n--B\nContent-Disposition: form-data; name="file_content_01"\n'
        "Content-Type: application/pdf\nContent-Transfer-Encoding: base64\n\n"
        f"{base64.b64encode(b'%PDF').decode()}\n\n--B--\n"
    )

    answer = raw(books, body.encode(), "multipart/form-data; boundary=B").json()

    made = answer["AttachableResponse"][0]["Attachable"]
    assert (made["FileName"], made["Size"]) == ("a.pdf", 4)
    assert requests.get(made["TempDownloadUri"], timeout=10).content == b"%PDF"


def test_it_replaces_the_file_of_an_attachment(books: Books) -> None:
    made = uploaded(books, b"old", FileName="a.txt")

    again = uploaded(
        books, b"newer", FileName="a.txt", Id=made["Id"], SyncToken="0", Note="replaced"
    )

    assert (again["Id"], again["Size"], again["SyncToken"]) == (made["Id"], 5, "1")
    assert requests.get(again["TempDownloadUri"], timeout=10).content == b"newer"


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ([("file_metadata_01", metadata(FileName="a.txt"))], "2020"),
        ([("file_content_01", (None, b"x", "text/plain"))], "2020"),
        ([("file_content_01", ("a.exe", b"x", "application/octet-stream"))], "6000"),
        (
            [
                ("file_metadata_01", (None, "{", "application/json")),
                ("file_content_01", ("a.txt", b"x", "text/plain")),
            ],
            "2010",
        ),
        (
            [
                ("file_metadata_01", metadata(FileName="a.txt", Colour="red")),
                ("file_content_01", ("a.txt", b"x", "text/plain")),
            ],
            "2010",
        ),
    ],
)
def test_it_refuses_a_file_inside_a_200(books: Books, parts: Parts, code: str) -> None:
    answer = send(books, parts)["AttachableResponse"][0]

    assert answer["Fault"]["Error"][0]["code"] == code
    assert books.query("select count(*) from Attachable") == {"totalCount": 0}


def test_it_refuses_a_file_that_is_too_large(books: Books) -> None:
    books.control("PUT", "settings", {"attachment_mb": 0.001})

    answer = send(books, [("file_content_01", ("a.txt", b"x" * 1001, "text/plain"))])

    assert answer["AttachableResponse"][0]["Fault"]["Error"][0]["code"] == "6000"


def test_it_takes_any_type_when_told(books: Books) -> None:
    books.control("PUT", "settings", {"attachment_types": "any"})

    answer = send(books, [("file_content_01", ("a.exe", b"x", "application/octet-stream"))])

    assert answer["AttachableResponse"][0]["Attachable"]["FileName"] == "a.exe"


def test_it_reads_metadata_in_xml(books: Books) -> None:
    space = 'xmlns="http://schema.intuit.com/finance/v3"'
    text = f"<Attachable {space}><FileName>a.txt</FileName><Note>n</Note></Attachable>"

    answer = send(
        books,
        [
            ("file_metadata_0", (None, text, "application/xml")),
            ("file_content_0", ("b.txt", b"x", "text/plain")),
        ],
    )["AttachableResponse"][0]

    assert (answer["Attachable"]["FileName"], answer["Attachable"]["Note"]) == ("a.txt", "n")


@pytest.mark.parametrize(
    ("body", "content_type", "code"),
    [
        (b"{}", "application/json", "500"),
        (b"nothing", "multipart/form-data; boundary=B", "2010"),
        (b"nothing", "multipart/form-data", "2010"),
        (b'--B\r\nContent-Disposition: form-data; name="x"\r\n\r\n1\r\n--B--', "B", "2020"),
    ],
)
def test_it_refuses_a_body_that_is_no_upload(
    books: Books, body: bytes, content_type: str, code: str
) -> None:
    kind = "multipart/form-data; boundary=B" if content_type == "B" else content_type

    answer = raw(books, body, kind)

    assert (answer.status_code, answer.json()["Fault"]["Error"][0]["code"]) == (400, code)


def test_it_understands_the_body_of_python_quickbooks(books: Books, tmp_path: Path) -> None:
    (tmp_path / "map.txt").write_bytes(b"from a path")
    attached = AttachableRef()
    attached.EntityRef = Ref()
    attached.EntityRef.type, attached.EntityRef.value = "Customer", books.customer()["Id"]
    with sign_in(books) as client:
        made = []
        for given in ({"_FileBytes": b"bytes\n"}, {"_FilePath": str(tmp_path / "map.txt")}):
            file = Attachable()
            file.FileName, file.ContentType, file.AttachableRef = (
                "map.txt",
                "text/plain",
                [attached],
            )
            vars(file).update(given)
            made.append(file.save(qb=client))
        data = [requests.get(each.TempDownloadUri, timeout=10).content for each in made]
        made[0].delete(qb=client)

    assert data == [b"bytes\n", b"from a path"]
    assert books.query("select * from Attachable")["Attachable"][0]["Id"] == made[1].Id


def test_it_uploads_once_under_one_request_id(books: Books) -> None:
    parts: Parts = [("file_content_01", ("a.txt", b"x", "text/plain"))]
    url = f"{books.base}/upload"

    ids = [
        books.session.post(url, files=parts, params={"requestid": "u-1"}, timeout=10).json()
        for _ in range(2)
    ]

    assert ids[0] == ids[1]
    assert books.query("select count(*) from Attachable") == {"totalCount": 1}


def test_its_files_survive_in_the_state_file(tmp_path: Path) -> None:
    first = serve(state=tmp_path / "books.db")
    made = uploaded(Books(first.url, DEMO_REALM), b"lasting", FileName="a.txt")
    first.stop()

    second = serve(state=tmp_path / "books.db")
    found = Books(second.url, DEMO_REALM).read("Attachable", made["Id"])
    data = requests.get(found["TempDownloadUri"], timeout=10).content
    second.stop()

    assert (data, found["Size"]) == (b"lasting", 7)
