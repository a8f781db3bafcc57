"""Choose: one question, a few large answers."""

from __future__ import annotations

from kiosk.conversation.views import Choose
from kiosk.faces.screen.sheet import Sheet
from kiosk.faces.screen.statement import put_statement


def put(sheet: Sheet, view: Choose) -> None:
    put_statement(sheet, view)
