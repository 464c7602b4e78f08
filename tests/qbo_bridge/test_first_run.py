"""The secrets of a fresh installation."""

import stat
from pathlib import Path

from cryptography.fernet import Fernet

from qbo_bridge import first_run


def values(file: Path) -> dict[str, str]:
    return dict(line.split("=", 1) for line in file.read_text().splitlines())


def test_it_writes_secrets_that_only_their_owner_reads(tmp_path: Path) -> None:
    file = tmp_path / ".env"

    assert first_run.write_secrets(file)

    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert len(values(file)["SECRET_KEY"]) >= 50
    Fernet(values(file)["TOKEN_KEYS"])


def test_it_never_touches_existing_secrets(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("SECRET_KEY=mine\n")

    assert not first_run.write_secrets(file)

    assert file.read_text() == "SECRET_KEY=mine\n"


def test_two_installations_share_no_secret(tmp_path: Path) -> None:
    first_run.write_secrets(tmp_path / "a")
    first_run.write_secrets(tmp_path / "b")

    a, b = values(tmp_path / "a"), values(tmp_path / "b")

    assert a["SECRET_KEY"] != b["SECRET_KEY"]
    assert a["TOKEN_KEYS"] != b["TOKEN_KEYS"]
