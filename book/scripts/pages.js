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
