"""A small day by hand: the report, the export and the calculation agree."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path

import pytest
from click.testing import CliRunner
from hand_clock import Clock

from kiosk.cli.root import cli
from queue_store import Store

BY_HAND = {
    # Twenty-two entered; twenty were called after 1, 2, … 20 minutes, the last of whom did not come.
    "issued": "22",
    "waits": "22",
    "called": "20",
    "finished": "19",
    "outcome_done": "19",
    "no_show": "1",
    "no_show_share": "5%",  # 1 of 20
    "left_queue": "2",
    "left_share": "9%",  # 2 of 22
    "still_open": "0",
    "wait_mean": "11 min",  # 210 / 20 = 10.5, to the nearest minute
    "wait_median": "10 min",  # the 10th of 20
    "wait_p80": "16 min",
    "wait_p90": "18 min",
    "wait_longest": "20 min",
    # 22 there, 1 called each minute; one leaves at 2.5, one at 12.5. Still waiting after minute 11:
    # 20/22 * 10/19 = 0.478; after 17: 20/22 * 9/19 * 3/8 = 0.161; after 19: 20/22 * 9/19 * 1/8 = 0.054.
    "wait_median_all": "11 min",
    "wait_p80_all": "17 min",
    "wait_p90_all": "19 min",
    "left_wait_median": "3 min",  # 2.5 and 12.5: the first of the two
    "left_uncalled": "2",
    "within_5": "25%",
    "within_10": "50%",
    "within_15": "75%",
    "within_20": "100%",
    "within_30": "100%",
    "within_10_least": "45%",  # 10 of 22
    "within_10_most": "50%",  # 11 of 22: who left after 2.5 minutes might have been called in time
    "within_15_most": "77%",  # 17 of 22
    "last_call_median": "10 min",
    "last_call_p90": "18 min",
    "started": "19",
    "start_median": "11 min",  # the 10th of 19: 10.5, to the nearest minute
    "served": "19",
    "served_median": "30 s",
    "over_limit": "11",  # 11 to 20 minutes, and who left after 12.5: the limit of B is 10
    "over_limit_share": "50%",  # 11 of 22
    "apologies_due": "9",  # 11 to 19 minutes: who did not come heard none
    "apologies_said": "3",
    "apologies_said_share": "too few",
    "recalls": "1",
    "recalled": "1",
    "chosen": "0",
    "overtaken": "0",
    "ratings": "2",
    "rating_5": "1",
    "rating_2": "1",
    "rating_mean": "too few",
    "told_ranges": "1",
}


def figures_in(page: str) -> dict[str, str]:
    """The value of every figure in the list of definitions."""
    found = re.findall(r'<tr id="m-(\w+)"><th scope="row">[^<]*</th><td>([^<]*)</td>', page)
    return {key: unescape(value) for key, value in found}


def written(*words: str) -> str:
    result = CliRunner().invoke(cli, ["report", *words, "--output", "-"])
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.mark.usefixtures("small_day")
def test_the_report_says_what_is_worked_out_by_hand() -> None:
    found = figures_in(written("--day", "2026-03-10"))
    assert {key: found[key] for key in BY_HAND} == BY_HAND
    assert figures_in(written("--week", "2026-W11")) == figures_in(written("--month", "2026-03")) == found


@pytest.mark.usefixtures("small_day")
def test_the_export_gives_the_same_figures() -> None:
    day = ("--since", "2026-03-10", "--until", "2026-03-10", "--format", "jsonl")
    rows = [json.loads(line) for line in CliRunner().invoke(cli, ["export", "waits", *day]).stdout.splitlines()]
    called = sorted(row["wait_first_call"] for row in rows if row["called_at"])
    assert (len(rows), len(called)) == (22, 20)
    assert called == [60 * minute for minute in range(1, 21)]
    assert [called[9], called[15], called[17]] == [600, 960, 1080], "P50, P80 and P90 by rank"
    assert sum(row["over_limit"] for row in rows) == 11
    assert (sum(row["apology_due"] for row in rows), sum(row["apology_said"] for row in rows)) == (9, 3)
    assert sum(row["calls"] - 1 for row in rows if row["called_at"]) == 1
    found = figures_in(written("--day", "2026-03-10"))
    assert found["waits"] == str(len(rows))
    assert found["within_10"] == f"{100 * sum(wait <= 600 for wait in called) / len(called):.0f}%"


@pytest.mark.usefixtures("small_day")
def test_day_show_gives_the_same_figures(store: Store) -> None:
    shown = json.loads(CliRunner().invoke(cli, ["day", "show", "--day", "2026-03-10", "--json"]).stdout)
    assert (shown["waits"], shown["wait_median"], shown["wait_p80"], shown["wait_p90"]) == (22, 600, 960, 1080)
    assert (shown["wait_median_all"], shown["wait_p80_all"], shown["wait_p90_all"]) == (660, 1020, 1140)
    assert (shown["within_10"], shown["within_10_most"], shown["left_wait_median"]) == (0.5, 0.5, 150)
    day = store.hall_day(None)
    assert (day.waits, day.apologies_due, day.apologies_said) == (22, 9, 3)


@pytest.mark.usefixtures("small_day")
def test_staffing_and_arrivals_by_hand(store: Store) -> None:
    figures = store.reports.period(store.business_day(), store.business_day())
    assert figures.arrivals == {(1, 9): 22}
    assert figures.staffing.days == 1
    assert [slot for slot, mean in enumerate(figures.staffing.open) if mean] == [18]
    assert figures.staffing.open[18] == 1.0, "open from 9:00 to 9:30"
    assert figures.staffing.serving[18] == pytest.approx(19 * 30 / 1800)


@pytest.mark.usefixtures("small_day")
def test_the_paragraph_can_be_read_aloud(hall: Path) -> None:
    page = written("--day", "2026-03-10")
    top = unescape(re.search(r'<p class="top">(.*?)</p>', page, re.DOTALL)[1])  # type: ignore[index]
    assert top == (
        "Tuesday 10 March 2026. 22 visitors came to Antai Gas, East Hall. "
        "Half of those who were called waited 10 min or less; nine in ten, 18 min or less. "
        "50% waited longer than the hall means them to (11 times), and in 3 of 9 cases in which an apology was due "
        "the clerk confirmed saying it. 2 gave their number back before being served, 1 did not come when called. "
        "Most came between 09:00 and 10:00."
    )
    hans = written("--day", "2026-03-10", "--language", "zh-Hans")
    assert "2026年3月10日（星期二），安泰燃气城东服务厅共接待来客 22 位。" in hans


def later(store: Store, clock: Clock, days: int, visitors: int) -> None:
    """So many visitors come at nine, so many days after the small day."""
    clock.set(days * 24 * 60)
    for _ in range(visitors):
        store.issue("B")
    store.close_day(waiting="expire")


@pytest.mark.usefixtures("small_day")
def test_the_period_before_stands_beside(store: Store, clock: Clock) -> None:
    later(store, clock, 7, 33)
    later(store, clock, 14, 33)
    later(store, clock, 15, 1)
    page = written("--week", "2026-W12")
    assert "That is 50% more than in the period before (22)." in page
    assert "Compared with: Week 11 of 2026: 9 March 2026 to 15 March 2026." in page
    note = re.search(r'<tr id="m-waits">.*?<td>(.*?)</td><td[^>]*>(.*?)</td>', page)
    assert note is not None
    assert note.groups() == ("33", "22")
    assert "As many came on the same weekday a week before." in written("--day", "2026-03-24")
    assert "no period before to compare with" in written("--day", "2026-03-10")
    assert "Period before" not in written("--day", "2026-03-10").partition("What each figure means")[0]


@pytest.mark.usefixtures("small_day")
def test_a_year_goes_by_month(store: Store, clock: Clock) -> None:
    for days in range(1, 66):
        later(store, clock, days, 1)
    assert "Wait to the first call by month" in written("--since", "2026-03-10", "--until", "2026-05-31")
    page = written("--since", "2026-03-10", "--until", "2026-05-01")
    assert "Wait to the first call by business day" in page
    assert "Wednesday" in page
