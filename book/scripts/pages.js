// Says what a word or a button means where it stands: on hover, on focus, at a first tap.
{
  const tip = document.createElement("div");
  tip.className = "startlab-tip";
  tip.id = "startlab-tip";
  tip.setAttribute("role", "tooltip");
  tip.hidden = true;
  document.querySelector("main")?.append(tip);
  let target, wait, finger;
  const hide = () => {
    clearTimeout(wait);
    tip.hidden = true;
    target?.removeAttribute("aria-describedby");
    target = undefined;
  };
  const show = (wanted) => {
    clearTimeout(wait);
    if (wanted === target) return;
    hide();
    target = wanted;
    tip.textContent = target.dataset.tip;
    tip.hidden = false;
    // A button is called what its tip says: it need not be said twice.
    if (target.href) target.setAttribute("aria-describedby", tip.id);
    // A word may be broken over two lines: stand at the first of them, within the window.
    const { left, bottom, top } = target.getClientRects()[0];
    const below = bottom + tip.offsetHeight + 8 < innerHeight ? bottom + 4 : top - tip.offsetHeight - 4;
    const most = document.documentElement.clientWidth - tip.offsetWidth - 8;
    tip.style.left = Math.max(8, Math.min(left, most)) + scrollX + "px";
    tip.style.top = below + scrollY + "px";
  };
  const found = (event) => event.target.closest?.("[data-tip]");
  addEventListener("pointerover", (event) => {
    const over = found(event);
    if (event.pointerType === "touch") return;
    if (over) wait = (clearTimeout(wait), setTimeout(() => show(over), target ? 0 : 250));
    // The way from the word to its meaning may be slow, and the meaning may be read at leisure.
    else if (tip.contains(event.target)) clearTimeout(wait);
    else wait = (clearTimeout(wait), setTimeout(hide, 250));
  });
  addEventListener("focusin", (event) => {
    const focused = found(event);
    if (focused?.matches(":focus-visible")) show(focused);
  });
  addEventListener("focusout", hide);
  addEventListener("keydown", (event) => event.key === "Escape" && hide());
  addEventListener("pointerdown", (event) => (finger = event.pointerType === "touch"), true);
  addEventListener("click", (event) => {
    const tapped = found(event);
    if (!tapped?.href || !finger) return !tip.contains(event.target) && hide();
    if (tapped === target) return; // the second tap follows the link
    event.preventDefault();
    show(tapped);
  });
}

// The theme's button to the top of a long page, for one who scrolls back.
{
  const button = document.getElementById("pst-back-to-top");
  let before = 0;
  button?.addEventListener("click", () => scrollTo(0, 0));
  addEventListener("scroll", () => {
    if (button) button.style.display = scrollY && scrollY < before ? "block" : "none";
    before = scrollY;
  });
}

// Asks a table of the catalogue: its rows come as a script, once the reader opens it.
startlab.tables = {};
for (const place of document.querySelectorAll("[data-ask]")) {
  const make = (tag, into, settings = {}) => {
    const made = Object.assign(document.createElement(tag), settings);
    into.append(made);
    return made;
  };
  const load = (name) =>
    new Promise((done) => make("script", document.head, { src: `../data/${name}.js`, onload: done }));
  const opener = place.querySelector("button");
  const name = place.dataset.ask;
  const open = async () => {
    if (!startlab.sources) await load("sources");
    await load(name);
    const [columns, ...rows] = startlab.tables[name];
    const at = (column) => columns.indexOf(column);
    const form = make("form", place, { className: "startlab-filters", autocomplete: "off" });
    form.addEventListener("submit", (event) => event.preventDefault());
    const field = (tag, label, settings) =>
      make(tag, make("label", form, { textContent: `${label} ` }), settings);
    const words = field("input", "word", { type: "search" });
    const tests = [
      (row) => words.value.toLowerCase().split(/\s+/).every((word) => row.all.includes(word)),
    ];
    if (at("date") >= 0) {
      const date = (label) => field("input", label, { size: 10, placeholder: "2023-02" });
      const [from, to] = [date("from"), date("to")];
      const day = (row) => row[at("date")];
      tests.push((row) => day(row) >= from.value && day(row) <= (to.value || "9") + "~");
    }
    columns.forEach((column, n) => {
      const values = [...new Set(rows.map((row) => row[n]))].sort();
      // Worth a choice: a few short words that come again and again.
      const words = /[a-z]/i.test(values) && values.every((value) => value.length < 40);
      if (!words || values.length < 2 || values.length > 20 || rows.length < 2 * values.length) return;
      const select = field("select", column.replaceAll("_", " "));
      for (const value of ["all", ...values]) make("option", select, { textContent: value || "empty" });
      tests.push((row) => !select.selectedIndex || row[n] === values[select.selectedIndex - 1]);
    });
    const count = make("p", place);
    const box = make("div", place, { className: "startlab-table", tabIndex: 0 });
    box.setAttribute("role", "region");
    box.setAttribute("aria-label", `Rows of ${name}`);
    const table = make("table", box, { className: "dataframe" });
    const heads = make("tr", make("thead", table));
    const body = make("tbody", table);
    let sorted = -1;
    let upward = true;
    for (const row of rows) row.all = row.join(" ").toLowerCase();
    const show = () => {
      const found = rows.filter((row) => tests.every((test) => test(row)));
      const order = new Intl.Collator("en", { numeric: true }).compare;
      if (sorted >= 0) found.sort((a, b) => (upward ? 1 : -1) * order(a[sorted], b[sorted]));
      [...heads.children].forEach((head, n) =>
        n === sorted
          ? head.setAttribute("aria-sort", upward ? "ascending" : "descending")
          : head.removeAttribute("aria-sort"),
      );
      count.textContent = `${found.length} of ${rows.length} rows` +
        (found.length > 200 ? ", the first 200 shown" : "");
      body.replaceChildren();
      for (const row of found.slice(0, 200)) {
        const line = make("tr", body);
        row.forEach((text, n) => {
          const cell = make("td", line);
          const size = text.length > 80 ? "long" : text.length > 28 ? "middle" : "short";
          cell.className = `startlab-${size}`;
          if (columns[n] !== "source") return (cell.textContent = text);
          text.split(";").forEach((key) => {
            const link = make("a", cell, { textContent: key, href: `references.html#${key}` });
            link.dataset.tip = startlab.sources[key] ?? "";
            cell.append(" ");
          });
        });
      }
    };
    columns.forEach((column, n) => {
      const head = make("th", heads, { scope: "col" });
      make("button", head, { type: "button", textContent: column.replaceAll("_", " ") }).onclick = () => {
        upward = sorted !== n || !upward;
        sorted = n;
        show();
      };
    });
    form.addEventListener("input", () => {
      show();
      startlab.speak(count.textContent);
    });
    show();
  };
  opener.addEventListener("click", async () => {
    const opened = opener.getAttribute("aria-expanded") === "true";
    opener.setAttribute("aria-expanded", !opened);
    if (place.children.length === 1) await open();
    for (const part of [...place.children].slice(1)) part.hidden = opened;
  });
}
