"""Which secrets a fresh installation needs: writes them once to `.env`, never over existing ones.

Run as `python -m qbo_bridge.first_run`. It imports no settings, since settings need what it writes.
"""

import os
import secrets
from pathlib import Path

from cryptography.fernet import Fernet

ENV_FILE = Path(__file__).resolve().parent.parent / ".env"


def write_secrets(path: Path) -> bool:
    """Creates `path` (readable by its owner only) with fresh secrets; True if it was created."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return False
    with os.fdopen(handle, "w") as file:
        file.write(f"SECRET_KEY={secrets.token_urlsafe(50)}\n")
        file.write(f"TOKEN_KEYS={Fernet.generate_key().decode()}\n")
    return True


if __name__ == "__main__":
    write_secrets(ENV_FILE)
