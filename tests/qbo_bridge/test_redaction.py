"""No secret in a log, under its name or in the wording in which OAuth puts it."""

import logging
from io import StringIO

import pytest
from django.conf import settings

from qbo_bridge import redaction

CANARY = "AB11589canary.x-y_z~9"


@pytest.mark.parametrize("name", sorted(redaction.SECRET_NAMES))
def test_a_value_under_a_secret_name_is_hidden(name: str) -> None:
    event = redaction.hide_secrets(None, "info", {"event": "refreshed", name: CANARY})

    assert event[name] == redaction.HIDDEN
    assert event["event"] == "refreshed"


@pytest.mark.parametrize(
    "text",
    [
        f"Authorization: Bearer {CANARY}",
        f"message=AuthenticationFailed; detail=Token expired: {CANARY}",
        f'{{"access_token": "{CANARY}", "token_type": "bearer"}}',
        f"grant_type=refresh_token&refresh_token={CANARY}",
        f"client_secret={CANARY}&client_id=shop",
        f"GET /console/callback/?code={CANARY}&state=1",
        f"Basic {CANARY}",
    ],
)
def test_a_secret_inside_a_sentence_is_hidden(text: str) -> None:
    assert CANARY not in redaction.hide_in_text(text)


@pytest.mark.parametrize(
    "text",
    [
        '{"PrimaryTaxIdentifier": "GB 123 4567 89", "Notes": "stays"}',
        '{"PrimaryTaxIdentifier":"GB 123 4567 89","Notes":"stays"}',
        "tax_number='GB 123 4567 89', stays",
    ],
)
def test_a_tax_number_behind_its_name_is_hidden(text: str) -> None:
    shown = redaction.hide_in_text(text)

    assert "GB" not in shown
    assert "89" not in shown
    assert redaction.HIDDEN in shown
    assert "stays" in shown


@pytest.mark.parametrize("text", ["Order 10245 was booked.", "HTTP status code 400", "code 6240"])
def test_ordinary_words_stay(text: str) -> None:
    assert redaction.hide_in_text(text) == text


def test_the_log_that_is_configured_hides_them_too() -> None:
    lines = settings.LOGGING["formatters"]["lines"]
    made = dict(lines)
    formatter = made.pop("()")(**made)
    stream = StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter)
    record = logging.LogRecord("x", logging.INFO, "", 0, f"Bearer {CANARY}", (), None)
    record.refresh_token = CANARY

    handler.emit(record)

    assert CANARY not in stream.getvalue()
    assert redaction.HIDDEN in stream.getvalue()
