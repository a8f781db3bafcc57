"""All ten services by the handset and twelve keys alone, from the first key to goodbye, by what is heard."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from hardware.link.call_backs import AllowCallBack
from hardware.link.messages import AlarmPhase, CallEnding, Dial, DialContact, Socket
from kiosk.conversation.views import Attract, CallPhase, InCall
from tests.kiosk.conftest import Booth
from tests.kiosk.demo_people import card_of
from tests.kiosk.faces.listening import Listener, listening

Heard = tuple[str, str]  # a piece of what is said: in Chinese, in English
TAXI_PHONE, FAMILY_PHONE = "13900009955", "13900000011"
LANGUAGES = ("zh_Hans", "en")

HOME = ("您要办什么事", "What would you like to do?")
ELSE = ("还需要别的服务吗", "anything else we can do")
HOW_WAS_IT = ("这次服务，您觉得怎么样", "How was it?")
WELCOME = ("欢迎使用，请按任意键开始", "欢迎使用，请按任意键开始")  # the next citizen's language
MOBILE = ("您的手机号是多少", "Your mobile number, please")
LAY_CARD = ("请把身份证放在读卡区", "Please lay your ID card on the reader")
HUNG_UP = ("对方已挂断", "The other side has hung up.")
HANG_UP = ("结束通话，请挂上听筒", "To end the call, hang up the handset.")


@dataclass(frozen=True)
class Step:
    """Do one thing, then hear pieces of what follows."""

    hears: tuple[Heard, ...]
    keys: str = ""
    number: str = ""
    world: Callable[[Booth], None] | None = None  # what others do: the card is laid, somebody answers


def keys(keys: str, *hears: Heard) -> Step:
    return Step(hears, keys=keys)


def number(number: str, *hears: Heard) -> Step:
    return Step(hears, number=number)


def then(world: Callable[[Booth], None], *hears: Heard) -> Step:
    return Step(hears, world=world)


def lay(person: str) -> Callable[[Booth], None]:
    return lambda booth: booth.guard.lay(card_of(person))


def hang_up_there(booth: Booth) -> None:
    booth.guard.answer()
    booth.guard.end_call(CallEnding.HUNG_UP_THERE)


GOODBYE = (keys("2", HOW_WAS_IT), keys("5", WELCOME))

TAXI = (
    keys("2", ("一键叫车", "Call a taxi"), ("请按一", "Press one.")),
    keys("1", MOBILE, ("按完请按井号键", "then press hash")),
    number(
        TAXI_PHONE, ("幺三九，零零零零，九九五五", "one three nine, zero zero zero zero, nine nine five five")
    ),
    keys("#", ("正在为您找车", "Looking for a taxi"), ("您的车来了", "Your taxi is coming")),
    keys("0", ("车牌是沪", "The plate is 沪"), ("再说一遍：沪", "Once more: 沪"), ("继续", "Go on")),
    keys("1", ELSE),
    *GOODBYE,
)
HOSPITAL = (
    keys("22", ("您需要什么", "What would you like?")),
    keys("1", ("哪家医院", "Which hospital?"), ("示范医院", "Shifan Hospital"), ("请按二", "Press two.")),
    keys("2", ("哪个科室", "Which department?"), ("心内科", "cardiology")),
    keys("2", ("哪一天", "Which day?"), ("月", "the "), ("请按一", "Press one.")),
    keys("2", ("上午还是下午", "Morning or afternoon?"), ("个号", "free"), ("请按一", "Press one.")),
    keys("1", LAY_CARD, ("没带身份证，报号码", "Key the number instead")),
    then(lay("wang"), MOBILE),
    number("13900000955", ("幺三九，零零零零，零九五五", "nine five five")),
    keys(
        "#",
        ("要预约这个号吗", "Shall we make this appointment?"),
        ("尾号幺二四二", "ending in one two four two"),
    ),
    keys("1", ("您的预约号是", "Your appointment number is")),
    keys("1", ELSE),
    *GOODBYE,
)
ASSISTANT = (
    keys("9", ("正在接通", "Connecting"), HANG_UP),
    then(hang_up_there, ELSE),
    *GOODBYE,
)
HOTLINE = (
    keys("24", ("拨打一二三四五", "Call one two three four five"), ("请按一", "Press one.")),
    keys("1", ("正在接通", "Connecting"), HANG_UP),
    then(hang_up_there, ELSE),
    *GOODBYE,
)
EMERGENCY = (
    keys(
        "31", ("您需要什么帮助", "Whom do you need?"), ("急救", "Ambulance"), ("一、二、零", "one, two, zero")
    ),
    keys(
        "120",
        ("正在为您呼救：幺二零", "Calling for help: one two zero"),
        ("示范路", "Demo Road"),
        ("请按二", "Press two."),
    ),
    keys("2", WELCOME),
)
FREE_CALL = (
    keys(
        "32",
        ("您要拨打什么号码", "Which number would you like to call?"),
        ("最长三分钟", "up to three minutes"),
    ),
    number("62345678", ("八", "eight")),
    keys(
        "#",
        ("六二三，四五六七，八", "six two three, four five six seven, eight"),
        ("请按井号键", "If it is right, press hash."),
    ),
    keys("#", ("正在接通", "Connecting"), ("谨防诈骗", "Never tell anybody")),
    then(hang_up_there, HUNG_UP),
    keys("1", ELSE),
    *GOODBYE,
)
FAMILY = (
    keys("33", LAY_CARD, ("没带身份证，报手机号", "Key my phone number instead"), ("请按一", "Press one.")),
    keys("1", MOBILE),
    number(FAMILY_PHONE, ("幺三九，零零零零，零零幺幺", "zero zero one one")),
    keys(
        "#",
        ("您要联系谁", "Whom do you want to reach?"),
        ("女儿", "daughter"),
        ("尾号零幺幺幺", "zero one one one"),
    ),
    keys("1", ("女儿", "daughter"), ("告诉他们我在哪里", "Tell them where I am"), ("请按二", "Press two.")),
    keys("2", ("已经告诉他们了", "They have been told at")),
    keys("1", ("女儿", "daughter")),
    keys("1", ("正在接通", "Connecting")),
    then(hang_up_there, HUNG_UP),
    keys("1", ("女儿", "daughter")),
    keys("3", ELSE),
    *GOODBYE,
)
NEIGHBOURHOOD = (
    keys("41", ("您要找什么", "What are you looking for?"), ("银行", "Banks"), ("请按三", "Press three.")),
    keys("2", ("社区食堂", "Canteens"), ("请按一", "Press one.")),
    keys("1", ("社区食堂", "Canteens"), ("步行", "on foot"), ("请按一", "Press one.")),
    keys("1", ("米", "metres"), ("今日菜单", "Today's menu"), ("请按一", "Press one.")),
    keys("1", ("今日菜单", "Today's menu"), ("元", "yuan")),
    keys("1", ("好了", "That is all"), ("请按五", "Press five.")),
    keys("5", ELSE),
    *GOODBYE,
)
PENSION = (
    keys("42", LAY_CARD),
    then(
        lay("wang"),
        ("这个月的养老金到账了", "This month's pension has come."),
        ("尾号零零幺幺", "zero zero one one"),
        ("听金额", "Hear the amount"),
    ),
    keys("2", ("您这个月的养老金", "Your pension this month"), ("请按二", "Press two.")),
    keys("2", ("四千八百六十二元五角", "four thousand eight hundred and sixty-two yuan fifty")),
    keys("1", ELSE),
    *GOODBYE,
)
CHARGING = (
    keys("43", ("给手机充电", "Charge my phone"), ("请按一", "Press one.")),
    keys("2", ("Hello", "Network: Hello"), ("s，e，c，r，e，t，九，九", "s, e, c, r, e, t, nine, nine")),
    keys("1", ELSE),
    keys("1", HOME),
    keys("43", ("给手机充电", "Charge my phone")),
    keys("1", ("一号插座可以用了", "Socket one is on."), ("请看管好手机", "do not leave your phone")),
    keys("1", ELSE),
    *GOODBYE,
)
WALKS = {
    "taxi": TAXI,
    "hospital": HOSPITAL,
    "assistant": ASSISTANT,
    "hotline": HOTLINE,
    "emergency": EMERGENCY,
    "free_call": FREE_CALL,
    "family": FAMILY,
    "neighbourhood": NEIGHBOURHOOD,
    "pension": PENSION,
    "charging": CHARGING,
}


pytestmark = pytest.mark.usefixtures("swift_dialler")


async def walk(booth: Booth, listener: Listener, language: str, steps: tuple[Step, ...]) -> None:
    which = LANGUAGES.index(language)
    for step in steps:
        listener.hear_anew()
        if step.world is not None:
            step.world(booth)
        elif step.number:
            await listener.keys_in(step.number)
        else:
            listener.press(step.keys)
        await listener.hears(*(heard[which] for heard in step.hears))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("service", WALKS)
async def test_a_service_from_the_first_key_to_goodbye(
    served_booth: Booth, service: str, language: str
) -> None:
    async with listening(served_booth.citizen, language) as listener:
        await listener.hears(HOME[LANGUAGES.index(language)])
        await walk(served_booth, listener, language, WALKS[service])
        await served_booth.citizen.sees_view(Attract)
    done = {
        "assistant": DialContact("assistant"),
        "hotline": DialContact("hotline"),
        "emergency": Dial("120"),
        "free_call": Dial("02162345678"),
    }
    commands = served_booth.guard.commands
    assert service not in done or done[service] in commands
    if service == "family":
        assert any(isinstance(command, AllowCallBack) for command in commands)
    if service == "charging":
        assert served_booth.guard.known.sockets[0] != Socket(1)


async def test_nothing_is_said_while_people_talk(served_booth: Booth) -> None:
    async with listening(served_booth.citizen, "en") as listener:
        listener.press("9")
        await listener.hears("Connecting")
        served_booth.guard.answer()
        await served_booth.citizen.sees(
            lambda s: isinstance(s.view, InCall) and s.view.phase is CallPhase.ACTIVE
        )
        for key in "0#5":
            listener.press(key)
            assert not listener.mouth.speaking
        assert listener.heard == []
        served_booth.guard.end_call(CallEnding.HUNG_UP_THERE)
        await listener.hears("anything else we can do")


async def test_an_alarm_is_told_without_blocking_and_falls_silent_when_it_is_answered(
    served_booth: Booth,
) -> None:
    async with listening(served_booth.citizen, "en") as listener:
        listener.press("110")
        await listener.hears("Calling for help: one one zero", "You are here: one Demo Road")
        listener.hear_anew()
        served_booth.guard.alarm(AlarmPhase.CONNECTED, served_booth.guard.known.alarm.origin, "110")
        await listener.hears("Connected: one one zero")
        listener.hear_anew()
        served_booth.guard.update()
        assert not listener.mouth.speaking
        assert listener.heard == []
