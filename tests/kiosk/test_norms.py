"""What breaks the norms in words for visitors, asked in one place."""

from __future__ import annotations

import pytest

from kiosk.norms import breach_of_norms, written_in


@pytest.mark.parametrize(
    ("text", "hall_language", "language"),
    [
        ("身份证过期", "zh-Hans", "zh-Hans"), ("身份證過期", "zh-Hant", "zh-Hant"), ("身份证过期", "en", "zh-Hans"),
        ("ID expired", "zh-Hant", "en"), ("请带 ID card", "zh-Hant", "zh-Hant"), ("", "zh-Hans", "en"),
    ],
)  # fmt: skip
def test_the_language_is_that_of_the_text_and_not_of_the_screen(text: str, hall_language: str, language: str) -> None:
    assert written_in(text, hall_language) == language


def test_the_gravest_breach_is_the_one_that_is_said() -> None:
    breach = breach_of_norms("我不知道您方不方便，这与我无关，喂，您快点！", "zh-Hans")
    assert breach is not None
    assert breach.serious
    assert breach_of_norms("", "zh-Hans") is None
    assert breach_of_norms("身份证过期，请换证后再来，我给您留着号。", "zh-Hans") is None
