"""A clerk's own courtesy figures of today, for that clerk's eyes."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from textual.content import Content

from kiosk.desk.verbs import DeskVerbs
from kiosk.text.clerks import clerk_text
from kiosk.text.figures import figure_rows


class OwnFigures(DeskVerbs):
    """Shows one's own figures, each with its definition."""

    def act_figures(self) -> None:
        """Today's figures of whoever sits here."""
        config, words = self.station.config, self.words
        day = self.station.store.business_day()
        since = datetime.combine(day, config.cutover or time(), config.zone)
        figures = self.attempt(
            lambda: self.station.store.courtesy(since, since + timedelta(days=1), clerk=self.post.clerk)
        )
        if figures is None:
            return
        rows = [Content.styled(words("courtesy.only_you"), "$quiet"), Content("")]
        for row in figure_rows(figures, words, own=True):
            rows.append(Content.assemble((f"{row.value}  ", "bold $primary"), (row.name, "bold")))
            rows.append(Content.styled(f"    {row.meaning}", "$quiet"))
        self._read(words("courtesy.own_title", clerk=clerk_text(words, self.post)), Content("\n").join(rows))
