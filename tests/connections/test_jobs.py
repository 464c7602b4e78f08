"""What a developer pastes: it is what this installation runs by, and it can be run."""

import ast
import re
from typing import Any

import pytest
from django.core.management import get_commands

from connections.checking import jobs
from connections.models import Connection
from tests.connections.console_parts import address, logged_in


def test_each_cron_line_names_a_command_that_there_is() -> None:
    named = re.findall(r"manage\.py (\w+)", jobs.cron_lines())

    assert len(named) == len(jobs.COMMANDS)
    assert set(named) <= get_commands().keys()


def test_there_is_a_cron_line_for_each_job_of_the_schedule(settings: Any) -> None:
    assert len(jobs.COMMANDS) == len(settings.CELERY_BEAT_SCHEDULE)


def test_what_is_pasted_runs_and_is_what_runs_here(settings: Any) -> None:
    pasted: dict[str, Any] = {}

    exec(jobs.beat_schedule(), pasted)

    entries = pasted["CELERY_BEAT_SCHEDULE"]
    assert all(entry["schedule"] for entry in entries.values())
    for name, here in settings.CELERY_BEAT_SCHEDULE.items():
        assert (entries[name]["task"], entries[name].get("options")) == (
            here["task"],
            here.get("options"),
        )


def test_a_folder_with_a_space_in_its_name_is_pasted_whole(settings: Any) -> None:
    settings.BASE_DIR = "/srv/web shop"

    assert all("cd '/srv/web shop' && " in line for line in jobs.cron_lines().splitlines())


def test_each_cron_line_has_its_five_times() -> None:
    for line in jobs.cron_lines().splitlines():
        assert re.fullmatch(r"(\S+ ){5}cd \S+ && .+", line)


def test_the_schedule_is_python_that_can_be_pasted(settings: Any) -> None:
    *_imports, assignment = ast.parse(jobs.beat_schedule()).body

    assert isinstance(assignment, ast.Assign)
    assert isinstance(assignment.value, ast.Dict)
    names = [key.value for key in assignment.value.keys if isinstance(key, ast.Constant)]
    assert names == list(settings.CELERY_BEAT_SCHEDULE)


def test_seconds_are_said_as_they_are_set(settings: Any) -> None:
    every = settings.CELERY_BEAT_SCHEDULE["read the queues"]["schedule"]

    assert f'"schedule": {every.run_every.total_seconds()}' in jobs.beat_schedule()


@pytest.mark.parametrize("id_", ["developer-beat", "developer-cron", "developer-read"])
def test_each_of_them_has_its_copy_button(id_: str, unconnected: Connection, alice: Any) -> None:
    page = logged_in(alice).get(address("settings", unconnected)).content.decode()

    assert f'<textarea id="{id_}"' in page
    assert f'data-copy="{id_}"' in page
