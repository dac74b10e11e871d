"""The whole book is played: every line of every moment, and every rule, is seen on a screen that an event brings up.

What the hall does is done by keys that stand on the screen, or by its visitors, phones and colleagues. Whatever comes
up for the first time is looked at in every language. A line that is never seen fails here.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx2
import pytest
from book import Book, Hand, key_of
from stations import HALL, OTHER, Scene, driven

from kiosk.desk.form import FormDialog
from kiosk.desk.told_screen import ToldScreen
from kiosk.front.app import FrontApp
from kiosk.hall import parse_hall
from kiosk.reception.app import ReceptionApp
from kiosk.web.app import create_app
from kiosk.widgets.dialogs import PickDialog
from prompts import LANGUAGES, Kind, load_script
from queue_store import Post

RULES = {f"R{number:02}" for number in range(1, 66)}
LIN, BOSS = Post(3, "小林"), Post(6, "李主任")
SIZE = (80, 34)

_CONTRACT = '{ zh-Hans = "用气合同", zh-Hant = "用氣合約", en = "contract" }'
_MORE = """
[[services]]
code = "W"
series = "W"
names = { zh-Hans = "过户", zh-Hant = "過戶", en = "Change of name" }
target = "10m"
working_days_only = true

[[offices]]
names = { zh-Hans = "市不动产登记中心", zh-Hant = "市不動產登記中心", en = "City Land Registry" }
telephone = "0535-555 0133"

[[rota]]
names = { zh-Hans = "李主任", zh-Hant = "李主任", en = "Director Li" }
service = "M"
month_days = [10, 25]

[[counters]]
number = 1
services = ["A", "B", "W"]
"""


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Scene]:
    """On Tuesday 10 March, a manager's day, at nine; a contract among the forms, numbers by phone."""
    text = HALL.replace("join = false", "join = true")
    text = text.replace(
        'en = "application" }]',
        'en = "application" }, { zh-Hans = "用气合同", zh-Hant = "用氣合約", en = "contract" }]',
    )
    text = text.replace('\n[[counters]]\nnumber = 1\nservices = ["A", "B"]\n', _MORE)
    made = Scene(tmp_path, parse_hall(text, tmp_path / "hall.toml"))
    made.clock.turn(days=7)
    for post in (OTHER, BOSS):
        made.store.open_counter(post)
    yield made
    made.store.close()


async def test_every_line_of_the_book_and_every_rule_is_seen(hall: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    book = Book()
    with book.followed(monkeypatch):
        async with at_the_front_desk(book, hall) as hand:
            await visitors_who_move_with_difficulty(hand, hall)
            await visitors_who_waited(hand, hall)
            await visitors_with_names(hand, hall)
            await numbers_given_out(hand, hall)
            await ends_of_visits(hand, hall)
            await money(hand, hall)
            await interruptions(hand, hall)
            await telephone(hand, hall)
            await promises(hand, hall)
            await numbers_by_phone(hand, hall)
            await the_counter(hand, hall)
            await every_situation(hand, hall)
            await hand.act("leave")
        await reception(book, hall)
        hall.clock.turn(days=4)
        async with at_the_front_desk(book, hall) as hand:
            await a_saturday(hand, hall)
    for language in LANGUAGES:
        script, seen = load_script(language), book.seen[language]
        lines = [line for moment in script.moments() for line in script.line_variants(moment.id)]
        unseen = [key_of(line) for line in lines if key_of(line) not in seen]
        assert not unseen, (language, unseen)
        moments = {moment for moment, *_ in seen}
        carried = {rule for line in seen.values() for rule in line.rules}
        assert carried | {rule for moment in moments for rule in script.moment(moment).rules} == RULES


@asynccontextmanager
async def at_the_front_desk(book: Book, hall: Scene) -> AsyncIterator[Hand]:
    app = FrontApp(hall.station(), LIN)
    async with driven(app, size=SIZE) as pilot:
        hand = Hand(book, app, pilot)
        await hand.see()
        await hand.keys("enter")
        yield hand


async def visitors_who_move_with_difficulty(hand: Hand, hall: Scene) -> None:
    """Every step of a visit is led to their seat; they are handed on, come back, and miss a call."""
    await hand.act("issue")
    await hand.keys("m", "1")
    await hand.act("next", "recall", "start", *["onward"] * 7, "park", "resume", "transfer")
    await hand.pick("1 号窗口", "")
    hand_on(hall, OTHER)
    await hand.see()
    await hand.act("next", "start", "transfer")
    await hand.pick("缴费", "")
    await hand.act("next")
    await does_not_come(hand)
    await hand.pick("现在就请到窗口")
    await hand.act("start")
    await finish(hand)


async def visitors_who_waited(hand: Hand, hall: Scene) -> None:
    """Long waits; a missed call; supervisor, colleague and another service."""
    hall.issue("A")
    await hand.see(lambda: hall.clock.turn(minutes=16))
    await hand.act("next", "apologise", "recall")
    await does_not_come(hand)
    await hand.pick("接回队里等候")
    await hand.see(lambda: hall.clock.turn(minutes=16))
    await hand.act("next", "start", "transfer")
    await hand.pick("6 号窗口", "问次序")
    hand_on(hall, BOSS)
    await hand.see(lambda: hall.clock.turn(minutes=16))
    await hand.act("next", "start", "transfer")
    await hand.pick("缴费", "")
    serve(hall, OTHER)
    hall.issue("A")
    await hand.see()
    await hand.act("next", "start", "transfer")
    await hand.pick("1 号窗口", "")
    serve(hall, OTHER)


async def visitors_with_names(hand: Hand, hall: Scene) -> None:
    """Known by name or not, they step aside and come back; a colleague puts some back into the queue."""
    for who in ({"surname": "单", "address": "madam"}, {}):
        hall.issue("A", **who)
        await hand.see()
        await hand.act("next", "start", "park", "resume")
        await finish(hand)
        ticket = hall.issue("A", **who)
        await hand.see()
        await hand.act("next", "start", "park")
        await hand.see(lambda id=ticket.id: hall.store.rejoin(id, post=OTHER))  # type: ignore[misc]
        await hand.act("next", "start")
        await finish(hand)
    hall.issue("A", errands=3)
    await hand.see()
    await hand.act("next", "start")
    await finish(hand)


async def numbers_given_out(hand: Hand, hall: Scene) -> None:
    """Straight to the counter; a moderate wait; much to do; a long wait."""
    for taps in ("1", "1", "e1"):
        await hand.act("issue")
        await hand.keys(*taps)
    for _ in range(6):
        hall.issue("A")
    await hand.see()
    await hand.act("issue")
    await hand.keys("1")
    for ticket in hall.store.waiting():
        hall.store.cancel(ticket.token)


async def ends_of_visits(hand: Hand, hall: Scene) -> None:
    await visit(hand, hall)
    await hand.act("finish")
    await hand.pick("转介")
    await hand.pick("市不动产登记中心")
    for outcome, text, *way in (("不予办理", "证件过期了", "请值班主任再看一遍"), ("投诉", ""), ("离开", None)):
        await visit(hand, hall)
        await finish(hand, outcome, text)
        for each in way:
            await hand.pick(each)


async def money(hand: Hand, hall: Scene) -> None:
    await visit(hand, hall, "B")
    await hand.act("onward")
    await hand.fill("156.5", "200")
    await hand.act("onward")
    await finish(hand)


async def interruptions(hand: Hand, hall: Scene) -> None:
    """One that is short, and one that keeps everybody waiting."""
    await visit(hand, hall)
    await hand.act("interrupt", "interrupt", "interrupt", "interrupt")
    await hand.see(lambda: hall.clock.turn(seconds=150))
    await hand.act("interrupt")
    await hand.see(lambda: hall.clock.turn(seconds=150))
    await hand.act("interrupt")
    await finish(hand)


async def telephone(hand: Hand, hall: Scene) -> None:
    """A call that rang too long, a second one, all that is said on the telephone, and a call out."""
    await hand.act("phone")
    await hand.see(lambda: hall.clock.turn(seconds=14))
    await hand.act("answer", "second", "answer", "other", "note")
    await hand.fill("三号楼停气，张女士")
    await hand.see(lambda: hall.clock.turn(seconds=181))
    for moment in await hand.listed("find"):
        await hand.open_listed("find", moment)
        if isinstance(hand.app.screen, FormDialog):
            await hand.fill(*(["张女士", "16:00"] if moment.id == "phone_another_time" else ["抢修班"]))
        elif isinstance(hand.app.screen, PickDialog):
            await hand.pick("市不动产登记中心")
    await hand.act("end", "end", "back", "phone", "dial", "end", "back")


async def promises(hand: Hand, hall: Scene) -> None:
    """Made at the counter; on another day, and on the day they fall due."""
    await visit(hand, hall)
    await hand.act("owed", "promise")
    await hand.fill("查清上月用气量", "要等抄表班核对。", "单女士", "2026-03-13")
    await hand.act("promise")
    await hand.fill("回电话", "", "张女士", "17:00")
    await hand.act("duty")
    await hand.fill("给抄表班打电话", "16:30")
    await hand.act("handover")
    await hand.fill("打印机缺墨，已报修")
    await hand.act("back", "owed")
    await hand.keys("down", "down", "down")
    await hand.act("back")
    await finish(hand)


async def numbers_by_phone(hand: Hand, hall: Scene) -> None:
    """Taken on the phone's page, checked in at the counter, and given back there."""
    application = create_app(hall.config, hall.open, "http://192.0.2.10:8080")
    async with application.router.lifespan_context(application):
        application.state.web.clock = hall.clock
        transport = httpx2.ASGITransport(application)
        async with httpx2.AsyncClient(transport=transport, base_url="http://hall.test") as phone:
            key = (await phone.get("/join")).text.split('name="key" value="')[1].split('"')[0]
            joined = await phone.post("/join", data={"service": "A", "key": key})
            ticket = hall.store.ticket_by_token(joined.headers["location"].rpartition("/")[2])
            assert ticket is not None
            assert ticket.label in (await phone.get(joined.headers["location"])).text
    await hand.see()
    await hand.act("resume")
    await hand.pick(ticket.label)
    await hand.act("choose")
    await hand.pick(ticket.label)
    await hand.pick("当面交还号票")


async def the_counter(hand: Hand, hall: Scene) -> None:
    """What to bring; looking things up; the supervisor; away and back."""
    await visit(hand, hall)
    await hand.act("onward", "onward", "tell")
    await hand.keys("1", "1")
    await hand.act("back")
    for language in (*LANGUAGES[1:], LANGUAGES[0]):
        hand.app.speak(language)
        await hand.see()
        await hand.act("card")
        await hand.keys("escape")
    await hand.act("supervisor", "supervisor")
    await finish(hand)
    await hand.act("pause")
    await hand.pick("离开片刻")
    await hand.pick("先不说")
    await hand.act("pause")


async def every_situation(hand: Hand, hall: Scene) -> None:
    """Each is in the list, is opened from there, and is led to its last step."""
    await visit(hand, hall)
    listed = await hand.listed("situations")
    assert {moment.id for moment in load_script("zh-Hans").moments(Kind.SITUATION)} <= {each.id for each in listed}
    for moment in listed:
        if moment.kind is not Kind.SITUATION:
            continue
        await hand.open_listed("situations", moment)
        if isinstance(hand.app.screen, FormDialog):
            await hand.fill("100")
        elif isinstance(hand.app.screen, PickDialog):
            await hand.keys("enter")
        if isinstance(hand.app.screen, ToldScreen):
            await hand.act("back")
            continue
        await hand.act(*["onward"] * (load_script("zh-Hans").beats(moment.id) - 1))
    await finish(hand)


async def reception(book: Book, hall: Scene) -> None:
    """The screen that visitors work themselves, and the one of a greeter."""
    for greeter in (False, True):
        app = ReceptionApp(hall.station(), greeter=greeter)
        async with driven(app, size=SIZE) as pilot:
            await Hand(book, app, pilot).see()


async def a_saturday(hand: Hand, hall: Scene) -> None:
    """Services and calls that wait for a working day, the manager for a manager's day."""
    await visit(hand, hall)
    for service in ("过户", "经理接待"):
        await hand.act("transfer")
        await hand.pick(service)
    await hand.act("phone", "dial", "back", "owed")
    await hand.keys("down", "down")


async def visit(hand: Hand, hall: Scene, service: str = "A") -> None:
    """Somebody comes, is called and served."""
    await hand.see(lambda: hall.issue(service))
    await hand.act("next", "start")


async def finish(hand: Hand, outcome: str = "办结", text: str | None = None) -> None:
    await hand.act("finish")
    await hand.pick(outcome, text)


async def does_not_come(hand: Hand) -> None:
    """The call is missed, and the visitor comes after all."""
    await hand.act("no_show", "no_show", "resume")
    await hand.keys("1")


def hand_on(hall: Scene, post: Post) -> None:
    """A colleague calls the next visitor and sends them to this counter."""
    ticket = hall.store.call_next(post)
    assert ticket is not None
    hall.store.start(ticket.id, post)
    hall.store.transfer(ticket.id, post, counter=LIN.counter, note="请接着办")


def serve(hall: Scene, post: Post) -> None:
    """A colleague serves the next visitor."""
    ticket = hall.store.call_next(post)
    assert ticket is not None
    hall.store.start(ticket.id, post)
    hall.store.finish(ticket.id, post)
