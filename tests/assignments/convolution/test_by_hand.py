"""The exercises by hand: each style of writing is right, and each slip is told by a message of its own."""

from __future__ import annotations

import textwrap

import pytest

from tests.assignments.convolution.conftest import Said

GUARD = """
def guard(*arrays):
    if any(a.ndim != 2 or a.size == 0 for a in arrays):
        raise ValueError("no image")

def fits(image, kernel, stride=1):
    guard(image, kernel)
    if stride < 1 or kernel.shape[0] > image.shape[0] or kernel.shape[1] > image.shape[1]:
        raise ValueError("no place")
"""


def _code(text: str) -> str:
    return GUARD + textwrap.dedent(text)


CONVOLVE_AT = {
    "sum of products": "return (region.astype(float) * kernel).sum()",
    "dot": "return region.ravel().astype(float) @ kernel.ravel().astype(float)",
    "einsum": "return np.einsum('ij,ij->', region.astype(float), kernel.astype(float))",
    "tensordot": "return np.tensordot(region * 1.0, kernel * 1.0)",
    "loop of whole numbers": """
        total = 0
        for a, b in zip(region.ravel().tolist(), kernel.ravel().tolist()):
            total += a * b
        return total""",
    "0-d array": "return np.array((region.astype(float) * kernel).sum())",
    "float32": "return np.float32((region.astype(np.float32) * kernel.astype(np.float32)).sum())",
}


@pytest.mark.parametrize("style", CONVOLVE_AT)
def test_convolve_at_in_any_style(said: Said, style: str) -> None:
    body = textwrap.indent(textwrap.dedent(CONVOLVE_AT[style]), "    ")
    start = "def convolve_at(region, kernel):\n    guard(region, kernel)\n"
    start += "    if region.shape != kernel.shape:\n        raise ValueError\n"
    assert said("convolve_at", GUARD + start + body) == {}


CONVOLVE = {
    "loops": """
        h, w = kernel.shape
        rows, columns = (image.shape[0] - h) // stride + 1, (image.shape[1] - w) // stride + 1
        result = np.zeros((rows, columns))
        for i in range(rows):
            for j in range(columns):
                region = image[i * stride : i * stride + h, j * stride : j * stride + w]
                result[i, j] = (region.astype(float) * kernel).sum()
        return result""",
    "windows": """
        windows = np.lib.stride_tricks.sliding_window_view(image.astype(float), kernel.shape)
        return (windows[::stride, ::stride] * kernel).sum(axis=(2, 3))""",
    "einsum": """
        windows = np.lib.stride_tricks.sliding_window_view(image.astype(float), kernel.shape)
        return np.einsum("ijkl,kl->ij", windows, kernel.astype(float))[::stride, ::stride]""",
    "scipy": """
        from scipy.signal import correlate2d
        return correlate2d(image.astype(float), kernel.astype(float), "valid")[::stride, ::stride]""",
    "slices of the image": """
        h, w = kernel.shape
        rows, columns = image.shape[0] - h + 1, image.shape[1] - w + 1
        result = np.zeros((rows, columns))
        for (i, j), weight in np.ndenumerate(kernel):
            result += image[i : i + rows, j : j + columns].astype(float) * weight
        return result[::stride, ::stride]""",
    "lists": """
        h, w = kernel.shape
        return np.array([
            [sum(float(image[i + k, j + l]) * float(kernel[k, l]) for k in range(h) for l in range(w))
             for j in range(0, image.shape[1] - w + 1, stride)]
            for i in range(0, image.shape[0] - h + 1, stride)])""",
}


def _convolve(body: str) -> str:
    body = textwrap.indent(textwrap.dedent(body), "    ")
    return GUARD + f"def convolve(image, kernel, stride=1):\n    fits(image, kernel, stride)\n{body}\n"


@pytest.mark.parametrize("style", CONVOLVE)
def test_convolve_in_any_style(said: Said, style: str) -> None:
    assert said("convolve", _convolve(CONVOLVE[style])) == {}


OTHERS = {
    "pad by np.pad": ("padding", """
        def pad(image, width):
            if image.ndim != 2:
                raise ValueError
            return np.pad(image, width)  # refuses a negative width by itself

        def output_size(size, kernel, stride=1, padding=0):
            places = range(0, size + 2 * padding - kernel + 1, stride)
            if not places or stride < 1 or padding < 0:
                raise ValueError
            return len(places)
        same_padding = 2
        """),
    "pad by blocks": ("padding", """
        def pad(image, width):
            if image.ndim != 2 or width < 0:
                raise ValueError
            side = np.zeros((image.shape[0], width), image.dtype)
            rows = np.hstack([side, image, side])
            above = np.zeros((width, rows.shape[1]), image.dtype)
            return np.vstack([above, rows, above])

        def output_size(size, kernel, stride=1, padding=0):
            room = size + 2 * padding - kernel
            if room < 0 or stride < 1 or padding < 0:
                raise ValueError
            return np.int64(np.floor(room / stride) + 1)
        same_padding = (5 - 1) // 2
        """),
    "pool by windows": ("max_pool", """
        def max_pool(image, window=2, stride=None):
            step = window if stride is None else stride
            if window < 1 or step < 1 or image.ndim != 2 or window > min(image.shape):
                raise ValueError
            windows = np.lib.stride_tricks.sliding_window_view(image, (window, window))
            return windows[::step, ::step].max(axis=(2, 3))
        """),
    "pool from minus infinity": ("max_pool", """
        def max_pool(image, window=2, stride=None):
            if stride is None:
                stride = window
            if window < 1 or stride < 1 or image.ndim != 2 or window > min(image.shape):
                raise ValueError
            rows = range(0, image.shape[0] - window + 1, stride)
            columns = range(0, image.shape[1] - window + 1, stride)
            result = np.full((len(rows), len(columns)), -np.inf)
            for i, top in enumerate(rows):
                for j, left in enumerate(columns):
                    for value in image[top : top + window, left : left + window].ravel():
                        result[i, j] = max(result[i, j], value)
            return result
        """),
}  # fmt: skip


@pytest.mark.parametrize("style", OTHERS)
def test_the_others_in_any_style(said: Said, style: str) -> None:
    exercise, code = OTHERS[style]
    assert said(exercise, _code(code)) == {}


WINDOWS = "np.lib.stride_tricks.sliding_window_view(image.astype(float), kernel.shape)"
#: Slips of `convolve`: the body, the criteria that tell of it (the first by these words), and the words.
SLIPS = {
    "flipped": (f"return np.einsum('ijkl,kl->ij', {WINDOWS}, kernel[::-1, ::-1])[::stride, ::stride]",
                "other", "turned by half a turn"),
    "rows and columns": ("""
        h, w = kernel.shape
        rows, columns = (image.shape[0] - h) // stride + 1, (image.shape[1] - w) // stride + 1
        result = np.zeros((columns, rows))
        for i in range(rows):
            for j in range(columns):
                region = image[i * stride : i * stride + h, j * stride : j * stride + w]
                result[j, i] = (region.astype(float) * kernel).sum()
        return result""", "other", "rows and columns of the result are exchanged"),
    "off by one": (f"return np.einsum('ijkl,kl->ij', {WINDOWS}, kernel * 1.0)[:-1:stride, :-1:stride]",
                   "other", "places are missing at the end"),
    "stride downwards": (f"return np.einsum('ijkl,kl->ij', {WINDOWS}, kernel * 1.0)[::stride]",
                         "stride", "counts downwards"),
    "stride across": (f"return np.einsum('ijkl,kl->ij', {WINDOWS}, kernel * 1.0)[:, ::stride]",
                      "stride", "counts across"),
    "no stride": (f"return np.einsum('ijkl,kl->ij', {WINDOWS}, kernel * 1.0)",
                  "stride", "one pixel at a time"),
    "uint8": (f"return np.einsum('ijkl,kl->ij', {WINDOWS}, kernel * 1.0)[::stride, ::stride]"
              ".astype(image.dtype)", "numbers", "overflows"),
    "whole numbers": (f"return np.einsum('ijkl,kl->ij', {WINDOWS}, kernel * 1.0)[::stride, ::stride]"
                      ".astype(int)", "shapes", "lost its decimals"),
    "in place": (f"result = np.einsum('ijkl,kl->ij', {WINDOWS}, kernel * 1.0)[::stride, ::stride]\n"
                 "image[0, 0] = 0\nreturn result", "untouched", "its caller still needs"),
    "mean": (f"return {WINDOWS}[::stride, ::stride].__mul__(kernel).mean((2, 3))", "other", "means"),
    "same padding": ("""
        image = np.pad(image, kernel.shape[0] // 2).astype(float)
        windows = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
        return np.einsum("ijkl,kl->ij", windows, kernel * 1.0)[::stride, ::stride]""",
                     "other", "zeros around the image"),
}  # fmt: skip


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_of_convolve_is_told(said: Said, slip: str) -> None:
    body, criterion, words = SLIPS[slip]
    found = said("convolve", _convolve(body))
    assert words in found[criterion], found


CORRECT = {
    "convolve_at": """
        def convolve_at(region, kernel):
            guard(region, kernel)
            if region.shape != kernel.shape:
                raise ValueError
            return (region.astype(float) * kernel).sum()
        """,
    "convolve": _convolve(CONVOLVE["loops"]),
    "padding": OTHERS["pad by np.pad"][1],
    "max_pool": OTHERS["pool by windows"][1],
    "max_pool in loops": OTHERS["pool from minus infinity"][1],
}
#: What is changed in the right code, and what is said by which criterion.
CHANGES: list[tuple[str, str, str, str, str]] = [
    ("convolve_at", "kernel).sum()", "kernel[::-1, ::-1]).sum()", "other", "turned by half a turn"),
    ("convolve_at", "kernel).sum()", "kernel.T).sum()", "other", "rows and columns of the kernel exchanged"),
    ("convolve_at", "kernel).sum()", "kernel)", "example", "one number"),
    ("convolve_at", "* kernel)", "@ kernel)", "example", "product of matrices"),
    ("convolve_at", "kernel).sum()", "kernel).mean()", "example", "mean of the products"),
    ("convolve_at", "region.astype(float)", "region", "bright", "overflow"),
    ("convolve_at", "    raise ValueError\n", "    return None\n", "refuses", "returns None"),
    ("convolve_at", "raise ValueError", "raise TypeError", "refuses", "TypeError"),
    ("convolve", "raise ValueError(\"no place\")", "return np.zeros((0, 0))", "refuses", "ValueError"),
    ("padding", "np.pad(image, width)", "np.pad(image, width, mode='edge')", "frame", "repeats the pixels"),
    ("padding", "np.pad(image, width)", "np.pad(image, width, mode='reflect')", "frame", "mirrors"),
    ("padding", "np.pad(image, width)", "np.pad(image, ((0, width), (0, width)))", "frame", "the four sides"),
    ("padding", "np.pad(image, width)", "np.pad(image, width).astype(float)", "dtype", "float64"),
    ("padding", "np.pad(image, width)", "np.pad(image, abs(width))", "refuses", "cannot be negative"),
    ("padding", "size + 2 * padding", "size + padding", "sizes", "both sides"),
    ("padding", "kernel + 1, stride", "kernel, stride", "sizes", "one place is missing"),
    ("padding", "kernel + 1, stride", "kernel + stride, stride", "sizes", "stand out over the border"),
    ("padding", "same_padding = 2", "same_padding = 4", "same", "output_size"),
    ("max_pool", "max(axis", "mean(axis", "windows", "means"),
    ("max_pool", "max(axis", "min(axis", "windows", "smallest"),
    ("max_pool", "[::step, ::step]", "", "windows", "one pixel apart"),
    ("max_pool", "[::step, ::step]", "[::window, ::window]", "stride", "edge to edge"),
    ("max_pool", "max(axis=(2, 3))", "max(axis=(2, 3), initial=0)", "negative", "largest is not 0"),
    ("max_pool", "sliding_window_view(image,", "sliding_window_view(np.pad(image, ((0, 1), (0, 1))),",
     "windows", "zeros"),
    ("max_pool", "window < 1 or step < 1 or", "window < 1 or", "refuses", "goes backwards"),
    ("max_pool", "window=2", "window=3", "windows", "max_pool"),
    ("max_pool", "window < 1", "window < 2", "stride", "raise"),
    ("max_pool", "window > min(image.shape)", "window >= image.shape[1]", "windows", "raise"),
    ("max_pool in loops", "min(image.shape)", "image.shape[0]", "refuses", "holds the whole window"),
    ("max_pool in loops", "image.ndim != 2 or ", "", "refuses", "channels"),
    ("max_pool in loops", "stride is None", "not stride", "refuses", "stride"),
    ("max_pool in loops", "stride < 1", "stride == 0", "refuses", "goes backwards"),
]  # fmt: skip


@pytest.mark.parametrize(("exercise", "old", "new", "criterion", "words"), CHANGES)
def test_a_change_is_told(said: Said, exercise: str, old: str, new: str, criterion: str, words: str) -> None:
    right = CORRECT[exercise] if exercise == "convolve" else _code(CORRECT[exercise])
    exercise = exercise.partition(" ")[0]
    assert said(exercise, right) == {}
    assert old in right
    found = said(exercise, right.replace(old, new))
    assert words in found.get(criterion, ""), found
