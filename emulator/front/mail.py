"""What does POST /<kind>/<id>/send do? The form goes to an outbox, and says that it was sent."""

from emulator.books.company import Company, Record
from emulator.front.calls import Call
from emulator.kinds import writes
from emulator.kinds.attachables import targets
from emulator.kinds.base import Kind
from emulator.kinds.lists.names import check_email
from emulator.protocol import schema
from emulator.protocol.faults import Fault, recorded, required
from emulator.protocol.media import JSON
from emulator.wire import Obj, stamp

SENT = frozenset(
    {"Invoice", "Estimate", "SalesReceipt", "CreditMemo", "RefundReceipt"}
    | {"Payment", "PurchaseOrder"}
)


def refuse_media_type(company: Company, call: Call) -> None:
    """quickbooks: as JSON the empty body is read as a delivery without an address, or breaks it."""
    if company.settings.send_content_type == "any" or call.media_type != JSON:
        return
    if call.params.get("sendTo"):
        raise recorded("10000")
    raise required("DeliveryAddress.Address")


def send(company: Company, kind: Kind, record: Record, to: str) -> Obj:
    """Mail a form. Raises 6420 without an address, 2210 for a bad one, 3001 over the limit."""
    field = "POEmail" if kind.name == "PurchaseOrder" else "BillEmail"
    address = to or _known_address(company, record.obj, field)
    if not address:
        raise Fault("6420", "An email address is required to send this form.", element=field)
    email = {"Address": address}
    check_email({field: email}, field)
    _refuse_too_many(company)
    marks = {
        field: email,
        "EmailStatus": "EmailSent",
        "DeliveryInfo": {"DeliveryType": "Email", "DeliveryTime": stamp(company.now())},
    }
    known = {name: value for name, value in marks.items() if schema.has_property(kind.name, name)}
    changed = record
    if known:
        changed = writes.changed(company, record, {**record.obj, **known})
        writes.replace(company, kind, record, changed)
    company.mails.append(_mail(company, changed, address))
    return kind.view(company, changed)


def _known_address(company: Company, obj: Obj, field: str) -> str:
    """The form's own address, else that of its customer or vendor."""
    for name, kind in (("CustomerRef", "Customer"), ("VendorRef", "Vendor")):
        party = company.find(kind, obj.get(name, {}).get("value"))
        if party is not None and not obj.get(field):
            return str(party.obj.get("PrimaryEmailAddr", {}).get("Address", ""))
    return str(obj.get(field, {}).get("Address", ""))


def _refuse_too_many(company: Company) -> None:
    """quickbooks: a sandbox company sends 40 mails a day."""
    most = company.settings.mails_per_day
    today = company.today().isoformat()
    if most and sum(mail["at"].startswith(today) for mail in company.mails) >= most:
        raise recorded("3001")


def _mail(company: Company, record: Record, address: str) -> Obj:
    number = record.obj.get("DocNumber") or record.id
    return {
        "at": stamp(company.now()),
        "kind": record.kind,
        "Id": record.id,
        "to": address,
        "subject": f"{record.kind} {number} from {company.about['name']}",
        "files": [f"{record.kind}_{number}.pdf", *_attached(company, record)],
    }


def _attached(company: Company, record: Record) -> list[str]:
    """The names of the files that go out with the form."""
    ids = sorted(company.named(("attached", record.kind, record.id)))
    found = (company.find("Attachable", id_) for id_ in ids)
    return [str(each.obj["FileName"]) for each in found if each and _goes_along(each.obj, record)]


def _goes_along(obj: Obj, record: Record) -> bool:
    wanted = [each for each in obj["AttachableRef"] if each["IncludeOnSend"]]
    return "Size" in obj and record.key in targets({"AttachableRef": wanted})
