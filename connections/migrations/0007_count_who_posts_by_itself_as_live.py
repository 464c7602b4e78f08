from typing import Any

from django.db import migrations
from django.db.models import F


def count_as_live(apps: Any, schema_editor: Any) -> None:
    """Whoever had switched sending on before these columns were there had looked at the company."""
    connections = apps.get_model("connections", "Connection").objects.filter(auto_post=True)
    connections.update(company_confirmed_at=F("updated_at"), went_live_at=F("updated_at"))


class Migration(migrations.Migration):
    dependencies = [
        ("connections", "0006_remember_who_confirmed_and_went_live"),
    ]

    operations = [migrations.RunPython(count_as_live, migrations.RunPython.noop)]
