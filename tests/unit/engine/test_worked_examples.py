"""Every worked example of the shared file is tested, by which test; and how many published examples there are.

The shared file: numbers that nobody in this project wrote, `methods/worked_examples.json`. A test either reads its
entry there, or prints the same numbers in its own file.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parent
TESTED = {
    "knox_near_repeat_chicago_jan2016": ["together/test_knox.py::test_the_vignette_of_near_repeat"],
    "near_repeat_calculator_label_bug": [
        "together/test_knox.py::test_the_labels_of_the_near_repeat_calculator",
    ],
    "knox_burkitt": ["together/test_knox.py::test_burkitts_lymphoma"],
    "knox_imdepi_B": ["peers/test_knox.py::test_r_surveillance_on_invasive_meningococci"],
    "satscan_nyc_fever_stp_prospective": [
        "together/test_scan_examples.py::test_new_york_fever_prospective_permutation"
    ],
    "satscan_new_mexico_poisson_st": ["together/test_scan_examples.py::test_new_mexico_space_time_poisson"],
    "satscan_ny_leukemia_poisson_spatial": [
        "together/test_scan_examples.py::test_new_york_leukaemia_spatial_poisson_all_five_clusters"
    ],
    "stp_chicago_cross": [
        "together/test_scan_examples.py::test_chicago_prospective",
        "together/test_scan_examples.py::test_chicago_retrospective",
    ],
    "wdd_paper": ["effect/test_displacement.py::test_wheeler_and_ratcliffe_2018"],
    "wdd_area_weights": ["effect/test_displacement.py::test_area_weights_of_the_same_table"],
    "wdd_simple": ["effect/test_displacement.py::test_the_notebook_of_crimepy"],
    "rirr_wilson": ["effect/test_before_after.py::test_wilson_2022_example"],
    "e_test": ["change/test_rates.py::test_e_test_of_krishnamoorthy_and_thomson"],
    "poisson_test_R": [
        "change/test_rates.py::test_poisson_test_of_r_one_rate",
        "change/test_rates.py::test_poisson_test_of_r_two_rates",
    ],
    "aoristic_dc": ["when/test_aoristic.py::test_the_published_table_of_burglaries_in_washington"],
    "moran_stl_homicide": ["peers/test_hot_spots.py::test_homicides_around_st_louis"],
    "g_local_6pt": ["where/test_hot_spots.py::test_six_points_are_the_worked_example"],
    "farrington_salmonella_agona": [
        "change/test_alarm_limits.py::test_the_golden_numbers_are_those_of_the_shared_file"
    ],
    "its_sicily": [
        "effect/test_interrupted.py::test_sicily_step",
        "effect/test_interrupted.py::test_sicily_with_two_pairs_of_the_season",
    ],
    "synthetic_control": ["effect/test_synthetic_control.py::test_the_basque_country"],
    "survey_api": [
        "surveys/test_shares.py::test_the_worked_example",
        "surveys/test_weighting.py::test_raked_schools_as_r_prints_them",
    ],
    "pai_ptools": ["where/test_accuracy.py::test_the_example_of_ptools"],
}
TWO_POINTS = "test_a_pair_on_a_limit_is_in_the_band_above_or_with_closed_the_band_below"
OTHERS = {  # published numbers beyond the shared file, and their source
    f"together/test_knox.py::{TWO_POINTS}": "R NearRepeat, vignette NRC.html",
    "change/test_rates.py::test_mid_p_of_agresti": "Agresti 2007, An Introduction to Categorical Data Analysis",
    "effect/test_before_after.py::test_poisson_test_of_r": "R 4.2, poisson.test",
    "surveys/test_shares.py::test_the_stratified_school_sample_as_r_prints_it": "R survey 4.1.1, apistrat",
    "surveys/test_shares.py::test_the_clustered_school_sample_as_r_prints_it": "R survey 4.1.1, apiclus1",
    "surveys/test_weighting.py::test_poststratified_schools_as_r_prints_them": "R survey 4.1.1, postStratify",
    "where/test_accuracy.py::test_the_test_of_ptools": "R ptools, tests/testthat/test-pai.R",
    "where/test_concentration.py::test_the_published_gini_of_901_events_at_1000_places": "R lorenzgini, vignette",
    "test_replicates.py::test_the_generator_is_splitmix64": "SplitMix64, public test vectors",
}
# What a number of the shared file is, where it is not one that a method of the engine could give.
NOT_OURS = {
    "synthetic_control.seattle_dmi_microsynth": "its 9,642 blocks are not among the inputs in methods/data",
    "wdd_area_weights.same_counts": "a word about the input",
    "satscan_nyc_fever_stp_prospective.prototype_here": "a prototype's, not published",
    "aoristic_dc.max_abs_diff_ours_vs_table": "a prototype's, not published",
}


@pytest.fixture(scope="module")
def examples(shared: Path) -> dict[str, Any]:
    kept: dict[str, Any] = json.loads((shared / "methods" / "worked_examples.json").read_text(encoding="utf-8"))
    del kept["note"]
    return kept


@cache
def named_in(file: str) -> frozenset[str]:
    tree = ast.parse((FOLDER / file).read_text(encoding="utf-8"))
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


@cache
def printed_in(file: str) -> frozenset[float]:
    """The numbers of a test file, fractions with or without their first zero."""
    text = (FOLDER / file).read_text(encoding="utf-8")
    return frozenset(float(one.replace("_", "")) for one in re.findall(r"-?\d[\d_]*\.?\d*(?:e-?\d+)?|-?\.\d+", text))


def numbers(value: Any, path: str) -> Iterator[tuple[str, float]]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from numbers(item, f"{path}.{key}")
    elif isinstance(value, list):
        for item in value:
            yield from numbers(item, path)
    elif isinstance(value, (int, float)):
        yield path, float(value)


@pytest.mark.shared
def test_every_example_has_its_test(examples: dict[str, Any]) -> None:
    assert sorted(examples) == sorted(TESTED)


@pytest.mark.parametrize("name", sorted({*OTHERS, *(name for names in TESTED.values() for name in names)}))
def test_the_named_test_exists(name: str) -> None:
    file, _, test = name.partition("::")
    assert test in named_in(file)


@pytest.mark.shared
@pytest.mark.parametrize("key", TESTED)
def test_every_number_of_an_example_is_asserted(examples: dict[str, Any], key: str) -> None:
    files = {name.partition("::")[0] for name in TESTED[key]}
    if any(f'["{key}"]' in (FOLDER / file).read_text(encoding="utf-8") for file in files):
        return  # the test reads the entry itself
    printed = frozenset().union(*(printed_in(file) for file in files))
    left = {
        (path, number)
        for path, number in numbers(examples[key], key)
        if not path.startswith(tuple(NOT_OURS)) and not printed & {number, -number, number * 1000}
    }
    assert not left


def test_at_least_25_published_examples_are_reproduced() -> None:
    assert len({name for names in TESTED.values() for name in names} | set(OTHERS)) >= 25
