"""Words and addresses that are the same on every page are written into the templates of their language once."""

from __future__ import annotations

from dataclasses import replace

from jinja2 import Environment

from kiosk.web import templating
from kiosk.words import Words, load_words


def templates(words: Words) -> Environment:
    languages = ["zh-Hans", "en"]
    return templating.templates(
        words, "Gas & <Power>", languages, lambda name: f"/static/1/{name}?a&b", lambda path: f"/hall{path}"
    )


def test_each_language_has_its_own_words_in_its_templates() -> None:
    words = [load_words(language) for language in ("zh-Hans", "en")]
    source = "{{ t('web.ticket.number') }}\n{{ t('web.leave.title') }} {{ label }}"
    pages = [templates(each).from_string(source).render(label="<A001>") for each in words]
    assert pages == [f"{each('web.ticket.number')}\n{each('web.leave.title')} &lt;A001&gt;" for each in words]


def test_words_are_text_and_never_markup_or_template() -> None:
    words = load_words("en")
    words = replace(words, texts={**words.texts, "plain.text": "<b> & co", "with.braces": "{{{{ label }}}}"})
    page = templates(words).from_string("{{ t('plain.text') }} {{ t('with.braces') }}").render(label="no")
    assert page == "&lt;b&gt; &amp; co {{ label }}"


def test_addresses_of_files_and_pages_are_those_of_the_hall() -> None:
    page = templates(load_words("en")).from_string("{{ asset('page.css') }} {{ link('/join') }}").render()
    assert page == "/static/1/page.css?a&amp;b /hall/join"


def test_the_halls_name_and_the_choice_of_languages_stand_in_every_template() -> None:
    page = templates(load_words("en")).from_string("{{ language }}|{{ hall }}|{{ other_languages }}").render()
    language, hall, choice = page.split("|")
    assert (language, hall) == ("en", "Gas &amp; &lt;Power&gt;")
    assert choice.count("<a href=") == 2
    assert 'href="?lang=en" lang="en" hreflang="en" aria-current="true"' in choice
