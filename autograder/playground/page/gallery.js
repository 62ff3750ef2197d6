// Digits to begin with, and digits to keep.

/** Buttons with pictures: one digit of each kind, and those that many networks get wrong. */
function offer(load) {
  for (const { pixels, label } of DATA.samples) {
    const greys = bytesOf(pixels), name = told("sample", { digit: label });
    const button = make("button", { type: "button", "aria-label": name, title: name }, pictureOf(greys));
    button.addEventListener("click", () => load(greys, label));
    document.getElementById("samples").append(button);
  }
  const gallery = document.getElementById("gallery");
  for (const { pixels, label, wrong } of DATA.gallery) {
    const greys = bytesOf(pixels), about = told("missed", { count: whole(wrong) });
    const button = make("button", { type: "button" }, pictureOf(greys),
      make("strong", {}, told("labelled", { digit: label })), make("span", { class: "small" }, about));
    button.addEventListener("click", () => load(greys, label));
    gallery.append(make("li", {}, button));
  }
  gallery.closest("section").hidden = DATA.gallery.length === 0;
}

/** Digits that one keeps with their labels: in this page alone, until they are downloaded. */
class Kept {
  /** `current` gives the greys that the networks got last, or null; `say` tells what came of it. */
  constructor(current, say) {
    Object.assign(this, { current, say, digits: [] });
    this.list = document.getElementById("kept");
    this.told = document.getElementById("kept_said");
    this.download = document.getElementById("download");
    this.download.addEventListener("click", () => this.save());
    document.getElementById("kept_file").addEventListener("change", (event) => this.load(event.target));
    const buttons = Array.from({ length: 10 }, (_, label) => make("button", { type: "button",
      "aria-label": told("keep_as", { digit: label }), onclick: () => this.keep(label) }, String(label)));
    document.getElementById("labels").append(...buttons);
    this.show();
  }

  keep(label) {
    const greys = this.current();
    if (!greys) return this.say(told("nothing_to_keep"));
    this.digits.push({ pixels: Uint8Array.from(greys), label });
    this.show();
    this.say(told("kept", { digit: label, count: whole(this.digits.length) }));
  }

  remove(digit) {
    this.digits = this.digits.filter((other) => other !== digit);
    this.show();
    this.say(told("removed", { count: whole(this.digits.length) }));
    this.list.querySelector("button")?.focus();
  }

  show() {
    this.list.replaceChildren(...this.digits.map((digit, at) => {
      const about = told("remove", { digit: digit.label, place: at + 1 });
      const remove = make("button", { type: "button", "aria-label": about, onclick: () => this.remove(digit) }, "×");
      return make("li", {}, pictureOf(digit.pixels), make("span", {}, String(digit.label)), remove);
    }));
    this.download.disabled = this.digits.length === 0;
  }

  /** Those of a file, behind those that are here. */
  async load(input) {
    const [file] = input.files;
    if (!file) return;
    try {
      this.digits.push(...digitsOf(await file.arrayBuffer()));
      this.show();
      write(this.told, told("loaded_kept", { count: whole(this.digits.length) }));
    } catch {
      write(this.told, told("no_kept"));
    }
    input.value = "";  // so that the same file can be chosen again
  }

  save() {
    const url = URL.createObjectURL(new Blob([npzOf(this.digits)], { type: "application/octet-stream" }));
    make("a", { href: url, download: "drawn_digits.npz" }).click();
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
  }
}
