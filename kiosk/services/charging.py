"""Charging a phone, and the booth's free Wi-Fi."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hardware.link.client import GuardGone
from hardware.link.messages import Socket, SwitchSocket
from kiosk.conversation.questions import GO_ON
from kiosk.conversation.views import Choice, Choose, ShowCode, Tell, Tone
from kiosk.i18n.formats import clock_time
from kiosk.i18n.text import Text, _

if TYPE_CHECKING:
    from kiosk.premises import FreeWifi
    from kiosk.visit import Visit


async def run(visit: Visit) -> None:
    wanted = "charging"
    if visit.place.wifi is not None:
        wanted = await visit.ask(
            Choose(
                title=_("What would you like?"),
                icon="power-plug",
                choices=(
                    Choice("charging", _("Charge my phone"), "battery-charging", "1", tone=Tone.PRIMARY),
                    Choice("wifi", _("Free Wi-Fi"), "wifi", "2", tone=Tone.PRIMARY),
                ),
            )
        )
    if wanted == "wifi" and visit.place.wifi is not None:
        await show_wifi(visit, visit.place.wifi)
    else:
        await charge(visit)


async def charge(visit: Visit) -> None:
    """Switch on the first free socket; say until when, or when one will be free. Raises LinkError."""
    if visit.state is None:
        raise GuardGone
    free = [socket for socket in visit.state.sockets if socket.until is None]
    if not free:
        await visit.tell(_all_taken(visit.state.sockets))
        return
    await visit.command(SwitchSocket(free[0].number, on=True))
    number = free[0].number
    until = next((s.until for s in visit.state.sockets if s.number == number), None)
    await visit.tell(
        Tell(
            title=_("Socket {number} is on. Please plug in your phone.", number=number),
            icon="battery-charging",
            paragraphs=(
                *((_("It stays on until {time}.", time=clock_time(until)),) if until else ()),
                _("Please do not leave your phone alone, and take it with you when you go."),
            ),
            choices=(GO_ON,),
        )
    )


def _all_taken(sockets: tuple[Socket, ...]) -> Tell:
    ends = [socket.until for socket in sockets if socket.until is not None]
    soonest: tuple[Text, ...] = ()
    if ends:
        soonest = (_("One will be free at {time}.", time=clock_time(min(ends))),)
    return Tell(
        title=_("All charging sockets are taken.") if sockets else _("This booth has no charging socket."),
        icon="power-plug-off",
        paragraphs=soonest,
        tone=Tone.TROUBLE,
        choices=(GO_ON,),
    )


async def show_wifi(visit: Visit, wifi: FreeWifi) -> None:
    # segno is needed for this screen alone.
    from segno.helpers import make_wifi_data

    payload = make_wifi_data(wifi.ssid, wifi.password or None, "WPA" if wifi.password else None)
    key: tuple[Text, ...] = (_("Password: {password}", password=wifi.password),) if wifi.password else ()
    await visit.tell(
        ShowCode(
            title=_("Scan this code with your phone's camera"),
            icon="wifi",
            payload=payload,
            caption=_("Network: {name}", name=wifi.ssid),
            paragraphs=key,
            choices=(GO_ON,),
        )
    )
