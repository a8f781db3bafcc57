"""Every view in its telling states, with the longest words that the screen must bear.

The views of the services that exist are the services' own; those that will move in are drawn up here.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from hardware.link.messages import Alarm as AlarmState
from hardware.link.messages import AlarmOrigin, AlarmPhase, CallEnding
from kiosk import catalogue
from kiosk.conversation.alarm import Whereabouts, alarm_view
from kiosk.conversation.calls import ENDINGS
from kiosk.conversation.scene import Ears, GlobalKey, IdleWarning, Manner, Scene
from kiosk.conversation.views import (
    CallPhase,
    Choice,
    Choose,
    EnterNumber,
    Group,
    Home,
    InCall,
    ShowCode,
    Tell,
    Tone,
    View,
    Working,
)
from kiosk.i18n.text import Text, Verbatim, _, local
from tests.kiosk.faces.screen.service_scenes import BUSES, FLU, FRAUD, TAXIS, both, service_scenes

LANGUAGE_NAMES = {"zh_Hans": "中文", "en": "English"}
ADDRESS = local(
    {
        "zh_Hans": "上海市普陀区示范路 1 号（公园东门旁）",
        "en": "1 Shifan Road, Putuo District, Shanghai (beside the park's east gate)",
    }
)
STATION = local({"zh_Hans": "曹杨新村微站点", "en": "Caoyang Village micro-station"})
DUTY = local({"zh_Hans": "值班中心", "en": "duty centre"})
AT_HOME = frozenset(GlobalKey) - {GlobalKey.BACK, GlobalKey.HOME}
IN_ALARM = frozenset({GlobalKey.LANGUAGE, GlobalKey.TEXT_SIZE, GlobalKey.CONTRAST})
BANNER = _("The emergency line is out of order. In an emergency, please ask people nearby.")


GO_ON = (Choice("ok", _("Go on"), "arrow-right", "1", tone=Tone.PRIMARY),)
YES_NO = (
    Choice("yes", both("好的，请帮我叫车", "Yes, please call it"), "check", "1", tone=Tone.PRIMARY),
    Choice("no", both("不用了", "No, thank you"), "close", "2", tone=Tone.QUIET),
)

TEN_SERVICES = Home(
    title=_("What would you like to do?"),
    icon="home",
    groups=(
        Group(
            both("一键服务", "One touch"),
            "gesture-tap",
            (
                Choice("taxi", both("一键叫车", "Call a taxi"), "taxi"),
                Choice("hospital", both("预约挂号", "Hospital appointment"), "hospital-building"),
                Choice("assistant", both("一键通", "Talk to a person"), "face-agent"),
                Choice("hotline", both("12345热线", "Citizens' hotline 12345"), "account-voice"),
            ),
        ),
        Group(
            both("应急服务", "Urgent help"),
            "lifebuoy",
            (
                Choice(
                    "emergency_call",
                    both("110·119·120", "Emergency call"),
                    "phone-alert",
                    tone=Tone.DANGER,
                ),
                Choice("free_call", both("免费通话", "Free phone call"), "phone"),
                Choice("family", both("联系家人", "Find my family"), "account-heart"),
            ),
        ),
        Group(
            both("生活服务", "Daily life"),
            "home-heart",
            (
                Choice("neighbourhood", both("15分钟生活圈", "Around here"), "map-marker"),
                Choice("pension", both("养老金查询", "Pension"), "cash-multiple"),
                Choice("charging", both("充电与Wi-Fi", "Charging and Wi-Fi"), "battery-charging"),
            ),
        ),
    ),
)

MANY_ANSWERS = Choose(
    title=both("您要挂哪个科？", "Which department do you need?"),
    icon="hospital-building",
    choices=tuple(
        Choice(str(number), both(chinese, english), "stethoscope", hint=hint)
        for number, (chinese, english, hint) in enumerate(
            (
                ("内科", "Internal medicine", both("今天还有 12 个号", "12 places left today")),
                ("外科", "Surgery", None),
                ("眼科", "Ophthalmology", None),
                ("骨科", "Orthopaedics", None),
                ("耳鼻喉科", "Ear, nose and throat", None),
                ("口腔科", "Dentistry", None),
                ("中医科", "Chinese medicine", None),
                ("皮肤科", "Dermatology", None),
                ("心血管内科", "Cardiology", None),
            )
        )
    ),
)

LONG_TELL = Tell(
    title=both("防范诈骗，请您记住", "Please beware of fraud"),
    icon="shield-alert",
    paragraphs=(
        both(
            "公安、法院、银行都不会在电话里要您转账，也不会要您报验证码。",
            "Neither the police, nor a court, nor a bank will ever ask you on the phone to send money.",
        ),
        both(
            "有人说您的家人出事、急需用钱，请先挂断电话，再打家人自己的号码问清楚。",
            "If somebody says that your family is in trouble and needs money, please hang up first, "
            "and call your family on their own number.",
        ),
        both(
            "免费送鸡蛋、送体检、高回报的理财，多半是骗局。",
            "Free gifts, free check-ups and savings with high returns are mostly traps.",
        ),
        both(
            "拿不准的时候，请拨打反诈专线 96110，或者按本机的人工服务键。",
            "When in doubt, call the anti-fraud line 96110, or touch the Help key on this screen.",
        ),
    ),
    choices=GO_ON,
)

TAXI_FOUND = Tell(
    title=both("车已叫到：沪\u2060A·D12345", "Your taxi is coming: 沪\u2060A·D12345"),
    icon="taxi",
    paragraphs=(
        both(
            "白色轿车，约 4 分钟到，请在亭前等候。", "A white car, here in about 4 minutes. Please wait here."
        ),
    ),
    choices=YES_NO,
)


def no_fault(number: str) -> Text | None:
    return None


NUMBER = EnterNumber(
    title=_("Which number would you like to call?"),
    icon="phone-dial",
    paragraphs=(_("The call is free and lasts up to 3 minutes."),),
    check=no_fault,
    done=_("Call"),
    max_digits=12,
    groups=(3, 4, 4),
    example=_("A mobile number, or a number in this country"),
)
BAD_NUMBER = _("Calls abroad are not possible here. Please key a number in this country.")

WIFI = ShowCode(
    title=_("Scan this code with your phone's camera"),
    icon="wifi",
    payload="WIFI:T:WPA;S:Hello-Laoyou-Demo;P:hello2024;;",
    caption=Verbatim("Hello-Laoyou-Demo"),
    paragraphs=(
        _("Network: {name}", name="Hello-Laoyou-Demo"),
        _("Password: {password}", password="hello2024"),
    ),
    choices=GO_ON,
)

REMINDER = _("Never tell anybody on the phone a password or a code, and never send money to strangers.")
HANG_UP = (Choice("hang_up", _("Hang up"), "phone-hangup", tone=Tone.DANGER),)
TALKING = InCall(
    title=_("Please speak"),
    icon="phone-in-talk",
    party=Verbatim("138 1234 5678"),
    phase=CallPhase.ACTIVE,
    remaining_seconds=161,
    paragraphs=(REMINDER,),
    choices=HANG_UP,
)
RINGING = dataclasses.replace(
    TALKING,
    title=_("It is ringing there"),
    icon="phone-outgoing",
    phase=CallPhase.ALERTING,
    remaining_seconds=None,
    addresses=(ADDRESS,),
)
ENDS_SOON = dataclasses.replace(TALKING, title=_("The call ends soon"), remaining_seconds=9, ends_soon=True)

WHOM = Choose(
    title=_("Whom do you need?"),
    icon="phone-alert",
    tone=Tone.DANGER,
    paragraphs=(_("One touch calls at once. The call is free."),),
    choices=(
        Choice("110", _("Police"), "shield-account", "110", tone=Tone.DANGER),
        Choice("119", _("Fire brigade"), "fire-truck", "119", tone=Tone.DANGER),
        Choice("120", _("Ambulance"), "ambulance", "120", tone=Tone.DANGER),
    ),
)

ANYTHING_ELSE = Choose(
    title=_("Is there anything else we can do?"),
    icon="hand-heart",
    choices=(
        Choice("yes", _("Yes, please"), "home", "1", tone=Tone.PRIMARY),
        Choice("no", _("No, thank you"), "hand-wave", "2", tone=Tone.QUIET),
    ),
)

TROUBLE = Tell(
    title=ENDINGS[CallEnding.BUSY],
    icon="alert-circle",
    tone=Tone.TROUBLE,
    paragraphs=(_("A person can help you: touch the headset key."),),
    choices=GO_ON,
)


def alarm(phase: AlarmPhase, *, seconds_in: float = 0, **fields: object) -> View:
    state = AlarmState(phase=phase, window_seconds=5, since=100, calling="duty", **fields)  # type: ignore[arg-type]  # fields of Alarm, by name
    return alarm_view(state, Whereabouts(STATION, ADDRESS, {"duty": DUTY}), now=100 + seconds_in)


def attract(**fields: object) -> View:
    view = catalogue.attract_view(tuple(LANGUAGE_NAMES.items()), slide_seconds=12)
    return dataclasses.replace(view, **fields)  # type: ignore[arg-type]  # fields of Attract, by name


IDLE = Ears()
LISTENING = Ears(listening=True, level=0.6)
HEARD = Ears(heard=both("华东师范大学附属普陀医院", "Shanghai Railway Station, North Square"))
HEARING = dataclasses.replace(HEARD, listening=True, level=1.0)


def ears_scenes() -> Iterator[tuple[str, Scene]]:
    """What the booth hears, above the views that leave the least room for it."""
    manner = Manner()
    yield "ears_idle", Scene(TEN_SERVICES, manner, AT_HOME, ears=IDLE)
    yield "ears_listening", Scene(TEN_SERVICES, manner, AT_HOME, banner=BANNER, ears=LISTENING)
    yield "ears_heard", Scene(TEN_SERVICES, manner, AT_HOME, ears=HEARD)
    yield "ears_attract", Scene(attract(taxis=TAXIS), manner, AT_HOME, ears=HEARING)
    yield "ears_question", Scene(TAXI_FOUND, manner, banner=BANNER, ears=HEARING)
    yield "ears_many_answers", Scene(MANY_ANSWERS, manner, ears=HEARING)
    yield "ears_number", Scene(NUMBER, manner, draft="0012345", fault=BAD_NUMBER, ears=HEARING)
    yield "ears_board", Scene(BUSES, manner, ears=HEARING)
    yield "ears_idle_warning", Scene(TAXI_FOUND, manner, idle_warning=IdleWarning(24), ears=HEARD)
    yield "ears_alarm", Scene(alarm(AlarmPhase.ASKING), manner, IN_ALARM, ears=IDLE)


def scenes() -> Iterator[tuple[str, Scene]]:
    """Name and scene, in the first language and the default manner."""
    manner = Manner()
    yield "attract", Scene(attract(), manner, AT_HOME)
    yield "attract_bulletin", Scene(attract(bulletins=(FRAUD,), slides=()), manner, AT_HOME)
    yield "attract_taxis", Scene(attract(taxis=TAXIS), manner, AT_HOME)
    yield (
        "attract_taxi_bulletin",
        Scene(attract(taxis=TAXIS[:1], bulletins=(FLU,), slides=()), manner, AT_HOME),
    )
    yield "home", Scene(catalogue.home_view(), manner, AT_HOME)
    yield "home_ten_services", Scene(TEN_SERVICES, manner, AT_HOME)
    yield "home_keys", Scene(catalogue.home_view(), manner, AT_HOME, keyed="")
    yield "home_opened", Scene(catalogue.home_view(), manner, AT_HOME, keyed="4")
    yield "home_banner", Scene(TEN_SERVICES, manner, AT_HOME, banner=BANNER)
    yield "choose_two", Scene(ANYTHING_ELSE, manner)
    yield "choose_keys", Scene(ANYTHING_ELSE, manner, keyed="")
    yield "choose_emergency", Scene(WHOM, manner)
    yield "choose_many", Scene(MANY_ANSWERS, manner)
    yield "choose_language", Scene(catalogue.language_question(tuple(LANGUAGE_NAMES.items())), manner)
    yield "number_empty", Scene(NUMBER, manner)
    yield "number_draft", Scene(NUMBER, manner, draft="13812345678")
    yield "number_fault", Scene(NUMBER, manner, draft="0012345", fault=BAD_NUMBER)
    yield "working", Scene(Working(title=_("Calling {number}", number="120"), icon="timer-sand"), manner)
    yield "tell", Scene(TAXI_FOUND, manner)
    yield "tell_long", Scene(LONG_TELL, manner)
    yield "tell_trouble", Scene(TROUBLE, manner)
    yield "tell_banner", Scene(TAXI_FOUND, manner, banner=BANNER)
    yield "code", Scene(WIFI, manner)
    yield "call_ringing", Scene(RINGING, manner, AT_HOME)
    yield "call_talking", Scene(TALKING, manner, AT_HOME)
    yield "call_ends_soon", Scene(ENDS_SOON, manner, AT_HOME)
    yield "alarm_holding", Scene(alarm(AlarmPhase.HOLDING, seconds_in=2), manner, IN_ALARM)
    yield "alarm_asking", Scene(alarm(AlarmPhase.ASKING), manner, IN_ALARM)
    yield "alarm_announced", Scene(alarm(AlarmPhase.ANNOUNCED, seconds_in=2), manner, IN_ALARM)
    yield "alarm_calling", Scene(alarm(AlarmPhase.DIALLING, attempt=2), manner, IN_ALARM)
    own = alarm(AlarmPhase.CONNECTED, origin=AlarmOrigin.CITIZEN)
    yield "alarm_connected", Scene(own, manner, IN_ALARM)
    yield "alarm_answered", Scene(alarm(AlarmPhase.ANSWERED), manner, IN_ALARM)
    yield "idle_warning", Scene(TAXI_FOUND, manner, idle_warning=IdleWarning(24))
    yield from service_scenes()
    yield from ears_scenes()
    yield "idle_warning_number", Scene(NUMBER, manner, draft="138", idle_warning=IdleWarning(7))
