"""Every verb from the command line, as a script or a hardware button uses it."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

from ports import move_to_free_port

from kiosk.cli.session import copy_example
from kiosk.hall import load_hall
from kiosk.ticket import page_address, site_address

TICKET_KEYS = [
    "id", "label", "token", "state", "service", "business_day", "counter", "clerk", "priority", "errands", "returning",
    "issued_at", "called_at", "started_at", "finished_at", "calls", "wait_seconds", "limit_seconds", "apology_due",
    "apology_said", "outcome", "page",
]  # fmt: skip


def test_a_whole_visit(kiosk, data) -> None:
    (issued,) = data("issue", "A", "--priority", "elder", "--errands", "2")
    told = ["ahead", "next", "estimate_low_seconds", "estimate_high_seconds", "closes_at", "hall_open"]
    assert [*TICKET_KEYS, *told] == list(issued)
    assert (issued["ahead"], issued["next"], issued["estimate_low_seconds"]) == (0, False, None), "no counter is open"
    assert (issued["label"], issued["state"], issued["priority"], issued["errands"]) == ("A001", "waiting", "elder", 2)
    assert issued["issued_at"].endswith("+08:00")

    (called,) = data("next", "--counter", "3", "--clerk", "c07")
    assert list(called) == TICKET_KEYS
    assert (called["label"], called["state"], called["counter"], called["clerk"]) == ("A001", "called", 3, "c07")
    assert data("recall", "--counter", "3")[0]["calls"] == 2
    assert data("start", "A001", "--counter", "3")[0]["state"] == "serving"
    assert data("park", "--counter", "3", "--reason", "form")[0]["state"] == "parked"
    assert [ticket["label"] for ticket in data("parked")] == ["A001"]
    assert data("resume", "--counter", "3")[0]["state"] == "serving"
    (finished,) = data("finish", "--counter", "3", "--outcome", "referred", "--reason", "town hall")
    assert (finished["state"], finished["outcome"], finished["clerk"]) == ("finished", "referred", "c07")

    (undone,) = data("undo", "--counter", "3")
    assert (undone["undone"], undone["state"]) == ("finish", "serving")


def test_the_other_ways_a_visit_can_go(kiosk, data) -> None:
    for service in ("B", "B", "C", "D"):
        data("issue", service)
    data("next", "--counter", "2")
    assert data("no-show", "--counter", "2")[0]["state"] == "no_show"
    assert data("rejoin", "B001")[0]["state"] == "waiting"
    assert data("call", "C001", "--counter", "4", "--reason", "asked for")[0]["label"] == "C001"
    moved = data("transfer", "--counter", "4", "--to-service", "E", "--note", "wants the supervisor")[0]
    assert (moved["service"], moved["state"], moved["label"]) == ("E", "waiting", "C001")
    assert data("cancel", "D001")[0]["state"] == "cancelled"
    assert data("ticket", "d1")[0]["state"] == "cancelled"


def test_looking(kiosk, data) -> None:
    for service in ("A", "B", "A"):
        data("issue", service)
    assert [ticket["label"] for ticket in data("waiting")] == ["A001", "B001", "A002"]
    assert [ticket["label"] for ticket in data("waiting", "--service", "A", "--limit", "1")] == ["A001"]
    assert data("why-next", "--counter", "2")[0]["label"] == "B001"
    assert data("why-next", "--counter", "2")[0]["rule"] == "first_come"
    assert data("estimate", "A")[0]["method"] == "none"
    data("next", "--counter", "3")
    assert [ticket["label"] for ticket in data("serving")] == ["A001"]
    estimate = data("estimate", "A")[0]
    assert (estimate["ahead"], estimate["counters"], estimate["method"]) == (2, 1, "drain"), "counter 3 calls A and B"
    assert not estimate["next"]
    assert data("next", "--counter", "6") == []


def test_counters(kiosk, data) -> None:
    assert data("open", "--counter", "3", "--clerk", "c07")[0] == data("counters")[2]
    assert data("pause", "--counter", "3", "--reason", "needs a moment")[0]["state"] == "paused"
    assert "needs a moment" not in kiosk("counters").stdout
    assert data("unpause", "--counter", "3")[0] | {"since": ""} == {
        "counter": 3, "state": "open", "clerk": "c07", "since": "", "label": None, "back_at": None,
    }  # fmt: skip
    data("issue", "A")
    assert data("next", "--counter", "3")[0]["clerk"] == "c07"
    assert json.loads(kiosk("close", "--counter", "3", "--json", code=1).stderr)["error"] == "counter_busy"
    data("finish", "--counter", "3")
    assert data("close", "--counter", "3")[0]["state"] == "closed"


def test_a_pause_with_its_return(hall, kiosk, data) -> None:
    noon_now = f"Etc/GMT{datetime.now(UTC).hour - 12:+d}"
    file = hall / "hall.toml"
    file.write_text(file.read_text(encoding="utf-8").replace('"Asia/Shanghai"', f'"{noon_now}"'), encoding="utf-8")
    zone = load_hall(hall).zone
    back = datetime.now(zone) + timedelta(hours=2)
    data("open", "--counter", "3", "--clerk", "c07")
    (paused,) = data("pause", "--counter", "3", "--reason", "needs a moment", "--back", f"{back:%H:%M}")
    assert paused["back_at"][:16] == f"{back:%Y-%m-%dT%H:%M}"
    said = kiosk("counters").stdout
    assert f"back at {back:%H:%M}" in said
    assert "needs a moment" not in said
    assert data("pause", "--counter", "3")[0]["back_at"] is None

    past = datetime.now(zone) - timedelta(hours=2)
    refused = json.loads(kiosk("pause", "--counter", "3", "--back", f"{past:%H:%M}", "--json", code=1).stderr)
    assert refused["error"] == "back_in_past"
    assert "is over already" in refused["message"]
    unread = json.loads(kiosk("pause", "--counter", "3", "--back", "soon", "--json", code=2).stderr)
    assert unread == {"error": "bad_clock", "message": "“soon” is not a time of day. Write it as 10:20."}


def test_the_day(kiosk, data) -> None:
    data("issue", "A")
    data("issue", "B")
    data("next", "--counter", "2")
    data("finish", "--counter", "2", "--outcome", "complaint")
    figures = data("day", "show")[0]
    assert (figures["issued"], figures["finished"], figures["still_open"]) == (2, 1, 1)
    assert figures["outcome_complaint"] == 1
    assert [ticket["state"] for ticket in data("day", "close", "--waiting", "expire")] == ["expired"]
    assert data("waiting") == []
    assert data("day", "forget") == [{"forgotten": 0}]
    assert "tickets that entered their first queue" in kiosk("day", "show").stdout


def test_nobody_waiting_is_no_data_and_no_error(kiosk) -> None:
    result = kiosk("next", "--counter", "3", "--json")
    assert result.stdout == ""
    assert result.stderr == "Nobody waits for counter 3.\n"


def test_the_same_request_never_makes_a_second_ticket(data) -> None:
    first, again = data("issue", "A", "--request-id", "x1")[0], data("issue", "a", "--request-id", "x1")[0]
    assert (first["id"], first["token"]) == (again["id"], again["token"])
    assert [ticket["label"] for ticket in data("waiting")] == ["A001"]


def test_the_token_names_a_ticket_too(data) -> None:
    token = data("issue", "A")[0]["token"]
    assert data("ticket", token.lower())[0]["label"] == "A001"


def test_the_ticket_page_when_the_hall_has_an_address(hall: Path, data) -> None:
    found = data("issue", "A")[0]
    site = site_address(load_hall(hall))
    assert found["page"] == (page_address(site, found["token"]) if site else None)
    file = hall / "hall.toml"
    text = file.read_text(encoding="utf-8").replace('address = ""', 'address = "http://Hall.lan:8080"')
    file.write_text(text, encoding="utf-8")
    ticket = data("issue", "A")[0]
    assert ticket["page"] == f"HTTP://HALL.LAN:8080/T/{ticket['token']}"


def test_names_and_telephone_numbers_are_not_printed(kiosk, data) -> None:
    for name in ("[/red]", "=1+1", "<script>", "\x1b[2J", "单", "尉迟", "🙂", "x" * 10_000):
        printed = kiosk("issue", "A", "--surname", name, "--phone", "13800001111", "--json").output
        assert "13800001111" not in printed
        assert "\x1b" not in printed
        assert not any(name in str(value) for value in json.loads(printed).values())
    for words in (("waiting",), ("waiting", "--json"), ("why-next", "--counter", "1")):
        assert not {"13800001111", "[/red]", "<script>"} & set(kiosk(*words).output.split())


def test_lines_for_people_say_the_state_in_words(kiosk) -> None:
    assert "Nobody is ahead of you, we can't estimate the wait yet" in kiosk("issue", "A").stdout
    assert kiosk("waiting").stdout.split()[:4] == ["A001", "0", "s", "waiting"]
    assert "等候中" in kiosk("--language", "zh-CN", "waiting").stdout
    assert "counter 3" in kiosk("next", "--counter", "3").stdout
    assert kiosk("estimate", "A").stdout.startswith("You are next, expected wait")
    assert "You are next, expected wait" in kiosk("issue", "A").stdout
    assert "1 person is ahead of you, expected wait" in kiosk("issue", "A").stdout
    assert "您前面还有 2 位，预计等候" in kiosk("--language", "zh-CN", "estimate", "A").stdout


def test_the_counter_can_stand_in_the_environment(data, monkeypatch) -> None:
    monkeypatch.setenv("KIOSK_COUNTER", "3")
    monkeypatch.setenv("KIOSK_CLERK", "c07")
    data("issue", "A")
    assert data("next")[0]["clerk"] == "c07"


def test_every_command_speaks_to_people_in_every_language(kiosk, tmp_path: Path) -> None:
    script = """
        issue A --priority elder; issue B; issue B; issue C; issue D; open --counter 3; next --counter 3
        recall --counter 3; start --counter 3; park --counter 3; parked; resume --counter 3; apologise --counter 3
        finish --counter 3; undo --counter 3; transfer --counter 3 --to-counter 1; next --counter 2
        no-show --counter 2; rejoin B001; call C001 --counter 4; cancel D001; waiting; serving; ticket A001
        why-next --counter 1; why-next --counter 6; estimate B; estimate E; counters; pause --counter 3
        unpause --counter 3; close --counter 3; day show; day close --waiting carry_over; day forget; check
    """
    for language in ("zh-Hans", "zh-Hant", "en"):
        move_to_free_port(copy_example(tmp_path / language))
        for line in script.replace("\n", ";").split(";"):
            if line.strip():
                result = kiosk("--hall", str(tmp_path / language), "--language", language, *line.split())
                assert result.output.strip() or line.strip() == "parked"
                assert "{" not in result.output
