from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("intake", "0001_est_reporting")]

    operations = [
        migrations.AlterField(
            model_name="submission", name="dispose_after", field=models.DateTimeField(blank=True, null=True)
        ),
        migrations.AlterField(
            model_name="submission",
            name="state",
            field=models.CharField(
                choices=[
                    ("waiting", "Waiting"),
                    ("quarantined", "Held back: may point out a person"),
                    ("accepted", "Taken in"),
                    ("refused", "Not taken in"),
                    ("disposed", "Disposed of unread"),
                ],
                default="waiting",
                max_length=12,
            ),
        ),
    ]
