"""Who sits here: one chooses oneself and shows the PIN. The same screen hides all that is under it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import ClassVar
from unicodedata import normalize

from rich.cells import cell_len
from rich.text import Text
from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from kiosk.screens.store_thread import StoreThread
from kiosk.screens.viewing import ViewingScreen
from kiosk.screens.worker import start_worker
from kiosk.text.clerks import colleague_text
from kiosk.widgets.status_line import StatusLine
from kiosk.widgets.typeset import clean, pad, shorten, wrap
from prompts import initials
from queue_store import NO_COUNTER, Colleague, QueueError, Role, SignedIn

DIGITS = 9
"""So many people are chosen by a digit; more are found by letters."""

People = tuple[Colleague, ...]


class PinInput(Input):
    """A field that shows nothing of what is typed: asterisks, for the dots of Textual are of uncertain width."""

    @property
    def _value(self) -> Text:
        return Text("*" * len(self.value), no_wrap=True, overflow="ignore", end="")


class WhoScreen(ViewingScreen[People]):
    """Answers once somebody has shown the PIN, `signed_in` then says who, or once the hall has no staff any more.

    A place that is somebody's lets in only its owner, and supervisors, who may take it over.
    """

    BINDINGS: ClassVar[list[BindingType]] = []

    DEFAULT_CSS = """
    WhoScreen { align: center middle; background: $background; }
    WhoScreen > Vertical { width: 64; max-width: 100%; height: auto; max-height: 100%; padding: 0 2; }
    WhoScreen #where { color: $quiet; margin-bottom: 1; }
    WhoScreen #title { text-style: bold; color: $number; height: auto; margin-bottom: 1; }
    WhoScreen OptionList {
        height: auto; max-height: 12; border: none; background: $surface; padding: 0 1; scrollbar-size-vertical: 1;
    }
    WhoScreen OptionList:focus { border: none; background: $surface; background-tint: $surface 0%; }
    WhoScreen OptionList > .option-list--option-highlighted,
    WhoScreen OptionList:focus > .option-list--option-highlighted {
        background: $chip; text-style: bold; color: $foreground;
    }
    WhoScreen Input { border: none; height: 1; padding: 0 1; background: $chip; margin-bottom: 1; }
    WhoScreen StatusLine { height: auto; max-height: 3; margin-top: 1; }
    WhoScreen StatusLine.-problem { color: $error; }
    WhoScreen #keys { color: $quiet; height: auto; margin-top: 1; }
    .-short WhoScreen #keys, .-short WhoScreen #title { margin: 0; }
    """

    def __init__(
        self, counter: int, roles: Collection[Role], *, wanted: str = "", owner: str = "", why: str = "",
        leaves: bool = True,
    ) -> None:  # fmt: skip
        super().__init__()
        self.counter = counter
        self.owner = owner
        """Id of whose place it is; empty for whoever may sit here."""
        self._roles = roles
        self._why = why
        """Why it is asked, as a sentence `staff.who.WHY`; empty at the start."""
        self._leaves = leaves
        """A key leaves the program."""
        self.signed_in: SignedIn | None = None
        self.people: People = ()
        self.chosen: Colleague | None = None
        """Whose PIN is asked for."""
        self._wanted = owner or wanted
        self._thread = StoreThread("sign-in")
        self._checking = False

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(id="where")
            yield Static(id="title")
            for field in (
                Input(id="find", compact=True, max_length=100),
                PinInput(id="pin", compact=True, max_length=100),
            ):
                field.cursor_blink = False
                field.display = False
                yield field
            yield OptionList(markup=False, compact=True)
            yield StatusLine(id="status")
            yield Static(id="keys")

    async def on_unmount(self) -> None:
        await self._thread.close()

    @property
    def idle(self) -> bool:
        """No PIN is being looked at."""
        return not self._checking

    def view_reader(self) -> Callable[[], People]:
        return self._read

    def _read(self) -> People:
        """Read who may be let in; nobody only in a hall without staff, for staff always have a supervisor."""
        here = (each for each in self.station.store.staff.all() if each.role in self._roles)
        return tuple(each for each in here if not self.owner or each.role is Role.SUPERVISOR or each.id == self.owner)

    def take_view(self, view: People) -> None:
        """Somebody may have come, gone or got another PIN."""
        if not view:
            self.answer()
            return
        first, self.people = not self.people, view
        if first and self.chosen is None:
            self._choose(next((each for each in view if each.id == self._wanted), None))
        elif self.chosen is not None:
            self.chosen = next((each for each in view if each.id == self.chosen.id), None)
        self._list()

    # What is shown.

    def repaint(self) -> None:
        if not self.is_mounted or not self.query("#keys"):
            return
        words, config = self.words, self.station.config
        hall = config.name.say(words.language)
        where = hall if self.counter == NO_COUNTER else words("staff.who.where", hall=hall, counter=self.counter)
        clock = words.clock(self.station_app.now, config.zone)
        self.query_one("#where", Static).update(Content(clean(f"{where}  {clock}")))
        width = min(60, self.app.size.width - 4)
        title = [Content(row) for line in self._title() for row in wrap(line, width)]
        self.query_one("#title", Static).update(Content("\n").join(title))
        found, finds = self.query_one("#find", Input), self.chosen is None and len(self.people) > DIGITS
        found.display, found.placeholder = finds, words("staff.who.find")
        self.query_one("#pin", Input).display = self.chosen is not None
        self.query_one(OptionList).display = self.chosen is None
        stage = "pin" if self.chosen else "letters" if finds else "digits"
        names = [stage, *(["back"] if self.chosen else []), "language", "contrast"]
        names += ["leave"] if self._leaves else []
        keys = [words(f"staff.who.keys_{name}") for name in names]
        self.query_one("#keys", Static).update(Content("\n".join(_rows(keys, width))))
        focus = self.query_one("#pin", Input) if self.chosen else found if finds else self.query_one(OptionList)
        if self.focused is not focus:
            focus.focus()

    def _title(self) -> list[str]:
        words = self.words
        said = []
        if self._why:
            said.append(words(f"staff.who.{self._why}", clerk=words.names.get(self._wanted, self._wanted)))
        if self.chosen is not None:
            said.append(words("staff.ask.pin", clerk=self._called(self.chosen)))
        elif self.people:
            said.append(words("staff.who.choose"))
        return said

    def _called(self, colleague: Colleague) -> str:
        return colleague_text(self.words, colleague) or colleague.id

    def _list(self) -> None:
        """List those whom the letters find."""
        listing = self.query_one(OptionList)
        wanted = normalize("NFKC", self.query_one("#find", Input).value).strip().casefold()
        found = [each for each in self.people if self._matches(each, wanted)]
        numbered = len(self.people) <= DIGITS
        listing.set_options(
            Option(self._row(each, str(place) if numbered else ""), id=each.id) for place, each in enumerate(found, 1)
        )
        listing.highlighted = 0 if found else None

    def _row(self, colleague: Colleague, digit: str) -> Content:
        called = self._called(colleague)
        rest = "  ".join(part for part in (colleague.name, colleague.id) if part != called)
        return Content.assemble(
            (f"{digit or ' '}  ", "bold $primary"), pad(called, 12), "  ", (shorten(rest, 40), "$quiet")
        )

    def _matches(self, colleague: Colleague, wanted: str) -> bool:
        texts = (colleague.id, colleague.name, self._called(colleague), initials(colleague.name))
        return any(wanted in text.casefold() for text in texts)

    # What is typed.

    def on_key(self, event: events.Key) -> None:
        taken = {"escape": self._back, "f2": self.station_app.next_language, "f3": self.station_app.other_contrast}
        if self._leaves:
            taken["ctrl+q"] = self.station_app.leave
        pressed = normalize("NFKC", event.character or "")
        if deed := taken.get(event.key):
            event.stop()
            deed()
        elif self.chosen is None and len(self.people) > DIGITS and event.key in {"up", "down"}:
            event.stop()
            listing = self.query_one(OptionList)
            listing.action_cursor_up() if event.key == "up" else listing.action_cursor_down()
        elif self.chosen is None and pressed in {str(place) for place in range(1, len(self.people) + 1)}:
            event.stop()
            self._choose(self.people[int(pressed) - 1])

    @on(OptionList.OptionSelected)
    def _picked(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self._choose(next((each for each in self.people if each.id == event.option_id), None))

    @on(Input.Changed, "#find")
    def _letters(self, event: Input.Changed) -> None:
        event.stop()
        self._list()

    @on(Input.Submitted, "#find")
    def _found(self, event: Input.Submitted) -> None:
        event.stop()
        listing = self.query_one(OptionList)
        if listing.highlighted is not None:
            id = listing.get_option_at_index(listing.highlighted).id
            self._choose(next(each for each in self.people if each.id == id))

    @on(Input.Submitted, "#pin")
    def _typed(self, event: Input.Submitted) -> None:
        event.stop()
        if event.value:
            self._check(event.value)

    def _choose(self, colleague: Colleague | None) -> None:
        """Ask for a PIN, or let in whoever has none."""
        self.chosen = colleague
        self.query_one("#pin", Input).value = ""
        if colleague is not None and not colleague.has_pin:
            self._check("")
        self.repaint()

    def _back(self) -> None:
        """Somebody else sits down."""
        if self.idle:
            self.query_one(StatusLine).clear()
            self._choose(None)

    def _check(self, pin: str) -> None:
        """See whether the PIN is right, in a thread of its own: a question under this screen may hold up the acts."""
        colleague = self.chosen
        if colleague is None or not self.idle:
            return
        self._checking = True
        self.query_one("#pin", Input).value = ""
        self.query_one(StatusLine).say(self.words("staff.who.checking"), stays=True)

        async def check() -> None:
            staff, terminal = self.station.store.staff, self.station_app.terminal
            try:
                self.signed_in = await self._thread.start(staff.sign_in, colleague.id, pin, terminal=terminal)
            except QueueError as error:
                words = self.words.with_names({each.id: self._called(each) for each in self.people})
                self.query_one(StatusLine).say(words.error(error), problem=True, stays=True)
            else:
                self.answer()
            finally:
                self._checking = False

        start_worker(self, check, group="sign-in")


def _rows(hints: Sequence[str], width: int) -> list[str]:
    """Hints side by side, none of them broken over two rows."""
    rows = [""]
    for hint in hints:
        longer = f"{rows[-1]}   {hint}" if rows[-1] else hint
        if cell_len(longer) > width:
            rows.append(hint)
        else:
            rows[-1] = longer
    return rows
