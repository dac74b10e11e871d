"""What a clerk does on the telephone, one key each (R31-R37)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from kiosk.desk import sentences
from kiosk.desk.call_again import agree_on_a_time
from kiosk.desk.fact import ask_fact
from kiosk.desk.form import Field, FormDialog, Verdict
from kiosk.desk.said import values_in
from kiosk.desk.side_screen import back_to_desk
from kiosk.desk.situation_list import Entry, SituationDialog, SituationLabels
from kiosk.desk.telephone import RINGS, is_ringing, rings, talked
from kiosk.screens.act import TakenBack, act
from prompts import Kind

if TYPE_CHECKING:
    from kiosk.desk.phone_screen import PhoneScreen


def _nothing_rings(phone: PhoneScreen) -> str:
    return "" if phone.ringing else "phone.cannot.answer"


def _no_call(phone: PhoneScreen) -> str:
    return "" if phone.call else "phone.cannot.second"


@act("answer", "d", area="phone", group="key", why_not=_nothing_rings, taken_back=TakenBack.ON_ITS_SCREEN)
async def answer(phone: PhoneScreen) -> None:
    """Pick up; the greeting comes up, past three rings the apology before it."""
    call, second = phone.ringing, any(not is_ringing(each) for each in phone.calls)
    assert call is not None
    count = rings(call, phone.station.config, phone.now)
    await phone.do(phone.store.calls.answer, call.id, phone.post, rings=count)
    phone.chosen = call.id
    phone.say("phone_second" if second else "phone_greet")
    phone.status(phone.words("phone.answered_late" if count > RINGS else "phone.answered", count=count))


def _talking(phone: PhoneScreen) -> str:
    return "phone.cannot.dial" if any(not is_ringing(each) for each in phone.calls) else ""


@act("dial", "o", area="phone", group="key", why_not=_talking, taken_back=TakenBack.ON_ITS_SCREEN)
async def dial(phone: PhoneScreen) -> None:
    """Call somebody: the telephone did not ring. Outside the hall's calling hours only when asked twice (R34)."""
    config, now, ringing = phone.station.config, phone.now, phone.ringing
    if not config.may_call_out(now) and not phone.dialling.confirmed():
        later = f"{config.next_calling_time(now):%m-%d %H:%M}"
        phone.say("phone_out_hours", due=later)
        phone.refuse(phone.words("phone.not_now", later=later, key=dial.shown))
        return
    if ringing is None:
        call = await phone.do(phone.store.calls.ring, phone.post, outbound=True)
    else:
        call = await phone.do(phone.store.calls.dial, ringing.id, phone.post)
    phone.chosen = call.id
    phone.say("phone_out")


@act("second", "w", area="phone", group="key", why_not=_no_call, taken_back=TakenBack.ON_ITS_SCREEN)
async def second_call(phone: PhoneScreen) -> None:
    """Another call comes in: tell the caller, ask them to hold (R33)."""
    await phone.do(phone.store.calls.ring, phone.post)
    phone.say("phone_wait")
    phone.status(phone.words("phone.second"))


def _no_other_call(phone: PhoneScreen) -> str:
    return "" if len(phone.calls) > 1 else "phone.cannot.other"


@act("other", "c", area="phone", group="key", why_not=_no_other_call, local=True)
def other_caller(phone: PhoneScreen) -> None:
    """Go to the other caller."""
    others = [call.id for call in phone.calls if not is_ringing(call) and call.id != phone.chosen]
    if others:
        phone.chosen = others[0]
        phone.say("phone_back")


def _nothing_to_note(phone: PhoneScreen) -> str:
    return "" if phone.call else "phone.cannot.note"


@act("note", "n", area="phone", group="key", why_not=_nothing_to_note, taken_back=TakenBack.SAME_KEY)
async def note(phone: PhoneScreen) -> None:
    """Write down the key facts, and read them back (R36)."""
    call, words = phone.call, phone.words
    assert call is not None
    field = Field("note", words("phone.ask_note"), words("phone.note_hint"), call.note)

    def needed(written: Mapping[str, str]) -> Verdict:
        return Verdict(problem="" if written["note"] else words("promises.ask.needed"))

    written = await phone.ask(FormDialog(words("phone.key.note.tip"), [field], needed, words("promises.ask.keys")))
    if written is None:
        return
    await phone.do(phone.store.calls.note, call.id, phone.post, written["note"])
    phone.say("phone_note", note=written["note"])
    phone.status(words("phone.noted"))


@act("find", "slash,ideographic_comma", "/", area="phone", group="key")
async def find_words(phone: PhoneScreen) -> None:
    """Find what else is said on the telephone."""
    script, words = phone.station.courtesy(phone.words.language).script, phone.words

    def found(letters: str) -> list[Entry]:
        return [Entry(moment) for moment in script.find(letters) if moment.kind is Kind.PHONE]

    labels = SituationLabels(
        words("phone.find_title"), words("situations.find"), words("situations.keys"), words("situations.nothing")
    )
    picked = await phone.ask(SituationDialog(found(""), found, labels))
    if picked is None:
        return
    named = await ask_fact(phone, picked.moment, "where" if picked.moment.id == "phone_transfer" else "")
    if named is None:
        return
    phone.say(picked.moment.id, **values_in(named, words.language, written_in=words.language))
    if picked.moment.id == "phone_another_time":
        phone.repaint()
        await agree_on_a_time(phone, picked.moment.title)


def _nothing_to_end(phone: PhoneScreen) -> str:
    return "" if phone.call else "phone.cannot.end"


@act("end", "e", area="phone", group="key", why_not=_nothing_to_end, taken_back=TakenBack.UNDO)
async def end_call(phone: PhoneScreen) -> None:
    """End it: the goodbye is up, and they hang up first; a call nobody answered just ends (R37).

    Another call that is open is said and gone to; after the last one a visitor at the counter is thanked for waiting.
    """
    call, words = phone.call, phone.words
    assert call is not None
    spoken, spent = not is_ringing(call), talked(call, phone.now)
    others = [each for each in phone.calls if each.id != call.id]
    await phone.do(phone.store.calls.hang_up, call.id, phone.post)
    phone.ended = call.id
    ended = words("phone.ended" if spoken else "phone.missed", spent=sentences.stopwatch(spent))
    if others:
        phone.chosen = others[0].id
        phone.say("phone_ring" if is_ringing(others[0]) else "phone_back")
        phone.status(ended + words("phone.still_open", count=len(others), key=end_call.shown))
        return
    if spoken:
        phone.say("phone_out_goodbye" if call.outbound else "phone_goodbye")
        phone.thank_who_waited(late=spent > phone.station.config.limits.interruption)
    phone.status(ended + words("phone.after", undo=reopen.shown, back="Esc"))


def _nothing_to_reopen(phone: PhoneScreen) -> str:
    return "" if phone.ended is not None else "phone.cannot.undo"


@act("undo", "z", area="phone", group="key", why_not=_nothing_to_reopen)
async def reopen(phone: PhoneScreen) -> None:
    """Take hanging up back."""
    assert phone.ended is not None
    await phone.do(phone.store.calls.reopen, phone.ended, phone.post)
    phone.chosen, phone.ended = phone.ended, None
    phone.drop_thanks()
    phone.say("phone_back")
    phone.status(phone.words("phone.reopened"))


PHONE_ACTS = (answer, dial, second_call, other_caller, note, find_words, end_call, reopen, back_to_desk("phone"))
"""In the order of the key bar."""
