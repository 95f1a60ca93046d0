"""What is stored about somebody, and for how long, in plain words: read from what really does it."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.apps import apps
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from debrief.accounts import known_browsers
from debrief.archive.tables import owned_models
from debrief.archive.words import held_in, in_order
from debrief.privacy import held_words
from debrief.recovery import care
from debrief.ui import look

# Tables that say something of a person and are not theirs alone to read, because signing in needs them.
OF_ACCOUNT: Mapping[str, str | Promise] = {
    "accounts.user": gettext_lazy(
        "your e-mail address, and what you set on the You page: name, time zone, country, language, look, "
        "reminders; the day you joined, when you last signed in, and your password, scrambled for good"
    ),
    "account.emailaddress": gettext_lazy("whether a code from a mail has shown that the address is yours"),
    "mfa.authenticator": gettext_lazy("your passkeys, authenticator app and recovery codes, if you use them"),
    "accounts.session": gettext_lazy(
        "where you are signed in: the kind of browser and the hour it was last used, and no network address"
    ),
    "tips.historicaltip": gettext_lazy("for those who edit tips: which they edited, and when"),
}


@dataclass(frozen=True)
class Part:
    """Things that are kept equally long."""

    title: str
    what: list[str]
    how_long: str


def what_is_stored() -> list[Part]:
    """All there is, in the order somebody would ask for it."""
    installed = {model._meta.label_lower for model in apps.get_models()}
    return [
        Part(
            _("What you write"),
            [str(held_in(model).what) for model in in_order(owned_models())],
            _("Until you delete it, one debrief or all of it. It goes at that moment."),
        ),
        Part(
            _("Your account"),
            [str(words) for name, words in OF_ACCOUNT.items() if name in installed],
            _("Until you change it or delete your account."),
        ),
        Part(
            _("While you are signed in"),
            [_("a session for each browser: that it is you, and messages you haven’t seen yet")],
            _("%(time)s without a sign-in, then it opens nothing any more. Signing out ends it at once.")
            % {"time": in_words(settings.SESSION_COOKIE_AGE)},
        ),
        Part(
            _("For a moment"),
            [
                _("what you typed after your session ended, encrypted, the key in your browser: %(time)s")
                % {"time": in_words(held_words.KEPT_FOR)},
                _("codes sent by e-mail: %(time)s")
                % {"time": in_words(settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT)},
                _("for each reminder by e-mail, whose it is and when it comes: until it is sent or dropped"),
                _("how often something was tried, from which network address: it counts for %(time)s")
                % {"time": in_words(max(seconds for _most, seconds in settings.LIMITS.values()))},
            ],
            _("As long as each line says."),
        ),
        Part(
            _("On your device"),
            [
                _("a cookie that says which session is yours: %(time)s")
                % {"time": in_words(settings.SESSION_COOKIE_AGE)},
                _("one that keeps other sites from posting in your name: %(time)s")
                % {"time": in_words(settings.CSRF_COOKIE_AGE)},
                _(
                    "one that knows this browser as one you sign in with, so that nobody can lock you out: "
                    "%(time)s"
                )
                % {"time": in_words(known_browsers.KEPT_FOR)},
                _("one for light or dark, if you chose: %(time)s") % {"time": in_words(look.KEPT_FOR)},
                _("one for a shared phone, if you said so: until the browser is closed"),
                _("the key to what you typed after your session ended: %(time)s")
                % {"time": in_words(held_words.KEPT_FOR)},
                _("on a very low day, that whom to talk to was shown: %(time)s")
                % {"time": in_words(care.KEPT_FOR)},
                _("a message you haven’t seen yet: until you see it"),
                _("if you open a link that somebody gave you, which one it was: until the browser is closed"),
            ],
            _("As long as each line says, or until you clear them. Nothing you wrote is kept on the device."),
        ),
        Part(
            _("What whoever runs this place keeps"),
            [
                _(
                    "the server and its database: Debrief has no page that shows them your words, but "
                    "whoever has the keys to the server could open it"
                ),
                _("a log of requests: which kind of page, when and how long it took, never what you wrote"),
                _("a log of errors: where in the program and of which kind, never what you wrote"),
                _(
                    "an audit of sign-ins, refusals, links, exports and deletions, under a name made up for "
                    "it, so that misuse can be found: %(time)s"
                )
                % {"time": in_words(settings.AUDIT_KEPT_DAYS * 86400)},
                _("backups of it all, if they make any, so that a broken disk doesn’t cost you your words"),
            ],
            _(
                "As long as the line says, and otherwise as long as they decide. What you deleted is in a "
                "backup until that is thrown away."
            ),
        ),
    ]


def in_words(seconds: float) -> str:
    """A length of time in whole days, hours or minutes, whichever it is a number of."""
    for length, one, many in (
        (86400, gettext_lazy("%(n)d day"), gettext_lazy("%(n)d days")),
        (3600, gettext_lazy("%(n)d hour"), gettext_lazy("%(n)d hours")),
    ):
        if seconds % length == 0:
            n = int(seconds // length)
            return str(one if n == 1 else many) % {"n": n}
    n = round(seconds / 60)
    return ngettext("%(n)d minute", "%(n)d minutes", n) % {"n": n}
