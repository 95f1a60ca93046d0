from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from debrief.ui.forms import CalmForm, Tick


class BringInForm(CalmForm):
    archive = forms.FileField(
        label=_("The file"),
        help_text=_("The ZIP file as Debrief made it."),
        widget=forms.FileInput(attrs={"accept": ".zip,application/zip"}),
        error_messages={
            "required": _("Pick the file first."),
            "empty": _("That file is empty."),
        },
    )


class DeleteAccountForm(CalmForm):
    is_sure = Tick(label=_("Yes, delete all of it"))

    def clean_is_sure(self) -> bool:
        if not self.cleaned_data["is_sure"]:
            raise ValidationError(_("Tick this first. It can’t be taken back."))
        return True
