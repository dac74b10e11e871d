"""The whole script as one document to print, for training and for the counter."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from html import escape
from pathlib import Path

from .model import Kind, Line, Moment, Part
from .script import Script

DATA = Path(__file__).parent / "data"


def booklet(script: Script) -> str:
    """The script as a self-contained HTML document, grouped by moment, good on A4."""
    words = _words(script.language)
    sections = [_section(script, kind, words) for kind in Kind]
    title = escape(words["title"])
    return "\n".join(
        (
            "<!DOCTYPE html>",
            f'<html lang="{escape(script.language)}">',
            '<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{title}</title>",
            f"<style>{(DATA / 'booklet.css').read_text(encoding='utf-8')}</style></head>",
            f"<body><header><h1>{title}</h1><p>{escape(words['lead'])}</p></header>",
            _contents(script, words),
            *(section for section in sections if section),
            _daily(script, words),
            "</body></html>\n",
        )
    )


@lru_cache(maxsize=4)
def _words(language: str) -> Mapping[str, str]:
    data = tomllib.loads((DATA / "booklet.toml").read_text(encoding="utf-8"))
    return dict(data.get(language, data["en"]))


def _contents(script: Script, words: Mapping[str, str]) -> str:
    parts = ["<nav>"]
    for kind in Kind:
        if moments := script.moments(kind):
            links = "".join(f'<li><a href="#{_anchor(moment)}">{escape(moment.title)}</a></li>' for moment in moments)
            parts.append(f"<strong>{escape(words[kind])}</strong><ul>{links}</ul>")
    return "".join((*parts, "</nav>"))


def _section(script: Script, kind: Kind, words: Mapping[str, str]) -> str:
    moments = script.moments(kind)
    if not moments:
        return ""
    articles = "\n".join(_article(script, moment, words) for moment in moments)
    return f'<section class="{kind}"><h2>{escape(words[kind])}</h2>\n{articles}</section>'


def _article(script: Script, moment: Moment, words: Mapping[str, str]) -> str:
    variants = script.line_variants(moment.id)
    plain = len(variants) == 1
    said = words["note"] if moment.kind is Kind.NOTICE else words["say"]
    lines = "\n".join(_line(line, words, said, plain=plain) for line in variants)
    note = escape(" ".join(filter(None, (f"[{', '.join(moment.rules)}]" if moment.rules else "", moment.initials))))
    return f'<article id="{_anchor(moment)}"><h3>{escape(moment.title)} <small>{note}</small></h3>\n{lines}</article>'


def _line(line: Line, words: Mapping[str, str], said: str, *, plain: bool) -> str:
    rows = "".join(
        f'<dt>{escape(label)}</dt><dd class="{name}">{escape(text)}</dd>'
        for name, label, text in (
            ("say", said, line.say),
            ("do", words["do"], line.do),
            ("never", words["never"], line.never),
        )
        if text
    )
    heading = "" if plain else f'<p class="when">{escape(_when(line, words))}</p>'
    return f'<div class="line {line.part}">{heading}<dl>{rows}</dl></div>'


def _when(line: Line, words: Mapping[str, str]) -> str:
    """The place and the conditions of a line, in words."""
    told = []
    for name, value in line.when.items():
        if isinstance(value, bool):
            told.append(words[name] if value else words.get(f"not_{name}", f"– {words[name]}"))
        else:
            told.append(words[value])
    if not told:
        told = [words["otherwise"]] if line.part is Part.MAIN else []
    return " · ".join((words[f"part_{line.part}"], *told))


def _daily(script: Script, words: Mapping[str, str]) -> str:
    ready = "".join(f"<li>{escape(item)}</li>" for item in script.readiness())
    days = "".join(
        f"<li><strong>{escape(principle.title)}</strong> {escape(principle.act)}</li>"
        for principle in script.principles()
    )
    return (
        f'<section class="daily"><h2>{escape(words["readiness"])} <small>[R38]</small></h2>'
        f'<ul class="readiness">{ready}</ul>'
        f'<h2>{escape(words["principles"])} <small>[R40]</small></h2><ol class="principles">{days}</ol></section>'
    )


def _anchor(moment: Moment) -> str:
    return escape(f"moment-{moment.id}")
