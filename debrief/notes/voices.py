"""What a note says around its writer's own words, in three tones (domain.md, section 7)."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from debrief.notes.choices import Tone

Words = str | Promise


@dataclass(frozen=True, kw_only=True)
class Voice:
    """The sentences of one tone. `%(work)s` is the work they spoke about, `%(day)s` when."""

    hello: Words
    hello_all: Words
    thanks: Words
    thanks_unmet: Words
    stayed: Words
    this_stayed: Words
    better: Words
    better_topic: Words
    you_asked: Words
    add: Words
    add_that: Words
    add_another: Words
    add_also_that: Words
    interest: Words
    sign_off: Words
    # Over a week later.
    thanks_again: Words
    thanks_again_unmet: Words
    ask: Words
    still: Words
    # After a no.
    thanks_told: Words
    valued: Words
    this_valued: Words
    glad: Words
    feedback: Words
    door: Words


VOICES = {
    Tone.PLAIN: Voice(
        hello=_("Dear %(name)s,"),
        hello_all=_("Hello,"),
        thanks=_("Thank you for your time %(day)s, and for talking with me about %(work)s."),
        thanks_unmet=_("Thank you for considering me for %(work)s."),
        stayed=_("One thing has stayed with me: %(words)s"),
        this_stayed=_("%(words)s has stayed with me"),
        better=_("There is one answer I'd like to put more clearly."),
        better_topic=_("There is one answer I'd like to put more clearly: %(words)s"),
        you_asked=_("You asked %(words)s, and I'd like to put my answer more clearly"),
        add=_("One thing I left out: %(words)s"),
        add_that=_("I left out that %(words)s"),
        add_another=_("Another thing: %(words)s"),
        add_also_that=_("I also left out that %(words)s"),
        interest=_("I would be glad to take this further, and I look forward to hearing about next steps."),
        sign_off=_("Kind regards"),
        thanks_again=_("Thank you again for your time %(day)s, and for talking with me about %(work)s."),
        thanks_again_unmet=_("Thank you again for considering me for %(work)s."),
        ask=_("I'm writing to ask how things stand."),
        still=_("I am still interested, and glad to send anything that would help."),
        thanks_told=_("Thank you for letting me know, and for your time %(day)s."),
        valued=_("One thing I valued: %(words)s"),
        this_valued=_("I valued %(words)s"),
        glad=_("I was glad of the chance to learn more about the work."),
        feedback=_(
            "May I ask for one piece of feedback? One thing that would have made my application stronger is "
            "plenty, and no answer is fine too."
        ),
        door=_("If something suitable comes up later, please keep me in mind. I wish the team well."),
    ),
    Tone.WARM: Voice(
        hello=_("Hello %(name)s,"),
        hello_all=_("Hello,"),
        thanks=_("Thank you for the conversation %(day)s. It was good to hear more about %(work)s from you."),
        thanks_unmet=_("Thank you for considering me for %(work)s. I was glad of the chance."),
        stayed=_("One part of it is still with me: %(words)s"),
        this_stayed=_("%(words)s is still with me"),
        better=_("I've thought again about one of my answers."),
        better_topic=_("I've thought again about one of my answers: %(words)s"),
        you_asked=_("You asked %(words)s, and I've thought about it again"),
        add=_("One thing I didn't get to: %(words)s"),
        add_that=_("I didn't get to say that %(words)s"),
        add_another=_("And another: %(words)s"),
        add_also_that=_("I also meant to say that %(words)s"),
        interest=_("I'd be very glad to take this further, and look forward to what comes next."),
        sign_off=_("With thanks"),
        thanks_again=_("Thank you again for the conversation %(day)s about %(work)s."),
        thanks_again_unmet=_("Thank you again for considering me for %(work)s."),
        ask=_("I'd be glad to hear how things are coming along."),
        still=_("I'm still very interested, and happy to send anything that would help."),
        thanks_told=_("Thank you for letting me know, and for the conversation %(day)s."),
        valued=_("One thing I'm taking with me: %(words)s"),
        this_valued=_("I valued %(words)s"),
        glad=_("I enjoyed getting a closer look at what you do there."),
        feedback=_(
            "Could I ask for one piece of feedback? One thing that would have made my application stronger "
            "is plenty, and no answer is fine too."
        ),
        door=_("If something that fits comes up later, do think of me. I wish the team well."),
    ),
    Tone.FORMAL: Voice(
        hello=_("Dear %(name)s,"),
        hello_all=_("Dear hiring team,"),
        thanks=_("Thank you for taking the time %(day)s to discuss %(work)s with me."),
        thanks_unmet=_("Thank you for considering my application for %(work)s."),
        stayed=_("One point has stayed with me: %(words)s"),
        this_stayed=_("%(words)s has stayed with me"),
        better=_("I would like to put one answer more clearly."),
        better_topic=_("I would like to put one answer more clearly: %(words)s"),
        you_asked=_("You asked %(words)s, and I would like to put my answer more clearly"),
        add=_("I would like to add one point: %(words)s"),
        add_that=_("I would like to add that %(words)s"),
        add_another=_("A second point: %(words)s"),
        add_also_that=_("I would also like to mention that %(words)s"),
        interest=_(
            "I would welcome the opportunity to take this further, and I look forward to hearing from you."
        ),
        sign_off=_("Yours sincerely"),
        thanks_again=_("Thank you again for taking the time %(day)s to discuss %(work)s with me."),
        thanks_again_unmet=_("Thank you again for considering my application for %(work)s."),
        ask=_("I am writing to ask how the decision stands."),
        still=_("I remain interested, and would be glad to provide anything further."),
        thanks_told=_("Thank you for informing me of your decision, and for your time %(day)s."),
        valued=_("One point I valued: %(words)s"),
        this_valued=_("I valued %(words)s"),
        glad=_("I was glad of the opportunity to learn more about the work."),
        feedback=_(
            "May I ask for one piece of feedback? One point that would have strengthened my application "
            "is plenty, and I understand if that is not possible."
        ),
        door=_("If a suitable position arises later, please keep me in mind. I wish the team well."),
    ),
}
# "Yours sincerely" goes with a name.
TO_NOBODY = _("Kind regards")

# What is being done about an answer, however it was begun.
HAVE_DONE = _("Since then I have %(words)s")
HAVE_BEEN_DOING = _("Since then I have been %(words)s")
NEXT_STEP = _("My next step: %(words)s")
