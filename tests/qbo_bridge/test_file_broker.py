"""The folder that carries the bells: a message is there whole, or not yet."""

from collections.abc import Iterator
from pathlib import Path
from queue import Empty
from typing import Any

import pytest
from kombu import Connection

from qbo_bridge.celery import app


class Peeking:
    """A part of a message; whoever writes it down finds another reader at the folder."""

    def __init__(self, channel: Any) -> None:
        self.channel, self.found = channel, None

    def __json__(self) -> str:
        try:
            self.found = self.channel._get("celery")
        except Empty:
            return "nothing yet"
        return "something"


@pytest.fixture
def channel(tmp_path: Path) -> Iterator[Any]:
    folders = {"data_folder_in": str(tmp_path), "data_folder_out": str(tmp_path)}
    with Connection("filesystem://", transport_options=folders) as connection:
        yield connection.channel()


def test_the_app_rings_through_the_own_transport(settings: Any) -> None:
    with app.connection_for_write("filesystem://localhost") as connection:
        assert connection.transport.__module__ == "qbo_bridge.file_broker"


def test_nobody_takes_a_message_that_is_still_being_written(channel: Any) -> None:
    channel._put("celery", {"body": Peeking(channel)})

    assert channel._get("celery") == {"body": "nothing yet"}


def test_messages_are_taken_once_and_leave_nothing_behind(channel: Any, tmp_path: Path) -> None:
    for number in range(3):
        channel._put("celery", {"body": number})

    assert {channel._get("celery")["body"] for _ in range(3)} == {0, 1, 2}
    with pytest.raises(Empty):
        channel._get("celery")
    assert list(tmp_path.iterdir()) == []


def test_each_queue_finds_its_own_messages(channel: Any) -> None:
    channel._put("celery", {"body": "mine"})

    with pytest.raises(Empty):
        channel._get("other")
    assert channel._get("celery") == {"body": "mine"}
