// What each network says: a row with its digit, how sure it is, and a bar for every output.

class Answer {
  /** `packed` as the data has it: its weights are unpacked once it is first asked. */
  constructor(packed) {
    this.packed = packed;
    this.version = -1;
    this.bars = [];
    this.digit = make("strong", { class: "read" }, "–");
    this.sureness = make("span", { class: "sureness" });
    this.verdict = make("span", { class: "verdict" });
    this.chart = make("div", { class: "bars", role: "img", "aria-label": told("no_answer") });
    this.element = make("li", { class: packed.own ? "answer own" : "answer" }, this.about());
    if (!packed.reason) this.complete();
  }

  get network() {
    return (this.unpacked ??= readNetwork(this.packed));
  }

  get shown() {
    return !this.element.hidden;
  }

  get asked() {
    return this.shown && !this.packed.reason;
  }

  about() {
    const { name, title, own, accuracy, parameters, note, reason } = this.packed;
    const facts = [
      accuracy !== null && told("accuracy", { percent: percentExactly(accuracy) }),
      parameters !== null && told("parameters", { count: whole(parameters) }),
    ].filter(Boolean).join(" · ");
    const tag = own ? [make("span", { class: "tag" }, told("own"))] : [];
    const head = make("h3", {}, name, ...tag, " ", make("span", { class: "title" }, title));
    const small = [facts, note].filter(Boolean).map((text) => make("p", { class: "small" }, text));
    if (reason) small.push(make("p", { class: "small reason" }, make("strong", {}, told("untrained")), ` ${reason}`));
    return make("div", { class: "about" }, head, ...small);
  }

  complete() {
    const said = make("p", { class: "said" }, this.digit, this.sureness, this.verdict);
    this.element.prepend(said);
    this.element.append(this.chart);
    this.inside = new Inside(this);
    this.element.append(this.inside.element);
    this.drawBars(this.packed.operations.at(-1).to.at(-1));
  }

  drawBars(count) {
    this.chart.classList.toggle("many", count > 10);
    this.bars = Array.from({ length: count }, (_, digit) => {
      const fill = make("span", { class: "fill" });
      const track = make("span", { class: "track" }, fill);
      const bar = make("span", { class: "bar" }, track, make("span", {}, String(digit)));
      this.chart.append(bar);
      return { bar, fill };
    });
  }

  /** Asks about greys, or shows that there is nothing to ask about. */
  ask(greys, version) {
    this.version = version;
    this.result = greys && ask(this.network, greys, this.inside.open);
    const { probabilities } = this.result ?? { probabilities: new Float32Array(this.bars.length) };
    this.most = greys ? probabilities.indexOf(probabilities.reduce((a, b) => Math.max(a, b))) : -1;
    write(this.digit, greys ? String(this.most) : "–");
    write(this.sureness, greys ? percent(probabilities[this.most]) : "");
    this.bars.forEach(({ bar, fill }, digit) => {
      fill.style.transform = `scaleY(${probabilities[digit].toFixed(3)})`;
      bar.classList.toggle("most", digit === this.most);
    });
    this.inside.show(this.result, greys);
  }

  /** Whether it is right, where that is known; `doubted` where what it says is not to be believed. */
  judge(truth, doubted) {
    const known = truth !== null && this.most >= 0, right = this.most === truth;
    this.verdict.className = known ? (right ? "verdict better" : "verdict worse") : "verdict";
    write(this.verdict, known ? told(right ? "right" : "wrong") : doubted && this.most >= 0 ? told("doubted") : "");
    this.element.classList.toggle("doubted", doubted && !known);
  }

  /** For who does not see the bars; not while one draws, since it is long. */
  describe() {
    const { probabilities } = this.result ?? {};
    const each = probabilities && Array.from(probabilities, (share, digit) => `${digit}: ${percent(share)}`).join(", ");
    this.chart.setAttribute("aria-label", each ?? told("no_answer"));
  }
}

/** To see a digit, such a share of the networks must say the same, and be so sure of it on average. */
const AGREED = { share: 0.5, sureness: 0.4 };
const AGREED_IF_ODD = { share: 0.75, sureness: 0.8 };

/** What networks say together: the digit that most say, how many do, what others say, and whether they agree. */
function opinion(answers, odd) {
  const sayings = new Map();
  for (const { most, result } of answers) {
    const { count = 0, sum = 0 } = sayings.get(most) ?? {};
    sayings.set(most, { count: count + 1, sum: sum + result.probabilities[most] });
  }
  const [[digit, { count, sum }], ...others] = [...sayings].sort(([, a], [, b]) => b.count - a.count || b.sum - a.sum);
  const { share, sureness } = odd ? AGREED_IF_ODD : AGREED;
  const agreed = count >= share * answers.length && sum >= sureness * count;
  return { digit, count, others: others.map(([other]) => other), agreed };
}

/** The choice of networks, where there are more than a few. */
function choiceOf(answers, changed) {
  const boxes = answers.map((answer) => make("input", { type: "checkbox", checked: answer.shown }));
  const count = make("summary");
  const apply = () => {
    answers.forEach((answer, at) => { answer.element.hidden = !boxes[at].checked; });
    const shown = boxes.filter(({ checked }) => checked).length;
    write(count, told("shown", { shown: whole(shown), all: whole(answers.length) }));
    changed();
  };
  const all = (checked) => () => { boxes.forEach((box) => { box.checked = checked; }); apply(); };
  boxes.forEach((box) => box.addEventListener("change", apply));
  const labels = answers.map(({ packed }, at) => make("label", {}, boxes[at], ` ${packed.name}`));
  const buttons = [["all", true], ["none", false]].map(([key, checked]) =>
    make("button", { type: "button", onclick: all(checked) }, told(key)));
  apply();
  return make("details", { class: "choice" }, count, make("p", { class: "tools" }, ...buttons),
    make("div", { class: "boxes" }, ...labels));
}
