"""The doorbells that Celery rings: each is one call into the work, with ids and no data."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from sync_queue import plan, reader, sweeper


@shared_task(name="sync_queue.tasks.read_queue", ignore_result=True)
def read_queue(connection_id: int) -> None:
    """Reads one company's queue for a slice of time; rings again if there is more."""
    report = reader.read(connection_id=connection_id)
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
