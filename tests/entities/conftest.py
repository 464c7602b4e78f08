"""Listening to the store: what it told, in the order in which it told it."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from entities.changes import changed, deleted


class Ear:
    """`changed` and `deleted`: (model name, key) of each entity told of, in order."""

    def __init__(self) -> None:
        self.changed: list[tuple[str, str]] = []
        self.deleted: list[tuple[str, str]] = []
        self.always_in_transaction = True

    def hear_changed(self, sender: Any, instances: list[Any], **kwargs: Any) -> None:
        self.changed += [(sender.__name__, entity.key) for entity in instances]
        self.always_in_transaction &= connection.in_atomic_block

    def hear_deleted(self, sender: Any, instances: list[Any], **kwargs: Any) -> None:
        self.deleted += [(sender.__name__, entity.key) for entity in instances]
        self.always_in_transaction &= connection.in_atomic_block

    def forget(self) -> None:
        self.changed.clear()
        self.deleted.clear()


@pytest.fixture
def ear() -> Iterator[Ear]:
    listening = Ear()
    changed.connect(listening.hear_changed)
    deleted.connect(listening.hear_deleted)
    yield listening
    changed.disconnect(listening.hear_changed)
    deleted.disconnect(listening.hear_deleted)
