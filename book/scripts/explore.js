// Brings the widgets of startlab.explore to life in a page without a kernel.
for (const root of document.querySelectorAll(".startlab-explore")) {
  const { styles, lines, frames } = JSON.parse(root.querySelector("script").textContent);
  const form = root.querySelector("form");
  const inputs = [...form.querySelectorAll("input, select")];
  let drawn;
  const show = () => {
    let index = 0;
    for (const input of inputs) {
      const texts = input.dataset.texts && JSON.parse(input.dataset.texts);
      const at = input.options ? input.selectedIndex : texts ? +input.value : +input.checked;
      index = index * (input.options ? input.options.length : texts ? texts.length : 2) + at;
      if (texts) {
        input.nextElementSibling.textContent = texts[at];
        input.setAttribute("aria-valuetext", texts[at]);
      }
    }
    if (index === drawn) return;
    drawn = index;
    const [says, ...runs] = frames[index];
    let svg = "";
    for (let n = 0; n < runs.length; n += 2) {
      svg += lines.slice(runs[n], runs[n] + runs[n + 1]).join("\n") + "\n";
    }
    root.querySelector(".startlab-frame").innerHTML = svg.replace(/&(\d+);/g, (_, n) => styles[n]);
    root.querySelector(".startlab-says").textContent = says;
  };
  // Keep room for the longest sentence: the text below must not move with a slider.
  const longest = frames.reduce((one, [says]) => (says.length > one.length ? says : one), "");
  const makeRoom = () => {
    const says = root.querySelector(".startlab-says");
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
    startlab.speak(root.querySelector(".startlab-says").textContent);
  });
  form.addEventListener("reset", () => setTimeout(show)); // the controls are set after the event
  addEventListener("pageshow", show); // a browser may set them too, on reload or return
  form.addEventListener("submit", (event) => event.preventDefault());
  // Themes turn the page on arrow keys and JupyterLab leaves the cell: keep keys to the control.
  form.addEventListener("keydown", (event) => event.stopPropagation());
  form.hidden = false;
}
