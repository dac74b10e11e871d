"""Whole scenes as the clerk's screen told them, in three languages, and what may never be among their words.

After a wanted change of words set KIOSK_GOLDEN=write for one run, then read the difference.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from stations import CONFIG, POST, Scene, driven, keys, settle
from textual.pilot import Pilot
from textual.widgets import Input, Static

from kiosk.courtesy import Courtesy
from kiosk.desk.app import DeskApp
from kiosk.desk.screen import DeskScreen
from kiosk.desk.side_screen import SideScreen
from kiosk.desk.sign_in import SignInScreen
from kiosk.text.days import day_text
from kiosk.text.money import money_text, read_money
from kiosk.text.services import materials_text
from kiosk.widgets.teleprompter import Teleprompter
from kiosk.words import load_words
from prompts import LANGUAGES, Part, Spoken, load_script
from queue_store import Post

GOLDEN = Path(__file__).with_name("golden")
BOSS = Post(6, "s01")


@dataclass(frozen=True)
class Play:
    """Steps at one post; `{name}` in them is a text of the language that is played.

    A step is keys; `+` turns the clock by seconds, `/` opens a situation, `f 4=x|y` presses keys and fills in x and y.
    """

    steps: tuple[str, ...]
    post: Post = POST
    days: int = 0
    """Days after the crowd came in."""


SCENES: Mapping[str, tuple[Play, ...]] = {
    "morning": (Play((
        "enter",
        # A visitor who waited long and moves with difficulty; papers, a form, an interruption that takes too long.
        "n", "a", "s", "full_stop", "full_stop", "q", "+150", "q", "q", "full_stop", "full_stop", "f 1",
        # One with three errands; a provocation, the supervisor comes, it calms down; thanks.
        "+60", "n", "s", "/provocation", "g", "g", "escape", "/thanks", "escape", "f 1",
        # A visitor known by a rare surname steps aside, and the telephone rings meanwhile, too long.
        "n", "s", "p", "d", "+14", "d", "+181", "n=4417 leak", "e", "escape", "u", "f 1",
        # A complaint that is not settled today, and one who did not come.
        "+120", "n", "s", "/upset", "escape", "f 4=late repair", "n", "+35", "r", "+35", "r", "+35", "x",
        # What the rules forbid, what others do, and the break.
        "n", "s", "f 3=no licence", "1", "n", "s", "f 2=city hall", "b 4 2",
    )),),
    "complaint": (Play((
        "enter", "n", "a", "s", "/complaint={channel}", "full_stop", "full_stop", "full_stop", "escape",
        "f 4={trouble}",
    )),),
    "refusal": (Play((
        "enter", "n", "s", "/forbidden={reason}", "full_stop", "full_stop", "escape", "f 3={reason}", "2",
    )),),
    "language": (Play(("enter", "c=a005", "2", "s", "/other_language", "escape", "e 1 enter", "f 1")),),
    "telephone": (Play((
        # One call while a visitor is served, and another one comes in before it is over.
        "enter", "n", "s", "d", "d", "n={note}", "w", "d", "c", "e", "e", "escape", "escape",
        # A call out, at an hour at which one may call.
        "d", "o", "/phone_another_time={whom}|16:00", "e", "escape", "escape", "f 1",
    )),),
    "promise": (Play((
        "enter", "n", "s", "o", "n={answer}|{because}|{whom}|10:00", "n={repair}||{whom}|11:00", "escape", "f 1",
        # The first one is kept in time, the second one is not.
        "+1800", "o", "k", "escape", "+5400", "o", "k", "escape",
    )),),
    "manager_day": (
        Play(("enter", "n", "s", "/manager_wanted", "escape", "t m", "escape", "f 1")),
        Play(("", "enter", "n", "s", "f 1"), BOSS, days=7),
    ),
}  # fmt: skip

TEXTS: Mapping[str, Mapping[str, str]] = {
    "zh-Hans": {
        "channel": "12345 热线", "trouble": "报修三次没有人来", "reason": "证件已经过期", "note": "三号楼停气，张女士",
        "answer": "查清上月用气量", "repair": "安排师傅上门", "whom": "张女士", "because": "要等抄表班核对",
    },
    "zh-Hant": {
        "channel": "1999 專線", "trouble": "報修三次沒有人來", "reason": "證件已經過期", "note": "三號樓停氣，張女士",
        "answer": "查清楚上個月用氣量", "repair": "安排師傅到府", "whom": "張女士", "because": "要等抄表班核對",
    },
    "en": {
        "channel": "the ombudsman", "trouble": "three repair calls missed", "reason": "the licence has expired",
        "note": "No gas in building 3, Ms Zhang", "answer": "check last month's reading", "repair": "send a fitter",
        "whom": "Ms Zhang", "because": "the meter readers have to check",
    },
}  # fmt: skip


async def play(step: str, pilot: Pilot[None], scene: Scene, app: DeskApp) -> None:
    """Do one step."""
    press, _, words = step.partition("=")
    if step.startswith("+"):
        scene.clock.turn(seconds=float(step[1:]))
        app.repaint()
    elif step.startswith("/"):
        moment = scene.station().courtesy(app.language).script.moment(press[1:])
        await keys(pilot, "slash")
        app.screen.query_one(Input).value = moment.title
        await keys(pilot, "1")
    else:
        await keys(pilot, *press.split())
    for text in words.split("|") if words else []:
        focused = [line for line in app.screen.query(Input) if line.has_focus]
        (focused or [app.screen.query(Input).last()])[0].value = text
        await keys(pilot, "enter")
    await settle(pilot)


def told(step: str, app: DeskApp) -> str:
    """What the screen told after a step."""
    screen = app.screen
    rows = [f"[{app.now.astimezone(CONFIG.zone):%H:%M:%S}] {step}"]
    if isinstance(screen, SignInScreen):
        notices = str(screen.query_one("#notice", Static).content)
        return "\n".join([*rows, *(f"  NOTICE {row}" for row in notices.splitlines())])
    if not isinstance(screen, DeskScreen | SideScreen):
        return rows[0]
    prompter = screen.query_one(Teleprompter)
    strip, status = screen.query_one("#strip", Static), screen.query_one("#status", Static)
    if strip.display:
        rows.append(f"  ! {strip.content}")
    if str(status.content):
        rows.append(f"  : {status.content}")
    for line in prompter._spoken if prompter.display else ():
        rows.append(f"  {_mark(line, said=prompter._said)} {line.say}  [{' '.join(line.rules)}]")
        rows += [f"    + {line.do}", f"    - {line.never}"]
    return "\n".join(rows)


def _mark(line: Spoken, *, said: bool) -> str:
    if line.notice:
        return "NOTICE"
    return "APOLOGY" if line.part is Part.LEAD and not said else line.part.upper()


@pytest.mark.parametrize("language", CONFIG.languages)
@pytest.mark.parametrize("name", SCENES)
async def test_a_scene_is_told_as_it_was_read(crowd: Scene, name: str, language: str) -> None:
    if name == "language":
        crowd.issue("A", language="zh-Hans" if language == "en" else "en")
    crowd.store.open_counter(BOSS)
    transcript = []
    for part in SCENES[name]:
        if part.days:
            crowd.clock.turn(days=part.days)
            crowd.issue("M")
        app = DeskApp(crowd.station(), part.post, language=language)
        async with driven(app) as pilot:
            for step in part.steps:
                filled = step.format_map(TEXTS[language])
                await play(filled, pilot, crowd, app)
                transcript.append(told(filled, app))
    text = "\n".join(transcript) + "\n"
    file = GOLDEN / f"{name}.{language}.txt"
    if os.environ.get("KIOSK_GOLDEN") == "write":
        file.write_text(text, encoding="utf-8")
    assert text == file.read_text(encoding="utf-8")
    for spoken in re.findall(r"^  [A-Z]+ (.*)  \[", text, re.MULTILINE):
        assert not wrong_in(spoken, language), spoken


_ISO = re.compile(r"\d{4}-\d{1,2}-\d{1,2}|\b\d{2}-\d{2}\b")
_CLERK = re.compile(r"(?<![A-Za-z0-9])[cs]\d\d(?!\d)")
_HALF_WIDTH = re.compile(r"[,!?;]|(?<!\d)[:.]|[:.](?!\d)")
_WRITES = {"zh-Hans": "gb2312", "zh-Hant": "big5"}
"""What has the characters of a script and, but for those that both have, none of the other one."""
NAMES = "单尉迟"
"""Characters of the visitors' own names."""


def wrong_in(spoken: str, language: str) -> str:
    """What may not be among spoken words; empty when they are as they should be."""
    found = [*_ISO.findall(spoken), *_CLERK.findall(spoken)]
    if language in _WRITES:
        found += _HALF_WIDTH.findall(spoken)
        found += [letter for letter in spoken if letter not in NAMES and not _written(letter, _WRITES[language])]
    else:
        found += [letter for letter in spoken if "\u3000" <= letter <= "\uffef"]
    return " ".join(found)


def _written(letter: str, charset: str) -> bool:
    try:
        letter.encode(charset)
    except UnicodeEncodeError:
        return not "\u4e00" <= letter <= "\u9fff"
    return True


def test_what_is_wrong_is_noticed() -> None:
    for spoken in ("请2026-03-10来", "我是c07", "您好,请坐", "請坐", "真的!"):
        assert wrong_in(spoken, "zh-Hans"), spoken
    assert wrong_in("请坐", "zh-Hant")
    assert wrong_in("Hello，there", "en")
    assert not wrong_in("收您43.50元，请10:30来。", "zh-Hans")


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_line_says_what_a_visitor_should_not_hear(scene: Scene, language: str) -> None:
    script, words = load_script(language), load_words(language)
    courtesy = Courtesy(CONFIG, script)
    names = [form.say(language) for service in CONFIG.services for form in service.forms]
    facts = {
        **TEXTS[language], "where": TEXTS[language]["channel"], "minutes": "12", "form": names[0],
        "due": day_text(words, (scene.clock.now + timedelta(days=7)).date()),
        "change": money_text(words, read_money("43.5")),
        "amount": money_text(words, read_money("200")),
        "materials": words("common.counters.separator").join(materials_text(CONFIG, "A", language)),
    }  # fmt: skip
    visitors = (
        {}, {"surname": "单", "address": "madam"}, {"assistance": True}, {"errands": 3},
    )  # fmt: skip
    for visitor in visitors:
        ticket = scene.issue("A", **visitor)
        scene.clock.turn(minutes=16)
        called = scene.store.call(ticket.id, POST)
        for moment in script.moments():
            for beat in range(1, script.beats(moment.id) + 1):
                for known in (facts, {}):
                    spoken = courtesy.lines(moment.id, called, POST, now=scene.clock.now, beat=beat, **known)
                    assert spoken, moment.id
                    for line in spoken:
                        assert not wrong_in(line.say, language), (moment.id, line.say)
        scene.store.finish(ticket.id, POST)
