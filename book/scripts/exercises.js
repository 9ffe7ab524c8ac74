// Asks the exercises of startlab.check on a page, and answers by the cases that Python made.
const CHARACTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
const turned = (text) =>
  text.replace(/[a-z0-9]/gi, (c) => CHARACTERS[(CHARACTERS.indexOf(c) + 31) % 62]);
const [RIGHT, MISTAKE, , FORM] = [0, 1, 2, 3];
const MANY_TRIES = 3;
const NOTED = "Noted. Nobody has marked it";
const SIGN = { right: "✓ ", written: "✎ ", "not yet": "✗ " };
const done = (status) => status in SIGN && status !== "not yet";

// --- the rules of startlab.exercises; a test compares the two for every exercise
const readNumber = (text, unit) => {
  let plain = text.normalize("NFKC").toLowerCase().replace(/[−–‒—‐]/g, "-").replace(/⁄/g, "/");
  plain = plain.replace(/[ \t\r\n'’_]/g, "");
  if (!/^[-+]?0,/.test(plain)) plain = plain.replace(/(?<=[0-9]),(?=[0-9]{3}(?![0-9]))/g, "");
  const found = /^([-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+))(?:\/([0-9]+))?(%|[a-z]*)\.?$/.exec(
    plain.replace(",", "."),
  );
  if (!found || (found[2] && !+found[2])) return null;
  const part = ["%", "percent"].includes(found[3]) && unit !== "per cent" ? 100 : 1;
  const value = +found[1] / +(found[2] ?? 1) / part;
  return Number.isFinite(value) ? value : null;
};
const same = (given, value, tolerance) =>
  typeof value === "number" ? Math.abs(given - value) <= tolerance + 1e-9 : given === value;
startlab.judge = (data, typed, tries) => {
  const count = (Array.isArray(typed) ? typed : typed.match(/[^ \t\r\n]+/g))?.length;
  if (!count) return ["unanswered", "Not answered yet."];
  if (data.words) {
    const [least, most] = data.words;
    if (least <= count && count <= most) {
      return ["written", `${NOTED}${data.reasons.length ? ": compare it with these" : ""}.`];
    }
    return ["not yet", `Not yet. Write ${least} to ${most} words; here are ${count}.`];
  }
  const many = data.kind === "many";
  const given = many ? [typed].flat().sort().join().toLowerCase() : readNumber(typed, data.unit);
  let [role, says] = [FORM, "The answer is a number, such as 1,550 or 0.25."];
  if (given !== null) {
    const known = ([, tolerance, , values]) => values.some((v) => same(given, v, tolerance));
    [role, , says] = (data.salt ? startlab.unseal(data, given) : data.cases.find(known)) ?? [];
  }
  if (role === RIGHT) return ["right", `Right. ${says}`];
  if (role === FORM) return ["not yet", `Not yet. ${says}`];
  const first = role === MISTAKE || (says && tries >= MANY_TRIES) ? says : data.question;
  const place = data.look && `Look at “${data.look}”.`;
  const more = tries < 2 ? "" : tries < MANY_TRIES ? place : data.way;
  return ["not yet", `Not yet. ${first} ${more === first ? "" : more}`.trimEnd(), given];
};

// --- what the reader did, kept in this browser only
const answers = () => Object(startlab.recall("answers"));
const keepAnswer = (number, entry) =>
  startlab.keep("answers", { ...answers(), [number]: { ...answers()[number], ...entry } });
const make = (tag, properties = {}, ...children) => {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
};
const anchorOf = (title) => title.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
const redraw = []; // what shows the state of the reader, drawn again when it changes from elsewhere

const file = location.pathname.split("/").pop();
// An edition may leave the solutions out, and a chapter of one's own may have none.
const SOLVED = document.querySelector(`.bd-sidebar a[href$="solutions/${file}"]`);
const roots = [...document.querySelectorAll(".startlab-check")];
for (const root of roots) {
  const number = root.dataset.exercise;
  const data = JSON.parse(turned(root.dataset.cases));
  (startlab.exercises ??= {})[number] = data;

  const field = data.words
    ? make("textarea", { rows: 5 })
    : make("input", { type: "text", autocomplete: "off" });
  const boxes = data.options.map((value) => make("input", { type: "checkbox", value }));
  const asks = boxes.length
    ? make("fieldset", {}, make("legend", { textContent: `Your answer to ${number}` }),
        ...boxes.map((box) => make("label", {}, box, ` ${box.value}`)))
    : make("label", {}, `Your answer to ${number} `, field, ` ${data.unit}`);
  const verdict = make("p", { className: "startlab-verdict", hidden: true });
  const why = make("div");
  const more = make("details", {}, make("summary", { textContent: "Show me" }), why);
  const form = make("form", {}, asks, make("button", { textContent: "Check" }));
  root.replaceChildren(form, verdict, more);

  const read = () =>
    boxes.length ? boxes.filter((box) => box.checked).map((box) => box.value) : field.value;
  const write = (answer) => {
    field.value = answer ?? "";
    for (const box of boxes) box.checked = [answer].flat().includes(box.value);
  };
  const explain = () => {
    const { status, shown } = answers()[number] ?? {};
    const right = done(status);
    more.hidden = (data.words || data.salt) && !right;
    const unit = data.kind === "number" ? ` ${data.unit}`.trimEnd() : "";
    const given = shown && !right ? [`The answer is ${data.answer}${unit}. ${data.cases[0][2]}`] : [];
    const solution = make("a", { href: `solutions/${file}#:~:text=${number}%20` }, "the solution");
    more.firstChild.textContent = right ? "More" : "Show me";
    why.replaceChildren(
      ...given.map((words) => make("p", {}, words)),
      make("ul", {}, ...data.reasons.map((reason) => make("li", {}, reason))),
      ...(SOLVED ? [make("p", {}, "Step by step: ", solution, ".")] : []),
    );
  };
  const say = (status, says) => {
    verdict.hidden = false;
    verdict.dataset.status = status;
    const [before, after] = says.split(`“${data.look}”`);
    verdict.replaceChildren(make("span", { ariaHidden: "true" }, SIGN[status] ?? ""), before);
    if (after) {
      verdict.append(make("a", { href: `#${anchorOf(data.look)}` }, data.look), after);
    }
  };
  redraw.push(() => {
    const entry = answers()[number];
    write(entry?.answer);
    verdict.hidden = !entry?.status;
    more.open = done(entry?.status);
    if (entry?.status) say(...startlab.judge(data, entry.answer, entry.tried.length));
    explain();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const answer = read();
    const tried = answers()[number]?.tried ?? [];
    const key = startlab.judge(data, answer, 1)[2];
    if (key !== undefined && !tried.includes(key)) tried.push(key);
    const [status, says] = startlab.judge(data, answer, tried.length);
    say(status, says);
    startlab.speak(says);
    if (status === "unanswered") return;
    const before = answers()[number]?.status;
    keepAnswer(number, { answer, status, tried, when: new Date().toISOString() });
    explain();
    if (done(status) || tried.length >= MANY_TRIES) more.open = true;
    if (status !== before) drawProgress();
  });
  more.firstChild.addEventListener("click", () => {
    if (!more.open) keepAnswer(number, { shown: true });
    explain();
  });
}

// --- where am I: the side bar, the front page, and a box with what can be done with the answers
const chapter = /^(\d\d)_/.exec(file)?.[1];
const place = document.querySelector(".startlab-doors") ?? roots.at(-1)?.closest(".cell");
const title = document.querySelector("h1")?.firstChild.textContent;
if (roots.length) {
  startlab.keep("sizes", { ...startlab.recall("sizes"), [chapter]: roots.length });
  startlab.keep("last", { file, title });
}
// How many exercises of a chapter are right or written, in words and as a sign.
const progress = (which) => {
  const states = Object.entries(answers()).filter(([n, { status }]) => n.startsWith(which) && status);
  const right = states.filter(([, { status }]) => done(status)).length;
  const all = startlab.recall("sizes")?.[which] ?? states.length;
  const sign = right === all ? "✓" : `${right}/${all}`;
  return { any: states.length > 0, sign, words: `${right} of ${all} exercises done` };
};
const drawProgress = () => {
  for (const mark of document.querySelectorAll(".startlab-done")) mark.remove();
  for (const count of document.querySelectorAll(".startlab-number-of")) {
    const { any, sign, words } = progress(count.textContent.trim().padStart(2, "0"));
    if (!any) continue;
    const spoken = make("span", { className: "visually-hidden" }, ` (${words})`);
    const seen = make("span", { ariaHidden: "true" }, sign);
    count.parentElement.append(make("span", { className: "startlab-done" }, seen, spoken));
  }
  summary.textContent = roots.length ? `Your answers: ${progress(chapter).words}` : "Your answers";
};
const summary = make("summary");
const name = make("input", { type: "text", autocomplete: "name" });
const handIn = make("button", { type: "button" }, "Hand in");
const forget = make("button", { type: "button" }, "Forget all");
const told = make("p");
const tell = (words) => {
  told.textContent = words;
  startlab.speak(words);
};
handIn.addEventListener("click", () => {
  const given = Object.entries(answers()).filter(([, { status }]) => status);
  const text = JSON.stringify({
    startlab: "hand-in",
    name: name.value,
    version: startlab.version,
    when: new Date().toISOString(),
    answers: given.sort().map(([exercise, { answer, status, tried, when, shown }]) => {
      const tries = tried.length + done(status);
      return { exercise, answer, status, tries, shown: Boolean(shown), when };
    }),
  });
  const href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  const download = `startlab ${name.value.replace(/[^\p{L}\p{N} ]/gu, "") || "answers"}.json`;
  make("a", { href, download }).click();
  setTimeout(() => URL.revokeObjectURL(href), 60000);
  startlab.keep("name", name.value);
  tell(`Saved ${given.length} answers as “${download}”. Send this file to your teacher.`);
});
forget.addEventListener("click", () => {
  if (!forget.dataset.asked) {
    forget.dataset.asked = "yes";
    forget.textContent = "Yes, forget all";
    return tell("This removes every answer from this browser. Press again to do so.");
  }
  for (const key of ["answers", "sizes", "last", "name"]) startlab.keep(key, null);
  delete forget.dataset.asked;
  forget.textContent = "Forget all";
  redraw.forEach((draw) => draw());
  tell("All answers are forgotten.");
});
if (place) {
  const last = startlab.recall("last");
  const about = "They are kept in this browser only. Hand in saves them as a file.";
  place.after(
    make("details", { className: "startlab-answers" }, summary, make("p", {}, about),
      make("p", {}, make("label", {}, "Your name ", name), " ", handIn, " ", forget), told),
  );
  if (!roots.length && last) {
    const there = make("a", { href: `../notebooks/${last.file}` }, last.title);
    const on = make("p", { className: "startlab-continue" }, "Continue where you were: ", there);
    document.querySelector("h1").after(on);
  }
}
redraw.push(drawProgress, () => (name.value = startlab.recall("name") ?? ""));
// When each script has run, and again when a browser may have set fields.
for (const event of ["DOMContentLoaded", "pageshow"]) {
  addEventListener(event, () => redraw.forEach((draw) => draw()));
}
