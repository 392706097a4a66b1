"""Synthetic control against pysyncon, which searches for V from equal weights with Nelder & Mead."""

import numpy as np
import pytest

from lykta_engine.effect.synthetic_control import mixture, synthetic_control

pytest.importorskip("pysyncon", reason="pysyncon is not installed")
pd = pytest.importorskip("pandas", reason="pandas is not installed")


def made(seed: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    level = rng.uniform(20, 60, 9)
    outcome = level + np.cumsum(rng.normal(0, 1, (30, 1)), axis=0) * level / 40 + rng.normal(0, 1, (30, 9))
    return outcome, np.vstack([level, level**0.5 + rng.normal(0, 0.5, 9), rng.normal(0, 1, 9)])


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_no_worse_fit_before_and_the_same_mixture_for_the_same_predictor_weights(seed: int) -> None:
    from pysyncon import Synth

    outcome, predictors = made(seed)
    found = synthetic_control(
        outcome[:, 0], outcome[:, 1:], 20, predictors_treated=predictors[:, 0], predictors_others=predictors[:, 1:],
        placebos=False,
    )  # fmt: skip
    peer = Synth()
    peer.fit(X0=pd.DataFrame(predictors[:, 1:]), X1=pd.Series(predictors[:, 0], name="area"),
             Z0=pd.DataFrame(outcome[:20, 1:]), Z1=pd.Series(outcome[:20, 0], name="area"))  # fmt: skip
    theirs = outcome[:20, 0] - outcome[:20, 1:] @ peer.W
    assert found.loss <= float(theirs @ theirs) / 20 * (1 + 1e-6)
    scaled = predictors / predictors.std(axis=1, ddof=1, keepdims=True)
    difference = scaled[:, 1:] - scaled[:, [0]]
    lengths = [float(peer.V @ (difference @ w) ** 2) for w in (mixture(difference, np.asarray(peer.V)), peer.W)]
    assert lengths[0] <= lengths[1] + 1e-9
    assert lengths[0] == pytest.approx(lengths[1], abs=5e-4)  # theirs stops a little short of the least
