"""The digits, their three splits and the names they go by."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from reference.datasets import DEFAULT_MARGIN, KEYS, Dataset, Images, Split, load, move, read
from reference.errors import UnusableData


@pytest.mark.parametrize(("split", "images"), [("train", 1437), ("test", 360), ("hidden", 360)])
def test_digits_come_in_the_geometry_of_mnist(digits: Dataset, split: str, images: int) -> None:
    part: Split = getattr(digits, split)
    assert part.images.shape == (images, 28, 28)
    assert part.labels.shape == (images,)
    assert part.images.dtype == part.labels.dtype == np.uint8
    assert len(part) == images
    assert set(part.labels) == set(range(10))


def test_digits_use_the_whole_range_inside_an_empty_margin(digits: Dataset) -> None:
    images = digits.train.images
    assert images.max() == 255
    assert images[:, 4:24, 4:24].any(axis=0).mean() > 0.8
    outside = images.copy()
    outside[:, 4:24, 4:24] = 0
    assert not outside.any()


def test_digits_are_the_same_on_every_load(digits: Dataset) -> None:
    again = load("digits")
    assert again.digest == digits.digest
    assert again.name == digits.name == "digits"
    assert digits.margin == 0.03
    for split in ("train", "test", "hidden"):
        first, second = getattr(digits, split), getattr(again, split)
        np.testing.assert_array_equal(first.images, second.images)
        np.testing.assert_array_equal(first.labels, second.labels)


def test_training_and_test_share_no_image(digits: Dataset) -> None:
    seen = {image.tobytes() for image in digits.train.images}
    assert not seen & {image.tobytes() for image in digits.test.images}


def test_what_students_see_leaves_the_hidden_split_out(digits: Dataset) -> None:
    public = digits.public()
    assert tuple(public) == KEYS
    np.testing.assert_array_equal(public["x_test"], digits.test.images)
    np.testing.assert_array_equal(public["y_train"], digits.train.labels)


def test_hidden_images_are_the_test_images_moved_and_shuffled(digits: Dataset) -> None:
    nearest = _nearest(digits.hidden.images, digits.test.images)
    assert len(set(nearest)) > 0.9 * len(nearest), "nearly every image has an original of its own"
    assert np.mean(nearest == np.arange(len(nearest))) < 0.05, "the order gives nothing away"
    still = [
        np.array_equal(h, digits.test.images[n]) for h, n in zip(digits.hidden.images, nearest, strict=True)
    ]
    assert not any(still)


def test_hidden_images_move_by_about_a_pixel(digits: Dataset) -> None:
    nearest = _nearest(digits.hidden.images, digits.test.images)
    moved = _centres(digits.hidden.images) - _centres(digits.test.images[nearest])
    lengths = np.hypot(*moved.T)
    assert 0.5 < np.median(lengths) < 1.2
    assert np.quantile(lengths, 0.95) < 2.0


def test_labels_travel_with_hidden_images(digits: Dataset) -> None:
    nearest = _nearest(digits.hidden.images, digits.test.images)
    assert np.mean(digits.test.labels[nearest] == digits.hidden.labels) > 0.98
    np.testing.assert_array_equal(np.sort(digits.hidden.labels), np.sort(digits.test.labels))


def test_hidden_images_follow_from_the_seed(digits: Dataset) -> None:
    one, same, other = (load("digits", seed).hidden for seed in (1, 1, 2))
    np.testing.assert_array_equal(one.images, same.images)
    np.testing.assert_array_equal(one.labels, same.labels)
    assert not np.array_equal(one.labels, other.labels), "another order"
    assert not {i.tobytes() for i in one.images} & {i.tobytes() for i in other.images}, "other movements"


def test_moving_leaves_its_originals_alone(digits: Dataset) -> None:
    images, labels = digits.test.images.copy(), digits.test.labels.copy()
    split = Split(images.copy(), labels.copy())
    moved = move(split, 5)
    moved.images[:] = 0
    moved.labels[:] = 0
    np.testing.assert_array_equal(split.images, images)
    np.testing.assert_array_equal(split.labels, labels)


def test_unknown_name_lists_the_choices() -> None:
    with pytest.raises(
        UnusableData, match=r"'fashion': choose mnist5k, digits, mnist or the path of an \.npz file$"
    ):
        load("fashion")


def test_different_files_of_one_name_get_different_names(digits: Dataset, tmp_path: Path) -> None:
    one = _written(tmp_path / "one" / "mine.npz", digits.train.images[:20], digits)
    two = _written(tmp_path / "two" / "mine.npz", digits.train.images[20:40], digits)
    copy = _written(tmp_path / "three" / "mine.npz", digits.train.images[:20], digits)
    first, second, third = (load(str(path)) for path in (one, two, copy))
    assert first.name.startswith("mine-")
    assert second.name.startswith("mine-")
    assert first.name != second.name
    assert first.name == third.name
    assert first.margin == DEFAULT_MARGIN


def test_labels_of_another_integer_type_are_taken(digits: Dataset, tmp_path: Path) -> None:
    path = tmp_path / "wide.npz"
    arrays = {
        key: value[:20].astype(np.int64 if key[0] == "y" else np.uint8)
        for key, value in digits.public().items()
    }
    np.savez(path, **arrays)  # type: ignore[arg-type]
    loaded = read(str(path))
    assert loaded["y_train"].dtype == np.uint8
    np.testing.assert_array_equal(loaded["y_train"], digits.train.labels[:20])


def test_absent_mnist_says_where_to_put_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    monkeypatch.setattr("keras.datasets.mnist.load_data", _no_network)
    with pytest.raises(UnusableData) as caught:
        load("mnist")
    message = str(caught.value)
    assert "MNIST is not in Keras's cache and could not be downloaded" in message
    assert "give the path of an mnist.npz" in message
    assert str(tmp_path / "datasets" / "mnist.npz") in message
    assert "\n" not in message


def test_only_the_real_mnist_is_called_mnist(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, digits: Dataset
) -> None:
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    monkeypatch.setattr("keras.datasets.mnist.load_data", _no_network)
    _written(tmp_path / "datasets" / "mnist.npz", digits.train.images[:20], digits)
    assert load("mnist").name.startswith("mnist-")


def test_real_mnist_elsewhere_is_called_mnist(mnist_path: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "copy.npz"
    elsewhere.symlink_to(mnist_path.resolve())
    mnist = load(str(elsewhere))
    assert mnist.name == "mnist"
    assert mnist.margin == 0.003
    assert (len(mnist.train), len(mnist.test), len(mnist.hidden)) == (60_000, 10_000, 10_000)


def _no_network() -> None:
    raise Exception("URL fetch failure on https://example.invalid: None -- no network")


def _written(path: Path, images: Images, digits: Dataset) -> Path:
    path.parent.mkdir(parents=True)
    labels = digits.train.labels[: len(images)]
    np.savez_compressed(path, x_train=images, y_train=labels, x_test=images, y_test=labels)
    return path


def _nearest(images: Images, originals: Images) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    """The index of the most similar original of each image."""
    a, b = (i.reshape(len(i), -1).astype(float) for i in (images, originals))
    distances = (a**2).sum(1)[:, None] + (b**2).sum(1)[None, :] - 2 * a @ b.T
    nearest: np.ndarray[tuple[int], np.dtype[np.intp]] = distances.argmin(axis=1)
    return nearest


def _centres(images: Images) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """Centres of mass (N, 2), in pixels."""
    mass = images / images.sum(axis=(1, 2), keepdims=True)
    return np.stack([mass.sum(axis=2) @ np.arange(28), mass.sum(axis=1) @ np.arange(28)], axis=1)
