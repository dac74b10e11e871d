"""The script as a booklet to print."""

from html.parser import HTMLParser
from pathlib import Path

import pytest

from prompts import LANGUAGES, booklet, load_script

VOID = {"meta", "br"}


class Reader(HTMLParser):
    """Collects text and tags, and fails on tags that are not closed in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    assert reader.open == []
    return reader


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_line_and_rule_is_in_it(language: str) -> None:
    script = load_script(language)
    page = read(booklet(script))
    assert page.tags[0] == ("html", {"lang": language})
    for moment in script.moments():
        assert moment.title in page.text
        for line in script.line_variants(moment.id):
            assert all(part in page.text for part in (line.say, line.do, line.never))
    for number in range(1, 47):
        assert f"R{number:02}" in page.text
    for item in (*script.readiness(), *(principle.act for principle in script.principles())):
        assert item in page.text


def test_it_needs_nothing_from_elsewhere() -> None:
    html = booklet(load_script("zh-Hans"))
    page = read(html)
    assert {tag for tag, _ in page.tags}.isdisjoint({"link", "script", "img", "iframe"})
    assert "http" not in html
    assert "url(" not in html
    anchors = {attributes.get("id") for _, attributes in page.tags}
    links = [str(attributes["href"]) for tag, attributes in page.tags if tag == "a"]
    assert links
    assert all(link.removeprefix("#") in anchors for link in links)
    assert "size: A4" in html


def test_words_of_the_hall_are_never_markup(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text(
        'language = "en"\n[[moment]]\nid = "tour"\ntitle = "<b>Tour & co</b>"\n[[moment.line]]\n'
        "when = { known = false }\nsay = '<script>alert(1)</script> \"{surname}\"'\n"
        '[[moment.line]]\nwhen = { time_of_day = "noon" }\nsay = "This way."\n',
        encoding="utf-8",
    )
    html = booklet(load_script("en", [path]))
    assert "<script" not in html
    assert "<b>Tour" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &quot;{surname}&quot;" in html
    page = read(html)
    assert "no name given" in page.text
    assert "noon" in page.text
