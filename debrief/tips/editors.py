"""Who edits the tips."""

from typing import Any

from debrief.tips.models import Tip

PERMISSION = f"{Tip._meta.app_label}.change_{Tip._meta.model_name}"


def may_edit(person: Any) -> bool:
    """Whether `person`, who may be nobody, is staff with the permission. `make_editor` gives both."""
    return person.is_active and person.is_staff and person.has_perm(PERMISSION)
