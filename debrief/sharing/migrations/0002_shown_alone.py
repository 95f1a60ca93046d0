from django.db import migrations

from debrief.privacy.operations import ShownAlone

# Tables that were there before there were links. A newer one has this in the migration that makes it.
PARTS = (
    "debriefs.Person",
    "debriefs.Question",
    "debriefs.BrightSpot",
    "debriefs.MoodCheck",
    "debriefs.Guess",
    "debriefs.Confiding",
    "debriefs.RoughPatch",
    "debriefs.NamedCause",
    "debriefs.Preparation",
    "debriefs.Lesson",
    "debriefs.IfThenPlan",
    "debriefs.PracticeAnswer",
    "debriefs.NextAction",
    "debriefs.Outcome",
    "notes.Note",
    "recovery.StageEntry",
)
NOT_SHOWN = ("debriefs.Opening", "debriefs.WordIndex", "tips.TipMark")


class Migration(migrations.Migration):
    dependencies = [
        ("sharing", "0001_initial"),
        ("debriefs", "0004_person_id_and_owner"),
        ("notes", "0001_initial"),
        ("recovery", "0001_initial"),
        ("tips", "0002_marks_and_finding"),
    ]

    operations = [
        ShownAlone("debriefs.Debrief", "id"),
        *(ShownAlone(name, "debrief_id") for name in PARTS),
        ShownAlone("debriefs.OwnCause", through=("debriefs.NamedCause", "own_id")),
        *(ShownAlone(name) for name in NOT_SHOWN),
    ]
