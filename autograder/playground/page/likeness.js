// How like a digit a drawing is, as likeness.py has it: what each digit's few directions cannot make of it.

const WINDOW = 4, SMALL = SIDE / 2, RIM = 1;

class Likeness {
  constructor({ means, directions, most }) {
    Object.assign(this, { means: numbersOf(means), directions: numbersOf(directions), most });
    [this.digits, this.axes, this.length] = directions.shape;
  }

  /** Whether more is left of greys than of nearly all digits. */
  refuses(greys) {
    return this.unlikeness(greys) > this.most;
  }

  unlikeness(greys) {
    const vector = small(greys), whole = product(vector, vector);
    let least = Infinity;
    for (let digit = 0; digit < this.digits; digit++) least = Math.min(least, this.left(vector, digit));
    return least / (whole || 1);
  }

  /** The squared length of what is left for this digit. */
  left(vector, digit) {
    const rest = vector.map((each, at) => each - this.means[digit * this.length + at]);
    let left = product(rest, rest);
    for (let axis = 0; axis < this.axes; axis++) {
      left -= product(rest, this.directions, (digit * this.axes + axis) * this.length) ** 2;
    }
    return left;
  }
}

/** The inner product of all of one with as many of the other. */
function product(one, other, start = 0) {
  let sum = 0;
  for (let at = 0; at < one.length; at++) sum += one[at] * other[start + at];
  return sum;
}

/** Means of overlapping windows of 28 × 28 greys, zeros around, from 0 to 1. */
function small(greys) {
  const out = new Float64Array(SMALL * SMALL);
  for (let at = 0; at < greys.length; at++) {
    const y = Math.floor(at / SIDE) + RIM, x = (at % SIDE) + RIM;
    for (const row of windowsWith(y)) for (const column of windowsWith(x)) out[row * SMALL + column] += greys[at];
  }
  return out.map((sum) => sum / (255 * WINDOW * WINDOW));
}

/** Which windows, of two pixels' distance, a pixel lies in. */
function windowsWith(place) {
  const last = Math.floor(place / 2);
  return [last - 1, last].filter((window) => window >= 0 && window < SMALL);
}
