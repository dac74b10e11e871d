"""A call out came at a bad moment: another time is agreed on, and falls due as a duty of the desk (R34, R50)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from kiosk.desk.form import Field, FormDialog, Verdict
from kiosk.desk.owing import spoken_due
from kiosk.text.due import BadDue, read_due

if TYPE_CHECKING:
    from kiosk.desk.phone_screen import PhoneScreen


async def agree_on_a_time(phone: PhoneScreen, title: str) -> None:
    """Ask whom to call again and when, and note it; nothing is noted when the clerk goes back."""
    words, config, call = phone.words, phone.station.config, phone.call
    fields = [
        Field("whom", words("phone.again.whom"), value=call.note if call else ""),
        Field("due", words("phone.again.when"), words("promises.hint.duty_due")),
    ]

    def check(written: Mapping[str, str]) -> Verdict:
        try:
            due = read_due(written["due"], config, phone.now)
        except BadDue as error:
            return Verdict(problem=error.sentence(words))
        return Verdict(remark="" if config.may_call_out(due.at) else words("phone.again.not_then"))

    written = await phone.ask(FormDialog(title, fields, check, words("promises.ask.keys")))
    if written is None:
        return
    due = read_due(written["due"], config, phone.now).at
    what = words("phone.again.what", whom=written["whom"]) if written["whom"] else words("phone.again.somebody")
    await phone.do(phone.store.owed.add_duty, phone.post, what, due)
    phone.status(words("phone.again.noted", due=spoken_due(words, due, phone.now.astimezone(config.zone))))
