// The sheet that one draws on. Its ink is black with an alpha; page.css turns it round where the page is dark.

const STEPS_KEPT = 40;
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** What is drawn; `changed` is called after each change. Of what was loaded its `label` may be known. */
class Sheet {
  constructor(canvas, changed) {
    canvas.width = canvas.height = FINE;
    this.context = canvas.getContext("2d", { willReadFrequently: true });
    this.context.lineCap = this.context.lineJoin = "round";
    this.changed = changed;
    Object.assign(this, { before: [], label: null, width: 0, rubber: false });
  }

  /** FINE × FINE numbers, 0 without ink and 255 where it is full. */
  ink() {
    const { data } = this.context.getImageData(0, 0, FINE, FINE), ink = new Uint8Array(FINE * FINE);
    for (let at = 0; at < ink.length; at++) ink[at] = data[4 * at + 3];  // `from` takes ten times as long
    return ink;
  }

  begin(point, erasing = this.rubber) {
    this.remember();
    Object.assign(this, { at: point, erasing, label: null });
    this.lineTo(point);
  }

  lineTo(point, pressure = 1) {
    const { context } = this;
    context.globalCompositeOperation = this.erasing ? "destination-out" : "source-over";
    context.lineWidth = this.width * pressure;
    context.beginPath();
    context.moveTo(...this.at);
    context.lineTo(point[0] + 0.01, point[1]);  // a line without any length would leave no dot
    context.stroke();
    this.at = point;
    this.changed();
  }

  /** Puts other ink in the place of what is there. */
  show(ink, label = null) {
    this.remember();
    this.put({ ink, label });
  }

  put({ ink, label }) {
    this.label = label;
    const image = this.context.createImageData(FINE, FINE);
    ink.forEach((grey, at) => { image.data[4 * at + 3] = grey; });
    this.context.putImageData(image, 0, 0);
    this.changed();
  }

  clear() {
    this.show(new Uint8Array(FINE * FINE));
  }

  remember() {
    this.before.push({ ink: this.ink(), label: this.label });
    if (this.before.length > STEPS_KEPT) this.before.shift();
  }

  undo() {
    const last = this.before.pop();
    if (last) this.put(last);
  }
}

/** 28 × 28 greys as ink, each a square, so that centring gives the same greys again. */
function inkOf(greys) {
  return Uint8Array.from({ length: FINE * FINE }, (_, at) =>
    greys[Math.floor(at / FINE / STRIDE) * SIDE + Math.floor((at % FINE) / STRIDE)]);
}

/** Draws on the sheet with whatever points: mouse, finger or pen, which presses and has a rubber at its end. */
class Pointing {
  constructor(canvas, sheet) {
    Object.assign(this, { canvas, sheet, pointer: null });
    canvas.addEventListener("pointerdown", (event) => this.down(event));
    canvas.addEventListener("pointermove", (event) => this.move(event));
    for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, (event) => this.up(event));
  }

  down(event) {
    const rubber = event.button === 5;
    if (this.pointer !== null || (event.button !== 0 && !rubber)) return;
    this.pointer = event.pointerId;
    this.canvas.setPointerCapture(event.pointerId);
    this.sheet.begin(this.placeOf(event), rubber || this.sheet.rubber);
  }

  move(event) {
    if (event.pointerId !== this.pointer) return;
    const between = event.getCoalescedEvents?.() ?? [];
    for (const at of between.length ? between : [event]) {
      this.sheet.lineTo(this.placeOf(at), at.pointerType === "pen" ? 0.5 + at.pressure : 1);
    }
  }

  up(event) {
    if (event.pointerId === this.pointer) this.pointer = null;
  }

  placeOf(event) {
    const { left, top, width, height } = this.canvas.getBoundingClientRect();
    return [((event.clientX - left) * FINE) / width, ((event.clientY - top) * FINE) / height];
  }
}

/** Draws by keys: arrows move a cursor, space sets the pen down and lifts it; `say` is told which. */
class Keys {
  constructor(canvas, cursor, sheet, say) {
    Object.assign(this, { cursor, sheet, say, at: [FINE / 2, FINE / 2], drawing: false });
    canvas.addEventListener("keydown", (event) => this.press(event));
    canvas.addEventListener("blur", () => this.lift());
    this.show();
  }

  press(event) {
    const key = event.ctrlKey || event.metaKey ? `Control ${event.key}` : event.key;
    const undo = () => { this.lift(); this.sheet.undo(); }, clear = () => { this.lift(); this.sheet.clear(); };
    const acts = { " ": () => event.repeat || this.turn(), Escape: () => this.lift(), Delete: clear, Backspace: undo,
      "Control z": undo };
    if (ARROWS[key]) this.step(...ARROWS[key], event.shiftKey ? 4 : 1);
    else if (acts[key]) acts[key]();
    else return;
    event.preventDefault();
  }

  step(across, down, times) {
    const moved = (place, by) => Math.min(Math.max(place + by * times * STRIDE, 0), FINE);
    this.at = [moved(this.at[0], across), moved(this.at[1], down)];
    if (this.drawing) this.sheet.lineTo(this.at);
    this.show();
  }

  turn() {
    if (this.drawing) return this.lift();
    this.drawing = true;
    this.sheet.begin(this.at);
    this.say("pen_down");
    this.show();
  }

  lift() {
    if (!this.drawing) return;
    this.drawing = false;
    this.say("pen_up");
    this.show();
  }

  show() {
    this.cursor.style.left = `${(100 * this.at[0]) / FINE}%`;
    this.cursor.style.top = `${(100 * this.at[1]) / FINE}%`;
    this.cursor.classList.toggle("down", this.drawing);
  }
}
