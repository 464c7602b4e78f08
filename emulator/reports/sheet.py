"""How do account amounts become the sections of a statement?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from emulator.books.company import Company
from emulator.reports import columns, shape, tree
from emulator.reports.accounts import natural, type_of
from emulator.reports.asked import Asked
from emulator.reports.columns import Column
from emulator.reports.entries import Entry
from emulator.reports.shape import Amounts, cells, section, total
from emulator.wire import Obj

FIRST = shape.column("", "Account", "account")


@dataclass(frozen=True)
class Sheet:
    """Natural amounts per account in the columns of one statement."""

    company: Company
    amounts: dict[str, Amounts]
    width: int
    descending: bool

    def of_types(self, types: Sequence[str]) -> dict[str, Amounts]:
        return {
            id_: row for id_, row in self.amounts.items() if type_of(self.company, id_) in types
        }

    def sum(self, *types: str) -> Amounts:
        """Of all accounts of those types, or of all accounts."""
        found = self.of_types(types) if types else self.amounts
        return total(found.values(), self.width)

    def rows(self, *types: str) -> list[Obj]:
        found = self.of_types(types) if types else self.amounts
        return tree.rows(
            tree.forest(self.company, "Account", found, self.width, descending=self.descending)
        )

    def heading(self, label: str) -> list[Obj]:
        return [shape.cell(label), *(shape.cell("") for _ in range(self.width))]

    def part(self, type_: str, title: str, group: str) -> Obj:
        """The section of one account type."""
        return section(
            header=self.heading(title),
            rows=self.rows(type_),
            summary=cells(f"Total {title}", self.sum(type_)),
            group=group,
        )

    def parts(self, wanted: Sequence[tuple[str, str, str]]) -> list[Obj]:
        return [self.part(*each) for each in wanted if self.of_types(each[:1])]


def of_accounts(
    company: Company, asked: Asked, entries: Iterable[Entry], into: list[Column]
) -> Sheet:
    """The amounts of the entries per account, as the account shows them."""
    amounts = {id_: natural(company, id_, row) for id_, row in columns.sums(entries, into).items()}
    return Sheet(company, amounts, len(into), asked.descending)
