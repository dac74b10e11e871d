"""What the television says: each call that holds, once, whatever comes between."""

from __future__ import annotations

import asyncio
import random
import re
import time
from collections import Counter
from datetime import datetime, timedelta

import pytest
from between import between
from playwright.sync_api import Browser, expect
from visits import RECORD, TELEVISION, VOICE, Visit
from web_hall import DeskSide, Serving, serving, wait_for

from kiosk.web.snapshot import read_snapshot
from queue_store import State, Ticket

NEVER_ENDS = f"""{VOICE}
const begin = speechSynthesis.speak;
speechSynthesis.speak = (words) => begin({{...words, onend() {{}}}});
"""
LATE_VOICES = f"""{VOICE}
const all = speechSynthesis.getVoices; let asked = 0;
speechSynthesis.getVoices = () => {{ asked += 1; return asked > 1 ? all() : []; }};
"""
MANDARIN = VOICE + 'window.voices = ["yue", "cmn", "en-GB"];'
SILENT_UNTIL_PRESSED = """
let pressed = false, held = [];
document.addEventListener("click", () => { pressed = true; held.forEach((go) => go()); }, true);
AudioContext.prototype.resume = () => pressed ? Promise.resolve() : new Promise((go) => held.push(go));
Object.defineProperty(AudioContext.prototype, "state", { get() { return pressed ? "running" : "suspended"; } });
"""
BEGAN = datetime(2026, 3, 10, 9)


def sentence(ticket: Ticket, counter: int) -> str:
    return f"请 {' '.join(ticket.label)} 号，到 {counter} 号窗口"


def watch(visit: Visit, server: Serving, address: str = "") -> None:
    """Open the television with a clock that goes when it is told to."""
    visit.page.clock.install(time=BEGAN)
    visit.page.goto(f"{address or server.address}/board")
    visit.page.clock.pause_at(BEGAN + timedelta(minutes=1))
    visit.page.clock.run_for(1000)
    wait_for(lambda: len(server.web.hub) == 1)
    expect(visit.page.locator("html")).not_to_have_class(re.compile("stale"))


def said(visit: Visit) -> list[str]:
    words: list[str] = visit.page.evaluate("window.said")
    return words


def test_a_call_that_was_undone_and_made_anew_is_said_anew(browser: Browser, desk: DeskSide, server: Serving) -> None:
    mine, other = desk.issue("A"), desk.issue("A")
    with Visit(browser, VOICE, **TELEVISION) as visit:
        watch(visit, server)
        desk.call(mine, 1)
        expect(visit.page.locator("tr.flash strong")).to_have_text(mine.label)
        visit.page.clock.run_for(5000)
        desk.store.undo(desk.posts[1])
        expect(visit.page.locator("tr[data-key]")).to_have_count(0)
        desk.call(mine, 3)
        expect(visit.page.locator("tr.flash strong")).to_have_text(mine.label)
        visit.page.clock.run_for(5000)
        assert said(visit) == [sentence(mine, 1), sentence(mine, 3)]
        desk.store.start(mine.id, desk.posts[3])
        expect(visit.page.locator("tr.answered")).to_have_count(1)
        desk.store.undo(desk.posts[3])
        expect(visit.page.locator("tr.unanswered")).to_have_count(1)
        visit.page.clock.run_for(5000)
        assert len(said(visit)) == 2, "it is the call that was said already"
        desk.call(other, 2)
        expect(visit.page.locator("tr.flash strong")).to_have_text(other.label)
        desk.store.start(other.id, desk.posts[2])
        expect(visit.page.locator("tr.flash")).to_have_count(0)
        desk.store.undo(desk.posts[2])
        expect(visit.page.locator("tr.flash strong")).to_have_text(other.label)
        visit.page.clock.run_for(5000)
        assert said(visit)[2:] == [sentence(other, 2)], "the chime alone is no call"
        assert visit.complaints == []


def test_a_call_is_not_said_while_the_board_is_behind(browser: Browser, desk: DeskSide, server: Serving) -> None:
    server.web.watcher.board_text = lambda snapshot, language, stamp: ""
    mine = desk.issue("A")
    with between(server.port) as proxy, Visit(browser, VOICE, **TELEVISION) as visit:
        watch(visit, server, proxy.address)
        desk.call(mine, 1)
        expect(visit.page.locator("tr.flash strong")).to_have_text(mine.label)
        asked: list[str] = []
        proxy.lets_pass = lambda method, path: path != "/board" or asked.append(path) is not None
        desk.store.undo(desk.posts[1])
        while not asked:
            visit.page.wait_for_timeout(20)
        visit.page.clock.run_for(3000)
        assert said(visit) == []
        proxy.lets_pass = lambda method, path: True
        for _ in range(20):
            visit.page.clock.run_for(500)
            visit.page.wait_for_timeout(20)
        expect(visit.page.locator("tr[data-key]")).to_have_count(0)
        visit.page.clock.run_for(5000)
        assert said(visit) == []


def test_a_set_that_slept_says_nothing_before_it_knows_the_hall(
    browser: Browser, desk: DeskSide, server: Serving, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its timers go on where they stopped, and its stream looks open though nothing comes."""
    mine = desk.issue("A")
    with Visit(browser, VOICE, **TELEVISION) as visit:
        watch(visit, server)
        desk.call(mine, 1)
        expect(visit.page.locator("tr.flash strong")).to_have_text(mine.label)
        monkeypatch.setattr(server.web.hub, "send", lambda topic, message: None)
        desk.store.undo(desk.posts[1])
        wait_for(lambda: not server.web.watcher.snapshot.calls)
        monkeypatch.undo()
        streams = sum(address.endswith("/events") for address in visit.asked)
        visit.page.clock.set_system_time(BEGAN + timedelta(hours=8))
        visit.page.clock.run_for(1500)
        expect(visit.page.locator("tr[data-key]")).to_have_count(0)
        expect(visit.page.locator("html")).not_to_have_class(re.compile("stale"))
        visit.page.clock.run_for(5000)
        assert said(visit) == []
        assert sum(address.endswith("/events") for address in visit.asked) > streams, "it listens anew"


def test_a_reload_repeats_nothing_and_loses_nothing(browser: Browser, desk: DeskSide, server: Serving) -> None:
    before, first, second = (desk.issue("A") for _ in range(3))
    desk.call(before, 1)
    wait_for(lambda: server.web.watcher.snapshot.calls)
    with Visit(browser, VOICE, **TELEVISION) as visit:
        watch(visit, server)
        desk.call(first, 2)
        expect(visit.page.locator("tr.flash strong")).to_have_text(first.label)
        visit.page.clock.run_for(5000)
        assert said(visit) == [sentence(first, 2)]
        visit.page.goto("about:blank")
        desk.call(second, 3)
        wait_for(lambda: len(server.web.watcher.snapshot.calls) == 3)
        for expected in ([sentence(second, 3)], []):
            visit.page.goto(f"{server.address}/board")
            visit.page.clock.run_for(9000)
            assert said(visit) == expected


def test_no_call_is_repeated_after_a_restart_of_the_server(browser: Browser, desk: DeskSide) -> None:
    first, second = desk.issue("A"), desk.issue("A")
    with serving(desk) as server, Visit(browser, VOICE, **TELEVISION) as visit:
        watch(visit, server)
        desk.call(first, 1)
        expect(visit.page.locator("tr.flash strong")).to_have_text(first.label)
        visit.page.clock.run_for(5000)
        server.stop()
        with serving(desk, server.port) as again:
            for _ in range(100):
                visit.page.clock.run_for(1000)
                if len(again.web.hub):
                    break
                visit.page.wait_for_timeout(50)
            desk.call(second, 2)
            expect(visit.page.locator("tr.flash strong")).to_have_text(second.label)
            visit.page.clock.run_for(5000)
            assert said(visit) == [sentence(first, 1), sentence(second, 2)]


def test_a_call_that_stands_all_day_is_said_once(browser: Browser, desk: DeskSide, server: Serving) -> None:
    mine, other = desk.issue("A"), desk.issue("A")
    desk.call(mine, 1)
    wait_for(lambda: server.web.watcher.snapshot.calls)
    with Visit(browser, VOICE, **TELEVISION) as visit:
        watch(visit, server)
        visit.page.evaluate("""() => {
            const said = JSON.parse(sessionStorage.getItem("said:/board"));
            for (let each = 0; each < 499; each += 1) { said.push("call " + each); }
            sessionStorage.setItem("said:/board", JSON.stringify(said));
        }""")
        visit.page.reload()
        desk.call(other, 2)
        expect(visit.page.locator("tr.flash strong")).to_have_text(other.label)
        desk.store.messages.put_up("停电")
        expect(visit.page.locator(".notice")).to_have_count(1)
        visit.page.clock.run_for(9000)
        assert said(visit) == [sentence(other, 2)]


@pytest.mark.parametrize("engine", [NEVER_ENDS, LATE_VOICES, MANDARIN], ids=["never-ends", "late-voices", "mandarin"])
def test_an_engine_with_ways_of_its_own_says_every_call(
    browser: Browser, desk: DeskSide, server: Serving, engine: str
) -> None:
    tickets = [desk.issue("A") for _ in range(3)]
    with Visit(browser, engine, **TELEVISION) as visit:
        watch(visit, server)
        for counter, ticket in enumerate(tickets, start=1):
            desk.call(ticket, counter)
        expect(visit.page.locator("tr.unanswered")).to_have_count(3)
        for _ in range(40):
            visit.page.clock.run_for(1000)
        mandarin = [text for text in said(visit) if "请" in text]
        assert mandarin == [sentence(ticket, counter) for counter, ticket in enumerate(tickets, start=1)]
        expect(visit.page.locator("tr.flash")).to_have_count(0)


def test_chimes_that_were_held_back_are_not_made_up_for_at_the_press(
    browser: Browser, desk: DeskSide, server: Serving
) -> None:
    mine = desk.issue("A")
    desk.call(mine, 1)
    with Visit(browser, RECORD + VOICE + SILENT_UNTIL_PRESSED, **TELEVISION) as visit:
        watch(visit, server)
        for _ in range(3):
            desk.store.recall(mine.id, desk.posts[1])
            expect(visit.page.locator("tr.flash")).to_have_count(1)
            visit.page.clock.run_for(3000)
            expect(visit.page.locator("tr.flash")).to_have_count(0)
        assert len(said(visit)) == 3
        visit.page.locator(".sound").click()
        visit.until("window.heard.length")
        assert visit.page.evaluate("window.heard") == [784, 523]
        expect(visit.page.locator(".sound")).to_have_text("声音已打开")
        visit.page.clock.run_for(5000)
        expect(visit.page.locator(".sound")).to_be_hidden()


def test_a_hall_that_changes_its_name_and_languages_changes_its_television(
    browser: Browser, desk: DeskSide, server: Serving
) -> None:
    mine, other = desk.issue("A"), desk.issue("A")
    with Visit(browser, VOICE + 'window.voices = ["zh-CN", "en-GB"];', **TELEVISION) as visit:
        visit.page.goto(f"{server.address}/board")
        wait_for(lambda: len(server.web.hub))
        desk.call(mine, 1)
        visit.until("window.said.length === 2")
        name = server.web.config.name.model_copy(update={"en": "North Hall"})
        server.web.config = server.web.config.model_copy(update={"languages": ("en",), "name": name})
        asyncio.run_coroutine_threadsafe(server.web.watcher.look(again=True), server.loop).result(10)
        expect(visit.page.locator("html")).to_have_attribute("lang", "en")
        expect(visit.page.locator("h1")).to_have_text("North Hall")
        wait_for(lambda: list(server.web.hub.topics()) == ["board.en"])
        desk.call(other, 2)
        visit.until("window.said.length === 1")
        assert said(visit) == [f"Number {' '.join(other.label)}, please go to counter 2"]


@pytest.mark.parametrize("seed", range(3))
def test_whatever_is_lost_late_or_twice_no_call_is_said_twice(
    browser: Browser, desk: DeskSide, server: Serving, seed: int
) -> None:
    if seed < 2:  # the page is asked for each time; else the stream brings it
        server.web.watcher.board_text = lambda snapshot, language, stamp: ""
    chance, made = random.Random(seed), Counter[str]()
    mine = {counter: desk.issue("A") for counter in (1, 2, 3)}

    def lets_pass(method: str, path: str) -> bool:
        if path.endswith("/events") or "static" in path:
            return True
        time.sleep(chance.choice((0, 0.05, 0.2, 0.4)))
        return chance.random() > 0.3

    with between(server.port) as proxy, Visit(browser, VOICE, **TELEVISION) as visit:
        visit.page.goto(f"{proxy.address}/board")
        wait_for(lambda: len(server.web.hub))
        proxy.lets_pass = lets_pass
        for _ in range(25):
            counter = chance.choice((1, 2, 3))
            ticket, post = desk.store.ticket(mine[counter].id), desk.posts[counter]
            act = chance.choice(("call", "undo", "recall", "start", "online"))
            if act == "call" and ticket.state is State.WAITING:
                made[sentence(desk.call(ticket, counter), counter)] += 1
            elif act == "recall" and ticket.state is State.CALLED:
                made[sentence(desk.store.recall(ticket.id, post), counter)] += 1
            elif act == "undo" and ticket.state is not State.WAITING:
                desk.store.undo(post)
            elif act == "start" and ticket.state is State.CALLED:
                desk.store.start(ticket.id, post)
            elif act == "online":
                visit.page.evaluate("window.dispatchEvent(new Event('online'))")
            visit.page.wait_for_timeout(chance.choice((0, 20, 60, 150)))
        proxy.lets_pass = lambda method, path: True
        truth = server.web.watcher.board_shape(read_snapshot(desk.store, desk.config), "zh-Hans")
        expect(visit.page.locator("main")).to_have_attribute("data-shape", truth, timeout=12000)
        expect(visit.page.locator("html")).not_to_have_class(re.compile("stale"), timeout=12000)
        expect(visit.page.locator("tr.flash")).to_have_count(0, timeout=12000)
        assert Counter(said(visit)) <= made
        standing = [ticket for ticket in desk.store.now_serving() if ticket.state is State.CALLED]
        assert {sentence(ticket, ticket.counter or 0) for ticket in standing} <= set(said(visit))
