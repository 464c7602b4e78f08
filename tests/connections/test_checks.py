"""What is unsafe, or could not read its secrets, is told at start-up."""

from typing import Any

import pytest

from connections.checking import checks

KEY = "h6Y5r0cQ2sVnJtW8bXo1eKfZpLuMaGdT3yRiB4vNqC0="


@pytest.mark.parametrize("url", ["", "http://127.0.0.1:8010", "http://localhost:8010"])
def test_no_emulator_or_one_on_this_machine_is_fine(settings: Any, url: str) -> None:
    settings.EMULATOR_URL, settings.DEBUG = url, False

    assert checks.emulator_is_for_trying_out() == []


def test_an_emulator_elsewhere_is_an_error_in_production(settings: Any) -> None:
    settings.EMULATOR_URL, settings.DEBUG = "http://emulator:8010", False

    (error,) = checks.emulator_is_for_trying_out()

    assert error.id == "connections.E001"
    assert "ALLOW_EMULATOR" in str(error.hint)


@pytest.mark.parametrize(("name", "value"), [("DEBUG", True), ("ALLOW_EMULATOR", True)])
def test_an_emulator_elsewhere_can_be_allowed(settings: Any, name: str, value: bool) -> None:
    settings.EMULATOR_URL, settings.DEBUG = "http://emulator:8010", False
    setattr(settings, name, value)

    assert checks.emulator_is_for_trying_out() == []


def test_good_keys_are_fine(settings: Any) -> None:
    settings.TOKEN_KEYS = [KEY, KEY]

    assert checks.token_keys_are_usable() == []


@pytest.mark.parametrize("keys", [[], [""], [KEY, "short"], ["not base64 at all!"]])
def test_an_unusable_key_is_an_error_that_does_not_show_it(settings: Any, keys: list[str]) -> None:
    settings.TOKEN_KEYS = keys

    (error,) = checks.token_keys_are_usable()

    assert error.id == "connections.E002"
    assert "not base64" not in str(error)
