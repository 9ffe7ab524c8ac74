// Plays the games of startlab.play in a page without a kernel; it knows no game.
// A move and a number from 0 to below 1 lead to the next place. Python adds in the same order.
startlab.turn = ({ states, rounds }, at, move, luck) => {
  const outcomes = states[at.state].moves[move][1];
  let n = 0;
  for (let below = outcomes[0][0]; luck >= below && n < outcomes.length - 1; ) below += outcomes[++n][0];
  let [, state, points, says] = outcomes[n];
  const done = at.done + 1;
  if (rounds && done >= rounds) state = states[state].after ?? state;
  return { state, done, points: at.points + points, says };
};
startlab.replay = (game, seed, moves) => {
  const luck = startlab.random(seed);
  let at = { state: 0, done: 0, points: 0, says: "" };
  return [at, ...moves.map((move) => (at = startlab.turn(game, at, move, luck())))];
};
const number = (points) => String(+points.toFixed(2)).replace("-", "\u2212");
const fill = (says, { done, points }) =>
  says.replace(/\{(turn|done|points)\}/g, (_, of) =>
    of === "points" ? number(points) : done + (of === "turn"),
  );

for (const root of document.querySelectorAll(".startlab-game")) {
  const game = JSON.parse(root.querySelector("script").textContent);
  const make = (tag, parent, text = "", name = "") => {
    const made = parent.appendChild(document.createElement(tag));
    made.textContent = text;
    if (name) made.className = name;
    return made;
  };
  const says = root.querySelector(".startlab-says");
  const frame = root.querySelector(".startlab-frame");
  root.querySelector(".startlab-choices").classList.add("startlab-paper");
  const choices = make("div", root, "", "startlab-moves");
  const bar = make("div", root, "", "startlab-bar");
  const undo = make("button", bar, "Undo");
  const again = make("button", bar, "Again");
  const score = make("span", bar);
  const link = make("a", bar);
  const log = make("ol", root);
  log.tabIndex = 0; // it may scroll
  log.ariaLabel = "What has happened";
  log.reversed = true; // the newest stands where one looks
  const ended = [];
  let seed, moves, trouble;

  const show = (spoken) => {
    const places = startlab.replay(game, seed, moves);
    const at = places[moves.length];
    const state = game.states[at.state];
    const words = [trouble, fill(at.says, at), fill(state.says, at)].filter(Boolean).join(" ");
    frame.innerHTML = game.pictures[state.picture].map((line) => game.lines[line]).join("\n");
    says.textContent = words;
    choices.replaceChildren();
    state.moves.forEach(([label], n) => {
      make("button", choices, label).onclick = () => {
        moves.push(n);
        trouble = "";
        show(true);
        (choices.children[n] ?? choices.firstChild ?? again).focus({ preventScroll: true });
      };
    });
    undo.disabled = !moves.length;
    const mean = ended.reduce((all, points) => all + points, 0) / ended.length;
    score.textContent =
      `Points: ${number(at.points)}` +
      (ended.length ? ` \u00b7 ${ended.length} finished, average ${number(mean)}` : "");
    link.textContent = `Seed ${seed}: copy the link`;
    link.href = `${location.href.split("#")[0]}#${root.id}?seed=${seed}`;
    log.replaceChildren();
    moves.forEach((move, n) => {
      const label = game.states[places[n].state].moves[move][0];
      log.prepend(make("li", log, `${label}. ${fill(places[n + 1].says, places[n + 1])}`));
    });
    if (spoken) startlab.speak(words);
  };
  const start = (from) => {
    seed = from % 2 ** 32;
    moves = [];
    trouble = "";
  };
  undo.onclick = () => {
    moves.pop();
    show(true);
    if (undo.disabled) choices.firstChild.focus({ preventScroll: true });
  };
  again.onclick = () => {
    const at = startlab.replay(game, seed, moves)[moves.length];
    if (!game.states[at.state].moves.length) ended.push(at.points);
    start(seed + 1);
    show(true);
    choices.firstChild.focus({ preventScroll: true });
  };
  link.onclick = async (event) => {
    event.preventDefault();
    try {
      history.replaceState(null, "", link.href);
      await navigator.clipboard.writeText(link.href);
      link.textContent = "Copied";
    } catch {
      link.textContent = "The link stands in the address bar";
    }
    startlab.speak(link.textContent);
  };
  // A class with one seed in the address has the same luck.
  const read = () => {
    const [, name, asked] = location.hash.match(/^#([\w-]+)\?seed=(.*)$/) ?? [];
    const mine = name === root.id;
    const good = /^\d{1,10}$/.test(asked) && asked < 2 ** 32;
    if (moves && !mine) return;
    start(mine && good ? +asked : Math.ceil(Math.random() * 9999));
    if (mine && !good) {
      trouble = `The address asks for the seed ${asked.slice(0, 30)}, and a seed is a whole number from 0 to 4294967295: this one is drawn at random.`;
    }
    show();
    if (mine) root.scrollIntoView();
  };
  addEventListener("hashchange", read);
  read();
  // Themes turn the page on arrow keys.
  root.addEventListener("keydown", (event) => event.stopPropagation());
}
