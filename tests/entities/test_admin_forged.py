"""Nonsense in a form or an address of the store's admin is answered, never with a fault of ours."""

from typing import Any

import pytest

from tests.connections.console_parts import logged_in

pytestmark = pytest.mark.django_db

NO_LINES = {"lines-TOTAL_FORMS": "0", "lines-INITIAL_FORMS": "0"}


@pytest.mark.parametrize("nonsense", ["abc", "9" * 25, "-1", "1 OR 1=1", "💥"])
@pytest.mark.parametrize(
    ("page", "field"), [("order", "customer"), ("product", "category"), ("category", "parent")]
)
def test_an_id_that_is_none_is_refused_with_a_message(
    alice: Any, page: str, field: str, nonsense: str
) -> None:
    answer = logged_in(alice).post(
        f"/admin/entities/{page}/add/", {field: nonsense, "name": "x", **NO_LINES}
    )

    assert answer.status_code == 200
    assert answer.context["adminform"].form.errors[field]


@pytest.mark.parametrize(
    "search", ["placed_at__year=abc", "e=1", "o=999", "p=abc", "id__exact=abc", "q=%00"]
)
def test_nonsense_in_an_address_shows_the_list_or_says_no(alice: Any, search: str) -> None:
    answer = logged_in(alice).get(f"/admin/entities/order/?{search}")

    assert answer.status_code in (200, 302, 400)
