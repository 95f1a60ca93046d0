from collections import defaultdict
from typing import Any
from uuid import UUID

import django.contrib.postgres.search
import django.db.models.deletion
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from debrief.debriefs.words import vector_of
from debrief.privacy.operations import OwnerOnlyRows

# The texts of a debrief as its tables stand before this migration.
TEXTS = {
    "debriefs.Person": ("name", "role", "remember"),
    "debriefs.Question": ("text", "note"),
    "debriefs.BrightSpot": ("text",),
    "debriefs.Guess": ("worst_noticed",),
    "debriefs.Confiding": ("person", "message", "after"),
    "debriefs.RoughPatch": ("what", "instead"),
    "debriefs.NamedCause": ("own__label",),
    "debriefs.Lesson": ("text",),
    "debriefs.IfThenPlan": ("cue", "action", "reason"),
    "debriefs.PracticeAnswer": ("situation", "task", "action", "result", "free"),
    "debriefs.NextAction": ("own",),
    "debriefs.Outcome": ("feedback", "tell_self_then"),
    "recovery.StageEntry": ("answers",),
}
TEXTS_OF_DEBRIEF = (
    "organisation",
    "role_title",
    "forgot_to_say",
    "clarify_one",
    "next_they_said",
    "promised",
    "anything_else",
)


def index_what_is_there(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Make the debriefs of before findable, one person's at a time."""
    alias = schema_editor.connection.alias
    debriefs: Any = apps.get_model("debriefs.Debrief")._default_manager.using(alias)
    index: Any = apps.get_model("debriefs.WordIndex")._default_manager.using(alias)
    tables: Any = [
        (apps.get_model(name)._default_manager.using(alias), texts) for name, texts in TEXTS.items()
    ]
    for (owner_id,) in debriefs.order_by().values_list("owner_id").distinct():
        said: dict[UUID, list[Any]] = defaultdict(list)
        for debrief_id, *values in debriefs.filter(owner_id=owner_id).values_list("id", *TEXTS_OF_DEBRIEF):
            said[debrief_id] += values
        for rows, texts in tables:
            for debrief_id, *values in rows.filter(owner_id=owner_id).values_list("debrief_id", *texts):
                said[debrief_id] += values
        index.bulk_create(
            [
                index.model(owner_id=owner_id, debrief_id=debrief_id, words=vector_of(values))
                for debrief_id, values in said.items()
            ],
            batch_size=200,
        )
    if index.count() != debriefs.count():
        raise RuntimeError("Not every debrief was indexed: is this role bound by row security?")


class Migration(migrations.Migration):
    dependencies = [
        ("debriefs", "0002_the_days_after"),
        ("recovery", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="WordIndex",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("words", django.contrib.postgres.search.SearchVectorField()),
                (
                    "debrief",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="word_index",
                        to="debriefs.debrief",
                    ),
                ),
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
            ],
            options={
                "verbose_name_plural": "word indexes",
                "constraints": [models.UniqueConstraint(fields=("owner", "debrief"), name="word_index_once")],
            },
        ),
        migrations.AddIndex(
            model_name="debrief",
            index=models.Index(
                condition=models.Q(("put_away_at__isnull", False)),
                fields=["owner", "-created_at", "-id"],
                name="debrief_put_away",
            ),
        ),
        OwnerOnlyRows("WordIndex", within="debrief"),
        migrations.RunPython(index_what_is_there, migrations.RunPython.noop, elidable=True),
    ]
