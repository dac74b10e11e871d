"""What a service is called, where its visitors wait and what they bring; a dropped service goes by its code."""

from __future__ import annotations

from collections.abc import Iterable

from kiosk.hall import HallConfig


def service_name(config: HallConfig, code: str, language: str) -> str:
    """Name of a service; its code when the hall has dropped it since."""
    service = config.find_service(code)
    return service.names.say(language) if service else code


def priority_name(config: HallConfig, id: str, language: str) -> str:
    """Name of a priority class; its id when the hall has dropped it since."""
    priority = config.find_priority(id)
    return priority.names.say(language) if priority else id


def zone_text(config: HallConfig, code: str, language: str) -> str:
    """Where visitors of a service wait (R02); empty when the hall does not say."""
    service = config.find_service(code)
    return service.zone.say(language) if service and service.zone else ""


def materials_text(config: HallConfig, code: str, language: str) -> list[str]:
    """Everything that a visitor of a service brings (R26)."""
    service = config.find_service(code)
    return [each.say(language) for each in service.materials] if service else []


def materials_in(config: HallConfig, code: str, names: Iterable[str], language: str) -> list[str]:
    """Say materials, known by their names in the hall's own language, in another one."""
    service = config.find_service(code)
    known = {each.say(config.language): each.say(language) for each in service.materials} if service else {}
    return [known.get(name, name) for name in names]
