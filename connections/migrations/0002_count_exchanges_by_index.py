from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("connections", "0001_initial"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="exchange",
            index=models.Index(
                condition=models.Q(("is_batch", True)),
                fields=["connection", "started_at"],
                name="exchange_batches",
            ),
        ),
        migrations.AddIndex(
            model_name="exchange",
            index=models.Index(
                condition=models.Q(("fault_code", "3001")),
                fields=["connection", "started_at"],
                name="exchange_throttled",
            ),
        ),
        migrations.AddIndex(
            model_name="exchange",
            index=models.Index(
                condition=models.Q(("status", None)),
                fields=["connection", "started_at"],
                name="exchange_unanswered",
            ),
        ),
    ]
