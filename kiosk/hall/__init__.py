"""The hall's configuration: hall.toml, read and checked as a whole."""

from kiosk.hall.backup import KeepRule, parse_keep
from kiosk.hall.config import CounterConfig, HallConfig, PriorityConfig
from kiosk.hall.directory import ContactConfig, LocalConfig, OfficeConfig, RotaConfig
from kiosk.hall.faults import Fault, HallFileError
from kiosk.hall.hours import Opening, opening
from kiosk.hall.limits import DayConfig, LimitsConfig, ReturningConfig
from kiosk.hall.load import FILE_NAME, load_hall, parse_hall
from kiosk.hall.plans import BreakConfig, ClosedConfig, SpecialConfig, StaffConfig
from kiosk.hall.screens import BoardConfig, PhoneConfig, ReceptionConfig
from kiosk.hall.services import AnswerConfig, ServiceConfig
from kiosk.hall.values import Hours, Names
from kiosk.hall.web import WebConfig

__all__ = [
    "FILE_NAME",
    "AnswerConfig",
    "BoardConfig",
    "BreakConfig",
    "ClosedConfig",
    "ContactConfig",
    "CounterConfig",
    "DayConfig",
    "Fault",
    "HallConfig",
    "HallFileError",
    "Hours",
    "KeepRule",
    "LimitsConfig",
    "LocalConfig",
    "Names",
    "OfficeConfig",
    "Opening",
    "PhoneConfig",
    "PriorityConfig",
    "ReceptionConfig",
    "ReturningConfig",
    "RotaConfig",
    "ServiceConfig",
    "SpecialConfig",
    "StaffConfig",
    "WebConfig",
    "load_hall",
    "opening",
    "parse_hall",
    "parse_keep",
]
