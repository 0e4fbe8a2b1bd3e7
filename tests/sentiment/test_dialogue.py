"""What a whole conversation warns of."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from assist_server.results import MessageMood, Mood, Warning
from assist_server.sentiment.dialogue import warn
from assist_server.sentiment.turns import Turn
from assist_server.sentiment.warning_rules import find_words

NOW = datetime(2024, 5, 17, 12, 0, tzinfo=UTC)


def mood(score: float) -> MessageMood:
    label: Mood = "negative" if score < -0.2 else "positive" if score > 0.2 else "neutral"
    return MessageMood(label=label, score=score)


def warnings(turns: Sequence[Turn], scores: Sequence[float], *, channel: str | None = None) -> dict[str, Warning]:
    found = [find_words(turn.text, "en") for turn in turns if turn.author == "customer"]
    return {one.code: one for one in warn(turns, found, [mood(score) for score in scores], now=NOW, channel=channel)}


def customer(text: str, *, ago: timedelta | None = None) -> Turn:
    return Turn("customer", text, None if ago is None else NOW - ago, "en")


def agent(text: str = "We are looking into it.") -> Turn:
    return Turn("agent", text, None, "en")


def test_it_works() -> None:
    found = warnings([customer("I will sue you, this is outrageous.")], [-0.9])
    assert list(found) == ["legal", "anger"]
    assert found["legal"].severity == "critical" and found["legal"].evidence == ["sue you"]
    assert found["anger"].message.endswith(".")


def test_the_gravest_comes_first_and_each_code_once() -> None:
    turns = [customer("This is outrageous and disgusting. I'm furious. My lawyer will call. What a joke.")]
    found = warn(turns, [find_words(turns[0].text, "en")], [mood(-0.9)], now=NOW)
    assert [one.code for one in found] == ["legal", "anger"]
    assert 1 < len(found[1].evidence) <= 3


def test_an_agents_words_do_not_count() -> None:
    assert warnings([customer("Hello"), agent("It is outrageous, you should sue them.")], [0.0]) == {}


def test_anger_followed_by_thanks_is_over() -> None:
    turns = [customer("This is outrageous."), agent(), customer("Thank you, all is well now.")]
    assert warnings(turns, [-0.9, 0.8]) == {}


def test_anger_after_thanks_is_not_over() -> None:
    turns = [customer("Thank you."), agent(), customer("This is outrageous.")]
    assert "anger" in warnings(turns, [0.8, -0.9])


def test_old_anger_fades_and_a_threat_lasts_longer() -> None:
    turns = [customer("This is outrageous. I will sue you."), *(customer("Any news?") for _ in range(3))]
    found = warnings(turns, [-0.9, 0.0, 0.0, 0.0])
    assert "legal" in found and "anger" not in found


def test_words_of_another_month_are_history() -> None:
    turns = [customer("I will sue you.", ago=timedelta(days=90)), agent(), customer("Hi", ago=timedelta(minutes=1))]
    assert warnings(turns, [-0.9, 0.0]) == {}


def test_the_wait_is_told_in_words_and_grows_graver() -> None:
    levels = {hours: warnings([customer("Hello", ago=timedelta(hours=hours))], [0.0]) for hours in (23, 25, 80, 200)}
    assert levels[23] == {}
    assert [levels[hours]["long_wait"].severity for hours in (25, 80, 200)] == ["notice", "warning", "critical"]
    assert levels[80]["long_wait"].evidence == ["no answer for 3 days"]


def test_a_chat_is_less_patient_than_mail() -> None:
    turns = [customer("Hello", ago=timedelta(minutes=20))]
    assert warnings(turns, [0.0], channel="Live chat")["long_wait"].evidence == ["no answer for 20 minutes"]
    assert warnings(turns, [0.0], channel="email") == {}


def test_the_wait_begins_with_the_first_unanswered_message() -> None:
    turns = [
        customer("One", ago=timedelta(days=30)),
        agent(),
        customer("Two", ago=timedelta(days=2)),
        customer("Three", ago=timedelta(hours=1)),
    ]
    assert warnings(turns, [0.0] * 3)["long_wait"].evidence == ["no answer for 2 days"]


def test_an_answered_customer_is_not_waiting() -> None:
    assert warnings([customer("Hello", ago=timedelta(days=9)), agent()], [0.0]) == {}


def test_a_time_to_come_and_a_time_without_zone_do_no_harm() -> None:
    naive = Turn("customer", "Hello", (NOW - timedelta(days=2)).replace(tzinfo=None))
    assert "long_wait" in warnings([naive], [0.0])
    assert warnings([customer("Hello", ago=timedelta(days=-2))], [0.0]) == {}


def test_three_messages_without_an_answer_are_repeated_contact() -> None:
    found = warnings([customer("One"), customer("Two"), customer("Three")], [0.0] * 3)
    assert found["repeated_contact"].evidence == ["3 messages in a row without an answer"]
    assert warnings([customer("One"), agent(), customer("Two"), customer("Three")], [0.0] * 3) == {}


def test_a_burst_of_messages_is_one_contact() -> None:
    turns = [customer(f"Part {part}", ago=timedelta(seconds=90 - part)) for part in range(5)]
    assert warnings(turns, [0.0] * 5, channel="email") == {}


def test_a_friendly_customer_who_turns_is_a_warning_and_a_neutral_one_a_notice() -> None:
    friendly = warnings([customer("Hi, love it"), agent(), customer("That is not what I asked")], [0.8, -0.5])
    neutral = warnings([customer("Hi"), agent(), customer("That is not what I asked")], [0.1, -0.6])
    assert friendly["turning_mood"].severity == "warning" and neutral["turning_mood"].severity == "notice"
    assert friendly["turning_mood"].evidence == ["That is not what I asked"]


def test_a_customer_who_was_negative_all_along_has_not_turned() -> None:
    assert warnings([customer("Bad"), agent(), customer("Still bad")], [-0.6, -0.8]) == {}


def test_a_friendly_customer_is_not_taken_for_granted() -> None:
    found = warnings([customer("You have been so helpful, thank you. One more question about the invoice.")], [0.7])
    assert list(found) == ["friendly"] and found["friendly"].severity == "notice"
    assert found["friendly"].evidence == ["You have been so helpful"]


def test_friendly_words_beside_a_threat_are_no_friendliness() -> None:
    found = warnings([customer("You have been so helpful. I will sue you all the same.")], [-0.6])
    assert list(found) == ["legal"]
    assert warnings([customer("You have been so helpful. It is all broken.")], [-0.6]) == {}


def test_an_answered_friendly_customer_needs_no_notice() -> None:
    assert warnings([customer("You have been so helpful, thank you."), agent()], [0.7]) == {}


def test_a_customer_who_is_friendly_over_several_contacts_is_seen_without_telling_words() -> None:
    turns = [customer("Hi"), agent(), customer("Still the same, but fine"), agent(), customer("Any news?")]
    assert warnings(turns, [0.3, 0.5, 0.1])["friendly"].evidence == ["Still the same, but fine"]
    assert warnings(turns, [0.1, 0.1, 0.1]) == {}
    assert warnings(turns[:3], [0.5, 0.5]) == {}


def test_one_message_alone_has_not_turned() -> None:
    assert warnings([customer("Bad")], [-0.9]) == {}
