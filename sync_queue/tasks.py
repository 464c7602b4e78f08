"""The doorbells that Celery rings: each is one call into the work, with ids and no data."""

import threading
from typing import Any

from celery import shared_task
from celery.signals import worker_shutting_down
from django.utils import timezone

from connections.models import Connection
from sync_queue import plan, reader, sweeper, watch
from sync_queue.pull import run

ENDING = threading.Event()


@worker_shutting_down.connect
def end(**_: Any) -> None:
    """SIGTERM: a reader of this worker (pool threads or solo) sends nothing new and comes home."""
    ENDING.set()


@shared_task(name="sync_queue.tasks.read_queue", ignore_result=True)
def read_queue(connection_id: int) -> None:
    """Reads one company's queue for a slice of time; rings again if there is more."""
    report = reader.read(connection_id=connection_id, is_ending=ENDING.is_set)
    if report.has_more and not report.stopped:
        read_queue.apply_async(args=(connection_id,), retry=False, expires=60)


@shared_task(name="sync_queue.tasks.read_due_queues", ignore_result=True)
def read_due_queues() -> None:
    """Rings for every company that has something to do, the one that waited longest first."""
    for connection_id in plan.due_connections(now=timezone.now()):
        read_queue.apply_async(args=(connection_id,), retry=False, expires=60)


@shared_task(name="sync_queue.tasks.sweep", ignore_result=True)
def sweep(**_: Any) -> None:
    sweeper.sweep(now=timezone.now())


@shared_task(name="sync_queue.tasks.pull_changes", ignore_result=True)
def pull_changes(connection_id: int) -> None:
    """Brings back from one company what its switches bring."""
    run.attempt(Connection.objects.get(pk=connection_id), now=timezone.now())


@shared_task(name="sync_queue.tasks.pull_due_changes", ignore_result=True)
def pull_due_changes() -> None:
    """Rings for every company that something is brought back from."""
    for connection_id in run.due_connections():
        pull_changes.apply_async(args=(connection_id,), retry=False, expires=600)


@shared_task(name="sync_queue.tasks.watch_connections", ignore_result=True)
def watch_connections() -> int:
    """Warns by mail of what does not work; returns how many mails went out."""
    return len(list(watch.watch(now=timezone.now())))
