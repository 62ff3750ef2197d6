"""Which wrong conclusions of `exploration` calibration can refute, on each set of data that it ships for.

A conclusion says that a variant is better, worse or no different. Right is "no difference" where the mean
over all seeds lies within the margin of the data, and a direction where the interval lies on that side of
zero: of a small, certain difference both may be said. What else is claimed is wrong; so many of these claims
are refuted whatever the student's own pair of trainings shows. Nothing is trained.

    python benchmarks/refutable_claims.py
"""

from __future__ import annotations

from autograder.networks.conclusions import Claim, refuted
from reference.calibration.stored import SHIPPED, Calibration, Difference, read_calibration
from reference.datasets import DEFAULT_MARGIN, MARGINS

#: Of each conclusion the variant that it is about, where it is built and trained as declared.
CONCLUSIONS = {
    "narrow_conclusion": "dense_16",
    "wide_conclusion": "dense_512",
    "sigmoid_conclusion": "dense_sigmoid",
    "tanh_conclusion": "dense_tanh",
    "sgd_conclusion": "sgd",
    "rmsprop_conclusion": "rmsprop",
    "long_conclusion": "epochs_20",
    "deeper_conclusion": "deeper",
    "raw_conclusion": "no_normalisation",
    "many_conclusion (11 units)": "outputs_11",
    "many_conclusion (20 units)": "outputs_20",
}


def main() -> None:
    for path in sorted(SHIPPED.glob("*.json")):
        calibration = read_calibration(path)
        if any(calibration.difference(variant) for variant in CONCLUSIONS.values()):
            _tell(path.stem, calibration)


def _tell(name: str, calibration: Calibration) -> None:
    margin = MARGINS.get(calibration.dataset, DEFAULT_MARGIN)
    print(f"{name}: margin {margin:.1%}")
    claims = refutable = 0
    for conclusion, variant in CONCLUSIONS.items():
        if (found := calibration.difference(variant)) is None:
            continue
        wrong = [claim for claim in Claim if claim not in _right(found, margin)]
        caught = [claim for claim in wrong if refuted(claim, None, found, margin)]
        claims, refutable = claims + len(wrong), refutable + len(caught)
        told = ", ".join(f"{claim}{'' if claim in caught else ' (not refuted)'}" for claim in wrong)
        print(f"  {conclusion:27} {found.mean:+7.2%}  {found.low:+7.2%} to {found.high:+7.2%}  wrong: {told}")
    print(f"  {refutable} of {claims} wrong claims are refuted, {refutable / claims:.0%}")


def _right(found: Difference, margin: float) -> set[Claim]:
    return {
        claim
        for claim, holds in (
            (Claim.NO_DIFFERENCE, abs(found.mean) <= margin),
            (Claim.BETTER, found.low > 0),
            (Claim.WORSE, found.high < 0),
        )
        if holds
    }


if __name__ == "__main__":
    main()
