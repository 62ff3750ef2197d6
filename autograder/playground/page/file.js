// An image file as ink: whatever differs from its border, be it dark on light or light on dark.

/** The ink of an image file, fitted into the sheet. Rejects where the browser cannot read it as an image. */
async function inkOfFile(file) {
  const image = await createImageBitmap(file), scale = FINE / Math.max(image.width, image.height);
  const width = Math.max(1, Math.round(image.width * scale)), height = Math.max(1, Math.round(image.height * scale));
  const context = make("canvas", { width, height }).getContext("2d");
  context.fillStyle = "white";  // what is transparent lies on paper
  context.fillRect(0, 0, width, height);
  Object.assign(context, { imageSmoothingEnabled: scale < 1, imageSmoothingQuality: "high" });
  context.drawImage(image, 0, 0, width, height);
  return placed(againstBorder(greysOf(context.getImageData(0, 0, width, height)), width), width, height);
}

function greysOf({ data }) {
  return Float32Array.from({ length: data.length / 4 }, (_, at) =>
    0.299 * data[4 * at] + 0.587 * data[4 * at + 1] + 0.114 * data[4 * at + 2]);
}

/** How far each grey is from the border's, on the side where the farther ones are; the border's own noise is none. */
function againstBorder(greys, width) {
  const height = greys.length / width;
  const border = greys.filter((_, at) => at % width % (width - 1) === 0 || Math.floor(at / width) % (height - 1) === 0);
  const paper = border.sort()[border.length >> 1], sign = paper > 127 ? -1 : 1;
  const ink = greys.map((grey) => Math.max(0, sign * (grey - paper)));
  const noise = Math.abs(border[Math.floor(border.length * (sign < 0 ? 0.05 : 0.95))] - paper);
  const most = ink.reduce((a, b) => Math.max(a, b));
  return ink.map((grey) => (most > noise ? (255 * Math.max(0, grey - noise)) / (most - noise) : 0));
}

/** In the middle of the sheet. */
function placed(ink, width, height) {
  const out = new Uint8Array(FINE * FINE), left = (FINE - width) >> 1, top = (FINE - height) >> 1;
  for (let y = 0; y < height; y++) out.set(ink.subarray(y * width, (y + 1) * width), (top + y) * FINE + left);
  return out;
}
