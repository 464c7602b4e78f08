"""A category of the store as a QuickBooks category: an Item of type Category."""

from entities.models import Category
from sync_queue import kinds
from sync_queue.documents import names
from sync_queue.documents.company import Company
from sync_queue.documents.outcome import Document, Held
from sync_queue.models import Link

# quickbooks: four levels of categories, the item that is sold stands on the fifth (fault 6180).
DEEPEST = 4


def parents(category: Category) -> list[tuple[str, str]]:
    return [(kinds.CATEGORY.name, category.parent.key)] if category.parent else []


def build(category: Category, company: Company) -> Document:
    fields = {}
    if category.parent:
        fields = {"SubItem": True, "ParentRef": parent_ref(category, company)}
    return Document(
        qbo_type="Item",
        fields=fields,
        create_only={"Type": "Category"},
        name_space=Link.NameSpace.ITEMS,
        names=names.choices(category.name, mark=f"category {category.key}", longest=100),
    )


def parent_ref(category: Category, company: Company) -> dict[str, str]:
    parent = category.parent
    if parent is None or depth(category) > DEEPEST:
        raise Held(
            reason="category_depth",
            message=f"Category {category} lies deeper than the {DEEPEST} levels QuickBooks has.",
            mend="Move it further up in the store, then send it again.",
        )
    return company.ref(kind=kinds.CATEGORY.name, key=parent.key, label=parent.name)


def depth(category: Category) -> int:
    level, above = 1, category.parent
    while above is not None and level <= DEEPEST:
        level, above = level + 1, above.parent
    return level
