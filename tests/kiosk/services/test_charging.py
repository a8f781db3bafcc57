"""Charging and Wi-Fi."""

from __future__ import annotations

import time

from hardware.link.messages import Socket, SwitchSocket
from kiosk.conversation.scene import GlobalKey
from kiosk.conversation.views import Choose, Home, ShowCode, Tell
from tests.kiosk.citizen import words
from tests.kiosk.conftest import Booth


async def test_the_first_free_socket_is_switched_on(booth: Booth) -> None:
    booth.guard.update(sockets=(Socket(1, time.monotonic() + 60), Socket(2)))
    await booth.open_service("charging")
    await booth.citizen.sees_view(Choose)
    booth.citizen.choose("charging")
    await booth.citizen.sees_view(Tell)
    assert booth.guard.commands == [SwitchSocket(2, on=True)]


async def test_taken_sockets_say_when_one_is_free(booth: Booth) -> None:
    booth.guard.update(sockets=(Socket(1, time.monotonic() + 60),))
    await booth.open_service("charging")
    await booth.citizen.sees_view(Choose)
    booth.citizen.choose("charging")
    scene = await booth.citizen.sees_title("All charging sockets are taken.")
    assert "One will be free" in words(scene.view.paragraphs[0])


async def test_the_code_holds_the_network_and_its_password(booth: Booth) -> None:
    await booth.open_service("charging")
    await booth.citizen.sees_view(Choose)
    booth.citizen.choose("wifi")
    scene = await booth.citizen.sees_view(ShowCode)
    assert isinstance(scene.view, ShowCode)
    assert scene.view.payload.startswith("WIFI:")
    assert "S:Hello;" in scene.view.payload
    assert "P:secret99;" in scene.view.payload


async def test_back_asks_the_question_again(booth: Booth) -> None:
    await booth.open_service("charging")
    await booth.citizen.sees_view(Choose)
    booth.citizen.choose("wifi")
    await booth.citizen.sees_view(ShowCode)
    booth.citizen.press(GlobalKey.BACK)
    await booth.citizen.sees_view(Choose)
    booth.citizen.press(GlobalKey.BACK)
    await booth.citizen.sees_view(Home)
