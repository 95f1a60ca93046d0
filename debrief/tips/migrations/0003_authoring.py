from typing import Any

import django.contrib.postgres.fields
import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models
from django.utils import timezone


def begin_history(apps: Any, schema_editor: Any) -> None:
    """Let the history of tips that are there already begin with what they say."""
    tips, history = apps.get_model("tips", "Tip"), apps.get_model("tips", "HistoricalTip")
    names = [field.name for field in history._meta.fields if not field.name.startswith("history_")]
    history.objects.using(schema_editor.connection.alias).bulk_create(
        history(history_date=timezone.now(), history_type="+", history_change_reason="shipped", **row)
        for row in tips.objects.using(schema_editor.connection.alias).values(*names)
    )


class Migration(migrations.Migration):
    dependencies = [
        ("tips", "0002_marks_and_finding"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="HistoricalTip",
            fields=[
                ("slug", models.SlugField(max_length=60)),
                ("title", models.CharField(max_length=60)),
                ("summary", models.CharField(max_length=140)),
                ("body", models.TextField(help_text="Markdown, 120 to 250 words.")),
                ("try_this", models.CharField(max_length=160)),
                (
                    "minutes",
                    models.PositiveSmallIntegerField(
                        choices=[(1, 1), (2, 2), (5, 5), (10, 10), (15, 15), (30, 30)]
                    ),
                ),
                (
                    "when",
                    models.CharField(
                        choices=[
                            ("now", "Right now"),
                            ("today", "Today"),
                            ("tomorrow", "Tomorrow"),
                            ("this_week", "This week"),
                            ("before_next", "Before the next one"),
                            ("any", "Any time"),
                        ],
                        max_length=16,
                    ),
                ),
                (
                    "stages",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=32), default=list, size=None
                    ),
                ),
                (
                    "causes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=32), blank=True, default=list, size=None
                    ),
                ),
                ("low_ok", models.BooleanField(default=False, verbose_name="fine to show at a low mood")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("calm", "Settle"),
                            ("view", "A fairer picture"),
                            ("review", "Look again"),
                            ("people", "People"),
                            ("note", "The note"),
                            ("practice", "Practice"),
                            ("search", "The search"),
                            ("rest", "Rest"),
                        ],
                        max_length=16,
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("A", "Recovering From a Bad Job Interview"),
                            ("B", "10 Best Ways For Recovery After a Bad Interview"),
                            ("added", "Added by Debrief"),
                        ],
                        max_length=8,
                    ),
                ),
                ("source_no", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("evidence", models.CharField(max_length=240)),
                (
                    "strength",
                    models.CharField(
                        choices=[
                            ("well_supported", "Well supported"),
                            ("some_support", "Some support"),
                            ("mixed", "Mixed"),
                            ("common_practice", "Common practice"),
                        ],
                        max_length=16,
                    ),
                ),
                ("caution", models.CharField(blank=True, max_length=160)),
                (
                    "related",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.SlugField(max_length=60), default=list, size=None
                    ),
                ),
                ("reviewed_on", models.DateField()),
                ("updated_at", models.DateTimeField(default=timezone.now)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("new", "Not published yet"),
                            ("public", "Public"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="public",
                        editable=False,
                        max_length=16,
                    ),
                ),
                ("draft", models.JSONField(blank=True, editable=False, null=True)),
                ("shipped_digest", models.CharField(default="", editable=False, max_length=64)),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
            ],
            options={
                "verbose_name": "historical tip",
                "verbose_name_plural": "historical tips",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.AlterModelOptions(
            name="tip",
            options={"verbose_name": "tip", "verbose_name_plural": "tips"},
        ),
        migrations.AddField(
            model_name="tip",
            name="draft",
            field=models.JSONField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="tip",
            name="state",
            field=models.CharField(
                choices=[("new", "Not published yet"), ("public", "Public"), ("withdrawn", "Withdrawn")],
                default="public",
                editable=False,
                max_length=16,
            ),
        ),
        migrations.AddConstraint(
            model_name="tip",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["new", "public", "withdrawn"])), name="tip_state"
            ),
        ),
        migrations.AddConstraint(
            model_name="tip",
            constraint=models.CheckConstraint(
                condition=models.Q(("draft__isnull", True), ("state", "new"), _negated=True),
                name="tip_new_has_draft",
            ),
        ),
        migrations.AddField(
            model_name="historicaltip",
            name="history_user",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.RunPython(begin_history, migrations.RunPython.noop, elidable=True),
    ]
