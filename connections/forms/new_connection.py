"""How a connection begins: with a name that gives it its address, and an environment."""

from typing import Any, ClassVar

from django.utils.text import slugify

from connections.forms.base import ConnectionForm
from connections.forms.environments import offer_environments
from connections.models import Connection

# Addresses of the console that begin like a connection's own.
RESERVED_SLUGS = frozenset({"add", "callback", "help", "needs-you", "orders", "sign-in", "switch"})
SLUG_LENGTH = 60


class NewConnectionForm(ConnectionForm):
    """A connection begins with a name and an environment; the first one is the default."""

    class Meta:
        model = Connection
        fields: ClassVar[list[str]] = ["name", "environment"]
        help_texts: ClassVar[dict[str, str]] = {
            "name": "For example the name of the company or of the shop it belongs to.",
            "environment": "Sandbox is Intuit's place for trying out; Production writes in real "
            "books.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_environments(self.fields["environment"], self.instance)

    def save(self, commit: bool = True) -> Connection:
        self.instance.slug = free_slug(self.cleaned_data["name"])
        self.instance.is_default = not Connection.objects.filter(is_default=True).exists()
        return super().save(commit)


def free_slug(name: str) -> str:
    """An address for a connection that no other one has and that is none of the console's own."""
    wanted = slugify(name)[: SLUG_LENGTH - 4] or "connection"
    taken = RESERVED_SLUGS.union(Connection.objects.values_list("slug", flat=True))
    if wanted not in taken:
        return wanted
    return next(slug for n in range(2, len(taken) + 3) if (slug := f"{wanted}-{n}") not in taken)
