"""Choice by weights, and the weights that examples give."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mokuromi.extract.facts.learn.fit import Decision, fit, likelihood, logistic
from mokuromi.extract.facts.score import LIMIT, log_odds, probability
from mokuromi.extract.facts.slots.choose import Option, Weighted
from mokuromi.extract.facts.weights import by_hand, read


def _option(answer, *features):
    return Option(answer, list(features), answer)


def test_the_heaviest_answer_is_chosen():
    choose = Weighted({"slot": {"near": 1.0, "far": -1.0}})
    choice = choose("slot", [_option("a", "far"), _option("b", "near"), _option("")], 0)
    assert choice.option.answer == "b"
    assert choice.probability == pytest.approx(math.e / (math.e + 1 / math.e + 1))


def test_options_with_one_answer_support_each_other():
    choose = Weighted({"slot": {"near": 1.0, "next": 0.9}})
    choice = choose("slot", [_option("a", "near"), _option("b", "next"), _option("b", "next")], 0)
    assert choice.option.answer == "b"


def test_an_unknown_slot_or_feature_weighs_nothing():
    assert Weighted({})("slot", [_option("a", "x"), _option("b", "y")], 0).probability == pytest.approx(0.5)


FEATURES = st.lists(st.sampled_from("abcd"), max_size=3)


@given(st.lists(FEATURES, min_size=1, max_size=5), st.dictionaries(st.sampled_from("abcd"), st.floats(-5, 5), max_size=4))
def test_probabilities_are_probabilities(options, weights):
    choice = Weighted({"s": weights})("s", [_option(str(n % 3), *features) for n, features in enumerate(options)], 0)
    assert 0 < choice.probability <= 1 + 1e-9


def _examples(count):
    return [Decision(f"a{n}", (("near",), ("far",), ("none",)), (n % 4 != 0, n % 4 == 0, False)) for n in range(count)]


def test_learned_weights_prefer_what_is_right_most_often():
    weights = fit(_examples(40), {}, penalty=0.1)
    assert weights["near"] > weights["far"] > weights["none"]
    assert weights == fit(_examples(40), {}, penalty=0.1)


def test_learning_raises_the_likelihood():
    many = _examples(40)
    assert likelihood(many, fit(many, {}, penalty=0.1)) > likelihood(many, {})


def test_few_examples_hardly_move_what_was_set_by_hand():
    prior = {"near": -2.0, "other": 1.5}
    few, many = fit(_examples(2), prior, penalty=1.0), fit(_examples(200), prior, penalty=1.0)
    assert few["near"] < 0 < many["near"]
    assert few["other"] == many["other"] == 1.5


def test_rare_features_are_left_out():
    assert "near" not in fit(_examples(1), {}, penalty=1.0, rare=2)


def test_scores_rise_with_how_sure_the_choices_are():
    sure = [dict.fromkeys(("sure metric", "sure firm", "sure period", "least sure", "all sure"), log_odds(p) - LIMIT) for p in (0.1, 0.5, 0.9, 0.99)]
    scores = [probability({**found, "fact": 1.0, "prose": 1.0}, read().score) for found in sure]
    assert scores == sorted(scores) and 0 < scores[0] < scores[-1] < 1


def test_without_weights_a_fact_is_as_sure_as_all_of_its_choices():
    assert probability({"all sure": log_odds(0.3) - LIMIT}, {}) == pytest.approx(0.3)


def test_what_decides_a_score_is_learned():
    rows = [{"fact": 1.0, "no firm": 1.0}, {"fact": 1.0}] * 50
    weights = logistic(rows, [False, True] * 50, penalty=1.0, free="fact")
    assert probability(rows[0], weights) < 0.1 < 0.9 < probability(rows[1], weights)


def test_weights_in_use_are_of_the_slots():
    slots = {"metric", "axis", "firm", "period", "part", "basis", "cell metric", "cell firm", "cell period", "cell part"}
    assert set(read().slots) == slots
    assert set(by_hand()) <= slots
