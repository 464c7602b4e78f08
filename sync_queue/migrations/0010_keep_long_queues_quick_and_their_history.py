"""A table for what a row would forget, and an index for each list of the console."""

import django.db.models.deletion
import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("connections", "0009_say_what_becomes_of_what_was_deleted"),
        ("sync_queue", "0009_find_what_was_not_needed_by_reason"),
    ]

    operations = [
        migrations.CreateModel(
            name="RowEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("held", "Waiting for you"),
                            ("sending", "Sending"),
                            ("uncertain", "Checking whether it arrived"),
                            ("error", "Needs mending"),
                            ("done", "Booked"),
                        ],
                        max_length=10,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=100)),
                ("message", models.TextField(blank=True)),
                ("by", models.CharField(blank=True, max_length=150)),
            ],
            options={
                "ordering": ["at", "id"],
            },
        ),
        migrations.RemoveIndex(
            model_name="queuerow",
            name="queue_row_unfinished",
        ),
        migrations.AddField(
            model_name="queuerow",
            name="sought",
            field=models.GeneratedField(
                db_persist=True,
                expression=django.db.models.functions.text.Lower("label"),
                output_field=models.CharField(max_length=200),
            ),
        ),
        migrations.AddField(
            model_name="readerlease",
            name="stopped_until",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddIndex(
            model_name="queuerow",
            index=models.Index(
                condition=models.Q(("state", "done"), _negated=True),
                fields=["connection", "state", "rank", "id"],
                name="queue_row_unfinished",
            ),
        ),
        migrations.AddIndex(
            model_name="queuerow",
            index=models.Index(
                condition=models.Q(("state", "done"), _negated=True),
                fields=["connection", "state", "kind", "id"],
                name="queue_row_of_kind",
            ),
        ),
        migrations.AddIndex(
            model_name="queuerow",
            index=models.Index(
                condition=models.Q(("state", "done"), _negated=True),
                fields=["connection", "reason", "state", "id"],
                name="queue_row_of_reason",
            ),
        ),
        migrations.AddIndex(
            model_name="queuerow",
            index=models.Index(
                condition=models.Q(("state", "done"), _negated=True),
                fields=["connection", "state", "created_at", "id"],
                name="queue_row_of_age",
            ),
        ),
        migrations.AddIndex(
            model_name="queuerow",
            index=models.Index(
                condition=models.Q(("state", "done")),
                fields=["connection", "-done_at", "-id"],
                name="queue_row_done",
            ),
        ),
        migrations.AddIndex(
            model_name="queuerow",
            index=models.Index(
                condition=models.Q(("state", "done")),
                fields=["connection", "kind", "-done_at", "-id"],
                name="queue_row_done_of_kind",
            ),
        ),
        migrations.AddIndex(
            model_name="queuerow",
            index=models.Index(
                fields=["connection", "sought"],
                name="queue_row_sought",
                opclasses=["int8_ops", "varchar_pattern_ops"],
            ),
        ),
        migrations.AddField(
            model_name="rowevent",
            name="dispatch",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="events",
                to="sync_queue.dispatch",
            ),
        ),
        migrations.AddField(
            model_name="rowevent",
            name="row",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="events",
                to="sync_queue.queuerow",
            ),
        ),
    ]
