// Brings the widgets of startlab.explore to life in a page without a kernel.
const written = (number, digits) =>
  number.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
const rounded = (number, digits) => Math.floor(number * 10 ** digits + 0.5) / 10 ** digits;

// What is said to a prediction, and how it is drawn: as in startlab.figures.predict.
const verdict = (asked, guesses) => {
  if (asked.choices) return `Your prediction: ${asked.choices[guesses[0]]}. ${asked.says[guesses[0]]}`;
  const guess = Math.max(...guesses);
  const off = guesses.reduce((sum, g, n) => sum + Math.abs(g - asked.truth[n]), 0) / guesses.length;
  const write = (number) => written(rounded(number, asked.digits), asked.digits);
  const said = asked.says[asked.upto.findIndex((end) => end === null || guess <= end)]
    .replaceAll("{guess}", write(guess)).replaceAll("{off}", write(off));
  const number = `${write(guess)} ${asked.unit ?? ""}`.trim();
  return asked.canvas ? said : `Your prediction: ${number}. ${said}`;
};
const marked = (mark, values) => {
  const [zero, slope, low, high] = mark.axis;
  const places = values.map((v) => rounded(Math.min(Math.max(zero + slope * v, low), high), 1));
  const points = places.map((y, n) => `${mark.x?.[n]} ${y}`).join(" ");
  return mark.svg.replaceAll("{points}", points).replaceAll("{p}", places[0]);
};

for (const root of document.querySelectorAll(".startlab-explore")) {
  const { styles, lines, frames, predict } = JSON.parse(
    root.querySelector("script:not([class])").textContent,
  );
  const part = (name) => root.querySelector(`.startlab-${name}`);
  const form = part("controls");
  const inputs = [...form.querySelectorAll("input, select")];
  let drawn;
  let guesses;
  const texts = (input) =>
    input.options ? [...input.options].map((option) => option.text)
      : input.dataset.texts ? JSON.parse(input.dataset.texts) : ["no", "yes"];
  const place = (input) =>
    input.options ? input.selectedIndex : input.dataset.texts ? +input.value : +input.checked;
  const set = (input, at) => {
    if (input.options) input.selectedIndex = at;
    else if (input.dataset.texts) input.value = at;
    else input.checked = at === 1;
  };
  const show = () => {
    let index = 0;
    const state = new URLSearchParams();
    for (const input of inputs) {
      const names = texts(input);
      const at = place(input);
      index = index * names.length + at;
      state.set(input.id.slice(root.id.length + 1), names[at]);
      if (input.dataset.texts) {
        input.nextElementSibling.textContent = names[at];
        input.setAttribute("aria-valuetext", names[at]);
      }
    }
    if (index === drawn) return;
    drawn = index;
    Object.assign(root.dataset, { frame: index, state }); // for who takes the figure
    const [says, ...runs] = frames[index];
    let svg = "";
    for (let n = 0; n < runs.length; n += 2) {
      svg += lines.slice(runs[n], runs[n] + runs[n + 1]).join("\n") + "\n";
    }
    svg = svg.replace(/&(\d+);/g, (_, n) => styles[n]);
    if (guesses && predict.mark && predict.frame === index) {
      const values = predict.canvas ? [predict.start, ...guesses] : guesses;
      svg = svg.replace(/<\/svg>\s*$/, () => marked(predict.mark, values) + "</svg>");
    }
    part("frame").innerHTML = svg;
    part("says").textContent = says;
  };
  // Keep room for the longest sentence: the text below must not move with a slider.
  const longest = frames.reduce((one, [says]) => (says.length > one.length ? says : one), "");
  const makeRoom = () => {
    const says = part("says");
    const twin = says.cloneNode();
    twin.style.minHeight = 0;
    twin.textContent = longest;
    says.after(twin);
    says.style.minHeight = twin.offsetHeight + "px";
    twin.remove();
  };
  addEventListener("resize", makeRoom);
  makeRoom();
  form.addEventListener("input", () => {
    show();
    startlab.speak(part("says").textContent);
  });
  form.addEventListener("reset", () => setTimeout(show)); // the controls are set after the event
  addEventListener("pageshow", show); // a browser may set them too, on reload or return
  for (const each of root.querySelectorAll("form")) {
    each.addEventListener("submit", (event) => event.preventDefault());
    // Themes turn the page on arrow keys and JupyterLab leaves the cell: keep keys to the control.
    each.addEventListener("keydown", (event) => event.stopPropagation());
  }
  form.hidden = inputs.length === 0;

  // First the prediction: the style sheet covers the figure until the reader has committed.
  const told = (words, name) => {
    part("stage").querySelector(":scope > p")?.remove();
    const line = document.createElement("p");
    line.className = `startlab-${name}`;
    line.textContent = words;
    line.tabIndex = -1;
    part("stage").prepend(line);
    setTimeout(() => line.focus()); // a keyboard goes on from here, once the figure is painted
  };
  const reveal = (given) => {
    if (!predict || root.classList.contains("startlab-shown")) return;
    root.classList.add("startlab-shown");
    guesses = given;
    let rest = predict.frame;
    for (const input of [...inputs].reverse()) {
      const many = texts(input).length;
      set(input, rest % many);
      rest = Math.floor(rest / many);
    }
    drawn = undefined;
    show();
    makeRoom(); // it could not be measured under the cover
  };
  const asking = part("predict");
  if (asking) {
    const fields = [...asking.querySelectorAll("input")];
    asking.addEventListener("submit", () => {
      const ticked = fields.find((field) => field.checked);
      reveal(ticked ? [+ticked.value] : fields.map((field) => +field.value));
      told(verdict(predict, guesses), "verdict");
    });
    asking.querySelector("button[type=button]").addEventListener("click", () => {
      reveal();
      told(part("says").textContent, "verdict visually-hidden");
    });
    if (predict.canvas) draw(root, part("canvas").querySelector("svg"), fields, predict);
  }

  // An address may name a state: #fig-5-2?first=2017&party=US.
  const visit = () => {
    const [name, asked] = location.hash.slice(1).split("?");
    if (name !== root.id || asked === undefined) return;
    reveal();
    const wrong = [];
    for (const [key, text] of new URLSearchParams(asked)) {
      const input = inputs.find((each) => each.id === `${root.id}-${key}`);
      const at = input ? texts(input).indexOf(text) : -1;
      if (at < 0) wrong.push(`${key}=${text}`);
      else set(input, at);
    }
    if (wrong.length) {
      form.reset();
      told(`The address asks for ${wrong.join(" and ")}, which this figure does not have; ` +
        "it shows its first state.", "fault");
    }
    show();
    root.scrollIntoView();
  };
  addEventListener("hashchange", visit);
  visit();
}

// A line is drawn with the pointer where it is to go on; the fields beside it do the same.
function draw(root, svg, fields, { canvas, start }) {
  const { x, axis } = canvas;
  svg.insertAdjacentHTML("beforeend", canvas.svg.replace("{points}", ""));
  const line = svg.querySelector(".startlab-guess");
  const redraw = () => {
    const known = fields.findIndex((field) => field.value === "");
    const values = [start, ...fields.slice(0, known < 0 ? fields.length : known).map((f) => +f.value)];
    line.setAttribute("points", marked({ axis, x, svg: "{points}" }, values));
  };
  let last;
  const pull = (event) => {
    const { x: across, y: down } = new DOMPoint(event.clientX, event.clientY)
      .matrixTransform(svg.getScreenCTM().inverse());
    const near = x.reduce((best, at, n) => (Math.abs(at - across) < Math.abs(x[best] - across) ? n : best), 0);
    const { min, max, step } = fields[0];
    const value = Math.min(Math.max((down - axis[0]) / axis[1], +min), +max);
    const from = last ?? near;
    for (let n = Math.min(from, near); n <= Math.max(from, near); n += 1) {
      if (n) fields[n - 1].value = Math.round(value / step) * step;
    }
    last = near;
    redraw();
  };
  svg.addEventListener("pointerdown", (event) => {
    svg.setPointerCapture(event.pointerId);
    last = undefined;
    pull(event);
  });
  svg.addEventListener("pointermove", (event) => event.buttons && pull(event));
  for (const field of fields) field.addEventListener("input", redraw);
  redraw();
}
