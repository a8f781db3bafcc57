"""The views of the services that need the world outside, with their longest words."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

from kiosk.conversation.scene import Manner, Scene
from kiosk.conversation.views import (
    AwaitedTaxi,
    Bulletin,
    CallPhase,
    Choice,
    Choose,
    EnterNumber,
    InCall,
    Line,
    Mark,
    Reveal,
    Ring,
    Shape,
    ShapeKind,
    ShowBoard,
    ShowPlaces,
    ShowTaxi,
    Tone,
    Working,
    digits_for,
)
from kiosk.i18n.text import Local, Verbatim, _, local


def both(chinese: str, english: str) -> Local:
    return local({"zh_Hans": chinese, "en": english})


GO_ON = Choice("ok", _("Go on"), "arrow-right", "1", tone=Tone.PRIMARY)
CANCEL = Choice("cancel", both("取消叫车", "Cancel the taxi"), "close", "2", tone=Tone.QUIET)
AS_OF = both("14:05 的数据", "as of 14:05")

TAXI_COMING = ShowTaxi(
    title=_("Your taxi is coming"),
    icon="taxi",
    plate="沪A·D12345",
    colour=both("白色", "white"),
    company=both("强生出租汽车", "Qiangsheng Taxi"),
    distance=both("还有 1.2 公里", "1.2 km away"),
    minutes=4,
    paragraphs=(
        _("Please wait beside the booth. The driver will call you."),
        _("Pay the driver, in cash or by card."),
        _("This screen goes on showing the plate."),
    ),
    choices=(GO_ON, CANCEL),
)
TAXI_HERE = ShowTaxi(
    title=both("车已到，请上车", "Your taxi is waiting. Please get in."),
    icon="taxi",
    plate="沪A·D12345",
    colour=both("蓝绿色", "turquoise"),
    company=both("锦江出租汽车", "Jinjiang Taxi"),
    choices=(GO_ON,),
)

BUSES = ShowBoard(
    title=both("兰溪路花溪路站", "Lanxi Road / Huaxi Road"),
    icon="bus-stop",
    lines=tuple(
        Line(Verbatim(line), both(f"开往{chinese}", f"towards {english}"), both(f"{n}分钟", f"{n} min"))
        for line, chinese, english, n in (
            ("63路", "真北路", "Zhenbei Road", 3),
            ("94路", "五角场", "Wujiaochang", 6),
            ("105路", "上海火车站北广场", "Shanghai Railway Station (North Square)", 9),
            ("136路", "江湾体育场", "Jiangwan Stadium", 11),
            ("562路", "静安寺", "Jing'an Temple", 14),
            ("876路", "兰州路河间路", "Lanzhou Road / Hejian Road", 17),
            ("858路", "华东师范大学", "East China Normal University", 21),
            ("夜宵337路", "虹口足球场", "Hongkou Football Stadium", 48),
        )
    ),
    as_of=AS_OF,
    choices=(Choice("ok", _("Go on"), "arrow-right", "1", tone=Tone.PRIMARY),),
)
MENU = ShowBoard(
    title=both("今天的午餐", "Lunch today"),
    icon="silverware-fork-knife",
    lines=(
        Line(both("红烧肉", "Braised pork"), both("配米饭", "with rice"), Verbatim("¥12.00")),
        Line(both("清蒸鲈鱼", "Steamed bass"), both("配时蔬", "with vegetables"), Verbatim("¥16.50")),
        Line(both("番茄炒蛋", "Egg and tomato"), both("配米饭", "with rice"), Verbatim("¥8.00")),
    ),
    choices=(
        Choice("call", both("打电话给食堂", "Call the canteen"), "phone", "1"),
        Choice("way", both("扫码看路线", "The way, on my phone"), "qrcode", "2"),
        Choice("ok", _("Go on"), "arrow-right", "3"),
    ),
)

PENSION = Reveal(
    title=both("11 月的养老金已经到账", "This month's pension has been paid"),
    icon="cash-multiple",
    secret=Verbatim("¥3,456.78"),
    hold=both("按住看金额", "Hold here to see the amount"),
    paragraphs=(
        both("11 月 15 日 · 卡尾号 6217", "15 November · card ending 6217"),
        both("请先看看身边有没有人。", "Please look around first: is anybody near?"),
    ),
    choices=(GO_ON,),
)


def _ellipse(east_m: float, north_m: float, across_m: float, up_m: float) -> tuple[tuple[float, float], ...]:
    turns = [math.tau * n / 18 for n in range(18)]
    return tuple(
        (east_m + across_m * math.cos(turn), north_m + up_m * math.sin(turn * 1.0)) for turn in turns
    )


def _river() -> tuple[tuple[float, float], ...]:
    """A winding band: an area that is not convex."""
    north = [(east, -420 + 90 * math.sin(east / 230)) for east in range(-1300, 1301, 100)]
    return (*north, *((east, bank - 60) for east, bank in reversed(north)))


def _blocks() -> Iterator[Shape]:
    for east in range(-900, 901, 225):
        for north in range(-840, 961, 180):
            if north not in (-480, -300) and (east + north) % 7:
                corners = ((20, 20), (190, 20), (190, 145), (110, 145), (110, 90), (20, 90))
                points = tuple((east + across, north + up) for across, up in corners)
                yield Shape(ShapeKind.BUILT, points)


SHAPES = (
    Shape(ShapeKind.WATER, _river()),
    Shape(ShapeKind.GREEN, _ellipse(-330, 330, 190, 140), both("示范公园", "Shifan Park")),
    Shape(ShapeKind.GREEN, ((240, -60), (430, -60), (430, 140), (330, 90), (240, 130))),
    *_blocks(),
    *(
        Shape(ShapeKind.LANE, ((east, -1000.0), (east + 30, 0.0), (east, 1000.0)))
        for east in range(-900, 901, 225)
    ),
    *(Shape(ShapeKind.LANE, ((-1200.0, north), (1200.0, north))) for north in range(-840, 961, 180)),
    Shape(
        ShapeKind.ROAD, ((-1300, -120), (-200, -30), (600, 40), (1300, 240)), both("示范路", "Shifan Road")
    ),
    Shape(ShapeKind.ROAD, ((60, -1200), (45, -300), (60, 200), (140, 1200))),
)
RINGS = (Ring(5, 280), Ring(10, 560), Ring(15, 840))
NAMES = (
    ("兰溪路公共厕所", "Public toilet, Lanxi Road", 40, 15),
    ("曹杨新村社区食堂", "Caoyang Village community canteen", 70, -35),
    ("国大药房", "Guoda Pharmacy", -160, 90),
    ("花溪路公交站", "Bus stop, Huaxi Road", -175, 100),
    ("示范公园东门", "Shifan Park, east gate", -240, 250),
    ("普陀区社区卫生服务中心（曹杨分中心）", "Putuo community health centre, Caoyang branch", 420, 60),
    ("地铁曹杨路站 3 号口", "Metro, Caoyang Road, exit 3", 30, -700),
    ("菜市场", "Market", -520, -150),
    ("邮政储蓄银行", "Postal Savings Bank", 500, 420),
    ("老年活动室", "Seniors' club", -620, 380),
    ("图书馆分馆", "Branch library", 600, -280),
)
PLACES = ShowPlaces(
    title=both("身边的地方", "Around here"),
    icon="map-marker",
    choices=tuple(
        Choice(
            f"place{number}",
            both(chinese, english),
            "map-marker",
            digits,
            hint=both(f"步行 {minutes} 分钟", f"{minutes} min on foot"),
        )
        for number, (digits, (chinese, english, east, north)) in enumerate(
            zip(digits_for(len(NAMES)), NAMES, strict=True)
        )
        for minutes in (max(1, round(math.hypot(east, north) / 56)),)
    ),
    marks=tuple(Mark(f"place{number}", east, north) for number, (_c, _e, east, north) in enumerate(NAMES)),
    shapes=SHAPES,
    rings=RINGS,
    as_of=AS_OF,
)
TWO_PLACES = ShowPlaces(
    title=both("公共厕所", "Public toilets"),
    icon="toilet",
    choices=PLACES.choices[:2],
    marks=PLACES.marks[:2],
    shapes=SHAPES,
    rings=RINGS,
)

FRAUD = Bulletin(
    "shield-alert",
    both("防范诈骗", "Beware of fraud"),
    both(
        "公安、法院、银行都不会在电话里要您转账，也不会要您报验证码。拿不准，请拨打 96110。",
        "Neither the police, nor a court, nor a bank will ever ask you on the phone to send money. "
        "When in doubt, call 96110.",
    ),
    Tone.TROUBLE,
)
FLU = Bulletin(
    "needle",
    both("流感疫苗", "Flu vaccination"),
    both(
        "60 岁以上市民可在社区卫生服务中心免费接种，请带身份证。",
        "Free for citizens over 60 at the community health centre. Please bring your ID card.",
    ),
)
TAXIS = tuple(
    AwaitedTaxi(plate, both(chinese, english), last4, state)
    for plate, chinese, english, last4, state in (
        ("沪A·D12345", "白色", "white", "5678", both("约 4 分钟后到", "in about 4 minutes")),
        ("沪B·F67890", "蓝绿色", "turquoise", "0042", both("已到亭前", "waiting here")),
        ("沪E·X2468", "金黄色", "golden yellow", "9913", both("约 12 分钟后到", "in about 12 minutes")),
    )
)

ID_NUMBER = EnterNumber(
    title=both("请输入身份证号码", "Please key your ID number"),
    icon="card-account-details-outline",
    paragraphs=(both("最后一位是 X 的，请按 X。", "If it ends in X, touch X at the end."),),
    check=lambda _number: None,
    done=_("Go on"),
    max_digits=18,
    groups=(6, 8, 4),
    example=both("18 位", "18 digits"),
    last_sign="X",
)

INCOMING = InCall(
    title=both("您的家人可能来电话了", "Your family may be calling"),
    icon="phone-ring",
    party=both("女儿 王** 尾号 5678", "Daughter, Wang**, phone ending 5678"),
    phase=CallPhase.INCOMING,
    choices=(
        Choice("answer", both("接听", "Answer"), "phone", "1", tone=Tone.PRIMARY),
        Choice("decline", both("不接", "Decline"), "phone-hangup", "2", tone=Tone.QUIET),
    ),
)

MOODS = Choose(
    title=_("How was it?"),
    icon="hand-heart",
    choices=(
        Choice("good", both("满意", "Good"), "emoticon-happy-outline", "1", tone=Tone.PRIMARY),
        Choice("fair", both("一般", "Fair"), "emoticon-neutral-outline", "2", tone=Tone.PRIMARY),
        Choice("bad", both("不满意", "Bad"), "emoticon-sad-outline", "3", tone=Tone.PRIMARY),
        Choice("wrong", both("我要报修", "Something is wrong"), "alert-circle-outline", "4"),
        Choice("nothing", both("再见", "Goodbye"), "hand-wave", "5", tone=Tone.QUIET),
    ),
)

HALF_DAYS = Choose(
    title=both("您想哪天去？", "When would you like to go?"),
    icon="calendar",
    choices=tuple(
        Choice(
            f"{day}{half}",
            both(f"11月{day}日 {chinese}", f"{day} November, {half}"),
            "calendar-clock",
            hint=both(f"剩 {left} 个号 · 25 元", f"{left} places left · ¥25"),
        )
        for day in range(22, 32)
        for half, chinese, left in (("morning", "上午", day % 7), ("afternoon", "下午", day % 5 + 10))
        if day <= 30
    ),
)
HOSPITALS = Choose(
    title=both("您要去哪家医院？", "Which hospital would you like to go to?"),
    icon="hospital-building",
    paragraphs=(AS_OF,),
    choices=tuple(
        Choice(str(number), both(chinese, english), "hospital-building", hint=both(f"{km} 公里", f"{km} km"))
        for number, (chinese, english, km) in enumerate(
            (
                ("普陀区人民医院", "Putuo People's Hospital", "0.8"),
                ("普陀区中心医院", "Putuo Central Hospital", "1.1"),
                ("上海市第六人民医院", "Shanghai Sixth People's Hospital", "2.4"),
                ("华山医院", "Huashan Hospital", "3.5"),
                ("中山医院", "Zhongshan Hospital", "5.2"),
                ("上海中医药大学附属曙光医院", "Shuguang Hospital of Chinese Medicine", "7.9"),
                ("瑞金医院", "Ruijin Hospital", "8.0"),
                ("仁济医院", "Renji Hospital", "9.3"),
            ),
            start=1,
        )
    ),
)
LOOKING = Working(
    title=both("正在为您叫车", "Looking for a taxi"),
    icon="taxi",
    paragraphs=(
        both("正在问附近的出租车。", "The taxis nearby are being asked."),
        both("一般要 1 到 2 分钟，最多 5 分钟。", "It usually takes 1 to 2 minutes, and 5 at most."),
    ),
    choices=(Choice("cancel", both("不叫了", "Cancel"), "close", "1", tone=Tone.QUIET),),
)


def service_scenes() -> Iterator[tuple[str, Scene]]:
    manner = Manner()
    yield "taxi_coming", Scene(TAXI_COMING, manner)
    yield "taxi_here", Scene(TAXI_HERE, manner)
    yield "board", Scene(BUSES, manner)
    yield "board_menu", Scene(MENU, manner)
    yield "reveal", Scene(PENSION, manner)
    yield "reveal_another", Scene(replace(PENSION, secret=Verbatim("¥2,000.00")), manner)
    yield "places", Scene(PLACES, manner)
    yield "places_two", Scene(TWO_PLACES, manner)
    yield "number_id_empty", Scene(ID_NUMBER, manner)
    yield "number_id", Scene(ID_NUMBER, manner, draft="31010719490101002")
    yield "number_id_full", Scene(ID_NUMBER, manner, draft="31010719490101002X")
    yield "call_incoming", Scene(INCOMING, manner)
    yield "choose_mood", Scene(MOODS, manner)
    yield "choose_half_day", Scene(HALF_DAYS, manner)
    yield "choose_hospital", Scene(HOSPITALS, manner)
    yield "working_with_cancel", Scene(LOOKING, manner)
