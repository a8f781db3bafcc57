"""Tell: a statement, and what can be done next."""

from __future__ import annotations

from kiosk.conversation.views import Tell
from kiosk.faces.screen.sheet import Sheet
from kiosk.faces.screen.statement import put_statement


def put(sheet: Sheet, view: Tell) -> None:
    put_statement(sheet, view)
