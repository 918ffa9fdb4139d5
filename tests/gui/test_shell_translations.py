"""All UI texts are translated, and the compiled file matches the committed source."""

from __future__ import annotations

import shutil
import string
from pathlib import Path
from xml.etree import ElementTree

from PySide6.QtCore import QTranslator
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel

from desktop.i18n import language, set_language
from desktop.translations import QM, TS, compile_qm, extract, untranslated
from layers.sensors import CONDITION_NAMES


def messages(ts: Path) -> set[tuple[str, str, str]]:
    """Context, source and translation of every entry."""
    return {
        (context.findtext("name", ""), message.findtext("source", ""), message.findtext("translation", ""))
        for context in ElementTree.parse(ts).getroot().iter("context")
        for message in context.iter("message")
    }


def fields(text: str) -> set[str]:
    """Names of the placeholders."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_every_text_of_the_sources_is_in_the_committed_translation(tmp_path: Path) -> None:
    fresh = tmp_path / TS.name
    shutil.copy(TS, fresh)
    extract(fresh)
    assert messages(fresh) == messages(TS), "run `make translations`"


def test_every_text_has_a_chinese_translation() -> None:
    assert untranslated(TS) == []


def test_translations_fill_in_the_same_fields() -> None:
    for context, source, translation in messages(TS):
        assert fields(translation) <= fields(source), f"{context}: {source}"


def test_the_labels_of_the_file_dialog_are_chinese(qapp: QApplication) -> None:
    before = language()
    set_language("zh")
    try:
        dialog = QFileDialog()
        dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
        labels = [label.text() for label in dialog.findChildren(QLabel)]
    finally:
        set_language(before)
    assert len(labels) == 3
    assert all("\u4e00" <= label[0] <= "\u9fff" for label in labels), labels


def test_the_compiled_translation_equals_the_source_translation(tmp_path: Path) -> None:
    fresh = tmp_path / QM.name
    compile_qm(TS, fresh)
    translators = {path: QTranslator() for path in (QM, fresh)}
    for path, translator in translators.items():
        assert translator.load(str(path))
    for context, source, translation in messages(TS):
        assert [t.translate(context, source) for t in translators.values()] == [translation, translation]


def test_alarms_are_called_by_one_word() -> None:
    translated = [message.findtext("translation") or "" for message in ElementTree.parse(TS).iter("message")]
    assert [text for text in translated if "报警" in text] == []
    assert [name.zh for name in CONDITION_NAMES.values() if "报警" in name.zh] == []


def test_ellipses_are_written_alike() -> None:
    """Of a command that opens a form after a blank, as in the code; of what is in progress without one."""
    translated = [message.findtext("translation") or "" for message in ElementTree.parse(TS).iter("message")]
    assert [text for text in translated if "……" in text] == []
    in_progress = [text for text in translated if text.startswith("正在") and text.endswith("…")]
    assert [text for text in in_progress if text.endswith(" …")] == []
