// NumPy's `.npz`: a zip without compression of `.npy` files.

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  for (let bit = 0; bit < 8; bit++) byte = byte & 1 ? (byte >>> 1) ^ 0xedb88320 : byte >>> 1;
  return byte;
});

function crc32(bytes) {
  const crc = bytes.reduce((before, byte) => CRC_TABLE[(before ^ byte) & 255] ^ (before >>> 8), -1);
  return (crc ^ -1) >>> 0;
}

const latin = (text) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

function joinedBytes(parts) {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** Numbers in little-endian bytes, of a width each: `[2, 20], [4, size]`. */
function littleEndian(...fields) {
  return Uint8Array.from(fields.flatMap(([width, value]) =>
    Array.from({ length: width }, (_, place) => (value >>> (8 * place)) & 255)));
}

/** An array as NumPy's format 1.0, whose head fills a multiple of 64 bytes. */
function npy(descr, shape, array) {
  const shown = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(", ")})`;
  const dictionary = `{'descr': '${descr}', 'fortran_order': False, 'shape': ${shown}, }`;
  const length = Math.ceil((10 + dictionary.length + 1) / 64) * 64 - 10;
  const head = dictionary.padEnd(length - 1) + "\n";
  const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
  return joinedBytes([latin("\x93NUMPY\x01\x00"), littleEndian([2, length]), latin(head), bytes]);
}

/** A zip of files, `{name: bytes}`; all of the year 1980, since it has to say one. */
function zipped(files) {
  const parts = [], directory = [];
  let at = 0;
  for (const [name, bytes] of Object.entries(files)) {
    const [method, time, date] = [0, 0, 33], size = bytes.length;
    const about = littleEndian([2, 20], [2, 0], [2, method], [2, time], [2, date], [4, crc32(bytes)], [4, size],
      [4, size], [2, name.length], [2, 0]);
    parts.push(latin("PK\x03\x04"), about, latin(name), bytes);
    const where = littleEndian([2, 0], [2, 0], [2, 0], [4, 0], [4, at]);
    directory.push(latin("PK\x01\x02"), littleEndian([2, 20]), about, where, latin(name));
    at += 4 + about.length + name.length + size;
  }
  const listed = joinedBytes(directory), count = Object.keys(files).length;
  const end = littleEndian([2, 0], [2, 0], [2, count], [2, count], [4, listed.length], [4, at], [2, 0]);
  return joinedBytes([...parts, listed, latin("PK\x05\x06"), end]);
}

/** Digits as a test set: `x_test` uint8 (N, 28, 28) and `y_test` int64 (N,). */
function npzOf(digits) {
  const images = joinedBytes(digits.map(({ pixels }) => pixels));
  const labels = BigInt64Array.from(digits, ({ label }) => BigInt(label));
  return zipped({
    "x_test.npy": npy("|u1", [digits.length, SIDE, SIDE], images),
    "y_test.npy": npy("<i8", [digits.length], labels),
  });
}
