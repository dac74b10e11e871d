"""How long the lint takes over a sentence of 60 characters."""

from __future__ import annotations

from pathlib import Path

from benchmarks.measure import Figure, Findings, progress, quantile, times_of
from prompts import check_text

_LIMIT = 1.0
"""Milliseconds that a sentence may take."""
_SENTENCES = {
    "zh-Hans": "您好，请您先在这边坐一会儿，我马上帮您把材料核对一遍，"
    "如果还缺什么我一次写给您，免得您再跑一趟，大概需要十分钟左右。",
    "en": "We'll have it ready by Thursday noon, and I'll call you then",
}


def findings(folder: Path, quick: bool) -> Findings:
    """The median time of checking one sentence, phrases and tone together; nothing is written to the folder."""
    figures = []
    for language, text in _SENTENCES.items():
        progress(f"the lint, {language}")
        check_text(text, language)
        taken = times_of(lambda text=text, language=language: check_text(text, language), 200 if quick else 2000)
        figures.append(
            Figure(f"lint of {len(text)} characters, {language}", quantile(taken, 0.5), _LIMIT, 1.0, limit=True)
        )
    return Findings(figures)
