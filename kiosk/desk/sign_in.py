"""Before the shift: am I ready, and what is today's principle."""

from __future__ import annotations

from datetime import datetime, timedelta

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from kiosk.desk.verbs import DeskVerbs
from kiosk.screens.held_key import HeldKey
from kiosk.screens.station import StationScreen
from kiosk.text.clerks import clerk_said
from kiosk.widgets.typeset import clean, wrap
from queue_store import Owed, OwedKind, PhoneCall, Post, Store

_SEEN = "left_call_seen"
"""Journal kind of a telephone call left open that the clerk was told of."""

_MEMORY = timedelta(days=14)


def left_open(store: Store, post: Post, now: datetime) -> list[PhoneCall]:
    """Close telephone calls that nobody ended, and return those of this counter that no clerk was told of yet."""
    store.close_left_calls()
    seen = {row.data.get("call") for row in store.journal(now - _MEMORY, now + _MEMORY, _SEEN)}
    calls = store.phone_calls(now - _MEMORY, now)
    return [call for call in calls if call.left_open and call.counter == post.counter and call.id not in seen]


def notes_for(store: Store, post: Post) -> list[Owed]:
    """Notes that the last shift left at this counter."""
    return [note for note in store.owed(OwedKind.HANDOVER) if note.counter == post.counter]


def clerk_there(store: Store, post: Post) -> str:
    """Another clerk who has this counter open; empty when nobody has."""
    status = next(each for each in store.counters() if each.counter == post.counter)
    return "" if status.state == "closed" or status.clerk in {None, post.clerk} else str(status.clerk)


class SignInScreen(StationScreen):
    """The readiness checklist and the principle of the day; one key passes it, nothing blocks it (R38, R40)."""

    DEFAULT_CSS = """
    SignInScreen { align: center middle; }
    SignInScreen > Vertical { width: 76; max-width: 100%; height: auto; max-height: 100%; padding: 0 2; }
    SignInScreen #top { height: auto; margin-bottom: 1; }
    SignInScreen #left { height: auto; color: $primary; display: none; }
    SignInScreen #who { text-style: bold; color: $number; }
    SignInScreen #principle { color: $foreground; background: $surface; padding: 1 2; margin-bottom: 1; }
    SignInScreen VerticalScroll { height: auto; max-height: 12; }
    SignInScreen #go { margin-top: 1; text-style: bold; color: $background; background: $primary; padding: 0 2; }
    .-short SignInScreen #principle, SignInScreen.-left #principle { padding: 0 2; }
    SignInScreen.-left > Vertical { height: 100%; }
    SignInScreen.-left VerticalScroll { height: 1fr; max-height: 100%; }
    SignInScreen.-left #left { max-height: 50%; margin-bottom: 1; }
    """

    def __init__(self, post: Post) -> None:
        super().__init__()
        self.post = post
        self._notes: list[Owed] = []
        self._calls: list[PhoneCall] = []
        self._other = ""
        """Who has this counter open already."""
        self._sure = False
        """The clerk was told so, and pressed the key."""
        self._held = HeldKey()

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(id="who")
            yield Static(id="left")
            yield Static(id="principle")
            yield Static(id="ready_title")
            with VerticalScroll(can_focus=False):
                yield Static(id="ready")
            yield Static(id="go")

    def key_bindings(self) -> list[Binding]:
        words = self.words
        keys = (("enter,space", "sign_in", "go"), ("l", "language", "language"), ("k", "contrast", "contrast"),
                ("ctrl+q", "leave", "leave"))  # fmt: skip
        return [
            Binding(key, action, words(f"desk.sign_in.{name}"), id=f"sign_in.{action}",
                    tooltip=words(f"desk.sign_in.{name}"))
            for key, action, name in keys
        ]  # fmt: skip

    def repaint(self) -> None:
        if not self.is_mounted or not self.query("#go"):
            return
        words, config = self.words, self.station.config
        script = self.station.courtesy(words.language).script
        width = max(20, min(72, self.app.size.width - 4))
        principle = script.principle(self.station_app.now.astimezone(config.zone).date())
        title = words("desk.sign_in.title", hall=config.name.say(words.language), counter=self.post.counter,
                      clerk=clerk_said(words, self.post))  # fmt: skip
        self._put("who", Content(clean(title)))
        left = self._left()
        self.query_one("#left").display = bool(left)
        self.set_class(bool(left), "-left")
        self._put("left", Content("\n").join(Content(row) for text in left for row in wrap(text, width)))
        self._put(
            "principle",
            Content.assemble(
                (words("desk.sign_in.principle", title=principle.title), "bold $primary"),
                "\n",
                "\n".join(wrap(principle.act, width - 4)),
            ),
        )
        self._put("ready_title", Content.styled(words("desk.sign_in.ready"), "bold"))
        rows = [Content("\n    ".join(wrap(f"{item}", width - 6))) for item in script.readiness()]
        self._put("ready", Content("\n").join(Content.assemble(("  - ", "$primary"), row) for row in rows))
        hint = "go_hint" if not self._other else "take_sure" if self._sure else "take_hint"
        self._put("go", Content(clean(words(f"desk.sign_in.{hint}", clerk=self._other_said()))))

    def on_mount(self) -> None:
        super().on_mount()
        store = self.station.store
        self._notes = self.attempt(lambda: notes_for(store, self.post)) or []
        self._calls = self.attempt(lambda: left_open(store, self.post, self.station_app.now)) or []
        self._other = self.attempt(lambda: clerk_there(store, self.post)) or ""
        self.repaint()

    def _left(self) -> list[str]:
        """What the last shift left: notes to take over (R45), telephone calls that nobody ended."""
        words, zone = self.words, self.station.config.zone
        said = []
        if self._other:
            said.append(words("desk.sign_in.taken", counter=self.post.counter, clerk=self._other_said()))
        if self._notes:
            said += [words("promises.from_last_shift"), *(f"  - {clean(note.what)}" for note in self._notes)]
            said.append(words("promises.taken_over"))
        if self._calls:
            times = "  ".join(f"{call.opened_at.astimezone(zone):%m-%d %H:%M}" for call in self._calls)
            said.append(words("phone.left_open", count=len(self._calls), times=times))
        return said

    def _other_said(self) -> str:
        return clerk_said(self.words, Post(self.post.counter, self._other))

    def _put(self, id: str, content: Content) -> None:
        self.query_one(f"#{id}", Static).update(content)

    def action_sign_in(self) -> None:
        """Note the check, open the counter and go to the desk, even when the store refuses.

        A counter that somebody else has open is taken over only by a second press.
        """
        if self._other and not self._sure:
            self._sure = True
            self.repaint()
            return
        store, items = self.station.store, len(self.station.courtesy(self.words.language).script.readiness())
        self.attempt(lambda: store.record(self.post, "readiness", {"items": items}))
        self.attempt(lambda: store.open_counter(self.post))
        self.attempt(self._take_over)
        self.answer()

    def _take_over(self) -> None:
        """What was left was seen, and is not shown again."""
        store = self.station.store
        for note in self._notes:
            store.settle(note.id, self.post)
        for call in self._calls:
            store.record(self.post, _SEEN, {"call": call.id})

    def on_key(self, event: events.Key) -> None:
        """A key that is held down is no second press: it takes no counter over."""
        if self._held.repeats(event):
            event.stop()

    def refuse(self, sentence: str) -> None:
        """Leave a refusal to the desk's own line: the sign-in goes on all the same."""
        for screen in self.app.screen_stack:
            if isinstance(screen, DeskVerbs):
                screen.status(sentence, problem=True)

    def on_click(self) -> None:
        self.action_sign_in()

    def action_language(self) -> None:
        """Go on to the next language."""
        self.station_app.next_language()

    def action_contrast(self) -> None:
        """Change the theme."""
        self.station_app.other_contrast()

    def action_leave(self) -> None:
        """Go without signing in."""
        self.app.exit()
