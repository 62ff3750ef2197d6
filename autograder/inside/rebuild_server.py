"""Runs inside: rebuilds one network after the other, each from a question in shared memory.

No student's code comes here, and none of what a description may hold is code. So that no network can
leave anything for the next one, each begins with Keras as it is at first; the grader ends this process
after anything unusual. Of a network that the same submission trained further, only the weights are put in
anew.
"""

from __future__ import annotations

import io
import json
import socket
from pathlib import Path

import numpy as np

from autograder.inside import answering, rebuild
from autograder.inside.launch import images_of, kept, lay, taken
from autograder.inside.network_facts import Source, described
from autograder.inside.quiet import settle

HERE, GO, DONE = b"here", b"go", b"done"
_TOLD = 1_000  # bytes


def serve(view: Path, descriptors: list[int]) -> None:
    """Say HERE, then answer whenever GO comes, with DONE or what was raised, until the grader hangs up.

    `descriptors`: a socket, then shared memory for questions and for answers.
    """
    settle()
    line = socket.socket(fileno=descriptors[0])
    images = images_of(view, kept(view / "public.npz"), kept(view / "pairs.npz"))
    built = rebuild.Kept()
    line.send(HERE)
    while line.recv(len(GO)) == GO:
        line.send(_answered(images, built, descriptors[1], descriptors[2]))


def _answered(images: Source, built: rebuild.Kept, questions: int, answers: int) -> bytes:
    try:
        asked, arrays = taken(questions)
        question = json.loads(asked)[0]
        if not question["again"]:
            built.network = None
            _begin_anew()
        with np.load(io.BytesIO(arrays), allow_pickle=False) as given:
            told, found = rebuild.answer(question, dict(given), images, built)
        lay(answers, *answering.packed([{"status": "answered", **told}], found))
    except Exception as error:
        return described(error).encode(errors="replace")[:_TOLD]
    return DONE


def _begin_anew() -> None:
    """Names that were given, policies and graphs of the network before are gone."""
    import keras

    keras.backend.clear_session(free_memory=False)
