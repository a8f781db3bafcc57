"""The visits that are walked: what a citizen does, what must be seen, and where a picture is taken."""

from __future__ import annotations

from collections.abc import Callable

from hardware.link.messages import AlarmPhase, LinePhase
from tests.booth_processes import eventually
from tests.tours.guide import Guide

Walk = Callable[[Guide], None]
PHONE = "13900000955"


def arriving(guide: Guide) -> None:
    """Arriving."""
    guide.see("Attract")
    guide.photograph("attract", "Nobody is there")
    guide.enter()
    guide.photograph("home", "Home")
    guide.tap("global:text_size")
    guide.photograph("home_large", "Home, large text")
    guide.tap("global:contrast")
    guide.photograph("home_contrast", "Home, large text and high contrast")
    guide.tap("global:language")
    guide.photograph("home_other_language", "Home, the other language at one touch")


def calling_the_police(guide: Guide) -> None:
    """Emergency call."""
    guide.sim("far 110 answers 3")
    guide.enter()
    guide.tap("global:emergency")
    guide.see("Choose")
    guide.photograph("emergency_call", "Emergency call: whom?")
    guide.tap("choice:110")
    guide.see("Alarm")
    guide.photograph("emergency_call_ringing", "One tap dials: it rings")
    guide.until_alarm(AlarmPhase.CONNECTED)
    guide.photograph("emergency_call_connected", "Connected, with the address")
    guide.tap("choice:hang_up")
    guide.see("Attract")


def pressing_the_red_button(guide: Guide) -> None:
    """The red button."""
    guide.sim("far default noanswer")  # else a slow walk would come too late to see it called
    guide.enter()
    guide.sim("press")
    guide.see("Alarm")
    guide.photograph("alarm_holding", "The red button is held")
    guide.until_alarm(AlarmPhase.ANNOUNCED)
    guide.sim("release")
    guide.photograph("alarm_announced", "The call is announced")
    guide.booth.press_shortly()
    guide.until_alarm(AlarmPhase.DIALLING)
    guide.photograph("alarm_calling", "The duty centre is called")
    guide.answer_there()
    guide.until_alarm(AlarmPhase.CONNECTED)
    guide.photograph("alarm_connected", "The duty centre has answered")
    eventually(lambda: guide.booth.sim("state")["modem"]["texts"], "the location was sent as a text")


def pressing_too_shortly(guide: Guide) -> None:
    """The red button, pressed too shortly."""
    guide.booth.press_shortly()
    guide.see("Alarm")
    guide.until_alarm(AlarmPhase.ASKING)
    guide.photograph("alarm_asking", "Pressed too shortly: do you need help?")
    guide.tap("choice:cancel")
    guide.see("Attract")


def calling_for_free(guide: Guide) -> None:
    """Free call."""
    guide.sim("far default answers 2")
    guide.enter()
    guide.tap("choice:free_call")
    guide.see("EnterNumber")
    guide.key_in("138")
    guide.tap("digit:done")
    guide.photograph("free_call_fault", "Free call: the number is not complete")
    guide.key_in("12345678")
    guide.photograph("free_call_number", "Free call: the number")
    guide.tap("digit:done")
    guide.see("InCall")
    guide.photograph("free_call_ringing", "Free call: connecting")
    guide.until_line(LinePhase.ACTIVE)
    guide.photograph("free_call_talking", "Free call: three minutes")
    guide.tap("choice:hang_up")
    guide.see("Tell")
    guide.photograph("free_call_ended", "Free call: the end")
    guide.tap("choice:ok")
    guide.see("Choose")
    guide.photograph("anything_else", "Is there anything else?")
    guide.tap("choice:no")
    guide.see_target("choice:wrong")
    guide.photograph("how_was_it", "How was it?")
    guide.tap("choice:good")
    guide.see("Attract")


def calling_the_same_number_again(guide: Guide) -> None:
    """Free call, the same number too soon."""
    guide.enter()
    guide.tap("choice:free_call")
    guide.see("EnterNumber")
    guide.key_in("13812345678")
    guide.tap("digit:done")
    guide.see("Tell")
    guide.photograph("free_call_refused", "Free call: the same number too soon")


def asking_a_person(guide: Guide) -> None:
    """A person."""
    guide.enter()
    guide.tap("choice:assistant")
    guide.see_target("choice:sign")
    guide.photograph("assistant", "A person: by voice, or in signs")
    guide.tap("global:home")
    guide.sim("far default busy")
    guide.see("Home")
    guide.tap("global:person")
    guide.see("Choose")
    guide.photograph("assistant_busy", "A person: the line is engaged")
    guide.sim("far default answers 1")
    guide.tap("choice:call")
    guide.see("InCall")
    guide.until_line(LinePhase.ACTIVE)
    guide.photograph("assistant_talking", "A person: talking")
    guide.sim("hangup")
    guide.see("Choose")


def charging_a_phone(guide: Guide) -> None:
    """Charging and Wi-Fi."""
    guide.enter()
    guide.tap("choice:charging")
    guide.see("Choose")
    guide.photograph("charging", "Charging and Wi-Fi")
    guide.tap("choice:wifi")
    guide.see("ShowCode")
    guide.photograph("wifi", "Wi-Fi by QR code")
    guide.tap("global:back")
    guide.see("Choose")
    guide.tap("choice:charging")
    guide.see("Tell")
    guide.photograph("charging_on", "A socket is on")


def calling_a_taxi(guide: Guide) -> None:
    """Taxi."""
    guide.platform.set_taxi_speed(1)  # a slow walk too sees it being looked for
    guide.enter()
    guide.tap("choice:taxi")
    guide.key_number(PHONE)
    guide.photograph("taxi_number", "Taxi: the phone number is all that is asked")
    guide.tap("digit:done")
    guide.see("Working")
    guide.see_target("choice:cancel")
    guide.photograph("taxi_looking", "Taxi: looking for one")
    guide.see("ShowTaxi")
    guide.photograph("taxi_found", "Taxi: found")
    guide.tap("choice:ok")
    guide.tap("choice:no")
    guide.tap("choice:nothing")
    guide.see("Attract")
    guide.photograph("taxi_awaited", "The plate stays on the empty booth")


def calling_a_taxi_by_code(guide: Guide) -> None:
    """Taxi, with a code by text."""
    guide.platform.set_taxi_speed(2)
    guide.enter()
    guide.tap("choice:taxi")
    guide.key_number("13900000901")
    guide.tap("digit:done")
    guide.see("EnterNumber")
    guide.key_in("123456")
    guide.photograph("taxi_code", "Taxi: the platform wants a code")
    guide.tap("digit:done")
    guide.see("Tell")
    guide.photograph("taxi_code_wrong", "Taxi: that was not the code")


def finding_no_taxi(guide: Guide) -> None:
    """Taxi, none free."""
    guide.platform.set_taxi_speed(20)
    guide.enter()
    guide.tap("choice:taxi")
    guide.key_number("13900000902")
    guide.tap("digit:done")
    guide.see_target("choice:another")
    guide.photograph("taxi_none", "Taxi: none is free")
    guide.tap("choice:later")


def booking_at_a_hospital(guide: Guide) -> None:
    """Hospital appointment."""
    guide.enter()
    guide.tap("choice:hospital")
    guide.tap("choice:book")
    guide.see("Choose")
    for name, title, tap_choice in (
        ("hospital_which", "Hospital: which one", guide.tap_first_choice),
        ("hospital_department", "Hospital: which department", guide.tap_first_choice),
        ("hospital_day", "Hospital: which day", guide.tap_second_choice),
        ("hospital_half_day", "Hospital: morning or afternoon", guide.tap_first_choice),
    ):
        guide.photograph(name, title)
        tap_choice("Choose")
    guide.see("Tell")
    guide.photograph("hospital_card", "Hospital: the ID card, or the number")
    guide.tap("choice:key")
    guide.key_number("99999919440312124")
    guide.photograph("hospital_id_number", "Hospital: the ID number keyed")
    guide.tap("global:back")
    guide.see("Tell")
    guide.sim("card lay wang")
    guide.key_number(PHONE)
    guide.tap("digit:done")
    guide.see_target("choice:yes")
    guide.photograph("hospital_confirm", "Hospital: shall we make it?")
    guide.tap("choice:yes")
    guide.see("Tell")
    guide.photograph("hospital_booked", "Hospital: the number of the appointment")
    guide.tap("choice:ok")
    guide.tap("choice:yes")
    guide.tap("choice:hospital")
    guide.sim("card lift")
    guide.tap("choice:cancel")
    guide.see("Tell")
    guide.sim("card lay wang")
    guide.see("Choose")
    guide.photograph("hospital_cancel", "Hospital: which one to cancel")
    guide.tap_first_choice("Choose")
    guide.see_target("choice:no")
    guide.photograph("hospital_cancel_confirm", "Hospital: shall we cancel it?")
    guide.tap("choice:yes")
    guide.see("Tell")
    guide.photograph("hospital_cancelled", "Hospital: cancelled")


def asking_after_the_pension(guide: Guide) -> None:
    """Pension."""
    guide.enter()
    guide.tap("choice:pension")
    guide.see("Tell")
    guide.photograph("pension_card", "Pension: the card")
    guide.sim("card lay wang")
    guide.see_target("choice:amount")
    guide.photograph("pension_come", "Pension: it has come")
    guide.tap("choice:amount")
    guide.see("Reveal")
    guide.photograph("pension_hidden", "Pension: the amount is seen while the key is held")


def reaching_the_family(guide: Guide) -> None:
    """Family."""
    guide.sim("far default answers 1")
    guide.enter()
    guide.tap("choice:family")
    guide.see("Tell")
    guide.sim("card lay wang")
    guide.see("Choose")
    guide.photograph("family_contacts", "Family: whom?")
    guide.tap_first_choice("Choose")
    guide.see_target("choice:tell")
    guide.photograph("family_what", "Family: call, or tell where I am")
    guide.tap("choice:tell")
    guide.see("Tell")
    guide.photograph("family_told", "Family: they have been told")
    guide.tap("choice:ok")
    guide.tap("choice:call")
    guide.see("InCall")
    guide.until_line(LinePhase.ACTIVE)
    guide.photograph("family_talking", "Family: talking")
    guide.tap("choice:hang_up")
    guide.tap("choice:ok")
    guide.tap("choice:done")
    guide.tap("choice:no")
    guide.tap("choice:nothing")
    guide.see("Attract")
    guide.sim("ring 13900000111")
    guide.see_target("choice:answer")
    guide.photograph("family_ringing", "Family: they call back")
    guide.sim("lift")
    guide.until_line(LinePhase.ACTIVE)
    guide.sim("hangup")
    guide.see("Attract")


def looking_around(guide: Guide) -> None:
    """Around here."""
    guide.enter()
    guide.tap("choice:neighbourhood")
    guide.see("Choose")
    guide.photograph("around_kinds", "Around here: what are you looking for?")
    guide.tap("choice:canteen")
    guide.see("ShowPlaces")
    guide.photograph("around_canteens", "Around here: canteens, as a list and on the map")
    guide.tap_first_choice("ShowPlaces")
    guide.see("Tell")
    guide.photograph("around_canteen", "Around here: a canteen")
    guide.tap("choice:menu")
    guide.see("ShowBoard")
    guide.photograph("around_menu", "Around here: today's menu")
    guide.tap("choice:ok")
    guide.tap("choice:phone")
    guide.see("ShowCode")
    guide.photograph("around_code", "Around here: taken along on the phone")
    guide.tap("choice:ok")
    guide.tap("choice:others")
    guide.tap("choice:bus_stop")
    guide.see("ShowPlaces")
    guide.photograph("around_bus_stops", "Around here: bus stops")
    guide.tap_first_choice("ShowPlaces")
    guide.tap("choice:buses")
    guide.photograph("around_buses", "Around here: when the bus comes")


def calling_the_hotline(guide: Guide) -> None:
    """Citizens' hotline 12345."""
    guide.sim("far default answers 1")
    guide.enter()
    guide.tap("choice:hotline")
    guide.see_target("choice:sign")
    guide.photograph("hotline", "12345: by voice, or in signs")
    guide.tap("choice:sign")
    guide.see("ShowCode")
    guide.photograph("hotline_sign", "12345: in sign language on the own phone")


def reporting_a_trouble(guide: Guide) -> None:
    """Something is wrong."""
    guide.enter()
    guide.tap("choice:charging")
    guide.tap("choice:charging")
    guide.tap("choice:ok")
    guide.tap("choice:no")
    guide.tap("choice:wrong")
    guide.see_target("choice:telephone")
    guide.photograph("trouble_which", "Something is wrong: what?")
    guide.tap("choice:telephone")
    guide.see("Tell")
    guide.photograph("trouble_number", "Something is wrong: a number to ask by")


def losing_the_platform(guide: Guide) -> None:
    """The platform is away."""
    guide.platform.set_fault("absent")
    guide.enter()
    guide.tap("choice:taxi")
    guide.key_number(PHONE)
    guide.tap("digit:done")
    guide.see_target("choice:again")
    guide.photograph("platform_gone", "The platform is away: again, or a person")
    guide.platform.clear_faults()


def dialling_by_handset(guide: Guide) -> None:
    """Dialling by handset."""
    guide.sim("lift")
    guide.see("Home")
    guide.sim("far 120 answers 3")
    for key in "120":
        guide.sim(f"key {key}")
    guide.see("Alarm")
    guide.until_alarm(AlarmPhase.CONNECTED)
    guide.sim("replace")


def losing_the_guard(guide: Guide) -> None:
    """The telephone is out of order."""
    guide.enter()
    guide.booth.kill("guard")
    eventually(lambda: not _connected(guide), "the kiosk has noticed")
    guide.photograph("guard_gone", "The telephone is out of order")
    guide.booth.start_guard()
    eventually(guide.booth.wires_ready, "every device is ready")
    eventually(lambda: _connected(guide), "the kiosk is connected again")


def _connected(guide: Guide) -> bool:
    kiosk = guide.booth.kiosk()
    return kiosk is not None and kiosk.guard_connected


VISITS: tuple[Walk, ...] = (
    arriving,
    calling_the_police,
    pressing_the_red_button,
    pressing_too_shortly,
    calling_for_free,
    calling_the_same_number_again,
    asking_a_person,
    charging_a_phone,
    calling_a_taxi,
    calling_a_taxi_by_code,
    finding_no_taxi,
    booking_at_a_hospital,
    asking_after_the_pension,
    reaching_the_family,
    looking_around,
    calling_the_hotline,
    reporting_a_trouble,
    losing_the_platform,
    dialling_by_handset,
    losing_the_guard,
)
