// Kept digits out of an `.npz`, as this page or numpy.savez writes it. What is no such file throws.

const MOST_KEPT = 10_000;

/** The digits of a file: `x_test` uint8 (N, 28, 28), `y_test` whole numbers (N,) from 0 to 9. */
function digitsOf(buffer) {
  const files = unzipped(new DataView(buffer));
  const images = readNpy(files.get("x_test.npy")), labels = readNpy(files.get("y_test.npy"));
  const [count, ...size] = images.shape, found = Array.from(labels.values, Number);
  const fits = images.values instanceof Uint8Array && String(size) === `${SIDE},${SIDE}` && count <= MOST_KEPT;
  if (!fits || labels.shape.length !== 1 || found.length !== count) throw new RangeError("other arrays");
  if (!found.every((label) => Number.isInteger(label) && 0 <= label && label <= 9)) throw new RangeError("labels");
  return found.map((label, at) => ({ label, pixels: images.values.slice(at * SIDE ** 2, (at + 1) * SIDE ** 2) }));
}

/** The members of a zip without compression, by their names. */
function unzipped(view) {
  let end = view.byteLength - 22;
  while (view.getUint32(end, true) !== 0x06054b50) end--;  // before the first byte it throws
  const files = new Map();
  let at = view.getUint32(end + 16, true);
  for (let left = view.getUint16(end + 10, true); left > 0; left--) {
    const [method, size, name, extra, comment, local] = [[10, 2], [24, 4], [28, 2], [30, 2], [32, 2], [42, 4]].map(
      ([place, width]) => (width === 2 ? view.getUint16(at + place, true) : view.getUint32(at + place, true)));
    const start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
    if (method === 0) files.set(textOf(view, at + 46, name), new DataView(view.buffer, start, size));
    at += 46 + name + extra + comment;
  }
  return files;
}

const KINDS = {
  "|u1": Uint8Array, "|i1": Int8Array, "<u2": Uint16Array, "<i2": Int16Array, "<u4": Uint32Array, "<i4": Int32Array,
  "<u8": BigUint64Array, "<i8": BigInt64Array,
};

/** An array of NumPy's format, in C's order. */
function readNpy(view) {
  const wide = view.getUint8(6) > 1, start = wide ? 12 : 10;
  const length = wide ? view.getUint32(8, true) : view.getUint16(8, true), head = textOf(view, start, length);
  const [, descr] = /'descr': '([^']*)'/.exec(head), [, sides] = /'shape': \(([\d, ]*)\)/.exec(head);
  const shape = sides.split(",").filter((side) => side.trim()).map(Number), from = view.byteOffset + start + length;
  const kind = KINDS[descr], bytes = shape.reduce((a, b) => a * b, 1) * kind.BYTES_PER_ELEMENT;
  if (!head.includes("'fortran_order': False")) throw new RangeError("another order");
  if (start + length + bytes > view.byteLength) throw new RangeError("cut short");
  return { shape, values: new kind(view.buffer.slice(from, from + bytes)) };
}

function textOf(view, start, length) {
  return String.fromCharCode(...new Uint8Array(view.buffer, view.byteOffset + start, length));
}
