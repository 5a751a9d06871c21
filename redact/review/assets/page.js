"use strict";
(() => {
const work = document.getElementById("work"), say = document.getElementById("say");
const $ = id => document.getElementById(id);
const quick = ["PATIENT", "DOCTOR", "DATE", "HOSPITAL", "PHONE", "IDNUM", "AGE", "CITY", "ORGANIZATION"];
let current = null; // {mark} or {missed} or {hint: what the second finder would mark}
let selected = null; // {start, end} in UTF-16 units of the note's text
let busy = false;

const marks = () => [...$("text").querySelectorAll("[tabindex]")];

function tell(words) {
  say.textContent = words;
  say.hidden = false;
  clearTimeout(tell.timer);
  tell.timer = setTimeout(() => { say.hidden = true; }, 4000);
}

// place is where an element's text stands in the note's text.
function place(e) {
  const before = document.createRange();
  before.setStart($("text"), 0);
  before.setEndBefore(e);
  const start = before.toString().length;
  return {start, end: start + e.textContent.length};
}

// missed is the text that "was missed" would mark: what is selected, else the
// second finder's hint.
const missed = () => selected || (current && current.hint) || null;

// choose makes an element the current one.
function choose(e) {
  marks().forEach(m => m.classList.remove("current"));
  current = null;
  if (e) {
    e.classList.add("current");
    if (e.dataset.mark !== undefined) current = {mark: Number(e.dataset.mark)};
    else if (e.dataset.missed !== undefined) current = {missed: Number(e.dataset.missed)};
    else if (e.dataset.type) {
      current = {hint: place(e)};
      $("type").value = e.dataset.type;
    }
    $("label").textContent = e.dataset.label;
  }
  enable();
}

function enable() {
  const done = !!work.querySelector('[data-act="reopen"]');
  for (const b of work.querySelectorAll("[data-act]")) {
    const a = b.dataset.act;
    if (a === "add") b.disabled = done || !missed();
    else if (a === "drop") b.disabled = done;
    else if (a !== "done" && a !== "reopen") b.disabled = done || !current || current.mark === undefined;
  }
}

// readSelection turns the browser's selection into offsets in the note's text;
// chips are drawn by the style sheet and count for nothing.
function readSelection() {
  const s = getSelection(), text = $("text");
  selected = null;
  if (s.rangeCount && !s.isCollapsed) {
    const r = s.getRangeAt(0);
    if (text.contains(r.startContainer) && text.contains(r.endContainer)) {
      const before = document.createRange();
      before.setStart(text, 0);
      before.setEnd(r.startContainer, r.startOffset);
      const start = before.toString().length;
      selected = {start, end: start + r.toString().length};
      $("label").textContent = "Selected: choose a type, then say that it was missed.";
    }
  }
  enable();
}

async function send(step, then) {
  if (busy) return;
  busy = true;
  try {
    const r = await fetch(work.dataset.url, {method: "POST", headers: {"Content-Type": "application/json"}, body: JSON.stringify(step)});
    const body = await r.text();
    if (!r.ok) { tell(r.status === 409 ? body : "Not saved: " + r.status); return; }
    const forth = $("forth");
    if (then === "next" && forth) { location.href = forth.href; return; }
    if (then === "next") { location.href = "/"; return; }
    const at = marks().findIndex(m => m.classList.contains("current")), type = $("type").value, y = scrollY;
    work.innerHTML = body;
    $("type").value = type;
    selected = null;
    scrollTo(0, y);
    work.dataset.saved = String(Number(work.dataset.saved || 0) + 1);
    const on = step.action === "accept" || step.action === "reject" ? 1 : 0; // decided: on to the next mark
    const e = marks()[Math.min(at + on, marks().length - 1)];
    choose(e && at >= 0 ? e : null);
    if (e && at >= 0) e.focus({preventScroll: true});
  } catch {
    tell("Not saved: the server does not answer.");
  } finally {
    busy = false;
  }
}

function act(name, button) {
  const type = $("type").value;
  if (name === "done") send({action: "done"}, "next");
  else if (name === "reopen") send({action: "reopen"});
  else if (name === "drop") send({action: "drop", mark: Number(button ? button.dataset.index : current.missed)});
  else if (name === "add") { if (missed()) send({action: "add", type, ...missed()}); }
  else if (name === "reject" && current && current.missed !== undefined) send({action: "drop", mark: current.missed});
  else if (current && current.mark !== undefined) send({action: name, mark: current.mark, ...(name === "retype" ? {type} : {})});
}

function move(step, filter) {
  const all = marks().filter(filter || (() => true));
  if (!all.length) return;
  const at = all.findIndex(m => m.classList.contains("current"));
  let next = at + step;
  if (at < 0) {
    const here = marks().findIndex(m => m.classList.contains("current"));
    next = step > 0 ? all.findIndex(m => marks().indexOf(m) > here) : all.length - 1;
  }
  const e = all[(next + all.length) % all.length];
  e.focus({preventScroll: true});
  e.scrollIntoView({block: "center"});
}

document.addEventListener("selectionchange", readSelection);
work.addEventListener("focusin", e => { const m = e.target.closest("#text [tabindex]"); if (m) choose(m); });
work.addEventListener("click", e => {
  const b = e.target.closest("[data-act]");
  if (b && !b.disabled) { act(b.dataset.act, b); return; }
  const m = e.target.closest("#text [tabindex]");
  if (m && getSelection().isCollapsed) { m.focus(); choose(m); }
});
work.addEventListener("mousedown", e => { if (e.target.closest("button[data-act]")) e.preventDefault(); }); // keeps the selection
document.addEventListener("keydown", e => {
  if (e.ctrlKey || e.metaKey || e.altKey || /^(INPUT|SELECT|TEXTAREA)$/.test(e.target.tagName)) return;
  const done = !!work.querySelector('[data-act="reopen"]');
  const doubt = m => m.classList.contains("low") || m.classList.contains("d");
  const keys = {n: () => move(1), p: () => move(-1), x: () => move(1, doubt)};
  if (!done) Object.assign(keys, {
    a: () => act("accept"), r: () => act("reject"), u: () => act("clear"), t: () => act("retype"), m: () => act("add"), d: () => act("done"),
  });
  const digit = "123456789".indexOf(e.key);
  if (digit >= 0 && e.key.length === 1 && !done) keys[e.key] = () => { $("type").value = quick[digit]; act(missed() ? "add" : "retype"); };
  if (keys[e.key]) { e.preventDefault(); keys[e.key](); }
});
enable();
})();
