"""Pages as stencils: what many visitors read alike is rendered once, and each visitor's own texts fill the gaps."""

from __future__ import annotations

import re
import secrets
from collections import defaultdict
from collections.abc import Hashable, Mapping
from functools import lru_cache
from html import escape

from jinja2 import Template

_KEPT = 1000
"""Stencils that are kept: a few for each service, language and state of a ticket; some five kilobytes each."""
_MARK = secrets.token_hex(8) + "-{}-"
"""Stands where a text goes until the stencil is cut: no escaping changes it, and nobody can know it and write it."""


def fill(template: Template, alike: Mapping[str, Hashable], own: Mapping[str, str]) -> str:
    """Render a template with the variables of `alike` and with `own`, a mapping that is empty where it says nothing.

    The template may print a text of `own`, hand it to a sentence, and ask whether it is empty, but not look into it:
    a stencil serves all pages of which `alike` is equal and the same texts of `own` are empty.
    """
    filled = tuple(name for name, text in own.items() if text)
    parts = list(_stencil(template, tuple(alike.items()), filled))
    parts[1::2] = [escape(own[name]) for name in parts[1::2]]
    return "".join(parts)


@lru_cache(_KEPT)
def _stencil(template: Template, alike: tuple[tuple[str, Hashable], ...], filled: tuple[str, ...]) -> list[str]:
    """What stands between the gaps, in turn with the names of the texts that go there."""
    marks = defaultdict(str, {name: _MARK.format(name) for name in filled})
    return re.split(_MARK.format(f"({'|'.join(filled)})"), template.render(own=marks, **dict(alike)))
