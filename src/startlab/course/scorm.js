// Reports a chapter to the learning management system in whose frame or window it stands, by
// SCORM 2004 or 1.2: how many exercises are right, and whether all are answered. Texts count for
// the second alone, as nobody has marked them.
{
  const seek = (from) => {
    for (let place = from, up = 0; place && up < 20; place = place.parent, up++) {
      try {
        if (place.API_1484_11) return [place.API_1484_11, true];
        if (place.API) return [place.API, false];
      } catch {} // a frame of another host
      if (place.parent === place) break;
    }
  };
  const [api, modern] = seek(window) ?? seek(window.opener) ?? [];
  const ask = (name, ...words) => api[modern ? name : `LMS${name}`](...words);
  const NAMES = modern
    ? { score: "cmi.score", status: "cmi.completion_status", exit: "cmi.exit", time: "cmi.session_time" }
    : { score: "cmi.core.score", status: "cmi.core.lesson_status", exit: "cmi.core.exit", time: "cmi.core.session_time" };
  const numbers = [...document.querySelectorAll("[data-exercise]")].map((e) => e.dataset.exercise);
  const start = Date.now();
  const mine = () => {
    const all = Object(startlab.recall("answers"));
    return Object.fromEntries(numbers.filter((n) => all[n]?.status).map((n) => [n, all[n]]));
  };
  // An old system keeps 4,096 characters: long texts are the first to go, and stay in the browser.
  const remembered = () => {
    const text = JSON.stringify(mine());
    if (modern || text.length <= 4096) return text;
    const short = Object.entries(mine()).filter(([, { answer }]) => answer.length < 200);
    return JSON.stringify(Object.fromEntries(short)).slice(0, 4096);
  };
  const elapsed = () => {
    const seconds = Math.round((Date.now() - start) / 1000);
    const two = (n) => String(n).padStart(2, "0");
    const [h, m, s] = [seconds / 3600, (seconds / 60) % 60, seconds % 60].map(Math.floor);
    return modern ? `PT${seconds}S` : `${two(h)}:${two(m)}:${two(s)}`;
  };
  const report = () => {
    const states = Object.values(mine());
    const right = states.filter(({ status }) => status === "right").length;
    const asked = numbers.filter((number) => !startlab.exercises[number].words).length;
    const score = asked ? Math.round((100 * right) / asked) : 0;
    const values = { raw: score, min: 0, max: 100, ...(modern && { scaled: score / 100 }) };
    for (const [name, value] of Object.entries(values)) {
      ask("SetValue", `${NAMES.score}.${name}`, String(value));
    }
    const whole = states.length === numbers.length;
    ask("SetValue", NAMES.status, whole ? "completed" : "incomplete");
    ask("SetValue", "cmi.suspend_data", remembered());
    ask("Commit", "");
  };
  document.querySelector(".bd-sidebar-primary")?.remove(); // the other chapters are not here
  if (api && numbers.length && ask("Initialize", "") !== "false") {
    let kept = {};
    try {
      kept = JSON.parse(ask("GetValue", "cmi.suspend_data") || "{}");
    } catch {} // nothing of ours
    const keep = startlab.keep;
    keep("answers", kept); // those of this student, whoever used the browser before
    dispatchEvent(new Event("pageshow")); // the exercises draw their state again
    startlab.keep = (key, value) => {
      keep(key, value);
      if (key === "answers") report();
    };
    report();
    addEventListener("pagehide", () => {
      ask("SetValue", NAMES.exit, "suspend");
      ask("SetValue", NAMES.time, elapsed());
      ask("Commit", "");
      ask(modern ? "Terminate" : "Finish", "");
    });
  }
}
