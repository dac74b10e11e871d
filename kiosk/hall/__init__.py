"""The hall's configuration: hall.toml, read and checked as a whole."""

from kiosk.hall.backup import KeepRule, parse_keep
from kiosk.hall.config import (
    BoardConfig,
    CounterConfig,
    DayConfig,
    HallConfig,
    LimitsConfig,
    PhoneConfig,
    PriorityConfig,
    ReceptionConfig,
    ReturningConfig,
    ServiceConfig,
    WebConfig,
)
from kiosk.hall.faults import Fault, HallFileError
from kiosk.hall.hours import Opening, opening
from kiosk.hall.load import FILE_NAME, load_hall, parse_hall
from kiosk.hall.plans import BreakConfig, ClosedConfig, SpecialConfig, StaffConfig
from kiosk.hall.values import LANGUAGES, Hours, Names

__all__ = [
    "FILE_NAME",
    "LANGUAGES",
    "BoardConfig",
    "BreakConfig",
    "ClosedConfig",
    "CounterConfig",
    "DayConfig",
    "Fault",
    "HallConfig",
    "HallFileError",
    "Hours",
    "KeepRule",
    "LimitsConfig",
    "Names",
    "Opening",
    "PhoneConfig",
    "PriorityConfig",
    "ReceptionConfig",
    "ReturningConfig",
    "ServiceConfig",
    "SpecialConfig",
    "StaffConfig",
    "WebConfig",
    "load_hall",
    "opening",
    "parse_hall",
    "parse_keep",
]
