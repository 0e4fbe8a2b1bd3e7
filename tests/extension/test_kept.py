"""How much of an inserted text is left in what was sent: shares counted by hand."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parent.parent.parent
SOURCES = REPOSITORY / "extension" / "src"


def kept(*pairs: tuple[str, str]) -> list[float]:
    """Return keptShare(inserted, sent) of each pair."""
    program = shutil.which("node")
    if program is None:
        pytest.skip("node is not installed")
    script = f"""
        import {{ readFileSync }} from 'node:fs';
        import {{ keptShare }} from '{(SOURCES / "kept.js").as_uri()}';
        const pairs = JSON.parse(readFileSync(0, 'utf8'));
        console.log(JSON.stringify(pairs.map(([inserted, sent]) => keptShare(inserted, sent))));
    """
    # --no-warnings: older node has no package.json here to tell it that these are modules
    done = subprocess.run(
        [program, "--no-warnings", "--experimental-default-type=module", "--input-type=module", "--eval", script],
        input=json.dumps(pairs),
        capture_output=True,
        text=True,
        check=True,
    )
    shares: list[float] = json.loads(done.stdout)
    return shares


def test_it_works() -> None:
    assert kept(("Your parcel left today.", "Your parcel left today.")) == [1]


def test_what_is_written_around_and_between_costs_nothing() -> None:
    assert kept(("your parcel left", "Dear Ada,\n\nyour big parcel has left.\n\nYours, Bob")) == [1]


def test_a_replaced_or_removed_word_costs_its_share() -> None:
    inserted = "we sent order FN today"
    assert kept((inserted, "we sent order GX today"), (inserted, "we sent it"), (inserted, "")) == [4 / 5, 2 / 5, 0]


def test_words_count_in_their_order() -> None:
    # of "a b c d" in "d c b a" only one word is left in order; of "c d a b" two are
    assert kept(("a b c d", "d c b a"), ("a b c d", "c d a b")) == [1 / 4, 1 / 2]


def test_a_word_inserted_once_is_not_counted_twice() -> None:
    assert kept(("no no no maybe", "no"), ("no", "no no no")) == [1 / 4, 1]


def test_case_punctuation_line_breaks_and_width_do_not_count() -> None:
    assert kept(("It's HERE, now", "it\u2019s\n\nhere - now!"), ("ＡＢＣ １２", "abc 12")) == [1, 1]


def test_scripts_without_spaces_are_compared_by_character() -> None:
    # 您的包裹今天寄出: 8 characters, of which 今 is replaced and 出 removed
    assert kept(("您的包裹今天寄出", "您好，您的包裹昨天寄。"), ("订单A1已发", "订单B2已发")) == [6 / 8, 4 / 5]


def test_accented_and_joined_letters_are_words() -> None:
    assert kept(("naïve cafe\u0301 Straße", "nai\u0308ve café"), ("नमस्ते दुनिया", "नमस्ते")) == [2 / 3, 1 / 2]


def test_a_text_without_words_is_kept_or_not() -> None:
    assert kept(("👍", "Thanks 👍"), ("👍", "Thanks"), ("", "anything")) == [1, 0, 1]


def test_the_count_is_right_beyond_one_word_of_the_machine() -> None:
    words = [f"w{i}" for i in range(100)]
    without = [word for i, word in enumerate(words) if i not in (0, 31, 32, 33, 63, 64, 99)]
    assert kept((" ".join(words), " ".join(without)), (" ".join(without), " ".join(words))) == [93 / 100, 1]


def test_it_agrees_with_the_table_of_the_textbook() -> None:
    inserted = "abacbdaebfacdbeafcbdaecfbad" * 3
    sent = "bacdbfaecbadfcaebdcfabecdaf" * 2
    row = [0] * (len(sent) + 1)
    for letter in inserted:
        longer = [0]
        for i, other in enumerate(sent):
            longer.append(row[i] + 1 if letter == other else max(row[i + 1], longer[i]))
        row = longer
    assert kept((" ".join(inserted), " ".join(sent))) == [row[-1] / len(inserted)]


def test_the_longest_texts_are_compared_whole() -> None:
    # 20,000 characters of each kind; the last one differs
    chinese, english = "您的包裹今天寄" * 2857, "word " * 4000
    assert kept((chinese + "出", chinese), (english + "end", english)) == [19_999 / 20_000, 4000 / 4001]


def test_the_demo_inbox_counts_in_the_same_way() -> None:
    # The server is installed without the extension and neither can load the other's file, so there are two of one text.
    inbox = REPOSITORY / "assist_server" / "console" / "static" / "kept.js"
    assert inbox.read_text(encoding="utf-8") == (SOURCES / "kept.js").read_text(encoding="utf-8")
