"""`boothctl models`: what it does with the models that were named, and what it prints."""

from __future__ import annotations

import os
import sys
from collections.abc import Collection, Sequence
from difflib import get_close_matches
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from deploy.boothctl import models, wording
from deploy.boothctl.progress import Progress
from hardware.link.booth_file import load
from kiosk.faces.voice.models import TABLE, Model, table
from kiosk.settings import Languages

EX_NOT_WHOLE = 1


class _OnlyTheLanguages(BaseModel):
    """boothctl must work with a booth file whose other sections are wrong."""

    model_config = ConfigDict(frozen=True)

    languages: Languages = Languages()


def offered(booth_file: Path) -> tuple[str, ...]:
    """The codes of the languages that this booth offers. Raises BoothFileError."""
    return load(booth_file, _OnlyTheLanguages).languages.offered


def chosen(
    table_file: Path | None, ids: Sequence[str], languages: Collection[str] | None = None
) -> list[Model]:
    """The models of these ids; without ids those for one of the languages, or all. Raises ValueError."""
    known = table(table_file or TABLE)
    for model_id in ids:
        if model_id not in known:
            near = get_close_matches(model_id, known, n=1)
            hint = f"; did you mean {near[0]!r}?" if near else f"; known are {', '.join(known)}"
            raise ValueError(f"there is no model {model_id!r}{hint}")
    if ids:
        return [known[model_id] for model_id in ids]
    return [model for model in known.values() if languages is None or set(model.languages) & set(languages)]


def install(chosen_models: Sequence[Model], to: Path, local: Path | None) -> int:
    """A model that can't be had, or put on the disk, does not keep the others from being installed."""
    progress = Progress()
    code = os.EX_OK
    for model in chosen_models:
        print(f"{model.id}: {wording.mebibytes(model.bytes)}, {model.licence}", flush=True)
        try:
            folder = models.install(model, to, progress, local)
        except models.InstallError as error:
            print(f"boothctl: {error}", file=sys.stderr, flush=True)
            code = code or os.EX_UNAVAILABLE
            continue
        except OSError as error:
            print(f"boothctl: {model.id}: {error}", file=sys.stderr, flush=True)
            code = os.EX_IOERR
            continue
        print(f"{model.id}: installed in {folder}", flush=True)
    return code


def show(chosen_models: Sequence[Model], models_dir: Path, _local: Path | None) -> int:
    print(wording.models_in_lines(models.installed(chosen_models, models_dir), chosen_models))
    return os.EX_OK


def verify(chosen_models: Sequence[Model], models_dir: Path, _local: Path | None) -> int:
    """Exit code 1 when an installed model is damaged; one that is missing or not pinned is only said."""
    findings = [models.verify(model, models_dir) for model in chosen_models]
    for finding in findings:
        print(wording.finding(finding), flush=True)
    damaged = any(finding.health is models.Health.DAMAGED for finding in findings)
    return EX_NOT_WHOLE if damaged else os.EX_OK
