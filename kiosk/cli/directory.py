"""What `kiosk check` says of the hall's directory."""

from __future__ import annotations

from collections.abc import Iterator

from kiosk.cli.findings import Finding, Level
from kiosk.hall import HallConfig, Names
from kiosk.words import Words


def check_directory(config: HallConfig, words: Words) -> Iterator[Finding]:
    """Say what the directory holds, what nobody can be told for want of it, and which of its words break the norms."""
    if not (config.complaints or config.offices or config.local or config.rota):
        yield Finding("directory", Level.NOTE, "directory_empty")
        return
    fields = {
        "offices": len(config.offices),
        "complaints": len(config.complaints),
        "local": len(config.local),
        "rota": len(config.rota),
        "steps": sum(bool(each.steps) for each in config.services),
        "answers": sum(bool(each.answers) for each in config.services),
        "services": len(config.services),
    }
    yield Finding("directory", Level.OK, "directory_ok", fields)
    if not config.complaints:
        yield Finding("directory", Level.NOTE, "directory_no_complaints")
    yield from _against_norms(config, words)


def _against_norms(config: HallConfig, words: Words) -> Iterator[Finding]:
    from prompts import check_text, in_language

    for path, names in _said_to_visitors(config):
        for language in config.languages:
            text = names.say(language)
            for fault in check_text(text, language)[:1]:
                said = in_language(fault, words.language)
                fields = {"place": path, "text": text, "what": said.what, "advice": said.advice}
                yield Finding("directory", Level.NOTE, "directory_words", fields)


def _said_to_visitors(config: HallConfig) -> Iterator[tuple[str, Names]]:
    """Sentences of the directory that clerks say or visitors read, with their places."""
    for i, service in enumerate(config.services):
        yield from ((f"services[{i}].steps[{place}]", each) for place, each in enumerate(service.steps))
        yield from ((f"services[{i}].answers[{place}]", each.answer) for place, each in enumerate(service.answers))
        yield from ((f"services[{i}].refusals[{place}]", each) for place, each in enumerate(service.refusals))
    yield from ((f"local[{place}].text", each.text) for place, each in enumerate(config.local))
