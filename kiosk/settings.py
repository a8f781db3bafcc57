"""The kiosk's sections of booth.toml, as frozen data."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, model_validator

from hardware.link.booth_file import FilePath, LinkSection, Section, Station, Texts, load


class Panel(Section):
    """The touch panel as it hangs: width and height as the citizen sees them."""

    width_px: int = Field(ge=600, le=7680)
    height_px: int = Field(ge=600, le=7680)
    width_mm: float = Field(ge=100, le=2000)
    height_mm: float = Field(ge=100, le=2000)
    full_screen: bool = True
    screenshots: bool = False

    @model_validator(mode="after")
    def _pixels_are_square(self) -> Self:
        across, down = self.width_px / self.width_mm, self.height_px / self.height_mm
        if not 0.9 < across / down < 1.1:
            raise ValueError(
                f"{across:.2f} px/mm across and {down:.2f} px/mm down can't both be right: "
                "are width and height swapped?"
            )
        return self


def _mandarin_first(languages: tuple[str, ...]) -> tuple[str, ...]:
    if not languages or languages[0] != "zh_Hans":
        raise ValueError("the first language must be zh_Hans")
    if len(set(languages)) != len(languages):
        raise ValueError("each language may be named once")
    return languages


class Languages(Section):
    offered: Annotated[tuple[str, ...], AfterValidator(_mandarin_first)] = ("zh_Hans", "en")


class VisitTimes(Section):
    """`extend_seconds` ≥ 20: WCAG 2.2, 2.2.1."""

    idle_seconds: float = Field(default=60, ge=10, le=600)
    extend_seconds: float = Field(default=30, ge=20, le=120)
    attract_seconds: float = Field(default=12, ge=5, le=120)


class Wifi(Section):
    """The booth's own free network; without a password it is open."""

    ssid: str = Field(min_length=1, max_length=32)
    password: SecretStr | None = None


class Platform(Section):
    """How the management platform is reached. `kiosk.platform.credentials` reads the files, and checks their
    modes, when they are needed."""

    url: str = Field(pattern=r"^(https://.+|http://(127\.0\.0\.1|localhost|\[::1\])(:\d+)?(/.*)?)$")
    token_file: FilePath | None = None
    ca_file: FilePath | None = None
    client_cert_file: FilePath | None = None
    client_key_file: FilePath | None = None
    cache_dir: FilePath = Path("/var/cache/booth-kiosk/platform")
    outbox_file: FilePath = Path("/var/lib/booth-kiosk/outbox.sqlite3")

    @model_validator(mode="after")
    def _a_key_has_its_certificate(self) -> Self:
        if self.client_key_file is not None and self.client_cert_file is None:
            raise ValueError("client_key_file is the key to a client_cert_file, which is missing")
        return self


class Voice(Section):
    """Where the voice's models and prompts lie, and which sound devices it uses: names of PortAudio's, None
    for the default one.

    `noise_limit_dbfs`: how loud the booth may be with nobody speaking, before it says that it can't hear; 0
    is full scale, so it depends on the microphone's gain. `patience_seconds`: of silence after the listening
    key. `interrupt_on_handset`: who speaks into the handset while the booth speaks there stops it.
    """

    speaks: bool = True
    listens: bool = True
    models_dir: FilePath = Path("/var/lib/booth-voice/models")
    prompts_dir: FilePath = Path("/var/lib/booth-voice/prompts")
    loudspeaker: str | None = None
    handset: str | None = None
    microphone: str | None = None
    handset_microphone: str | None = None
    noise_limit_dbfs: float = Field(default=-30.0, ge=-70, le=-6)
    patience_seconds: float = Field(default=8.0, ge=3, le=30)
    interrupt_on_handset: bool = False


class Contact(BaseModel):
    """What the screen needs to know of a contact; the guard reads the rest of the table."""

    model_config = ConfigDict(frozen=True)

    id: str
    label: Texts


class KioskSettings(Section):
    station: Station
    contacts: tuple[Contact, ...]
    panel: Panel
    link: LinkSection = LinkSection()
    languages: Languages = Languages()
    visit: VisitTimes = VisitTimes()
    wifi: Wifi | None = None
    platform: Platform | None = None
    voice: Voice | None = None


def load_kiosk_settings(path: Path) -> KioskSettings:
    """Raises BoothFileError with every fault in the kiosk's sections."""
    return load(path, KioskSettings)
