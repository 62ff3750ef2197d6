// The page: from a change of the drawing to what every network says of it.

/** Milliseconds from the first change of a drawing to all answers in the page: the last hundred of them. */
const LATENCIES = [];
/** Milliseconds in one frame for asking networks; with more of them the rest is asked in the next. */
const PATIENCE = 40;
/** Milliseconds without a change before the answers are read out. */
const PAUSE = 900;

const part = (id) => document.getElementById(id);

class Playground {
  constructor() {
    Object.assign(this, { version: 0, looked: -1, waiting: false, since: null, spoken: told("empty") });
    this.answers = DATA.networks.map((packed) => new Answer(packed));
    part("answers").append(...this.answers.map(({ element }) => element));
    this.sheet = new Sheet(part("sheet"), () => this.changed());
    this.keys = new Keys(part("sheet"), part("cursor"), this.sheet, (key) => this.say(told(key)));
    this.pointing = new Pointing(part("sheet"), this.sheet);
    this.pictures = { centred: part("centred"), shrunk: part("shrunk") };
    this.likeness = new Likeness(DATA.likeness);
    this.kept = new Kept(() => (this.doubt === "empty" ? null : this.greys), (text) => this.say(text));
    offer((greys, label) => this.load(inkOf(greys), label));
    this.choose();
    this.listen();
    this.changed();
  }

  /** Shows as many networks as can be looked at; the others may be chosen. */
  choose() {
    const few = 8;
    if (this.answers.length <= few) return;
    let left = few;
    for (const { packed, element } of this.answers) element.hidden = !(packed.own || packed.reason || left-- > 0);
    part("answers").before(choiceOf(this.answers, () => this.schedule()));
  }

  listen() {
    const { sheet } = this, width = part("width"), rubber = part("rubber");
    const setWidth = () => { sheet.width = Number(width.value); };
    width.addEventListener("input", setWidth);
    setWidth();
    part("undo").addEventListener("click", () => sheet.undo());
    part("clear").addEventListener("click", () => sheet.clear());
    rubber.addEventListener("click", () => {
      sheet.rubber = !sheet.rubber;
      rubber.setAttribute("aria-pressed", String(sheet.rubber));
    });
    for (const choice of document.querySelectorAll("[name=preparation]")) {
      choice.addEventListener("change", () => this.changed());
    }
    part("file").addEventListener("change", (event) => this.open(event.target));
  }

  load(ink, label) {
    this.sheet.show(ink, label);
    part("sheet").scrollIntoView({ block: "nearest", behavior: motion() });
  }

  async open(input) {
    const [file] = input.files;
    if (!file) return;
    try {
      const ink = await inkOfFile(file), blank = !ink.some((grey) => grey > 0);
      if (!blank) this.load(ink);
      else write(part("file_said"), told("blank_image"));
    } catch {
      write(part("file_said"), told("no_image"));
    }
    input.value = "";  // so that the same file can be chosen again
  }

  changed() {
    this.version++;
    write(part("file_said"), "");
    this.since ??= performance.now();
    this.schedule();
  }

  schedule() {
    if (this.waiting) return;
    this.waiting = true;
    requestAnimationFrame(() => this.frame());
  }

  frame() {
    this.waiting = false;
    if (this.looked !== this.version) this.look();
    const behind = () => this.answers.filter((answer) => answer.asked && answer.version !== this.version);
    const end = performance.now() + PATIENCE;
    // Those that waited longest go first: while one draws, all have their turn.
    for (const answer of behind().sort((a, b) => a.version - b.version)) {
      answer.ask(this.doubt ? null : this.greys, this.version);
      if (performance.now() > end) break;
    }
    if (behind().length) this.schedule();
    else this.settle();
  }

  /** Makes both pictures of the drawing, and measures it. */
  look() {
    const ink = this.sheet.ink(), box = boxOf(ink);
    const made = { centred: centred(ink, box), shrunk: shrunk(ink) };
    for (const [name, canvas] of Object.entries(this.pictures)) drawGreys(canvas, made[name]);
    this.greys = made[document.querySelector("[name=preparation]:checked").value];
    const doubt = this.sheet.label === null ? doubtOf(ink, box) : "";
    this.odd = doubt === "odd";
    this.doubt = this.odd ? "" : doubt;
    if (!this.doubt && this.sheet.label === null && this.likeness.refuses(made.centred)) this.doubt = "unlike";
    this.looked = this.version;
  }

  /** All are asked: what they say together. */
  settle() {
    const asked = this.answers.filter(({ asked }) => asked);
    const voting = this.voting(asked), joint = this.doubt || !asked.length ? null : opinion(voting, this.odd);
    const doubted = joint !== null && !joint.agreed && this.sheet.label === null;
    for (const answer of asked) answer.judge(this.sheet.label, doubted);
    write(part("digit"), joint && !doubted ? String(joint.digit) : "–");
    write(part("summary"), this.summary(voting.length, joint, doubted));
    if (this.since !== null) LATENCIES.push(performance.now() - this.since);
    if (LATENCIES.length > 100) LATENCIES.shift();
    this.since = null;
    clearTimeout(this.pause);
    this.pause = setTimeout(() => this.speak(asked), PAUSE);
  }

  /** Whose answers count together: not those of one's own networks, which may not have learnt yet. */
  voting(asked) {
    const reference = asked.filter(({ packed }) => !packed.own);
    return reference.length ? reference : asked;
  }

  summary(count, joint, doubted) {
    if (this.doubt) return told(this.doubt);
    if (!joint) return told("none_shown");
    if (doubted) return told("no_digit");
    const { digit, others } = joint, { label } = this.sheet;
    const values = { digit, count: whole(joint.count), all: whole(count), others: others.join(", ") };
    const said = told(count === 1 ? "one_says" : others.length ? "most_say" : "all_say", values);
    return label === null ? said : `${said} ${told("it_is", { digit: label })}`;
  }

  /** Once drawing pauses: a screen reader that read out every stroke would never end. */
  speak(asked) {
    for (const answer of asked) answer.describe();
    const text = part("summary").textContent;
    if (text !== this.spoken) this.say(text);
    this.spoken = text;
  }

  say(text) {
    write(part("said"), text);
  }
}

new Playground();
