"""The report of a period as one HTML file: figures, pictures and definitions, for the screen and on paper."""

from kiosk.report.days import BadDays, Days, read_days
from kiosk.report.page import Report, pages

__all__ = ["BadDays", "Days", "Report", "pages", "read_days"]
