"""Writes the tables of Pinyin initials that app/spelling reads, from pypinyin's dictionaries (MIT); run by hand.

Readings that no phrase has count only where people search by them: in names of places, and those listed here.
"""

from __future__ import annotations

import sys
import unicodedata
from collections import defaultdict
from pathlib import Path

from pypinyin.phrases_dict import phrases_dict
from pypinyin.pinyin_dict import pinyin_dict

FOLDER = Path(__file__).resolve().parent.parent / "app" / "spelling"
FIRST, LAST = "\u4e00", "\u9fff"
PLACES = {
    "单": "s",
    "洞": "t",
    "番": "p",
    "泌": "b",
    "牟": "m",
    "铅": "y",
    "阿": "e",
    "尉": "y",
    "蔚": "y",
    "莘": "s",
    "枞": "z",
    "筠": "j",
    "厦": "x",
}
"""Readings of characters in names of places: 单县, 洪洞, 番禺, 泌阳, 中牟, 铅山, 东阿, 尉犁, 蔚县, 莘县 …"""
TOWNS = {"重庆": "cq", "长治": "cz", "长沙": "cs", "厦门": "xm", "会计": "kj", "六安": "la", "六合": "lh", "台州": "tz"}
"""Words that must be read so, whatever the dictionary puts first."""


def initial(reading: str) -> str:
    """Return the first letter of a reading with its tone mark."""
    plain = [letter for letter in unicodedata.normalize("NFD", reading.strip()) if not unicodedata.combining(letter)]
    return plain[0].lower()


def first_letters() -> dict[str, str]:
    """Return each character's letter in its first reading."""
    return {
        chr(code): initial(readings.split(",")[0])
        for code, readings in pinyin_dict.items()
        if FIRST <= chr(code) <= LAST
    }


def further_letters(first: dict[str, str]) -> dict[str, str]:
    """Return the other letters of characters that phrases read in several ways, or places."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for phrase, readings in phrases_dict.items():
        for character, reading in zip(phrase, readings, strict=False):
            found[character].add(initial(reading[0]))
    for character, letters in PLACES.items():
        found[character].update(letters)
    further = {one: "".join(sorted(letters - {first.get(one, "")})) for one, letters in found.items() if one in first}
    return {one: letters for one, letters in sorted(further.items()) if letters}


def phrases(first: dict[str, str], further: dict[str, str]) -> dict[str, str]:
    """Return phrases that hold a character of several letters, where it is not the first one that is read."""
    found = {
        phrase: "".join(initial(reading[0]) for reading in readings)
        for phrase, readings in phrases_dict.items()
        if len(phrase) == len(readings) and set(phrase) <= first.keys()
    }
    found.update(TOWNS)
    kept = {
        phrase: letters
        for phrase, letters in found.items()
        if set(phrase) & further.keys() and letters != "".join(first[one] for one in phrase)
    }
    return dict(sorted(kept.items()))


def tables() -> dict[str, str]:
    """Return the content of each file by its name."""
    first = first_letters()
    further = further_letters(first)
    by_letter: defaultdict[str, list[str]] = defaultdict(list)
    for character, letter in sorted(first.items()):
        by_letter[letter].append(character)
    characters = {letter: "".join(found) for letter, found in sorted(by_letter.items())}
    made = {"characters.tsv": characters, "readings.tsv": further, "phrases.tsv": phrases(first, further)}
    return {name: "".join(f"{key}\t{value}\n" for key, value in rows.items()) for name, rows in made.items()}


def main() -> int:
    """Write the files."""
    for name, text in tables().items():
        (FOLDER / name).write_text(text, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
