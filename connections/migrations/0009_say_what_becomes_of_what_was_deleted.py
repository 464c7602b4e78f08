"""Orders and categories that the store deletes: what becomes of them in QuickBooks."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("connections", "0008_choose_what_is_exchanged"),
    ]

    operations = [
        migrations.AddField(
            model_name="connection",
            name="deleted_orders",
            field=models.CharField(
                choices=[
                    ("void", "Void it: it stays in the books with zero amounts"),
                    ("delete", "Delete it: nothing of it is left in the books"),
                ],
                default="void",
                max_length=10,
                verbose_name="orders deleted in the store",
            ),
        ),
        migrations.AddField(
            model_name="connection",
            name="marks_deleted_categories",
            field=models.BooleanField(
                default=False,
                help_text="QuickBooks cannot make a category inactive: its name gets “(deleted)”.",
                verbose_name="mark categories deleted in the store",
            ),
        ),
    ]
