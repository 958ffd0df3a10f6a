"""Files: what is acknowledged is on the disk, content and name."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.test import override_settings

from selaras.actions.files import Upload, path_of, store


def test_content_and_name_of_a_file_are_on_the_disk_before_it_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[tuple[int, bool]] = []
    sync = os.fsync

    def watched(file: int) -> None:
        sync(file)
        synced.append((os.fstat(file).st_ino, any(path.suffix == "" for path in tmp_path.glob("files/*/*"))))

    monkeypatch.setattr(os, "fsync", watched)
    with override_settings(SELARAS_DATA=tmp_path):
        path = path_of(store(Upload("naskah.pdf", b"%PDF-1.7 contoh")).sha256)
    assert (path.stat().st_ino, False) in synced  # the content, before the name that promises it
    for folder in (path.parent, path.parents[1], path.parents[2]):
        assert (folder.stat().st_ino, True) in synced  # the name, and the names that lead to it
