"use strict";
// A network in the page: operations in order, each from one array of numbers to the next, channels last.
// `autograder/playground/operations.py` makes them of Keras's layers and `forward.py` does the same in NumPy.

/** Every float16 by its sixteen bits. */
const HALVES = Float32Array.from({ length: 65536 }, (_, bits) => {
  const sign = bits & 0x8000 ? -1 : 1, exponent = (bits >> 10) & 31, fraction = (bits & 1023) / 1024;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * (exponent ? (1 + fraction) * 2 ** (exponent - 15) : fraction * 2 ** -14);
});

function bytesOf(base64) {
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}

/** The numbers of a packed array, in Keras's own order: `type` is "f2" (half precision) or "f4". */
function numbersOf({ type, data }) {
  const { buffer } = bytesOf(data);
  return type === "f4" ? new Float32Array(buffer) : Float32Array.from(new Uint16Array(buffer), (bits) => HALVES[bits]);
}

/** A packed network with its weights unpacked, ready for `ask`. */
function readNetwork(packed) {
  const operations = packed.operations.map((operation) => {
    return { ...operation, weights: operation.weights.map(numbersOf) };
  });
  return { ...packed, operations, table: packed.table && numbersOf(packed.table) };
}

/**
 * What a network says of an image: `greys` has 784 numbers from 0 to 255. `scores` are what stands before a
 * last softmax or sigmoid; with `keep`, `stages` holds the array behind each operation.
 */
function ask(network, greys, keep = false) {
  let values = prepared(network, greys), before = values;
  const stages = [];
  for (const operation of network.operations) {
    before = values;
    values = OPERATIONS[operation.kind](values, operation, ...operation.weights);
    if (keep) stages.push(values);
  }
  const scores = network.operations.at(-1).kind === "activation" ? before : values;
  return { scores, probabilities: network.output === "scores" ? ACTIVATIONS.softmax(values) : values, stages };
}

const OPERATIONS = {
  reshape: (values) => values,

  /** Along the last axis: kernel (inputs, units). */
  dense(values, { units }, kernel, bias) {
    const inputs = kernel.length / units, rows = values.length / inputs;
    const out = filledWith(bias, rows, units);
    for (let at = 0; at < values.length; at++) {
      if (values[at] === 0) continue;
      addScaled(out, Math.floor(at / inputs) * units, kernel, (at % inputs) * units, units, values[at]);
    }
    return out;
  },

  /** Kernel (height, width, channels, filters). Each pixel adds to all that look at it: zeros add nothing. */
  convolution(values, { from, to, size, strides, dilation, before }, kernel, bias) {
    const [height, width, channels] = from, [rows, columns, filters] = to;
    const out = filledWith(bias, rows * columns, filters);
    for (let at = 0; at < values.length; at++) {
      if (values[at] === 0) continue;
      const channel = at % channels, x = Math.floor(at / channels) % width, y = Math.floor(at / channels / width);
      for (let down = 0; down < size[0]; down++) {
        const row = (y + before[0] - down * dilation[0]) / strides[0];
        if (row < 0 || row >= rows || !Number.isInteger(row)) continue;
        for (let across = 0; across < size[1]; across++) {
          const column = (x + before[1] - across * dilation[1]) / strides[1];
          if (column < 0 || column >= columns || !Number.isInteger(column)) continue;
          const start = ((down * size[1] + across) * channels + channel) * filters;
          addScaled(out, (row * columns + column) * filters, kernel, start, filters, values[at]);
        }
      }
    }
    return out;
  },

  maximum: (values, operation) => pooled(values, operation, -Infinity, Math.max, (most) => most),
  mean: (values, operation) => pooled(values, operation, 0, (sum, value) => sum + value, (sum, count) => sum / count),

  /** Factor and offset of each channel: what BatchNormalization and Rescaling come to once trained. */
  scale: (values, _, factor, offset) =>
    values.map((value, at) => value * factor[at % factor.length] + offset[at % offset.length]),

  activation: (values, { name, width, slope }) =>
    name === "softmax" ? ACTIVATIONS.softmax(values, width) : values.map((value) => ACTIVATIONS[name](value, slope)),
};

const SELU = [1.6732632423543772, 1.0507009873554805];

const ACTIVATIONS = {
  relu: (value) => Math.max(0, value),
  relu6: (value) => Math.min(6, Math.max(0, value)),
  sigmoid: (value) => 1 / (1 + Math.exp(-value)),
  tanh: Math.tanh,
  elu: (value, slope = 1) => (value > 0 ? value : slope * Math.expm1(value)),
  selu: (value) => SELU[1] * (value > 0 ? value : SELU[0] * Math.expm1(value)),
  leaky_relu: (value, slope = 0.2) => (value > 0 ? value : slope * value),
  softplus: (value) => Math.max(value, 0) + Math.log1p(Math.exp(-Math.abs(value))),
  softsign: (value) => value / (1 + Math.abs(value)),
  silu: (value) => value / (1 + Math.exp(-value)),
  exponential: Math.exp,

  /** Of every `width` numbers by themselves. */
  softmax(values, width = values.length) {
    const out = new Float32Array(values.length);
    for (let start = 0; start < values.length; start += width) {
      const row = values.subarray(start, start + width), most = row.reduce((a, b) => Math.max(a, b));
      const powers = row.map((value) => Math.exp(value - most)), sum = powers.reduce((a, b) => a + b);
      out.set(powers.map((power) => power / sum), start);
    }
    return out;
  },
};

function filledWith(bias, rows, units) {
  const out = new Float32Array(rows * units);
  for (let row = 0; bias && row < rows; row++) out.set(bias, row * units);
  return out;
}

function addScaled(out, at, kernel, start, count, factor) {
  for (let i = 0; i < count; i++) out[at + i] += factor * kernel[start + i];
}

/** Windows over (height, width, channels); what lies outside of the image counts for nothing. */
function pooled(values, { from, to, size, strides, before }, empty, join, finish) {
  const [height, width, channels] = from, [rows, columns] = to;
  const out = new Float32Array(rows * columns * channels);
  for (let at = 0; at < out.length; at++) {
    const channel = at % channels, place = Math.floor(at / channels);
    const column = place % columns, row = Math.floor(place / columns);
    const top = row * strides[0] - before[0], left = column * strides[1] - before[1];
    let found = empty, count = 0;
    for (let y = Math.max(0, top); y < Math.min(height, top + size[0]); y++) {
      for (let x = Math.max(0, left); x < Math.min(width, left + size[1]); x++, count++) {
        found = join(found, values[(y * width + x) * channels + channel]);
      }
    }
    out[at] = finish(found, count);
  }
  return out;
}

// How images are prepared: the rules of `autograder/inside/preparation.py`.

function prepared({ rule, table, order, padding }, greys) {
  let values = RULES[rule](Float32Array.from(greys), table);
  if (order) values = Float32Array.from(order, (from) => values[from]);
  return padding ? framed(values, padding) : values;
}

const RULES = {
  raw: (values) => values,
  affine: (values, table) => {
    const places = table.length / 2;
    return values.map((value, at) => value * table[at % places] + table[places + (at % places)]);
  },
  levels: (values, table) => values.map((value) => table[Math.round(value)]),
  "unit columns": (values) => divided(values, (at) => at % 28, norm),
  "unit rows": (values) => divided(values, (at) => Math.floor(at / 28), norm),
  "unit image": (values) => divided(values, () => 0, norm),
  "brightest is one": (values) => divided(values, () => 0, (group) => group.reduce((a, b) => Math.max(a, b))),
  stretched: (values) => {
    const least = values.reduce((a, b) => Math.min(a, b));
    return RULES["brightest is one"](values.map((value) => value - least));
  },
  standardised: (values) => {
    const mean = values.reduce((a, b) => a + b) / values.length, about = values.map((value) => value - mean);
    return divided(about, () => 0, (group) => norm(group) / Math.sqrt(group.length));
  },
};

function norm(values) {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
}

function divided(values, groupOf, measure) {
  const groups = new Map();
  values.forEach((value, at) => groups.set(groupOf(at), [...(groups.get(groupOf(at)) ?? []), value]));
  const by = new Map([...groups].map(([group, found]) => [group, measure(found) || 1]));
  return values.map((value, at) => value / by.get(groupOf(at)));
}

function framed(values, padding) {
  const side = 28 + 2 * padding, out = new Float32Array(side * side);
  for (let y = 0; y < 28; y++) out.set(values.subarray(y * 28, y * 28 + 28), (y + padding) * side + padding);
  return out;
}
