"""How the bridge is wired together: settings, addresses, Celery, the admin site, logs."""

from qbo_bridge.celery import app as celery_app

__all__ = ["celery_app"]
