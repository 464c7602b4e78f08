"""Registers the queue's tables, and connects its ears to the store."""

from django.apps import AppConfig


class SyncQueueConfig(AppConfig):
    name = "sync_queue"
    verbose_name = "QuickBooks queue"
