"""Attachments: files and notes that hang on other objects of the books."""

from collections.abc import Iterable

from emulator.books import files
from emulator.books.company import Company, IndexKey, Record
from emulator.kinds.base import MARKS, Kind, Options
from emulator.protocol.faults import business, required
from emulator.wire import Obj, stamp

# quickbooks: ids of attachments have 19 digits.
BEFORE_FIRST = 5_000_000_000_000_000_000
DERIVED = frozenset(
    {"FileAccessUri", "TempDownloadUri", "Size"}
    | {"ThumbnailFileAccessUri", "ThumbnailTempDownloadUri"}
)


class Attachable(Kind):
    name = "Attachable"
    longest_id = 19
    family = "Attachable"
    can_delete = True
    read_only = DERIVED
    computed_names = DERIVED
    kept = ("FileName", "ContentType", "Size")
    lengths = {
        "FileName": 1000,
        "Note": 2000,
        "Category": 100,
        "ContentType": 100,
        "Tag": 2000,
        "PlaceName": 2000,
        "Lat": 2000,
        "Long": 2000,
    }
    queryable = frozenset({"attachableref.entityref.type", "attachableref.entityref.value"})
    order = ("FileName", "FileAccessUri", "TempDownloadUri", "Size", "ContentType", "Category")

    def cleaned(self, company: Company, body: Obj) -> Obj:
        """quickbooks: an Id alone is enough to delete; the SyncToken is not asked for."""
        values = super().cleaned(company, body)
        known = company.find(self.name, values.get("Id"))
        if known is not None and values.keys() == {"Id"}:
            return {**values, "SyncToken": str(known.sync_token)}
        return values

    def fill(self, company: Company, record: Record, old: Record | None, options: Options) -> None:
        has_file = options.with_file or (old is not None and "Size" in old.obj)
        if not record.obj.get("Note") and not has_file:
            raise business("You must have at least a note string or file attachment")
        refs = record.obj.get("AttachableRef", [])
        listed = refs if isinstance(refs, list) else [refs]
        if listed:
            record.obj["AttachableRef"] = [_linked(company, each) for each in listed]

    def keys(self, obj: Obj) -> list[IndexKey]:
        return [("attached", *target) for target in targets(obj)]

    def computed(self, company: Company, record: Record) -> Obj:
        """A file has two addresses: the API's and a signed one that needs no token.

        quickbooks: a picture has two more for its thumbnail (here the picture itself).
        """
        if "Size" not in record.obj:
            return {}
        base = f"/v3/company/{company.realm}"
        link = files.link(company, record.id, str(record.obj["FileName"]))
        uris = {"FileAccessUri": f"{base}/download/{record.id}", "TempDownloadUri": link}
        is_picture = str(record.obj.get("ContentType")).startswith("image/")
        if not is_picture or company.settings.thumbnails == "none":
            return uris
        thumbnail = f"{base}/thumbnail/{record.id}"
        return {**uris, "ThumbnailFileAccessUri": thumbnail, "ThumbnailTempDownloadUri": link}

    def view(self, company: Company, record: Record) -> Obj:
        """quickbooks: its own facts first, then the marks, then what it hangs on."""
        shown = super().view(company, record)
        marks = {name: shown.pop(name) for name in MARKS}
        refs = {name: shown.pop(name) for name in ("AttachableRef",) if name in shown}
        return {**shown, **marks, **refs}

    def new_id(self, company: Company, obj: Obj) -> str:
        used = company.sequences[self.family]
        company.sequences[self.family] = max(used, BEFORE_FIRST)
        return super().new_id(company, obj)

    def let_go(self, company: Company, record: Record) -> None:
        if record.deleted:
            files.drop(company, record.id)

    def follow(
        self, company: Company, record: Record, old: Record | None, options: Options
    ) -> None:
        """quickbooks: to hang something on a document counts as a change of that document."""
        before = set(targets(old.obj)) if old is not None else set()
        if not company.settings.attaching_counts:
            return
        for kind, id_ in targets(record.obj):
            linked = company.records[kind].get(id_)
            if (kind, id_) not in before and linked is not None and "TxnDate" in linked.obj:
                linked.sync_token += 1
                linked.updated = max(stamp(company.now()), linked.updated)
                company.touch(linked)


def targets(obj: Obj) -> Iterable[tuple[str, str]]:
    """Kind and id of everything an attachment hangs on."""
    for each in obj.get("AttachableRef", ()):
        entity = each.get("EntityRef") or {}
        if "type" in entity:
            yield entity["type"], entity["value"]


def _linked(company: Company, given: Obj) -> Obj:
    """One AttachableRef with its object checked and IncludeOnSend said."""
    shown = {**given, "IncludeOnSend": bool(given.get("IncludeOnSend", False))}
    entity = given.get("EntityRef")
    if entity is None:
        return shown
    wanted, id_ = str(entity.get("type") or ""), str(entity["value"])
    if not wanted:
        raise required("AttachableRef.EntityRef.Type")
    kind = next((name for name in company.records if name.lower() == wanted.lower()), wanted)
    if kind not in company.records or company.find(kind, id_) is None:
        raise business(
            f"The entity {wanted} {id_} that you are trying to link does not exist. {wanted} {id_}"
        )
    return {**shown, "EntityRef": {"value": id_, "type": kind}}
