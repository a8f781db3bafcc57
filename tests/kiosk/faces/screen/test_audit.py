"""Every screen in every manner, on every kind of panel, measured as it is composed."""

from __future__ import annotations

import inspect

import pytest

from kiosk.conversation import views
from kiosk.faces.screen.templates import TEMPLATES
from tests.kiosk.faces.screen.audit_process import composed


@pytest.mark.parametrize("panel", ["upright", "lying"])
def test_no_screen_has_a_fault(panel: str) -> None:
    assert composed(panel) == []


@pytest.mark.parametrize("panel", ["32 inch", "smallest"])
def test_no_screen_in_large_text_has_a_fault_on_the_largest_and_smallest_panel(panel: str) -> None:
    assert composed(panel, "--large") == []


def test_every_view_has_a_template() -> None:
    kinds = {
        kind
        for _, kind in inspect.getmembers(views, inspect.isclass)
        if issubclass(kind, views.View) and kind is not views.View
    }
    assert kinds == TEMPLATES.keys()
