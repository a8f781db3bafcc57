"""The recognisers there are, each loaded when it is first needed, and shared by its languages."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection
from contextlib import suppress
from functools import partial
from pathlib import Path

from kiosk.faces.voice import sounding
from kiosk.faces.voice.contained import Contained
from kiosk.faces.voice.contract import Recogniser, VoiceError
from kiosk.faces.voice.engines import Deaf, Listening

log = logging.getLogger(__name__)

Choose = Callable[[str], Listening | Deaf]
Load = Callable[[Listening], Recogniser]


class Recognisers:
    """`of` and `forget` belong into the one thread that owns the recognisers; `hears` is quick, and may be
    asked anywhere."""

    def __init__(self, choose: Choose, load: Load) -> None:
        self._choose = choose
        self._load = load
        self._chosen: dict[str, Listening | None] = {}
        self._loaded: dict[tuple[str, Path], Recogniser] = {}

    def hears(self, language: str) -> bool:
        """Whether the language can be listened to. Loads nothing; what has failed is tried again in the next
        visit."""
        return self._listening(language) is not None

    def of(self, language: str) -> Recogniser:
        """Takes seconds when it is first asked for. Raises VoiceError."""
        listening = self._listening(language)
        if listening is None:
            raise VoiceError(f"{language} can't be listened to")
        key = (listening.engine, listening.folder)
        if key not in self._loaded:
            try:
                loaded = self._load(listening)
            except VoiceError as error:
                log.warning("language_deaf language=%s reason=%r", language, str(error))
                self._chosen[language] = None
                raise
            self._loaded[key] = Contained(loaded, partial(self._drop, key))
            log.info(
                "recogniser_loaded language=%s engine=%s model=%s",
                language,
                listening.engine,
                listening.model_id,
            )
        return self._loaded[key]

    def forget(self, kept: Collection[str]) -> None:
        """All that was said, and every phrase that is not among the `kept` ones. What had failed, or was not
        installed, is looked for anew."""
        for recogniser in list(self._loaded.values()):
            with suppress(VoiceError):  # it has broken and is dropped, with all that it knew
                recogniser.forget(kept)
        sounding.forget()
        self._chosen = {language: found for language, found in self._chosen.items() if found is not None}

    def _drop(self, key: tuple[str, Path], why: str) -> None:
        """A recogniser that broke is loaded anew in the next visit."""
        log.error("recogniser_broke engine=%s error=%s", key[0], why)
        self._loaded.pop(key, None)
        for language, found in list(self._chosen.items()):
            if found is not None and (found.engine, found.folder) == key:
                self._chosen[language] = None

    def _listening(self, language: str) -> Listening | None:
        if language not in self._chosen:
            found = self._choose(language)
            if isinstance(found, Deaf):
                log.info("language_deaf language=%s reason=%r", language, found.why)
            self._chosen[language] = found if isinstance(found, Listening) else None
        return self._chosen[language]
