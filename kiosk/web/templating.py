"""The templates of one language: what is the same on every page of a hall is written into them once."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from jinja2 import Environment, PackageLoader, StrictUndefined
from jinja2.ext import Extension
from markupsafe import Markup, escape

from kiosk.words import Words, load_words

_FIXED = re.compile(r"\{\{ (?:(t|asset)\('([a-z0-9_.-]+)'\)|(language|hall|other_languages)) \}\}")
"""A text, the address of a file or a part of every page that depends on nothing else."""


class _Fixed(Extension):
    """Writes these into a template before it is compiled."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        known = self.environment.globals

        def fixed(found: re.Match[str]) -> str:
            text = str(escape(known[found[3]] if found[3] else known[found[1]](found[2])))  # type: ignore[operator]
            return found[0] if "{" in text else text

        return _FIXED.sub(fixed, source)


def _short_name(language: str) -> str:
    """A language in its own word."""
    return load_words(language)("language.short")


def templates(
    words: Words, hall: str, languages: Sequence[str], asset: Callable[[str], str], link: Callable[[str], str]
) -> Environment:
    """Make the templates of the pages in a language; `t` says its words, `asset` and `link` give addresses.

    `hall` is the hall's name, `languages` are those that a visitor may choose from.
    """
    made = Environment(
        loader=PackageLoader("kiosk.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.globals |= {
        "t": words, "asset": asset, "link": link, "language": words.language, "hall": hall, "short_name": _short_name
    }  # fmt: skip
    made.add_extension(_Fixed)
    choice = made.get_template("languages.html").render(languages=languages) if len(languages) > 1 else ""
    made.globals["other_languages"] = Markup(choice)
    return made
