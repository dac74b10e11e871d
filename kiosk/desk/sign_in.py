"""Before the shift: am I ready, and what is today's principle."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from kiosk.desk.left_over import LeftOver, SignInView, answer_practice, read_left_over, read_sign_in, take_over
from kiosk.desk.notices import sign_in_notices
from kiosk.desk.screen import DeskScreen
from kiosk.desk.sentences import left_over_text
from kiosk.screens.act import Act, act
from kiosk.screens.acting import ActingScreen
from kiosk.screens.asked_twice import AskedTwice
from kiosk.text.clerks import clerk_text, sign_in_news
from kiosk.widgets.typeset import clean, wrap
from queue_store import QueueError, SignedIn


@act("go", "enter,space", area="desk.sign_in", group="key")
async def sign_in(screen: SignInScreen) -> None:
    """Note the check, open the counter and go to the desk, even when the store refuses.

    A counter that somebody else has open is taken over only when asked twice.
    """
    await screen.read_view_now()
    if screen.other and not screen.taking_over.confirmed():
        return
    store, post, refusals = screen.station.store, screen.post, []
    items = len(screen.station.courtesy(screen.words.language).script.readiness())
    deeds: tuple[Callable[[], object], ...] = (
        partial(store.open_counter, post, terminal=screen.station_app.terminal, take_over=bool(screen.other)),
        partial(store.journal.record, post, "readiness", {"items": items}),
        partial(take_over, store, post, screen.left),
    )
    for deed in deeds:
        try:
            await screen.do(deed)
        except QueueError as error:
            refusals.append(error)
    screen.desk.signed_in = True
    screen.answer()
    if refusals:
        screen.desk.refuse(screen.words.error(refusals[-1]))


def _nothing_left_over(screen: SignInScreen) -> str:
    return "" if screen.view.tickets else "desk.cannot.left_over"


@act("expire", "1", area="desk.sign_in", group="key", why_not=_nothing_left_over)
async def expire(screen: SignInScreen) -> None:
    """Nobody of yesterday is here any more: their numbers end."""
    await _answer_for(screen, "expire")


@act("carry_over", "2", area="desk.sign_in", group="key", why_not=_nothing_left_over)
async def carry_over(screen: SignInScreen) -> None:
    """Whoever was left over yesterday keeps number and place today."""
    await _answer_for(screen, "carry_over")


async def _answer_for(screen: SignInScreen, waiting: str) -> None:
    closed = await screen.do(partial(screen.station.store.close_day, waiting=waiting))
    screen.outcome = screen.words(f"desk.left_over.{waiting}", count=len(closed))


def _somebody_waits(screen: SignInScreen) -> str:
    return "desk.cannot.practice" if screen.view.waiting else ""


@act("practise", "p", area="desk.sign_in", group="key", why_not=_somebody_waits)
async def practise(screen: SignInScreen) -> None:
    """Leave for a practice visit; whoever opened the desk comes back to this screen afterwards."""
    await screen.do(partial(answer_practice, screen.station.store, screen.post, taken=True))
    screen.station_app.practises = screen.post
    screen.app.exit()


def _not_offered(screen: SignInScreen) -> str:
    return "" if screen.left.practice_offered else "desk.cannot.no_practice"


@act("no_practice", "x", area="desk.sign_in", group="key", why_not=_not_offered)
async def no_practice(screen: SignInScreen) -> None:
    """Decline the practice visit for good."""
    await screen.do(partial(answer_practice, screen.station.store, screen.post, taken=False))
    screen.left = replace(screen.left, practice_offered=False)
    screen.outcome = screen.words("desk.sign_in.practice_declined")


@act("rehearse", "r", area="desk.sign_in", group="key", why_not=_somebody_waits)
def rehearse(screen: SignInScreen) -> None:
    """Leave for a rehearsal; whoever opened the desk comes back to this screen afterwards."""
    screen.station_app.rehearses = screen.post
    screen.app.exit()


@act("language", "l", area="desk.sign_in", group="key", local=True)
def language(screen: SignInScreen) -> None:
    """Go on to the next language."""
    screen.station_app.next_language()


@act("contrast", "k", area="desk.sign_in", group="key", local=True)
def contrast(screen: SignInScreen) -> None:
    """Change the theme."""
    screen.station_app.other_contrast()


@act("leave", "ctrl+q", area="desk.sign_in", group="key", local=True)
def leave(screen: SignInScreen) -> None:
    """Go without signing in."""
    screen.app.exit()


class SignInScreen(ActingScreen[SignInView]):
    """The readiness checklist and the principle of the day; one key passes it, nothing blocks it (R38, R40)."""

    ACTS: ClassVar[tuple[Act[Any], ...]] = (
        sign_in, expire, carry_over, practise, no_practice, rehearse, language, contrast, leave,
    )  # fmt: skip

    DEFAULT_CSS = """
    SignInScreen { align: center middle; }
    SignInScreen > Vertical { width: 76; max-width: 100%; height: auto; max-height: 100%; padding: 0 2; }
    SignInScreen #top { height: auto; margin-bottom: 1; }
    SignInScreen #left { height: auto; color: $primary; display: none; }
    SignInScreen #who { text-style: bold; color: $number; }
    SignInScreen #principle { color: $foreground; background: $surface; padding: 1 2; margin-bottom: 1; }
    SignInScreen VerticalScroll { height: auto; max-height: 12; }
    SignInScreen #go { margin-top: 1; text-style: bold; color: $background; background: $primary; padding: 0 2; }
    SignInScreen #rehearse { color: $quiet; padding: 0 2; }
    .-short SignInScreen #principle, SignInScreen.-left #principle { padding: 0 2; }
    SignInScreen.-goes-on #principle, SignInScreen.-goes-on #ready_title { display: none; }
    SignInScreen.-goes-on #notice { display: none; }
    SignInScreen.-goes-on VerticalScroll { display: none; }
    SignInScreen.-left > Vertical { height: 100%; }
    SignInScreen.-left VerticalScroll { height: 1fr; max-height: 100%; }
    SignInScreen.-left #left { max-height: 50%; margin-bottom: 1; }
    """

    def __init__(self, desk: DeskScreen, known: SignedIn | None = None) -> None:
        super().__init__()
        self.desk = desk
        self.known = known
        """Who showed the PIN, and what has to be said about PINs."""
        self.post = desk.post
        self.left = LeftOver()
        self.view = SignInView()
        self.outcome = ""
        """What became of the visits of earlier days, or of the practice, once that was said here."""
        self.taking_over = AskedTwice()
        self._waiting = ""

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(id="who")
            yield Static(id="left")
            yield Static(id="principle")
            yield Static(id="notice")
            yield Static(id="ready_title")
            with VerticalScroll(can_focus=False):
                yield Static(id="ready")
            yield Static(id="go")
            yield Static(id="rehearse")

    def sit_down(self, known: SignedIn | None) -> None:
        """Another clerk than the one who began, or the same with the PIN shown."""
        self.known, self.post = known, self.desk.post
        self.left, self.view = LeftOver(), SignInView()
        self.taking_over.drop()
        self.station_app.lane.press(self, READ_LEFT_OVER)

    def on_mount(self) -> None:
        super().on_mount()
        self.station_app.lane.press(self, READ_LEFT_OVER)

    @property
    def other(self) -> str:
        """Another clerk who has this counter open; empty when nobody has."""
        return self.view.other

    def view_reader(self) -> Callable[[], SignInView]:
        return partial(read_sign_in, self.station.store, self.post, self.station_app.terminal)

    def take_view(self, view: SignInView) -> None:
        """See who has the counter open; another one than the clerk was told of is asked about anew."""
        if view.other != self.other:
            self.taking_over.drop()
        self.view = view

    def status(self, sentence: str, *, problem: bool = False, stays: bool = False) -> None:
        """Say what is waited for in the line of the key; what was refused is left to the desk's own line."""
        self._waiting = sentence if stays else ""
        if problem:
            self.desk.status(sentence, problem=True)
        self.repaint()

    def on_click(self, event: events.Click) -> None:
        self.station_app.lane.press(self, sign_in)

    def repaint(self) -> None:
        if not self.is_mounted or not self.query("#go"):
            return
        words, config = self.words, self.station.config
        script = self.station.courtesy(words.language).script
        width = max(20, min(72, self.app.size.width - 4))
        principle = script.principle(self.station_app.now.astimezone(config.zone).date())
        title = words("desk.sign_in.title", hall=config.name.say(words.language), counter=self.post.counter,
                      clerk=clerk_text(words, self.post.counter, self.post.clerk))  # fmt: skip
        self._put("who", Content(clean(title)))
        left = self._left_sentences()
        self.query_one("#left").display = bool(left)
        self.set_class(bool(left), "-left")
        self.set_class(self.view.here is not None, "-goes-on")
        self._put("left", Content("\n").join(Content(row) for text in left for row in wrap(text, width)))
        self._put(
            "principle",
            Content.assemble(
                (words("desk.sign_in.principle", title=principle.title), "bold $primary"),
                "\n",
                "\n".join(wrap(principle.act, width - 4)),
            ),
        )
        notices = [row for line in sign_in_notices(self.station_app, self.post) for row in wrap(line.say, width)]
        self._put("notice", Content("\n".join(notices)))
        self._put("ready_title", Content.styled(words("desk.sign_in.ready"), "bold"))
        rows = [Content("\n    ".join(wrap(f"{item}", width - 6))) for item in script.readiness()]
        self._put("ready", Content("\n").join(Content.assemble(("  - ", "$primary"), row) for row in rows))
        self._put("go", Content(clean(self._waiting or self._hint())))
        rehearse = "" if self.view.waiting else words("desk.sign_in.rehearse")
        self.query_one("#rehearse").display = bool(rehearse)
        self._put("rehearse", Content("\n").join(map(Content, wrap(rehearse, width - 4))))

    def _hint(self) -> str:
        """What the key does now."""
        key = "go_hint" if not self.other else "take_sure" if self.taking_over.standing else "take_hint"
        return self.words(f"desk.sign_in.{key}", clerk=self._other_clerk())

    def _left_sentences(self) -> list[str]:
        words, zone, left = self.words, self.station.config.zone, self.left
        said = sign_in_news(words, self.known, zone) if self.known else []
        if folder := self.station.example_folder:
            said.append(words("desk.sign_in.example", folder=folder))
        if self.other:
            said.append(words("desk.sign_in.taken", counter=self.post.counter, clerk=self._other_clerk()))
        if self.view.here is not None:
            said.append(words("desk.sign_in.goes_on", label=self.view.here.label))
        if self.view.elsewhere:
            said.append(words("desk.sign_in.elsewhere", terminal=self.view.elsewhere))
        if self.view.tickets:
            said += [left_over_text(words, self.view.tickets), words("desk.sign_in.left_over_keys")]
        elif self.outcome:
            said.append(self.outcome)
        if left.practice_offered:
            waiting = self.view.waiting
            said.append(words("desk.sign_in.practice_later" if waiting else "desk.sign_in.practice", count=waiting))
        if left.notes:
            said += [words("promises.from_last_shift"), *(f"  - {clean(note.what)}" for note in left.notes)]
            said.append(words("promises.taken_over"))
        if left.own:
            said += [words("promises.own_notes"), *(f"  - {clean(note.what)}" for note in left.own)]
        if left.calls:
            times = "  ".join(f"{call.opened_at.astimezone(zone):%m-%d %H:%M}" for call in left.calls)
            said.append(words("phone.left_open", count=len(left.calls), times=times))
        return said

    def _other_clerk(self) -> str:
        return clerk_text(self.words, self.post.counter, self.other)

    def _put(self, id: str, content: Content) -> None:
        self.query_one(f"#{id}", Static).update(content)


async def _read_left_over(screen: SignInScreen) -> None:
    now = screen.station_app.now
    screen.left = await screen.do(read_left_over, screen.station.store, screen.post, now)


READ_LEFT_OVER: Act[SignInScreen] = Act("left_over", "", _read_left_over, "", unseen=True)
"""Comes with the screen: telephone calls that were left open are closed before they are told of."""
