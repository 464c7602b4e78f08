"""What becomes of the attachments of a document that is deleted?"""

from emulator.books.company import Company
from emulator.kinds import writes
from emulator.kinds.attachables import Attachable
from emulator.wire import Obj

ATTACHABLE = Attachable()


def let_go(company: Company, kind: str, id_: str) -> None:
    """Keep them with their link, take the link off them, or delete them, as it is set."""
    way = company.settings.attachments_of_deleted
    if way == "keep":
        return
    for found in sorted(company.named(("attached", kind, id_))):
        if way == "delete":
            writes.delete(company, ATTACHABLE, {"Id": found})
            continue
        old = company.records[ATTACHABLE.name][found]
        left = [each for each in old.obj["AttachableRef"] if not _hangs_on(each, kind, id_)]
        record = writes.changed(company, old, {**old.obj, "AttachableRef": left})
        writes.replace(company, ATTACHABLE, old, record)


def _hangs_on(each: Obj, kind: str, id_: str) -> bool:
    entity = each.get("EntityRef") or {}
    return (entity.get("type"), entity.get("value")) == (kind, id_)
