// Whether a drawing can be a digit, by its ink alone, fitted into a square of GRID pixels. Of MNIST's images 2 in 1000
// lie beyond the bounds and 27 are odd; of random scribbles of twelve strokes most are either. A thin 1 and a bold 8
// are digits.

const GRID = 2 * SIDE;
/** The longer side of a drawing, in its own pixels: below it is a dot, whatever the pen. */
const LEAST = 4 * STRIDE;
/** On a side of the largest square that is all ink: the boldest of MNIST's strokes hold half of the grid at most. */
const MOST_FILLED = GRID / 2;
/** An 8 has two holes, and a heavy hand one more; a 5 has two pieces, and noise some more. */
const USUAL_HOLES = 2, MOST_HOLES = 3, MOST_PIECES = 5;
/** Half the length of all edges, in sides of the grid: about how far the pen went. */
const USUAL_WAY = 3.5, LONGEST_WAY = 4.3;
/** Width by height: MNIST's widest digit has 2.2, a dash more. */
const WIDEST = 2.3;

/**
 * Why a drawing is no digit: "empty", "small", "solid" or "tangled"; "" where it may be one, and "odd" where it may
 * but few digits are like it, so that the networks should be sure.
 */
function doubtOf(ink, box) {
  if (!box) return "empty";
  if (Math.max(box.width, box.height) < LEAST) return "small";
  const inked = gridOf(ink, box);
  if (largestSquare(inked) > MOST_FILLED) return "solid";
  const holes = regions(inked.map((is) => 1 - is), BESIDE) - 1;  // what is around a digit is none
  const pieces = regions(inked, AROUND), way = outline(inked) / 2 / GRID, wide = box.width > WIDEST * box.height;
  if (holes > MOST_HOLES || pieces > MOST_PIECES || way > LONGEST_WAY || wide) return "tangled";
  return holes > USUAL_HOLES || way > USUAL_WAY ? "odd" : "";
}

/** Where there is ink, 1, on a grid with a rim of one pixel without. */
function gridOf(ink, box) {
  const scale = GRID / Math.max(box.width, box.height), out = new Uint8Array((GRID + 2) ** 2);
  const columns = Math.max(1, Math.round(box.width * scale)), rows = Math.max(1, Math.round(box.height * scale));
  scaled(cropped(ink, box), box.width, box.height, columns, rows).forEach((grey, at) => {
    out[(Math.floor(at / columns) + 1) * (GRID + 2) + (at % columns) + 1] = grey > 127 ? 1 : 0;
  });
  return out;
}

/** Steps to the places beside one, and to those at its corners too. */
const BESIDE = [1, -1, GRID + 2, -GRID - 2];
const AROUND = [...BESIDE, GRID + 1, GRID + 3, -GRID - 1, -GRID - 3];

function largestSquare(inked) {
  const ending = new Uint8Array(inked.length), [left, up] = [1, GRID + 2];
  for (let at = up + left; at < inked.length; at++) {
    if (inked[at]) ending[at] = 1 + Math.min(ending[at - left], ending[at - up], ending[at - up - left]);
  }
  return ending.reduce((a, b) => Math.max(a, b));
}

/** Pixels that differ from the one beside them. */
function outline(inked) {
  const differs = (is, other = 0) => (is === other ? 0 : 1);
  return inked.reduce((sum, is, at) => sum + differs(is, inked[at - 1]) + differs(is, inked[at - GRID - 2]), 0);
}

/** How many areas of ones hang together by such steps. */
function regions(marked, steps) {
  const left = [...marked];
  let count = 0;
  for (let start = left.indexOf(1); start >= 0; start = left.indexOf(1, start), count++) {
    const reached = [start];
    left[start] = 0;
    while (reached.length) {
      const at = reached.pop();
      for (const step of steps) {
        if (left[at + step] !== 1) continue;
        left[at + step] = 0;
        reached.push(at + step);
      }
    }
  }
  return count;
}
