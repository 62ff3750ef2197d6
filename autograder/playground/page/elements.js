// What every part of the page is made with: its words, its numbers, its elements and its small pictures.

const DATA = JSON.parse(document.getElementById("data").textContent);

/** A sentence of `words.py` with its fields filled. */
function told(key, values = {}) {
  return DATA.words[key].replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

const numbers = (options) => new Intl.NumberFormat(DATA.language, options).format;
const whole = numbers({ maximumFractionDigits: 0 });
const decimal = numbers({ minimumFractionDigits: 2, maximumFractionDigits: 2 });
const percent = numbers({ style: "percent", maximumFractionDigits: 0 });
const percentExactly = numbers({ style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1 });

/** An element with properties and children; `class` and names with a dash are attributes. */
function make(name, properties = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key === "class" || key === "role" || key.includes("-")) element.setAttribute(key, value);
    else element[key] = value;
  }
  element.append(...children);
  return element;
}

/** Only what differs is written: a text that stays costs no layout. */
function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** A canvas for a picture; what it shows is told where it stands. */
const blank = () => make("canvas", { "aria-hidden": "true" });

/** Greys from 0 to 255 as ink. */
function drawGreys(canvas, greys, columns = SIDE) {
  const context = sized(canvas, columns, greys.length / columns);
  canvas.classList.add("ink");
  const image = context.createImageData(canvas.width, canvas.height);
  greys.forEach((grey, at) => { image.data[4 * at + 3] = grey; });
  context.putImageData(image, 0, 0);
  return canvas;
}

/** 28 × 28 greys as a picture on paper of its own: what is ink is turned round in the dark, with all behind it. */
const pictureOf = (greys) => make("span", { class: "paper" }, drawGreys(blank(), greys));

/** Its context, cleared; the same number of pixels as before costs nothing. */
function sized(canvas, columns, rows) {
  const context = canvas.getContext("2d");
  if (canvas.width !== columns || canvas.height !== rows) Object.assign(canvas, { width: columns, height: rows });
  else context.clearRect(0, 0, columns, rows);
  return context;
}

/** Pixels on a side of each square in a picture of signed numbers. */
const CELL = 4;

/**
 * Signed numbers as squares, the stronger the farther from zero on the way to `most`. Negative ones have another
 * colour and are small, so that nobody needs the colours.
 */
function drawSigned(canvas, values, columns, most) {
  const context = sized(canvas, CELL * columns, CELL * (values.length / columns));
  canvas.classList.remove("ink");
  const style = getComputedStyle(document.documentElement);
  const colours = ["--mark", "--train"].map((name) => style.getPropertyValue(name));
  values.forEach((value, at) => {
    const x = CELL * (at % columns), y = CELL * Math.floor(at / columns), rim = value < 0 ? 1 : 0;
    context.fillStyle = colours[rim];
    context.globalAlpha = Math.min(1, Math.abs(value) / most);
    context.fillRect(x + rim, y + rim, CELL - 2 * rim, CELL - 2 * rim);
  });
  return canvas;
}

function farthest(values) {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
}

const motion = () => (matchMedia("(prefers-reduced-motion: reduce)").matches ? "instant" : "smooth");
