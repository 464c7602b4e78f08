"""Which name an entity bears in QuickBooks, where names are unique: first come, first served.

The link keeps the name; the constraint `link_one_per_name` keeps it from everybody else. Once a
record has taken its marked name ("Jane Roe (C-1042)") it stays with it, while its name stays.
"""

from collections.abc import Iterable

from sync_queue.documents import names
from sync_queue.documents.outcome import Document, Held
from sync_queue.models import Link


def claim(document: Document, *, link: Link) -> str:
    """The name for the document, now claimed by `link`; "" for what bears no name.

    Raises Held when all its names are in use.
    """
    if not document.names:
        return ""
    if _is_left_as_it_is(document, link):
        return link.name
    choices = document.names[1:] if _is_taken(document, link) else document.names
    by_folded = {names.fold(name): name for name in choices}
    if link.folded_name not in by_folded:
        link.folded_name = _first_free(by_folded, document, link)
    name = by_folded[link.folded_name]
    if link.name != name or link.name_space != document.name_space or link.pk is None:
        link.name, link.name_space = name, document.name_space
        link.save()
    return name


def keeps(document: Document, *, link: Link) -> bool:
    """Whether the link's name still is one for the document."""
    return not document.names or link.name in document.names or _is_left_as_it_is(document, link)


def _is_taken(document: Document, link: Link) -> bool:
    """Somebody else has the plain name in QuickBooks; that says nothing of a later one."""
    if link.asked_name not in ("", names.fold(document.names[0])):
        link.plain_name_taken = False
    return link.plain_name_taken and len(document.names) > 1


def _is_left_as_it_is(document: Document, link: Link) -> bool:
    """QuickBooks' own name stays while the store's own is the one it was taken over for."""
    return bool(link.named_for) and link.named_for == document.names[0]


def _first_free(choices: Iterable[str], document: Document, link: Link) -> str:
    taken = set(
        Link.objects.filter(
            connection=link.connection,
            name_space=document.name_space,
            folded_name__in=list(choices),
        )
        .exclude(kind=link.kind, key=link.key)
        .values_list("folded_name", flat=True)
    )
    for folded in choices:
        if folded not in taken:
            return folded
    raise Held(
        reason="name_taken",
        message=f"The names “{'” and “'.join(document.names)}” are all in use.",
        mend="Give the record another name in the store.",
    )
