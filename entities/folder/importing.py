"""How a folder becomes the store: file after file, in one transaction, and nothing if it fails."""

from dataclasses import dataclass, field
from pathlib import Path

from django.db import transaction

from entities import invoicing
from entities.changes import chunks, tell
from entities.folder import sums
from entities.folder.grouping import chunks_of
from entities.folder.reading import files_of, rows_of
from entities.folder.sheets import SHEETS, Sheet
from entities.folder.writing import Counts, Work, write_chunk
from entities.models import Invoice


@dataclass
class ImportReport:
    """What an import did, by kind of row: the name of the file without its ending."""

    kinds: dict[str, Counts] = field(default_factory=dict)

    @property
    def changed(self) -> int:
        """How many rows are not as they were before."""
        return sum(one.created + one.updated + one.removed for one in self.kinds.values())


@transaction.atomic
def import_folder(*, folder: Path) -> ImportReport:
    """Brings a folder of CSV files into the store: rows are found by key, made or brought up to
    date; what the folder does not name stays as it is.

    Tells of exactly the entities that changed. Raises FolderRefused, and keeps nothing, if
    anything in the folder is wrong.
    """
    report, work = ImportReport(), Work()
    for sheet, path in files_of(folder, work.faults):
        report.kinds[sheet.name] = _import_file(sheet, path, work)
    work.faults.refuse_if_any()
    sums.check(work)
    work.faults.refuse_if_any()
    _split_shipments(work)
    for sheet in SHEETS:
        tell(sheet.model, work.touched.pop(sheet.model, {}))
    return report


def _split_shipments(work: Work) -> None:
    """A folder may leave out what of an order's amounts a shipment's invoice bills."""
    for some in chunks(work.touched[Invoice]):
        bare = Invoice.objects.filter(pk__in=some, covers=Invoice.Covers.SHIPMENT, total=0)
        invoicing.split(orders=bare.values_list("order_id", flat=True))


def _import_file(sheet: Sheet, path: Path, work: Work) -> Counts:
    counts = Counts()
    for chunk in chunks_of(sheet, rows_of(sheet, path, work.faults), work.faults):
        write_chunk(sheet, chunk, counts, work)
    return counts
