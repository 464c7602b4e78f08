"""What the tests of the Default accounts tab share: looking at a page of it, saving it."""

from datetime import datetime
from typing import Any

from connections.models import Connection, ListItem
from tests.connections.console_parts import address, logged_in
from tests.factories import NOON

Kind = ListItem.Kind


def shown(user: Any, connection: Connection, page: str = "accounts") -> Any:
    return logged_in(user).get(address(page, connection))


def chosen(user: Any, connection: Connection, page: str) -> dict[str, Any]:
    """What stands in the fields of a page, as a browser would send it back."""
    forms = shown(user, connection, page).context["all_forms"]
    fields = {name: field.initial for form in forms for name, field in form.fields.items()}
    return {name: value for name, value in fields.items() if value is not None}


def saved(user: Any, connection: Connection, page: str, **data: Any) -> str:
    """Saves a page with these fields alone and returns what stands there afterwards."""
    answer = logged_in(user).post(address(page, connection), data, follow=True)
    return str(answer.content.decode())


def press(user: Any, button: str, connection: Connection, **data: Any) -> str:
    answer = logged_in(user).post(address(button, connection), data, follow=True)
    return str(answer.content.decode())


def account(connection: Connection, subtype: str) -> ListItem:
    found = connection.list_items.filter(kind=Kind.ACCOUNT, subtype=subtype).first()
    assert found is not None
    return found


def listed(connection: Connection, kind: str, name: str, now: datetime = NOON) -> ListItem:
    """An entry of QuickBooks' lists that was never fetched."""
    made: ListItem = ListItem.objects.create(
        connection=connection, kind=kind, qbo_id=f"{kind}-{name}"[:40], name=name, fetched_at=now
    )
    return made
