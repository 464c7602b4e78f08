"""Rows and links are found by the indexes made for it, not by that of their connection."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("connections", "0012_say_what_is_wrong_by_mail"),
        ("sync_queue", "0013_remember_figures_and_find_differences"),
    ]

    operations = [
        migrations.AlterField(
            model_name="link",
            name="connection",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="links",
                to="connections.connection",
            ),
        ),
        migrations.AlterField(
            model_name="queuerow",
            name="connection",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="queue_rows",
                to="connections.connection",
            ),
        ),
    ]
