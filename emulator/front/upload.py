"""What does POST /upload do? Any number of files, each with a description or without one."""

import re
from dataclasses import dataclass

from emulator.books import files
from emulator.books.company import Company
from emulator.kinds import BY_NAME, writes
from emulator.kinds.base import Options
from emulator.protocol import media
from emulator.protocol.faults import Fault, business, required, unsupported
from emulator.protocol.multipart import BadMultipartError, Part, parts_of
from emulator.wire import Obj

NAME = re.compile(r"file_(metadata|content)_(\w+)")
KIND = "Attachable"
MEGABYTE = 1_000_000
# quickbooks: the types of file it lists for attachments.
LISTED = frozenset(
    {"ai", "csv", "doc", "docx", "eps", "gif", "jpeg", "jpg", "ods", "pages", "pdf", "png"}
    | {"rtf", "tif", "tiff", "txt", "xls", "xlsx", "xml"}
)


@dataclass
class Piece:
    """One file of an upload: what describes it and what it is."""

    number: str
    metadata: Part | None = None
    content: Part | None = None


def pieces(body: bytes, content_type: str) -> list[Piece]:
    """The files of an upload in the order in which they are first named. Raises Fault."""
    if not content_type.lower().startswith("multipart/form-data"):
        raise unsupported("Cannot consume content type")
    try:
        parts = parts_of(body, content_type)
    except BadMultipartError as error:
        raise media.malformed() from error
    found: dict[str, Piece] = {}
    for part in parts:
        named = NAME.fullmatch(part.name)
        if named is not None:
            piece = found.setdefault(named[2], Piece(named[2]))
            setattr(piece, named[1], part)
    if not found:
        raise required("file_content_01")
    return list(found.values())


def answer(company: Company, wanted: list[Piece]) -> list[Obj]:
    """One Attachable or one Fault per file; a refused one does not stop the others."""
    return [_answer_one(company, piece) for piece in wanted]


def _answer_one(company: Company, piece: Piece) -> Obj:
    try:
        return {"Attachable": _take_in(company, piece)}
    except Fault as fault:
        return {"Fault": fault.body(company.settings.errors_named)}


def _take_in(company: Company, piece: Piece) -> Obj:
    body, content = _described(company, piece), piece.content
    if content is None:
        raise required(f"file_content_{piece.number}")
    _refuse_file(company, str(body["FileName"]), content.data)
    made = writes.create_or_update(company, BY_NAME[KIND], body, Options(with_file=True))
    record = company.records[KIND][made["Id"]]
    record.obj = {**record.obj, "Size": len(content.data)}
    company.touch(record)
    files.keep(company, record.id, content.data)
    return BY_NAME[KIND].view(company, record)


def _described(company: Company, piece: Piece) -> Obj:
    """The metadata; what it leaves out comes from the file's own part."""
    body: Obj = {}
    if piece.metadata is not None:
        told, namespaced = piece.metadata, company.settings.xml_namespace == "required"
        given = media.parsed(told.data, told.content_type, wanted=KIND, namespaced=namespaced)
        if not isinstance(given, dict):
            raise media.malformed()
        body = given
    content = piece.content
    derived = {"FileName": content.filename, "ContentType": content.content_type} if content else {}
    body = {**{k: v for k, v in derived.items() if v}, **{k: v for k, v in body.items() if v}}
    if not body.get("FileName"):
        raise required("FileName")
    return body


def _refuse_file(company: Company, name: str, data: bytes) -> None:
    """quickbooks: at most 100 MB; only the file types it lists."""
    settings = company.settings
    if len(data) > settings.attachment_mb * MEGABYTE:
        raise business(f"The file is larger than {settings.attachment_mb} MB.")
    extension = name.rpartition(".")[2].lower()
    if settings.attachment_types == "listed" and extension not in LISTED:
        raise business("This file type is not supported.")
