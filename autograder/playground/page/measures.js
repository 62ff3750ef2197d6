// Whether a drawing can be a digit, by its ink alone. The bounds lie where next to none of MNIST's 70,000 images
// are, so that a thin 1 and a bold 8 are digits; what the networks make of it is asked afterwards.

/** The longer side of a drawing, in the drawing's pixels: below it is a dot, whatever the pen. */
const LEAST = 4 * 16;
/** How many times a digit of 20 pixels can lose its rim before all is gone: by more, and it is a filled shape. */
const MOST_RIMS = 5;
/** Holes, pieces, and pieces on one line: an 8 has two holes, a 5 two pieces, and noise adds some. */
const MOST_PARTS = 5;
/** Width by height: a dash is wider. */
const WIDEST = 2.3;

/** Why a drawing is no digit: "empty", "small", "solid" or "tangled"; "" where it may be one. */
function doubtOf(box, picture) {
  if (!box) return "empty";
  if (Math.max(box.width, box.height) < LEAST) return "small";
  const inked = Array.from(picture, (grey) => grey > 127);
  if (rims(inked) > MOST_RIMS) return "solid";
  const holes = regions(inked.map((is) => !is), BESIDE) - 1;  // what is around a digit is none
  const parts = Math.max(holes, regions(inked, AROUND), crossings(inked));
  return parts > MOST_PARTS || box.width > WIDEST * box.height ? "tangled" : "";
}

/** Of each pixel the places beside it, and with those at its corners; -1 lies outside. */
const BESIDE = neighbours(([across, down]) => Math.abs(across) + Math.abs(down) === 1);
const AROUND = neighbours(([across, down]) => across !== 0 || down !== 0);

function neighbours(near) {
  const steps = [-1, 0, 1].flatMap((down) => [-1, 0, 1].map((across) => [across, down])).filter(near);
  const within = (place) => place >= 0 && place < SIDE;
  return Array.from({ length: SIDE * SIDE }, (_, at) => steps.map(([across, down]) => {
    const x = (at % SIDE) + across, y = Math.floor(at / SIDE) + down;
    return within(x) && within(y) ? y * SIDE + x : -1;
  }));
}

/** How often the outermost pixels can be taken off a shape before it is gone. */
function rims(inked) {
  let left = inked, count = 0;
  while (left.includes(true)) {
    const before = left;
    left = before.map((is, at) => is && AROUND[at].every((near) => before[near]));
    count++;
  }
  return count;
}

/** How many connected areas are marked. */
function regions(marked, near) {
  const left = [...marked];
  let count = 0;
  for (let start = left.indexOf(true); start >= 0; start = left.indexOf(true, start)) {
    const reached = [start];
    left[start] = false;
    while (reached.length) {
      for (const place of near[reached.pop()]) {
        if (!left[place]) continue;
        left[place] = false;
        reached.push(place);
      }
    }
    count++;
  }
  return count;
}

/** On the row or column where they are most: how often ink begins. */
function crossings(inked) {
  const begins = (at, step, first) => inked[at] && (first || !inked[at - step]);
  const lines = Array.from({ length: 2 * SIDE }, () => 0);
  for (let at = 0; at < inked.length; at++) {
    const x = at % SIDE, y = Math.floor(at / SIDE);
    lines[y] += begins(at, 1, x === 0);
    lines[SIDE + x] += begins(at, SIDE, y === 0);
  }
  return Math.max(...lines);
}
