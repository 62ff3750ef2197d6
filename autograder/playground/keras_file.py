"""A student's `.keras` file, read as data: Keras's zip of config.json, metadata.json and model.weights.h5.

The file is hostile until shown otherwise. Keras's own loader builds objects of whatever a file names, so it
is never called, and neither Keras nor TensorFlow is imported. Members are read by their names into memory,
and nothing is unpacked, so that no name leads anywhere. What is read is bounded before it is: the file, the
list of its members, each member before and while it is unpacked, the depth of the JSON, the numbers of the
weights (`keras_weights.py`, which says what reading HDF5 leaves open). Layers are those of the closed list.
"""

from __future__ import annotations

import json
import zipfile
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, NoReturn

from numpy.typing import NDArray

from autograder.evidence import refusals
from autograder.evidence.descriptions import MAX_PARAMETERS, looked_over
from autograder.evidence.keras_names import NETWORKS, OPERATIONS
from autograder.evidence.refusals import Refused
from autograder.messages import Message, of_system, say
from autograder.playground.keras_weights import (
    SIGNATURE,
    StoredLayer,
    faults_are_the_files,
    shown,
    stored_weights,
)
from reference.errors import Told

CONFIG, METADATA, WEIGHTS = "config.json", "metadata.json", "model.weights.h5"
CONFIG_BYTES = 2_000_000
#: The weights in float32 and the two numbers that Adam keeps for each, which Keras saves with them.
WEIGHTS_BYTES = 3 * 4 * MAX_PARAMETERS + 4_000_000
FILE_BYTES = WEIGHTS_BYTES + CONFIG_BYTES + 4_000_000  # with room for members of other names
DIRECTORY_BYTES = 1_000_000  # a zip's list of members: some 50 bytes of each, and 600 in memory
DEEPEST = 64  # a network of Keras's own layers nests a dozen levels
_LONGEST_NAME = 200

_NO_FILE = say("it is no file: choose the `.keras` file itself")
_LEGACY = say(
    'it is in the old format of Keras (HDF5): save the network again with `model.save("name.keras")`'
)
_NO_ZIP = say('it is no `.keras` file: save the network with `model.save("name.keras")`')
_DAMAGED = say("its zip is damaged or cut short: get the file again, or save the network again")
_FILE_TOO_LARGE = say("it has {bytes} bytes, more than {most}: make the network smaller")
_TOO_MANY_MEMBERS = say("its zip lists more files than Keras writes: hand over what `model.save` wrote")
_MISSING = say('its zip lacks {member}: save the network again with `model.save("name.keras")`')
_TWICE = say("its zip holds {member} more than once: hand over what `model.save` wrote")
_ENCRYPTED = say("its {member} is encrypted: hand over what `model.save` wrote")
_PACKED_OTHERWISE = say("its {member} is compressed as Keras never does: hand over what `model.save` wrote")
_MEMBER_TOO_LARGE = say("its {member} has {bytes} bytes, more than {most}: make the network smaller")
_NO_JSON = say("its config.json is not valid JSON: save the network again")
_TOO_DEEP = say("its config.json nests more than {most} levels, as no network of Keras's layers does: "
                "save the network again")  # fmt: skip
NO_NETWORK = say("its config.json describes no network: save the network again")
_OTHER_NETWORK = say("its network is of the class {kind}: build it as a Sequential or a functional network")
_WITHIN = say("its layer `{layer}` is a network within a network: put that one's layers in its place")
_OWN = say("its layer `{layer}` is made with code that is not Keras's own ({names}), which is never run: "
           "use Keras's layers and functions")  # fmt: skip
_OWN_ELSEWHERE = say("it is made with code that is not Keras's own ({names}), which is never run: "
                     "use Keras's layers and functions")  # fmt: skip
_NO_LAYER = say("its layer `{layer}` is of the kind {kind}, which is no layer of Keras's: use Keras's layers")
_NO_NAME = say("one of its layers has no name, or one of more than {most} characters: give it a short one")
_NAME_TWICE = say("two of its layers are called `{layer}`: give each a name of its own")


class UnusableModel(Told):
    """A file that is not read; in one line its name, what is wrong with it, and what to do."""


@dataclass(frozen=True, eq=False)
class StoredNetwork:
    """A network as its file describes it, looked over; nothing of it was built.

    `config` is as Keras writes it, without what predicting does not need: initialisers are "zeros",
    constraints None; how it was compiled and marks of objects in several places are left out. `weights` has
    an entry for each layer, by its name, which may be empty: arrays in the order of Keras's `layer.weights`,
    of float16, float32 or float64, a Normalization's count an integer. Every number is finite; shapes are
    whatever the file says.
    """

    config: Mapping[str, Any]
    weights: Mapping[str, tuple[NDArray[Any], ...]]


def read_keras_file(path: Path) -> StoredNetwork:
    """The network in a `.keras` file. Raises UnusableModel where there is none that can be looked at."""
    try:
        if path.exists() and not path.is_file():  # a pipe would be waited for, a device has no end
            raise Refused(_NO_FILE)
        with path.open("rb") as file:
            return _network(file)
    except Refused as refusal:
        raise unusable(path, refusal.reason) from refusal
    except OSError as error:
        raise unusable(path, of_system(error)) from error


def unusable(path: Path, reason: Message) -> UnusableModel:
    """What to raise of a file."""
    return UnusableModel(refusals.FILE_UNREADABLE.template, name=shown(path.name), detail=reason)


def _network(file: IO[bytes]) -> StoredNetwork:
    _check_beginning(file)
    _check_directory(file)
    with _zip(file) as archive:
        _only_member(archive, METADATA)  # it must be there; nothing in it is needed
        _only_member(archive, WEIGHTS)
        config = _looked_over(_parsed(_read(archive, CONFIG, CONFIG_BYTES)))
        layers = _layers(config)  # before so much as a byte of the weights is unpacked
        weights = _read(archive, WEIGHTS, WEIGHTS_BYTES)
    return StoredNetwork(config, stored_weights(weights, layers))


def _check_beginning(file: IO[bytes]) -> None:
    beginning, size = file.read(len(SIGNATURE)), file.seek(0, 2)
    if beginning == SIGNATURE:
        raise Refused(_LEGACY)
    if not beginning.startswith(b"PK\x03\x04"):
        raise Refused(_NO_ZIP)
    if size > FILE_BYTES:
        raise Refused(_FILE_TOO_LARGE, bytes=size, most=FILE_BYTES)


def _check_directory(file: IO[bytes]) -> None:
    """zipfile makes an object of every member that a zip lists, so the list's size is looked at before.

    It stands in the last 22 bytes of a zip without a comment, which is what Keras writes. Of a zip of the
    64-bit kind, which Keras writes of no network that is taken, zipfile would believe another place.
    """
    file.seek(max(0, file.seek(0, 2) - 42))
    tail = file.read()
    end = tail[-22:]
    if len(end) < 22 or not end.startswith(b"PK\x05\x06") or end[20:] != b"\0\0":
        raise Refused(_DAMAGED)
    if tail[:-22].startswith(b"PK\x06\x07") or int.from_bytes(end[12:16], "little") > DIRECTORY_BYTES:
        raise Refused(_TOO_MANY_MEMBERS)
    file.seek(0)


def _zip(file: IO[bytes]) -> zipfile.ZipFile:
    with faults_are_the_files(_DAMAGED):
        return zipfile.ZipFile(file)


def _only_member(archive: zipfile.ZipFile, name: str) -> zipfile.ZipInfo:
    """The member of a name; of two, readers of zips would take now one and now the other."""
    found = [info for info in archive.infolist() if info.filename == name]
    if len(found) != 1:
        raise Refused(_TWICE if found else _MISSING, member=name)
    return found[0]


def _read(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    """A member's bytes, bounded by what it claims to have and by what comes out of it."""
    info = _only_member(archive, name)
    if info.flag_bits & 0x1:
        raise Refused(_ENCRYPTED, member=name)
    # Keras only stores; who zips a file anew deflates. What else there is may ask for much memory by itself.
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Refused(_PACKED_OTHERWISE, member=name)
    if info.file_size > most:
        raise Refused(_MEMBER_TOO_LARGE, member=name, bytes=info.file_size, most=most)
    with faults_are_the_files(_DAMAGED), archive.open(info) as member:
        data = member.read(info.file_size + 1)  # so much is unpacked at most, whatever there is
    return data


def _parsed(data: bytes) -> Any:
    """What config.json says: an object of bounded depth, of which every text can be written again."""
    try:
        value = json.loads(data.decode("utf-8"), parse_constant=_no_number)
    except RecursionError as error:
        raise Refused(_TOO_DEEP, most=DEEPEST) from error
    except ValueError as error:
        raise Refused(_NO_JSON) from error
    if not isinstance(value, dict):
        raise Refused(NO_NETWORK)
    _check_depth(value)
    with faults_are_the_files(_NO_JSON):
        json.dumps(value, ensure_ascii=False).encode()  # halves of characters can be read, not written
    return _without_shared_ids(value)


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is no JSON")


def _check_depth(value: dict[str, Any]) -> None:
    """Level by level, so that no depth of the file's becomes one of Python's stack."""
    level: list[Any] = [value]
    for _ in range(DEEPEST):
        parts = (part for x in level for part in (x.values() if isinstance(x, dict) else x))
        level = [part for part in parts if isinstance(part, dict | list)]
    if level:
        raise Refused(_TOO_DEEP, most=DEEPEST)


def _without_shared_ids(value: Any) -> Any:
    """Keras marks objects that stand in several places with where they lay in memory: above all bounds."""
    if isinstance(value, dict):
        return {k: _without_shared_ids(v) for k, v in value.items() if k != "shared_object_id"}
    return [_without_shared_ids(part) for part in value] if isinstance(value, list) else value


def _looked_over(network: Any) -> Mapping[str, Any]:
    """The description as it may be calculated with; a student's own code is refused by the layer's name."""
    with faults_are_the_files(NO_NETWORK):  # a list where a name must stand, and the like
        if network["class_name"] not in NETWORKS:
            raise Refused(_OTHER_NETWORK, kind=shown(str(network["class_name"])))
        described = looked_over(network, ())
        if described.own:
            _refuse_own(network, described.own)
    return described.network


def _refuse_own(network: Mapping[str, Any], names: Sequence[str]) -> NoReturn:
    """Each layer is looked over as a network of its own, to find the first with code of a student's."""
    for layer in network["config"]["layers"]:
        alone = {"class_name": "Sequential", "module": "keras", "config": {"layers": [layer]}}
        if own := looked_over(alone, ()).own:
            raise Refused(_OWN, layer=shown(_name(layer)), names=shown(", ".join(own)))
    raise Refused(_OWN_ELSEWHERE, names=shown(", ".join(names)))


def _layers(network: Mapping[str, Any]) -> list[StoredLayer]:
    """The layers in their order, each with where Keras keeps its weights; names are unique."""
    found: list[StoredLayer] = []
    counts: Counter[str] = Counter()
    for layer in network["config"]["layers"]:
        name, kind = _name(layer), str(layer.get("class_name"))
        if kind in NETWORKS:
            raise Refused(_WITHIN, layer=shown(name))
        if any(name == other.name for other in found):
            raise Refused(_NAME_TWICE, layer=shown(name))
        config = layer["config"] if isinstance(layer.get("config"), dict) else {}
        if layer.get("module") == "keras.layers":  # and of the list, or it were a student's own
            found.append(StoredLayer(name, kind, config, counts[kind]))
            counts[kind] += 1
        elif str(layer.get("module")) in (*OPERATIONS, "keras.src.ops.core"):
            found.append(StoredLayer(name, kind, config, None))  # an operation between layers: no weights
        else:
            raise Refused(_NO_LAYER, layer=shown(name), kind=shown(kind))
    return found


def _name(layer: Mapping[str, Any]) -> str:
    """A layer's name as its config has it, or a functional network beside that."""
    for holder in (layer.get("config"), layer):
        name = holder.get("name") if isinstance(holder, dict) else None
        if isinstance(name, str) and 0 < len(name) <= _LONGEST_NAME:
            return name
    raise Refused(_NO_NAME, most=_LONGEST_NAME)
