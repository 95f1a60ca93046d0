import django.contrib.postgres.indexes
import django.db.models.deletion
import django.utils.timezone
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models

from debrief.privacy.operations import OwnerOnlyRows


class Migration(migrations.Migration):
    dependencies = [
        ("tips", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="tip",
            index=django.contrib.postgres.indexes.GinIndex(fields=["causes"], name="tip_causes"),
        ),
        migrations.AddIndex(
            model_name="tip",
            index=models.Index(fields=["source", "source_no", "slug"], name="tip_source_order"),
        ),
        migrations.CreateModel(
            name="TipMark",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("seen_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("saved_at", models.DateTimeField(blank=True, null=True)),
                (
                    "tried",
                    models.CharField(
                        blank=True,
                        choices=[("helped", "Helped"), ("a_bit", "A bit"), ("not_for_me", "Not for me")],
                        max_length=16,
                    ),
                ),
                ("is_hidden", models.BooleanField(default=False)),
                ("note", models.CharField(blank=True, max_length=300)),
                (
                    "owner",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "tip",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="marks",
                        to="tips.tip",
                    ),
                ),
            ],
            options={
                "ordering": ["tip_id"],
                "constraints": [
                    models.UniqueConstraint(fields=("owner", "tip"), name="tip_mark_once"),
                    models.CheckConstraint(
                        condition=models.Q(("tried__in", ["", "helped", "a_bit", "not_for_me"])),
                        name="tip_mark_tried",
                    ),
                ],
            },
        ),
        OwnerOnlyRows("TipMark"),
    ]
