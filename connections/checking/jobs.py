"""What runs by itself, as lines to paste: for cron, for another project's Celery, for a program."""

import shlex
from typing import Any

from django.conf import settings
from django.urls import reverse

from connections.models import Connection

# (when, as cron says it; the command).
COMMANDS = (
    ("* * * * *", "read_queue --drain"),
    ("* * * * *", "refresh_tokens"),
    ("* * * * *", "watch_connections"),
    ("*/10 * * * *", "sweep_store"),
    ("0 * * * *", "pull_changes"),
    ("17 3 * * *", "compare_taxes"),
)


def cron_lines() -> str:
    """One line for each job, for the crontab of the user that runs this installation."""
    return "\n".join(
        f"{when} cd {shlex.quote(str(settings.BASE_DIR))} && .venv/bin/python manage.py {command}"
        for when, command in COMMANDS
    )


def beat_schedule() -> str:
    """The schedule this installation runs by, as Python to paste."""
    lines = [_entry(name, entry) for name, entry in settings.CELERY_BEAT_SCHEDULE.items()]
    needs_import = any("celery.schedules." in line for line in lines)
    top = ["import celery.schedules", ""] if needs_import else []
    return "\n".join([*top, "CELERY_BEAT_SCHEDULE = {", *lines, "}"])


def read_address(connection: Connection) -> str:
    return f"{settings.PUBLIC_URL}{reverse('console:read-by-key', args=[connection.slug])}"


def read_line(connection: Connection) -> str:
    """A line for cron on another machine; the key is to be put in place of KEY."""
    return f"* * * * * curl -fsS -X POST -H 'X-Read-Key: KEY' {read_address(connection)}"


def _entry(name: str, entry: dict[str, Any]) -> str:
    said = {"task": repr(entry["task"]), "schedule": _said(entry["schedule"])}
    # Without its end a call that nobody took piles up while no worker is there.
    said |= {"options": repr(entry["options"])} if "options" in entry else {}
    told = ", ".join(f'"{key}": {value}' for key, value in said.items())
    return f'    "{name}": {{{told}}},'


def _said(schedule: Any) -> str:
    """Seconds, or the times of day in Celery's own words."""
    if hasattr(schedule, "_orig_minute"):
        times = {"minute": schedule._orig_minute, "hour": schedule._orig_hour}
        told = ", ".join(f'{name}="{value}"' for name, value in times.items())
        return f"celery.schedules.crontab({told})"
    return repr(float(schedule.run_every.total_seconds()))
