"""What stands on each paper of a ticket, in the visitor's language."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from kiosk.hall import HallConfig
from kiosk.paper.sheet import Block, Code, Item, Number, Row, Rule, Sheet, Size
from kiosk.text.counters import counters_open
from kiosk.text.directory import complaint_channels, places_to_turn_to
from kiosk.text.services import materials_in, materials_text, service_name, zone_text
from kiosk.text.waits import outlook
from kiosk.ticket import qr_matrix
from kiosk.words import Words
from queue_store import CounterStatus, Estimate, Paper, PrintJob, State, Store, Ticket


def sheet_of(
    store: Store,
    config: HallConfig,
    words: Words,
    job: PrintJob,
    ticket: Ticket,
    page: str,
    estimate: Estimate | None = None,
) -> Sheet:
    """The paper of a job as the hall is now; `page` is the address of the ticket's page, empty for no QR.

    `estimate` is the wait that a screen told just now; without it the wait is told, and written down, once more.
    """
    if job.paper is Paper.MISSING:
        names = store.told.missing(ticket.id) or materials_text(config, ticket.service, config.language)
        return missing_sheet(config, words, ticket, names, store.now())
    if job.paper is Paper.TOLD:
        told = [each.material for each in store.told.of(ticket.id)]
        return told_sheet(config, words, ticket, told, store.now())
    if ticket.state is not State.WAITING:
        estimate = None
    elif estimate is None:
        estimate = store.forecast.tell(ticket.id, "slip")
    return ticket_sheet(config, words, ticket, estimate, store.counters(), page, store.now() if job.times > 1 else None)


def ticket_sheet(
    config: HallConfig,
    words: Words,
    ticket: Ticket,
    estimate: Estimate | None,
    counters: list[CounterStatus],
    page: str,
    again_at: datetime | None = None,
) -> Sheet:
    """The number, as the screen told it: place and wait, where to sit, which counters, what to have ready, the QR.

    `estimate` is None for a visitor who does not wait; `again_at` is when a ticket was printed once more.
    """
    language = words.language
    sheet: list[Block] = [
        Row(config.name.say(language), bold=True, centred=True),
        Number(ticket.label),
        Row(service_name(config, ticket.service, language), Size.LARGE, bold=True, centred=True),
        Rule(),
        *(_wait_rows(config, words, estimate, again_at) if estimate else ()),
        *_where_rows(config, words, ticket, counters),
    ]
    if materials := materials_text(config, ticket.service, language):
        sheet += [Rule(), Row(words("paper.ticket.bring"), bold=True), *map(Item, materials)]
    if page:
        sheet += [Code(qr_matrix(page)), Row(words("paper.ticket.scan"), Size.SMALL, centred=True)]
    else:
        sheet.append(Rule())
    return (*sheet, Row(date_text(config, words, ticket.issued_at), Size.SMALL, centred=True))


def _wait_rows(config: HallConfig, words: Words, estimate: Estimate, again_at: datetime | None) -> list[Row]:
    told = outlook(words, estimate, config.zone)
    known = estimate.high is not None
    rows = [
        words("paper.ticket.again", clock=words.clock(again_at, config.zone)) if again_at else "",
        told.place,
        words("paper.ticket.wait", wait=told.wait) if known else words("paper.ticket.wait_unknown"),
        told.closing,
    ]
    return [Row(row) for row in rows if row]


def _where_rows(config: HallConfig, words: Words, ticket: Ticket, counters: list[CounterStatus]) -> list[Row]:
    zone = zone_text(config, ticket.service, words.language)
    numbers = words.either(counters_open(config, counters, ticket.service))
    return [
        *([Row(words("paper.ticket.zone", zone=zone))] if zone else []),
        *([Row(words("paper.ticket.counters", counters=numbers))] if numbers else []),
    ]


def missing_sheet(config: HallConfig, words: Words, ticket: Ticket, names: list[str], now: datetime) -> Sheet:
    """What is still missing (R26), by its names in the hall's own language."""
    bring = materials_in(config, ticket.service, names, words.language)
    return (
        *_head(config, words, ticket, words("told.slip.title")),
        Row(words("told.slip.bring"), bold=True),
        *map(Item, bring),
        *_places(config, words, ticket),
        Rule(),
        Row(words("told.slip.come")),
        *_channels(config, words),
        *_foot(config, words, now),
    )


def told_sheet(config: HallConfig, words: Words, ticket: Ticket, told: Collection[str], now: datetime) -> Sheet:
    """Everything to bring, ticked where the visitor was told of it: `told`, by names in the hall's own language."""
    names = materials_text(config, ticket.service, config.language)
    names += [name for name in told if name not in names]
    shown = materials_in(config, ticket.service, names, words.language)
    return (
        *_head(config, words, ticket, words("paper.told.title")),
        *(Item(text, ticked=name in told) for name, text in zip(names, shown, strict=True)),
        *([Row(words("paper.told.ticked"), Size.SMALL)] if told else []),
        *_places(config, words, ticket),
        *_channels(config, words),
        *_foot(config, words, now),
    )


def trial_sheet(config: HallConfig, words: Words, now: datetime, page: str) -> Sheet:
    """A page that shows whether width, letters and QR come out."""
    return (
        Row(config.name.say(words.language), bold=True, centred=True),
        Number("A000"),
        Row(words("paper.trial.title"), Size.LARGE, bold=True, centred=True),
        Rule(),
        Row(words("paper.trial.text")),
        Item(words("paper.trial.item"), ticked=True),
        *((Code(qr_matrix(page)),) if page else ()),
        *_foot(config, words, now),
    )


def _head(config: HallConfig, words: Words, ticket: Ticket, title: str) -> Sheet:
    service = service_name(config, ticket.service, words.language)
    return (
        Row(title, Size.LARGE, bold=True, centred=True),
        Row(words("paper.head", label=ticket.label, service=service), bold=True, centred=True),
        Rule(),
    )


def _places(config: HallConfig, words: Words, ticket: Ticket) -> list[Block]:
    """Where the visitor goes besides (R24)."""
    places = places_to_turn_to(config, words, ticket)
    return [Rule(), Row(words("told.slip.places"), bold=True), *map(Row, places)] if places else []


def _channels(config: HallConfig, words: Words) -> list[Block]:
    """Where a complaint can be taken (R46)."""
    channels = complaint_channels(config, words)
    return [Rule(), Row(words("told.slip.channels", channels=channels), Size.SMALL)] if channels else []


def _foot(config: HallConfig, words: Words, now: datetime) -> Sheet:
    name = config.name.say(words.language)
    return (Rule(), Row(name, Size.SMALL, centred=True), Row(date_text(config, words, now), Size.SMALL, centred=True))


def date_text(config: HallConfig, words: Words, moment: datetime) -> str:
    """Say date and time as people of the language write them."""
    local = moment.astimezone(config.zone)
    return words(
        "paper.date",
        year=local.year,
        month=words(f"paper.month.{local.month}"),
        day=local.day,
        weekday=words(f"paper.weekday.{local.isoweekday()}"),
        clock=f"{local:%H:%M}",
    )
