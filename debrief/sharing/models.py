"""A link by which one person is shown a part of one debrief."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Length
from django.db.models.lookups import Exact, GreaterThan
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from debrief.debriefs.choices import Need
from debrief.debriefs.models import DebriefPart, part_of
from debrief.privacy.models import OwnedQuerySet


class ShareLinkQuerySet(OwnedQuerySet["ShareLink"]):
    def good(self) -> "ShareLinkQuerySet":
        """Those that open something now."""
        return self.filter(ended_at=None, expires_at__gt=timezone.now())


class ShareLink(DebriefPart):
    """What a link shows and until when. The link itself is not here: only its hash is.

    Whoever has the link reads this row, and then the debrief, through policies of their own
    (`privacy.operations.FoundByLink` and `ShownAlone`).
    """

    debrief = part_of("share_links")
    # SHA-256 of the token. None for one that came out of an archive, which opens nothing here.
    token_hash = models.BinaryField(max_length=32, null=True, unique=True)
    # Keys of stages. Not choices: adding a stage needs no migration, and one that is gone shows nothing.
    parts: Any = models.JSONField(default=list)
    for_whom = models.CharField(max_length=60, blank=True)
    need = models.CharField(max_length=16, choices=Need, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    # Ended by hand. Kept until it would have expired, so that a page sent again does not bring it back.
    ended_at = models.DateTimeField(null=True)

    stays_here: ClassVar[tuple[str, ...]] = ("token_hash",)
    # Who was given a link is not what the debrief says.
    not_words = ("parts", "for_whom")

    objects = ShareLinkQuerySet.as_manager()

    class Meta:
        ordering = ["made_at", "id"]
        indexes = [models.Index(fields=["owner", "debrief", "made_at"], name="share_link_of_debrief")]
        constraints = [
            models.CheckConstraint(
                condition=GreaterThan(
                    models.Func("parts", function="jsonb_array_length", output_field=models.IntegerField()),
                    0,
                ),
                name="share_link_shows_something",
            ),
            models.CheckConstraint(
                condition=models.Q(token_hash__isnull=False) | models.Q(ended_at__isnull=False),
                name="share_link_hash_or_ended",
            ),
            models.CheckConstraint(condition=Exact(Length("token_hash"), 32), name="share_link_sha256"),
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("made_at")), name="share_link_ends_later"
            ),
            models.CheckConstraint(condition=models.Q(need__in=["", *Need.values]), name="share_link_need"),
        ]

    def clean(self) -> None:
        """What a row that came from elsewhere has to be: a list of keys, and ended."""
        if not all(isinstance(key, str) for key in self.parts):
            raise ValidationError(_("Parts go by their keys."))
        if self.token_hash is None:
            self.ended_at = self.ended_at or timezone.now()

    def __str__(self) -> str:
        return f"{self.for_whom} {self.expires_at:%Y-%m-%d}".strip()
