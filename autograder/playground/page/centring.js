// From a drawing to what the networks get: fitted and centred as MNIST was made, or plainly shrunk.

/** Pixels on a side of what the networks see, and of the drawing: sixteen to each. */
const SIDE = 28, STRIDE = 16, FINE = STRIDE * SIDE;
/** On a side of the box into which MNIST's digits were fitted. */
const BOX = 20;
/** The pixel in which MNIST's digits have their centre of mass: so it is, within half, in all 70,000. */
const CENTRE = 14;

/** The smallest box around all ink (FINE × FINE numbers from 0 to 255), or null where there is none. */
function boxOf(ink) {
  let left = FINE, right = -1, top = FINE, bottom = -1;
  for (let y = 0, at = 0; y < FINE; y++) {
    for (let x = 0; x < FINE; x++, at++) {
      if (ink[at] === 0) continue;
      if (x < left) left = x;
      if (x > right) right = x;
      if (y < top) top = y;
      bottom = y;
    }
  }
  return right < 0 ? null : { left, top, width: right - left + 1, height: bottom - top + 1 };
}

/** The whole drawing as 28 × 28 greys. */
function shrunk(ink) {
  return Uint8ClampedArray.from(scaled(ink, FINE, FINE, SIDE, SIDE));
}

/** The drawing as MNIST was made: its box fitted into 20 × 20, its centre of mass put at the centre. */
function centred(ink, box = boxOf(ink)) {
  const out = new Uint8ClampedArray(SIDE * SIDE);
  if (!box) return out;
  const scale = BOX / Math.max(box.width, box.height);
  const columns = Math.max(1, Math.round(box.width * scale)), rows = Math.max(1, Math.round(box.height * scale));
  const fitted = scaled(cropped(ink, box), box.width, box.height, columns, rows);
  const [x, y] = massCentre(fitted, columns);
  const left = beginning(x, columns), top = beginning(y, rows);
  for (let row = 0; row < rows; row++) {
    out.set(fitted.subarray(row * columns, (row + 1) * columns), (top + row) * SIDE + left);
  }
  return out;
}

/** Where a side begins whose mass has this centre; no ink may fall off the edge, however heavy one end is. */
function beginning(centre, length) {
  return Math.min(Math.max(Math.round(CENTRE - centre), 0), SIDE - length);
}

function massCentre(image, columns) {
  let mass = 0, across = 0, down = 0;
  image.forEach((grey, at) => {
    mass += grey;
    across += grey * (at % columns);
    down += grey * Math.floor(at / columns);
  });
  return [across / mass, down / mass];
}

function cropped(ink, { left, top, width, height }) {
  const out = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    const start = (top + y) * FINE + left;
    out.set(ink.subarray(start, start + width), y * width);
  }
  return out;
}

/** An image with other numbers of columns and rows: each new pixel is the mean of what it covers. */
function scaled(image, width, height, columns, rows) {
  return squeezed(squeezed(image, width, height, columns), height, columns, rows);
}

/** Every row averaged into `count` pixels, with rows and columns exchanged: twice, and they are as before. */
function squeezed(image, width, height, count) {
  const out = new Float32Array(count * height), length = width / count;
  for (let place = 0; place < count; place++) {
    const begin = place * length, end = Math.min(begin + length, width);
    for (let x = Math.floor(begin); x < end; x++) {
      const share = (Math.min(x + 1, end) - Math.max(x, begin)) / length;
      for (let y = 0; y < height; y++) out[place * height + y] += share * image[y * width + x];
    }
  }
  return out;
}
