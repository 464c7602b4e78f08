"""Rows and links of an entity are found without knowing the company."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("connections", "0016_go_live_before_the_first_order"),
        ("sync_queue", "0017_drop_an_index_that_another_covers"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="queuerow",
            name="queue_row_entity",
        ),
        migrations.AddIndex(
            model_name="link",
            index=models.Index(fields=["kind", "key"], name="link_of_entity"),
        ),
        migrations.AddIndex(
            model_name="queuerow",
            index=models.Index(fields=["kind", "key", "connection"], name="queue_row_entity"),
        ),
    ]
