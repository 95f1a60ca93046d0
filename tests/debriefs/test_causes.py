"""The causes and the checklist hold together, and with the tips and stages they name."""

from debrief.debriefs.causes import CAUSES, GROUPS
from debrief.debriefs.models import NamedCause, Preparation
from debrief.debriefs.preparation import GROUPS as ITEM_GROUPS
from debrief.debriefs.preparation import ITEMS
from tests.tips.test_library import STAGE_KEYS


def test_there_are_as_many_as_domain_md_has() -> None:
    assert len(CAUSES) == sum(len(causes) for _group, causes in GROUPS) == 22
    assert len(ITEMS) == sum(len(items) for _group, items in ITEM_GROUPS) == 30


def test_keys_fit_their_columns() -> None:
    assert all(len(key) <= NamedCause._meta.get_field("key").max_length for key in CAUSES)
    assert all(len(key) <= Preparation._meta.get_field("item").max_length for key in ITEMS)


def test_a_cause_leads_to_items_and_stages_that_exist() -> None:
    for cause in CAUSES.values():
        assert set(cause.prepares) <= set(ITEMS)
        assert cause.stage in STAGE_KEYS


def test_a_cause_goes_on_from_because() -> None:
    for cause in CAUSES.values():
        assert str(cause.because)[0].islower()
        assert not str(cause.because).endswith(".")
