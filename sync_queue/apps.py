"""Registers the queue's tables, connects its ears to the store, answers the pages below, and loads
what this installation adds."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class SyncQueueConfig(AppConfig):
    name = "sync_queue"
    verbose_name = "QuickBooks queue"

    def ready(self) -> None:
        autodiscover_modules("signals")
        import_module("sync_queue.steering.answers")
        # Not before the tables are there, which what it builds on needs.
        import_module("sync_queue.mapping.extending").load()
