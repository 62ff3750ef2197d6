"""The baseline that every network is measured against: scikit-learn's logistic regression."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reference.datasets import CLASSES, Images, Labels
from reference.models import Baseline
from reference.networks import Network, logistic_network

_NEVER = 1e4  # a score so far below all others that softmax makes 0 of it


@dataclass(frozen=True, eq=False)
class FittedBaseline:
    """A fitted logistic regression; `converged` tells whether it stopped by itself."""

    model: Any
    parameters: int
    converged: bool

    def probabilities(self, images: Images) -> NDArray[np.float32]:
        """Class probabilities (N, 10) float32; a digit never trained on gets 0."""
        full = np.zeros((len(images), CLASSES), np.float32)
        full[:, self.model.classes_] = self.model.predict_proba(_pixels(images))
        return full

    def network(self) -> Network:
        """The same as a network of one layer; a digit never trained on gets next to 0."""
        pixels = self.model.coef_.shape[1]
        kernel, bias = np.zeros((pixels, CLASSES)), np.full(CLASSES, -_NEVER)
        kernel[:, self.model.classes_] = self.model.coef_.T
        bias[self.model.classes_] = self.model.intercept_
        return logistic_network(kernel, bias)


def fit_baseline(declared: Baseline, images: Images, labels: Labels, seed: int) -> FittedBaseline:
    """Fit on images (N, 28, 28) uint8 and labels (N,); L-BFGS makes the result deterministic."""
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(
        C=declared.inverse_regularisation,
        max_iter=declared.max_iterations,
        tol=declared.tolerance,
        random_state=seed,
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # told by `converged` instead
        model.fit(_pixels(images), labels)
    return FittedBaseline(
        model=model,
        parameters=int(model.coef_.size + model.intercept_.size),
        converged=bool(np.max(model.n_iter_) < declared.max_iterations),
    )


def _pixels(images: Images) -> NDArray[np.float32]:
    scaled: NDArray[np.float32] = images.reshape(len(images), -1).astype(np.float32) / 255.0
    return scaled
