// Each figure can be taken along: as a picture, as its rows, as a line that cites it.
const page = location.pathname.split("/").pop().replace(/\.html$/, "") || "index";
let loaded;
// The rows of a page are loaded when they are asked for, as a script: a folder allows no other way.
const rowsOfPage = () =>
  (loaded ??= new Promise((done) => {
    const script = document.createElement("script");
    script.src = `${page}.js`;
    script.onload = () => done(startlab.figures);
    script.onerror = () => done([]);
    document.head.append(script);
  }));
const make = (parent, tag, text = "") => {
  const made = document.createElement(tag);
  made.textContent = text;
  parent.append(made);
  return made;
};
const save = (content, name, type) => {
  const link = document.createElement("a");
  link.href = content.startsWith("data:") ? content : URL.createObjectURL(new Blob([content], { type }));
  link.download = name;
  link.click();
};
// On paper and in other programs a figure is light.
const light = (svg) =>
  svg.replace(/<style>.*?<\/style>/s, "").replace(/var\(--[\w-]+, ?([^)]+)\)/g, "$1");
const picture = (svg, name) => {
  const image = new Image();
  image.onload = () => {
    const canvas = document.createElement("canvas");
    const box = /viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(svg);
    [canvas.width, canvas.height] = [3 * box[1], 3 * box[2]];
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    save(canvas.toDataURL(), name);
  };
  image.src = `data:image/svg+xml,${encodeURIComponent(light(svg))}`;
};
// CSV as cells: what stands in quotation marks may hold commas.
const cells = (line) =>
  [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, plain]) =>
    quoted === undefined ? plain : quoted.replaceAll('""', '"'));

const all = document.querySelectorAll('figure:has(> img[src*="_images/"]), .startlab-explore');
all.forEach((figure, nth) => {
  const image = figure.querySelector(":scope > img");
  const name = figure.id;
  const details = make(figure, "details");
  details.className = "startlab-take";
  make(details, "summary", "Take this figure");
  const fill = async () => {
    const { title, svg, rows } = (await rowsOfPage())[nth] ?? {};
    const shown = () => figure.querySelector(".startlab-frame svg");
    const drawing = () => (image ? svg : shown() && new XMLSerializer().serializeToString(shown()));
    const table = () => {
      const runs = rows?.frames[rows.frames.length > 1 ? figure.dataset.frame : 0] ?? [];
      const lines = [];
      for (let n = 0; n < runs.length; n += 2) lines.push(...rows.lines.slice(runs[n], runs[n] + runs[n + 1]));
      return lines;
    };
    const address = () => {
      const here = document.querySelector("link[rel=canonical]")?.href ?? location.href.split("#")[0];
      return `${here}#${name}${figure.dataset.state ? `?${figure.dataset.state}` : ""}`;
    };
    const buttons = make(details, "p");
    const offer = (words, act) => make(buttons, "button", words).addEventListener("click", act);
    if (drawing()) {
      offer("SVG", () => save(drawing(), `${name}.svg`, "image/svg+xml"));
      offer("PNG", () => picture(drawing(), `${name}.png`));
    }
    if (table().length) offer("Rows (CSV)", () => save(table().join("\n") + "\n", `${name}.csv`, "text/csv"));
    const cite = make(details, "p");
    offer("Copy link", async () => {
      try {
        await navigator.clipboard.writeText(address());
        startlab.speak("Copied.");
      } catch {
        getSelection().selectAllChildren(cite.lastChild); // the reader copies it
      }
    });
    const box = make(details, "div");
    box.className = "startlab-table";
    Object.assign(box, { tabIndex: 0, role: "region", ariaLabel: `Rows of ${title ?? "the figure"}` });
    const write = () => {
      cite.textContent = `${startlab.book}. ${title ?? ""}. CC BY 4.0. `;
      make(cite, "span", address());
      box.replaceChildren();
      const made = make(box, "table");
      made.className = "dataframe";
      table().forEach((line, row) => {
        const inside = make(made, "tr");
        for (const cell of cells(line)) make(inside, row ? "td" : "th", cell);
      });
      if (!made.rows.length) make(box, "p", "The rows are too many to list; the notebook computes them.");
      if (figure.querySelector(".startlab-controls :is(input, select)") && rows?.frames.length === 1) {
        make(box, "p", "These rows are those of the first state.");
      }
    };
    write();
    new MutationObserver(write).observe(figure, { attributeFilter: ["data-frame"] });
  };
  details.addEventListener("toggle", fill, { once: true });
});
