"""Where in a TOML file a moment or a line stands, so that a fault can name the line of the file."""

from __future__ import annotations

import re

MOMENT_HEADER = re.compile(r"\s*\[\[\s*moment\s*\]\]")
LINE_HEADER = re.compile(r"\s*\[\[\s*moment\s*\.\s*line\s*\]\]")
KEY = re.compile(r"\s*([A-Za-z_]+)\s*=")
LONG_QUOTE = re.compile(r'"""|\'\'\'')


class Places:
    """Line numbers of the `[[moment]]` and `[[moment.line]]` tables of one file, and of the keys in them."""

    def __init__(self, name: str, text: str = "") -> None:
        self.name = name
        self._numbers: dict[tuple[int, int, str], int] = {}
        moment, line, quoted = -1, -1, False
        for number, content in enumerate(text.splitlines(), 1):
            if not quoted:
                if LINE_HEADER.match(content):
                    line += 1
                    self._numbers[moment, line, ""] = number
                elif MOMENT_HEADER.match(content):
                    moment, line = moment + 1, -1
                    self._numbers[moment, line, ""] = number
                elif key := KEY.match(content):
                    self._numbers.setdefault((moment, line, key[1]), number)
            if len(LONG_QUOTE.findall(content)) % 2:
                quoted = not quoted

    def where(self, moment: int = -1, line: int = -1, key: str = "") -> str:
        """Name the place as exactly as it can be found: the key's line, else the table's, else the file."""
        for candidate in ((moment, line, key), (moment, line, ""), (moment, -1, "")):
            if number := self._numbers.get(candidate):
                return self.at(number)
        return self.name

    def at(self, number: int) -> str:
        """Name a line of the file."""
        return f"{self.name}: line {number}"
