"""Keys that no hand presses so fast: a barcode reader types into whatever screen is in front."""

from __future__ import annotations

from textual import events

from kiosk.screens.pressed_key import from_an_input_method

_GAP = 0.03
"""Seconds between two keys of a device at most; fingers roll over two keys as fast, over three they do not."""
_MEANT = 2
"""Different keys at once that a person may mean."""
_CALM = 0.1
"""Seconds of quiet after which a key is meant again."""


class Burst:
    """Tells the keys of a device from those of a person; where one writes, a device may write too."""

    def __init__(self) -> None:
        self._key, self._at = "", float("-inf")
        self._count = 0
        """Different keys one right after the other."""
        self.goes_on = False
        """A device types."""
        self._place: object = None
        """The line to write in where it began; None where keys are acts."""

    def swallows(self, event: events.Key, line: object) -> bool:
        """Take note of a key that would go to a `line` to write in, None where keys are acts; True for a device's."""
        if from_an_input_method(event):
            return False
        gap, same = event.time - self._at, event.key == self._key
        self._key, self._at = event.key, event.time
        if not 0 <= gap < (_CALM if self.goes_on else _GAP):
            self._count, self._place, self.goes_on = 1, line, False
        elif not same:
            self._count += 1
        if self._place is None and self._count > _MEANT:
            self.goes_on = True
        return self.goes_on
