"""Runs Django's commands, and the bridge's own, from the shell."""

import os
import sys

from django.core.management import execute_from_command_line


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qbo_bridge.settings")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
