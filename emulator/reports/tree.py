"""How do accounts and customers stand under one another in a report?"""

from collections.abc import Callable
from dataclasses import dataclass, field

from emulator.books.company import Company
from emulator.reports.shape import Amounts, cells, data, section, total
from emulator.wire import Obj


@dataclass
class Node:
    """An entry of a list with its own amounts and the entries under it."""

    id: str
    name: str
    own: Amounts
    below: list["Node"] = field(default_factory=list)

    @property
    def all(self) -> Amounts:
        """Its own amounts and those of all that stand under it."""
        return total([self.own, *(child.all for child in self.below)], len(self.own))


def forest(
    company: Company, kind: str, amounts: dict[str, Amounts], width: int, *, descending: bool
) -> list[Node]:
    """The entries that have amounts, under their parents, by name."""
    nodes: dict[str, Node] = {}
    roots: list[Node] = []

    def node(id_: str) -> Node:
        if id_ in nodes:
            return nodes[id_]
        obj = company.records[kind][id_].obj
        name = str(obj.get("Name") or obj.get("DisplayName"))
        nodes[id_] = made = Node(id_, name, amounts.get(id_, [None] * width))
        parent = (obj.get("ParentRef") or {}).get("value")
        (node(str(parent)).below if parent else roots).append(made)
        return made

    for id_ in amounts:
        node(id_)
    for each in [*nodes.values()]:
        each.below.sort(key=_name, reverse=descending)
    return sorted(roots, key=_name, reverse=descending)


def rows(nodes: list[Node], *, leaf: Callable[[list[Obj]], Obj] = data) -> list[Obj]:
    """A row for each, a section for each that has others under it."""
    return [_row(node, leaf) for node in nodes]


def _row(node: Node, leaf: Callable[[list[Obj]], Obj]) -> Obj:
    own = cells(node.name, node.own, node.id)
    if not node.below:
        return leaf(own)
    summary = cells(f"Total {node.name}", node.all)
    return section(header=own, rows=rows(node.below, leaf=leaf), summary=summary)


def _name(node: Node) -> str:
    return node.name.casefold()
