"""Words of a service hall: what to say, do and never do at each moment, per language."""

from .book import booklet
from .check import check_script
from .faults import in_language
from .forms import (
    UNKNOWN,
    AddressForm,
    SurnameReading,
    UnknownForm,
    address,
    forms_of_address,
    latin_name,
    surname_reading,
)
from .model import CONDITIONS, Fault, Kind, Line, Moment, Part, Principle, Situation, Spoken, TimeOfDay
from .pack import LANGUAGES, PLACEHOLDERS
from .script import MissingField, Script, ScriptError, UnknownMoment, initials, load_script, negotiate, spelling
from .taboo import check_text

__all__ = [
    "CONDITIONS", "LANGUAGES", "PLACEHOLDERS", "UNKNOWN", "AddressForm", "Fault", "Kind", "Line", "MissingField",
    "Moment", "Part", "Principle", "Script", "ScriptError", "Situation", "Spoken", "SurnameReading", "TimeOfDay",
    "UnknownForm", "UnknownMoment", "address", "booklet", "check_script", "check_text", "forms_of_address",
    "in_language", "initials", "latin_name", "load_script", "negotiate", "spelling", "surname_reading",
]  # fmt: skip
