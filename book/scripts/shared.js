// What the other scripts share. The build joins this folder into startlab.js, this file first.
"use strict";
const startlab = {};

// One voice reads what changed, once the reader pauses: a held slider would queue hundreds of words.
{
  const voice = document.createElement("p");
  voice.className = "visually-hidden";
  voice.setAttribute("role", "status");
  document.querySelector("main")?.append(voice);
  let pause;
  startlab.speak = (words) => {
    clearTimeout(pause);
    voice.textContent = "";
    pause = setTimeout(() => (voice.textContent = words), 700);
  };
}

// Kept in this browser only; where storage is forbidden, until the page is left.
{
  const name = (key) => `startlab:${key}`;
  const kept = {};
  startlab.recall = (key) => {
    try {
      return JSON.parse(localStorage.getItem(name(key))) ?? kept[key];
    } catch {
      return kept[key];
    }
  };
  startlab.keep = (key, value) => {
    kept[key] = value;
    try {
      localStorage.setItem(name(key), JSON.stringify(value));
    } catch {} // the reader or the browser forbids it
  };
}

// Random numbers in [0, 1) that are the same for the same seed: mulberry32.
startlab.random = (seed) => () => {
  seed = (seed + 0x6d2b79f5) | 0;
  let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
};

// Paper is light: from a dark page, words would print grey and figures black.
{
  let onScreen;
  addEventListener("beforeprint", () => {
    onScreen = document.documentElement.dataset.theme;
    document.documentElement.dataset.theme = "light";
  });
  addEventListener("afterprint", () => {
    document.documentElement.dataset.theme = onScreen;
  });
}
