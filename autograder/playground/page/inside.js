// Inside of a network: the maps of its convolutions, its loudest hidden units. Drawn only while it is open.

const LOUDEST = 12;

class Inside {
  constructor(answer) {
    this.answer = answer;
    this.body = make("div", { class: "layers" });
    this.element = make("details", { class: "inside" }, make("summary", {}, told("inside")), this.body);
    this.element.addEventListener("toggle", () => this.toggled());
    // Its pictures have the colours of the theme that they were drawn in.
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.toggled());
  }

  get open() {
    return this.element.open;
  }

  toggled() {
    this.clear();
    if (this.open) this.show(this.greys && ask(this.answer.network, this.greys, true), this.greys);
  }

  clear() {
    this.layers = null;
    this.body.replaceChildren();
  }

  /** What goes on for these greys, or that there are none. */
  show(result, greys) {
    this.greys = greys;
    if (!this.open) return;
    if (result) {
      this.layers ??= this.build();
      for (const layer of this.layers) layer.show(result.stages[layer.last]);
    } else {
      this.clear();
      write(this.body, told("nothing_inside"));
    }
  }

  build() {
    const layers = layersOf(this.answer.network).map(viewOf).filter(Boolean);
    this.body.replaceChildren(make("p", { class: "small" }, told("signs")), ...layers.map(({ element }) => element));
    return layers;
  }
}

/** Operations of one Keras layer, which weighs and then perhaps activates, as one. */
function layersOf(network) {
  const layers = [];
  network.operations.forEach((operation, at) => {
    if (layers.at(-1)?.name !== operation.layer) {
      const pixels = network.operations.slice(0, at).every(({ kind }) => kind === "reshape" || kind === "scale");
      layers.push({ network, name: operation.layer, kind: operation.class, pixels, all: [] });
    }
    const layer = layers.at(-1);
    layer.all.push(operation);
    Object.assign(layer, { last: at, to: operation.to });
    if (operation.kind === "dense" || operation.kind === "convolution") layer.weighing = operation;
  });
  layers.at(-1).ends = true;
  return layers;
}

/** How a layer is shown: nothing is to be seen in one that only puts numbers in another order. */
function viewOf(layer) {
  if (layer.all.every(({ kind }) => kind === "reshape")) return null;
  if (layer.to.length > 1) return new Maps(layer);
  if (layer.to.length === 1 && layer.weighing && (!layer.ends || sideOf(layer))) return new Units(layer);
  return null;
}

function headOf({ name, kind }, about) {
  return make("h4", {}, `${name} `, make("span", { class: "muted" }, `${kind} · ${about}`));
}

/** The maps of a layer; behind those of a convolution there is a kernel, which a tap shows. */
class Maps {
  constructor(layer) {
    const [rows, columns, count = 1] = layer.to;
    Object.assign(this, { layer, rows, columns, count, last: layer.last });
    this.kernels = layer.weighing?.kind === "convolution";
    this.pictures = Array.from({ length: count }, blank);
    this.kernel = make("div", { class: "kernel" });
    this.tiles = this.pictures.map((picture, map) => this.tile(picture, map));
    const about = told("maps", { count: whole(count), rows, columns });
    const hint = this.kernels ? [make("p", { class: "small" }, told("tap_map"))] : [];
    this.element = make("section", {}, headOf(layer, about), ...hint, make("div", { class: "maps" }, ...this.tiles),
      this.kernel);
  }

  tile(picture, map) {
    if (!this.kernels) return make("span", { class: "paper" }, picture);
    const open = () => this.openKernel(map);
    return make("button", { type: "button", "aria-pressed": "false", "aria-label": told("map", { map: map + 1 }),
      onclick: open }, picture);
  }

  show(values) {
    const most = farthest(values);
    this.pictures.forEach((picture, map) => {
      const one = Float32Array.from({ length: this.rows * this.columns }, (_, at) => values[at * this.count + map]);
      if (one.some((value) => value < 0)) drawSigned(picture, one, this.columns, most);
      else drawGreys(picture, one.map((value) => (255 * value) / most), this.columns);
    });
  }

  openKernel(map) {
    this.tiles.forEach((tile, at) => tile.setAttribute("aria-pressed", String(at === map)));
    const { size, from, weights: [kernel, bias] } = this.layer.weighing, channels = from[2], cells = size[0] * size[1];
    const parts = Array.from({ length: channels }, (_, channel) =>
      Float32Array.from({ length: cells }, (_, at) => kernel[(at * channels + channel) * this.count + map]));
    const about = told(channels === 1 ? "kernel" : "kernel_deep", { map: map + 1, channels: whole(channels),
      bias: decimal(bias?.[map] ?? 0) });
    this.kernel.replaceChildren(make("p", { class: "small" }, about), kernelPictures(parts, size[1]));
    if (channels === 1) this.kernel.append(numbersIn(parts[0], size[1]));
  }
}

function kernelPictures(parts, columns) {
  const most = Math.max(...parts.map(farthest));
  const pictures = parts.map((part) => drawSigned(blank(), part, columns, most));
  return make("div", { class: parts.length === 1 ? "parts one" : "parts" }, ...pictures);
}

function numbersIn(values, columns) {
  const rows = Array.from({ length: values.length / columns }, (_, row) =>
    make("tr", {}, ...Array.from(values.subarray(row * columns, (row + 1) * columns), (value) =>
      make("td", {}, decimal(value)))));
  return make("table", { class: "weights" }, make("tbody", {}, ...rows));
}

/** On a side of the picture that a layer's units look at; 0 where they look at something else. */
function sideOf({ weighing, pixels }) {
  const side = Math.sqrt(weighing.from.reduce((a, b) => a * b));
  return pixels && Number.isInteger(side) ? side : 0;
}

/** Units of a dense layer: the loudest, with the picture that each looks for where it looks at pixels. */
class Units {
  constructor(layer) {
    Object.assign(this, { layer, last: layer.last, side: sideOf(layer), items: [] });
    const [count] = layer.to;
    this.shown = layer.ends ? count : Math.min(LOUDEST, count);
    this.written = layer.ends && layer.network.output !== "scores" ? percent : decimal;
    const about = told(layer.ends ? "outputs" : "units", { count: whole(count), shown: whole(this.shown) });
    this.list = make("ol", { class: "units" });
    this.element = make("section", {}, headOf(layer, about), this.list);
  }

  show(values) {
    const order = Array.from(values.keys());
    if (!this.layer.ends) order.sort((a, b) => Math.abs(values[b]) - Math.abs(values[a]));
    const loudest = order.slice(0, this.shown), most = farthest(values);
    this.list.replaceChildren(...loudest.map((unit) => this.item(unit).element));
    for (const unit of loudest) {
      const { value, fill } = this.item(unit);
      write(value, this.written(values[unit]));
      fill.style.transform = `scaleX(${Math.abs(values[unit]) / most})`;
    }
  }

  item(unit) {
    return (this.items[unit] ??= this.made(unit));
  }

  made(unit) {
    const value = make("span", { class: "number" }), fill = make("span", { class: "fill" });
    const name = told(this.layer.ends ? "output" : "unit", { unit: this.layer.ends ? unit : unit + 1 });
    const element = make("li", {}, ...(this.side ? [this.weightsOf(unit)] : []), make("span", {}, name), value,
      make("span", { class: "track" }, fill));
    return { element, value, fill };
  }

  /** What comes in to a unit, each weight at the pixel that it weighs, whatever order the network gets them in. */
  weightsOf(unit) {
    const { network: { order, padding }, weighing: { weights: [kernel] }, to: [count] } = this.layer;
    const weights = new Float32Array(this.side ** 2);
    weights.forEach((_, input) => {
      weights[order && !padding ? order[input] : input] = kernel[input * count + unit];
    });
    return drawSigned(blank(), weights, this.side, farthest(weights));
  }
}
