"""Metrics in words: complete in every language, rounded honestly, never a figure of too few."""

from __future__ import annotations

import pytest

from kiosk.text.metrics import figure_text, metric_meaning, metric_name, minutes_text, share_text, span_text
from kiosk.words import load_words
from queue_store import LEG_METRICS, RATING_METRICS, TOLD_METRICS, Figures, Unit

EN = load_words("en")
BY_KEY = {metric.key: metric for metric in LEG_METRICS}


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant", "en"])
def test_every_metric_has_a_name_and_a_meaning(language: str) -> None:
    words = load_words(language)
    metrics = [*LEG_METRICS, *TOLD_METRICS, *RATING_METRICS]
    names = [metric_name(words, metric) for metric in metrics]
    assert len(set(names)) == len(names), "no two figures are called the same"
    assert all(metric_meaning(words, metric) for metric in metrics)
    kept = {key.split(".")[2] for key in words.texts if key.startswith("report.metric.")}
    assert kept <= {metric.key for metric in metrics}, "no words for a figure that there is not"


@pytest.mark.parametrize(("share", "said"), [(0, "0%"), (0.001, "1%"), (0.874, "87%"), (0.999, "99%"), (1, "100%")])
def test_shares(share: float, said: str) -> None:
    assert share_text(EN, share) == said


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0, "0 s"), (59.4, "59 s"), (59.6, "1 min"), (89, "1 min"), (90, "2 min"), (5400, "1 h 30 min")],
)
def test_spans_are_rounded_to_the_nearest_minute(seconds: float, said: str) -> None:
    assert span_text(EN, seconds) == said


def test_figures() -> None:
    figures = Figures(
        {"called": 19, "waits": 1234, "wait_p90": 60, "wait_p80": 630, "within_10": 0.5, "wait_mean": None}
    )
    shown = {key: figure_text(EN, BY_KEY[key], figures) for key in figures.values}
    assert shown == {
        "called": "19", "waits": "1,234", "wait_p90": "too few", "wait_p80": "11 min", "within_10": "too few",
        "wait_mean": "–",
    }  # fmt: skip
    assert figure_text(EN, BY_KEY["wait_p90"], Figures({"called": 0, "wait_p90": None})) == "–"
    assert minutes_text(None) == "–"
    assert minutes_text(899) == "15.0"
    assert {metric.unit for metric in LEG_METRICS} <= set(Unit)
