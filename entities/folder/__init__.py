"""The store as a folder of CSV files. docs/store-folder.md describes every file and column."""

from entities.folder.exporting import export_folder
from entities.folder.faults import Fault, FolderRefused
from entities.folder.importing import ImportReport, import_folder
from entities.folder.writing import Counts

__all__ = [
    "Counts",
    "Fault",
    "FolderRefused",
    "ImportReport",
    "export_folder",
    "import_folder",
]
