"""The templates of one language: words that are the same on every page are written into them once."""

from __future__ import annotations

import re

from jinja2 import Environment, PackageLoader, StrictUndefined
from jinja2.ext import Extension
from markupsafe import escape

from kiosk.words import Words

_SAID = re.compile(r"\{\{ t\('([a-z0-9_.-]+)'\) \}\}")
"""A text that depends on nothing."""


class _Said(Extension):
    """Writes such texts into a template before it is compiled."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        words: Words = self.environment.globals["t"]  # type: ignore[assignment]

        def said(found: re.Match[str]) -> str:
            text = str(escape(words(found[1])))
            return found[0] if "{" in text else text

        return _SAID.sub(said, source)


def templates(words: Words) -> Environment:
    """Make the templates of the pages in a language; `t` says its words."""
    made = Environment(
        loader=PackageLoader("kiosk.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.globals["t"] = words
    made.add_extension(_Said)
    return made
