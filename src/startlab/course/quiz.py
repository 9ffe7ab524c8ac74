"""Exercises with their hints as question banks: Moodle XML, and QTI 2.1 in its package."""

import io
import re
from collections.abc import Iterable, Iterator
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from startlab.course.release import chosen, question
from startlab.exercises import Exercise, all_exercises, answer_of, answers_known

QTI = "http://www.imsglobal.org/xsd/imsqti_v2p1"
PACKAGE = "http://www.imsglobal.org/xsd/imscp_v1p1"
INLINE = re.compile(r"(\*\*.+?\*\*|\*.+?\*|`.+?`)")
LINK = re.compile(r"\[([^\]]+)\]\([^)]*\)")
CHOICE = re.compile(r"^- (\w+): (.*)$", re.MULTILINE)


def quiz(names: Iterable[str], kind: str) -> bytes:
    r"""Return a question bank of some chapters or exercises.

    Names are such as ``"04"`` or ``"05.2"``; the kind is ``"moodle"`` for Moodle XML, or ``"qti"``
    for a zip of QTI 2.1 items with their manifest.

    >>> quiz(["04.1"], "moodle")[:46]
    b"<?xml version='1.0' encoding='utf-8'?>\n<quiz><"
    """
    idents = chosen(names)
    return _moodle(idents) if kind == "moodle" else _qti(idents)


def _add(parent: Element, tag: str, text: str = "", **attributes: str) -> Element:
    child = ElementTree.SubElement(parent, tag, attributes)
    child.text = text or None
    return child


def _blocks(parent: Element, markdown: str) -> None:
    """Write the little Markdown that questions use: paragraphs, lists, strong, em, code."""
    for block in re.split(r"\n\s*\n", LINK.sub(r"\1", markdown).strip()):
        if block.startswith("- "):
            items = _add(parent, "ul")
            for line in re.split(r"\n(?=- )", block):
                _inline(_add(items, "li"), line[2:])
        else:
            _inline(_add(parent, "p"), block)


def _inline(parent: Element, text: str) -> None:
    last = None
    for part in INLINE.split(" ".join(text.split("\n"))):
        if INLINE.fullmatch(part):
            tag = "code" if part[0] == "`" else "strong" if part[:2] == "**" else "em"
            last = _add(parent, tag, part.strip("*`"))
        elif last is None:
            parent.text = part
        else:
            last.tail = part


def _written(root: Element) -> bytes:
    return bytes(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True))


def _without_choices(ident: str) -> tuple[str, dict[str, str]]:
    """Return the question, and what each letter stands for where sentences are to be judged."""
    asked = question(ident)
    return CHOICE.sub("", asked).strip(), dict(CHOICE.findall(asked))


# --- Moodle


def _moodle(idents: list[str]) -> bytes:
    root = Element("quiz")
    for place, ident in enumerate(idents):
        if not place or idents[place - 1][:2] != ident[:2]:
            category = _add(_add(root, "question", type="category"), "category")
            _add(category, "text", f"$course$/top/startlab/chapter {ident[:2]}")
        _moodle_question(root, ident, all_exercises()[ident]())
    return _written(root)


def _text(parent: Element, tag: str, markdown: str, **attributes: str) -> Element:
    holder, body = _add(parent, tag, format="html", **attributes), Element("div")
    _blocks(body, markdown)
    _add(holder, "text", "".join(ElementTree.tostring(part, encoding="unicode") for part in body))
    return holder


def _moodle_question(root: Element, ident: str, exercise: Any) -> None:
    kinds = {"number": "numerical", "many": "multichoice"}
    kind = kinds[exercise.kind] if isinstance(exercise, Exercise) else "essay"
    item = _add(root, "question", type=kind)
    _add(_add(item, "name"), "text", f"{ident} startlab")
    asked, sentences = _without_choices(ident)
    _text(item, "questiontext", asked if kind == "multichoice" else question(ident))
    _add(item, "defaultgrade", "1")
    _add(item, "penalty", "0.3333333")
    if isinstance(exercise, Exercise):
        if kind == "multichoice":
            _add(item, "single", "false")
            _add(item, "shuffleanswers", "0")
        for fraction, value, says in _moodle_answers(exercise):
            answer = _add(item, "answer", fraction=fraction, format="moodle_auto_format")
            _add(answer, "text", f"{value}: {sentences[value]}" if value in sentences else value)
            _text(answer, "feedback", says)
            if kind == "numerical":
                _add(answer, "tolerance", f"{exercise.tolerance if value != '*' else 0:g}")
        for hint in (f"Look at “{exercise.look}”.", exercise.hint):
            _text(item, "hint", hint)


def _moodle_answers(exercise: Exercise) -> Iterator[tuple[str, str, str]]:
    if exercise.kind == "many":
        right = answer_of(exercise)
        share = f"{100 / len(right):.7g}"
        for option in exercise.options:
            fraction = share if option in right else f"-{share}"
            yield fraction, option, exercise.reasons.get(option, "")
        return
    for place, (value, says) in enumerate(answers_known(exercise)):
        yield ("0" if place else "100"), _plain(value), says
    yield "0", "*", exercise.question


def _plain(value: float) -> str:
    return f"{value:.12g}"


# --- QTI 2.1


def _qti(idents: list[str]) -> bytes:
    manifest = Element("manifest", xmlns=PACKAGE, identifier="startlab")
    about = _add(manifest, "metadata")
    _add(about, "schema", "QTIv2.1 Package")
    _add(about, "schemaversion", "1.0.0")
    _add(manifest, "organizations")
    resources = _add(manifest, "resources")
    files = {}
    for ident in idents:
        name = f"exercise_{ident.replace('.', '_')}"
        files[f"{name}.xml"] = _written(_qti_item(name, ident, all_exercises()[ident]()))
        resource = _add(resources, "resource", identifier=name, type="imsqti_item_xmlv2p1")
        resource.set("href", f"{name}.xml")
        _add(resource, "file", href=f"{name}.xml")
    return packed({"imsmanifest.xml": _written(manifest)} | files)


def packed(files: dict[str, bytes]) -> bytes:
    """Return a zip of files; the same files give the same bytes."""
    content = io.BytesIO()
    with ZipFile(content, "w", ZIP_DEFLATED) as package:
        for name, data in files.items():
            package.writestr(ZipInfo(name), data, ZIP_DEFLATED)
    return content.getvalue()


def _qti_item(name: str, ident: str, exercise: Any) -> Element:
    item = Element("assessmentItem", xmlns=QTI, identifier=name, title=f"startlab {ident}")
    item.attrib |= {"adaptive": "false", "timeDependent": "false"}
    kind = exercise.kind if isinstance(exercise, Exercise) else "text"
    base = {"number": "float", "many": "identifier", "text": "string"}[kind]
    response = _add(item, "responseDeclaration", identifier="RESPONSE", baseType=base)
    response.set("cardinality", "multiple" if kind == "many" else "single")
    names = {option: f"choice_{n}" for n, option in enumerate(getattr(exercise, "options", ()))}
    known = answers_known(exercise) if kind != "text" else []
    if known:
        values = known[0][0] if kind == "many" else [known[0][0]]
        correct = _add(response, "correctResponse")
        for value in values:
            _add(correct, "value", names.get(value) or _plain(value))
    for outcome, type_ in (("SCORE", "float"), ("FEEDBACK", "identifier")):
        _add(item, "outcomeDeclaration", identifier=outcome, cardinality="single", baseType=type_)
    body = _add(item, "itemBody")
    asked, sentences = _without_choices(ident)
    _blocks(body, asked if names else question(ident))
    if names:
        choices = _add(body, "choiceInteraction", responseIdentifier="RESPONSE", shuffle="false")
        choices.set("maxChoices", "0")
        for option, choice in names.items():
            words = f"{option}: {sentences[option]}" if option in sentences else option
            _inline(_add(choices, "simpleChoice", identifier=choice), words)
    elif kind == "text":
        _add(body, "extendedTextInteraction", responseIdentifier="RESPONSE")
    else:
        _add(_add(body, "p"), "textEntryInteraction", responseIdentifier="RESPONSE")
    if known:
        _qti_processing(item, exercise, base, names, known)
    return item


def _qti_processing(
    item: Element, exercise: Exercise, base: str, names: dict[str, str], known: list[Any]
) -> None:
    """Compare with the right answer, then with each usual mistake, and say what fits it."""
    condition = _add(_add(item, "responseProcessing"), "responseCondition")
    for place, (value, says) in enumerate([*known, (None, exercise.question)]):
        last = value is None
        tag = "responseElse" if last else "responseElseIf" if place else "responseIf"
        branch = _add(condition, tag)
        if not last:
            _qti_test(branch, exercise, base, names, value)
        for outcome, kind, given in (
            ("SCORE", "float", "0" if place else "1"),
            ("FEEDBACK", "identifier", f"said_{place}"),
        ):
            set_ = _add(branch, "setOutcomeValue", identifier=outcome)
            _add(set_, "baseValue", given, baseType=kind)
        feedback = _add(item, "modalFeedback", outcomeIdentifier="FEEDBACK", showHide="show")
        feedback.set("identifier", f"said_{place}")
        _blocks(feedback, says)


def _qti_test(
    branch: Element, exercise: Exercise, base: str, names: dict[str, str], value: Any
) -> None:
    if base == "float":
        allowed = f"{exercise.tolerance + 1e-9:.12g}"
        test = _add(branch, "equal", toleranceMode="absolute", tolerance=f"{allowed} {allowed}")
    else:
        test = _add(branch, "match")
    _add(test, "variable", identifier="RESPONSE")
    if isinstance(value, list):
        test = _add(test, "multiple")
    for one in value if isinstance(value, list) else [value]:
        _add(test, "baseValue", names.get(one) or _plain(one), baseType=base)
