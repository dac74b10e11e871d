"""What a service is called, where its visitors wait and what they bring; a dropped service goes by its code."""

from __future__ import annotations

import re
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


_WHOLE = re.compile("[单表书單書證证卡函据據凭憑]$|合同|合約|合约|协议|協議|告知|须知|須知")
_WHOLE_EN = re.compile(r"\b(form|agreement|contract|sheet|slip|notice|card|certificate|receipt)\b", re.IGNORECASE)


def form_text(name: str, language: str) -> str:
    """What a form is called when it is handed over (R08): 「开户申请」 is 「开户申请单」, a contract keeps its name."""
    if language == "en":
        return name if _WHOLE_EN.search(name) else f"{name} form"
    return name if _WHOLE.search(name) else name + {"zh-Hans": "单", "zh-Hant": "單"}.get(language, "")


_READ = re.compile("合同|合約|合约|协议|協議|契约|契約|须知|須知|告知")
_READ_EN = re.compile(r"\b(agreement|contract|terms|notice)\b", re.IGNORECASE)


def is_read_before_signing(name: str) -> bool:
    """Whether a form, by its name in any language, is read and then signed, as a contract is, and not filled in."""
    return bool(_READ.search(name) or _READ_EN.search(name))


def materials_text(config: HallConfig, code: str, language: str) -> list[str]:
    """Everything that a visitor of a service brings (R26)."""
    service = config.find_service(code)
    return [each.say(language) for each in service.materials] if service else []


def materials_in(config: HallConfig, code: str, names: Iterable[str], language: str) -> list[str]:
    """Say materials, known by their names in the hall's own language, in another one."""
    service = config.find_service(code)
    known = {each.say(config.language): each.say(language) for each in service.materials} if service else {}
    return [known.get(name, name) for name in names]
