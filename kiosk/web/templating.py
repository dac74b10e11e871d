"""The templates of one language: words and addresses that are the same on every page are written into them once."""

from __future__ import annotations

import re
from collections.abc import Callable

from jinja2 import Environment, PackageLoader, StrictUndefined
from jinja2.ext import Extension
from markupsafe import escape

from kiosk.words import Words

_FIXED = re.compile(r"\{\{ (t|asset)\('([a-z0-9_.-]+)'\) \}\}")
"""A text or the address of a file that depends on nothing."""


class _Fixed(Extension):
    """Writes such texts and addresses into a template before it is compiled."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        known = self.environment.globals

        def fixed(found: re.Match[str]) -> str:
            text = str(escape(known[found[1]](found[2])))  # type: ignore[operator]
            return found[0] if "{" in text else text

        return _FIXED.sub(fixed, source)


def templates(words: Words, asset: Callable[[str], str], link: Callable[[str], str]) -> Environment:
    """Make the templates of the pages in a language; `t` says its words, `asset` and `link` give addresses."""
    made = Environment(
        loader=PackageLoader("kiosk.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.globals |= {"t": words, "asset": asset, "link": link}
    made.add_extension(_Fixed)
    return made
