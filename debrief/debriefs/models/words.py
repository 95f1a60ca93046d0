"""What search reads instead of the tables themselves."""

from django.contrib.postgres.search import SearchVectorField
from django.db import models

from debrief.debriefs.models.record import part_of
from debrief.privacy.models import OwnedModel, OwnedQuerySet


class WordIndex(OwnedModel):
    """Every word of one debrief, as search compares it. Written by `debriefs.words` alone.

    Not a part of the debrief: it says nothing that its parts don't, so no export carries it.
    """

    debrief = part_of("word_index")
    words = SearchVectorField()

    is_derived = True

    objects = OwnedQuerySet["WordIndex"].as_manager()

    class Meta:
        verbose_name_plural = "word indexes"
        constraints = [models.UniqueConstraint(fields=["owner", "debrief"], name="word_index_once")]

    def __str__(self) -> str:
        return str(self.debrief_id)
