"""The other side of train_speed.py: the same trainings as one would write them in a script.

python benchmarks/plain_keras.py DATASET SEEDS
"""

from __future__ import annotations

import sys

import keras

from reference.datasets import Split, load
from reference.models import Variant, select


def main(name: str, seeds: int) -> None:
    data = load(name)
    for variant in select("dense"):
        assert isinstance(variant, Variant)
        for seed in range(seeds):
            try:
                print(variant.name, seed, _accuracy(variant, data.train, data.test, seed))
            except Exception as error:  # some variants cannot train; the script goes on too
                print(variant.name, seed, type(error).__name__)


def _accuracy(variant: Variant, train: Split, test: Split, seed: int) -> float:
    keras.utils.set_random_seed(seed)
    scale = 255.0 if variant.normalise else 1.0
    model = keras.Sequential([keras.Input((28, 28))])
    for layer in variant.layers:
        model.add(getattr(keras.layers, layer.kind)(**dict(layer.options)))
    model.compile(optimizer=variant.optimiser, loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(
        train.images / scale,
        train.labels,
        batch_size=variant.batch_size_for(len(train)),
        epochs=variant.epochs,
        validation_data=(test.images / scale, test.labels),
        verbose=0,
    )
    return float(model.evaluate(test.images / scale, test.labels, verbose=0)[1])


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
