// What the emulator's pages do beyond standing there: keys, filters, and the calls as they arrive.
"use strict";

const KEYS = {
  "/": "Go to the search",
  "j": "Next row",
  "k": "Previous row",
  "Enter": "Open the row",
  "n": "Next page",
  "p": "Previous page",
  "?": "Show these keys",
};

function typing(target) {
  return target.closest("input, select, textarea, dialog") !== null;
}

// Rows: j and k move a mark, Enter opens what the row names.
function rows() {
  return [...document.querySelectorAll("main tbody tr")].filter((row) => row.querySelector("a"));
}

function move(by) {
  const all = rows();
  if (!all.length) return;
  const at = all.findIndex((row) => row.classList.contains("here"));
  const to = at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + by, 0), all.length - 1);
  if (at >= 0) all[at].classList.remove("here");
  all[to].classList.add("here");
  all[to].scrollIntoView({ block: "nearest" });
}

function follow(selector) {
  const found = document.querySelector(selector);
  if (found) found.click();
}

function showKeys() {
  const dialog = document.createElement("dialog");
  const list = document.createElement("dl");
  for (const [key, meaning] of Object.entries(KEYS)) {
    const term = document.createElement("dt");
    const means = document.createElement("dd");
    const shown = document.createElement("kbd");
    shown.textContent = key;
    means.textContent = meaning;
    term.append(shown);
    list.append(term, means);
  }
  dialog.append(list);
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("click", () => dialog.close());
  document.body.append(dialog);
  dialog.showModal();
}

const ACTIONS = {
  "/": () => document.querySelector("input[type=search]")?.focus(),
  "j": () => move(1),
  "k": () => move(-1),
  "n": () => follow('[data-way="next"]'),
  "p": () => follow('[data-way="previous"]'),
  "?": showKeys,
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  if (event.key === "Enter" && event.target === document.body) {
    follow("tr.here a");
  } else if (ACTIONS[event.key]) {
    event.preventDefault();
    ACTIONS[event.key]();
  }
});

// Fields that show only what contains their words.
for (const field of document.querySelectorAll("[data-filter]")) {
  field.addEventListener("input", () => {
    const sought = field.value.trim().toLowerCase();
    for (const each of document.querySelectorAll(field.dataset.filter)) {
      each.hidden = !each.textContent.toLowerCase().includes(sought);
    }
  });
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
}

// On a phone the kinds are folded away.
if (matchMedia("(max-width: 62rem)").matches) {
  for (const each of document.querySelectorAll("[data-unfold]")) each.open = false;
}

// The calls: ask once a second for what is new; a row that is there already is replaced.
const MOST = 500;

function place(body, fresh) {
  const known = document.getElementById(fresh.id);
  if (!known) {
    body.prepend(fresh);
    return;
  }
  const open = known.querySelector("details")?.open;
  if (open) fresh.querySelector("details").open = true;
  known.replaceWith(fresh);
}

function watch(feed) {
  const body = feed.tBodies[0];
  const says = document.querySelector("[data-live]");
  let newest = feed.dataset.newest;

  async function look() {
    const asked = new URLSearchParams(location.search);
    asked.set("after", newest);
    const answer = await fetch(`${feed.dataset.feed}?${asked}`);
    if (!answer.ok) throw new Error(String(answer.status));
    newest = answer.headers.get("X-Newest");
    const held = document.createElement("template");
    held.innerHTML = `<table><tbody>${await answer.text()}</tbody></table>`;
    const arrived = [...held.content.querySelectorAll("tr")].reverse();
    for (const row of arrived) place(body, row);
    while (body.rows.length > MOST) body.lastElementChild.remove();
  }

  async function again() {
    try {
      if (!document.hidden) await look();
      says.classList.remove("lost");
      says.textContent = "Watching for new calls.";
    } catch {
      says.classList.add("lost");
      says.textContent = "The emulator does not answer; trying again.";
    }
    setTimeout(again, 1000);
  }

  setTimeout(again, 1000);
}

for (const feed of document.querySelectorAll("[data-feed]")) watch(feed);
