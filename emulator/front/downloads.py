"""What stands behind a TempDownloadUri? The bytes, or a refusal as the foreign store words it."""

from werkzeug import Request, Response

from emulator.books import files
from emulator.books.company import Company
from emulator.wire import Obj

XML = "application/xml"


def answer(company: Company | None, id_: str, request: Request) -> Response:
    """The file of an attachment, to whoever has a fresh link."""
    date, signature = (request.args.get(f"X-Amz-{name}", "") for name in ("Date", "Signature"))
    if company is None:
        return _refusal(403, "AccessDenied")
    with company.lock:
        try:
            files.check(company, id_, date, signature)
        except files.BadLinkError as error:
            return _refusal(403, str(error))
        data, record = files.find(company, id_), company.find("Attachable", id_)
        if data is None or record is None:
            return _refusal(404, "NoSuchKey")
        return _file(data, record.obj)


def _file(data: bytes, obj: Obj) -> Response:
    """A browser is to save it: what somebody uploaded is no page of the emulator's."""
    kind = obj.get("ContentType", "application/octet-stream")
    return Response(data, headers={"Content-Disposition": "attachment"}, content_type=kind)


def _refusal(status: int, code: str) -> Response:
    return Response(f"<Error><Code>{code}</Code></Error>", status, content_type=XML)
