"use strict";
(() => {
const $ = id => document.getElementById(id);
const data = id => JSON.parse($(id).textContent);
const make = (tag, cls, text) => {
  const e = document.createElement(tag);
  if (cls) e.className = cls;
  if (text !== undefined) e.textContent = text;
  return e;
};
const index = data("index"), per = index.per, rows = index.notes;
const pages = Math.max(1, Math.ceil(rows.length / per));
const score = v => v.toFixed(2);
let page = 0, current = -1;

// piece draws one stretch of a note's text; its facts go into data attributes
// for the line at the foot of the window.
function piece(p) {
  if (typeof p === "string") return document.createTextNode(p);
  const facts = [];
  let e;
  if (p.y) {
    e = make("mark", "m c-" + p.c + (p.low ? " low" : "") + (p.t ? "" : " empty"), p.t);
    facts.push(p.y, p.o, "score " + score(p.s), p.f);
    if (p.was) facts.push("was “" + p.was + "”");
    if (!p.t.includes(p.y)) e.append(make("span", "k", p.y));
  } else {
    e = make("span", "d", p.t);
  }
  if (p.d) {
    e.classList.add("d");
    facts.push("second finder: " + p.d.y + " " + score(p.d.s) + (p.d.f ? " (" + p.d.f + ")" : ""));
  }
  e.tabIndex = 0;
  e.dataset.facts = JSON.stringify(facts.filter(Boolean));
  if (p.low || p.d) e.dataset.doubt = "";
  e.setAttribute("aria-label", (p.t || "removed") + ": " + facts.filter(Boolean).join(", "));
  return e;
}

function edits(note) {
  const t = make("table"), head = t.createTHead().insertRow(), body = t.createTBody();
  const revealed = note.p.some(p => p.was);
  for (const h of ["Type", "Operator", "Score", "Source", "Now", ...(revealed ? ["Was"] : [])]) {
    const th = make("th", "", h);
    th.scope = "col";
    head.append(th);
  }
  for (const p of note.p) {
    if (!p.y) continue;
    const r = body.insertRow();
    for (const v of [p.y, p.o, score(p.s), p.f || "", p.t, ...(revealed ? [p.was || ""] : [])]) r.insertCell().textContent = v;
  }
  return t;
}

function card(note, rank) {
  const c = make("article", "note card"), h = make("header");
  c.id = "note-" + rank;
  c.tabIndex = -1;
  c.setAttribute("aria-labelledby", c.id + "-id");
  const title = make("h3", "", note.id);
  title.id = c.id + "-id";
  h.append(title, make("span", "soft small", "rank " + (rank + 1) + " · doubt " + note.doubt.toFixed(2)));
  if (note.low) h.append(make("span", "pill warn", note.low + " low confidence"));
  if (note.others) h.append(make("span", "pill warn", note.others + " disputed"));
  if (!note.low && !note.others) h.append(make("span", "pill good", "no doubt"));
  const text = make("div", "note-text");
  text.append(...note.p.map(piece));
  const d = make("details"), s = make("summary", "", "Edits (" + note.spans + ")");
  d.append(s);
  d.fill = () => { if (d.children.length === 1) d.append(edits(note)); };
  d.addEventListener("toggle", () => { if (d.open) d.fill(); });
  c.append(h, text, d);
  return c;
}

// On paper nothing can be opened: the edits of every note are there.
let opened = [];
addEventListener("beforeprint", () => {
  opened = [...document.querySelectorAll(".note details:not([open])")];
  opened.forEach(d => { d.fill(); d.open = true; });
});
addEventListener("afterprint", () => {
  opened.forEach(d => { d.open = false; });
  opened = [];
});

function show(p, note) {
  page = Math.min(Math.max(p, 0), pages - 1);
  const first = page * per, last = Math.min(first + per, rows.length);
  const list = [], cards = [];
  const notes = rows.length ? data("page-" + page) : [];
  notes.forEach((n, i) => {
    const [id, doubt, spans, low, others] = rows[first + i];
    const a = make("a"), li = make("li");
    a.href = "#note-" + (first + i);
    a.append(make("b", "", id), make("span", "num", doubt.toFixed(2)),
      make("span", "soft", spans + " marks" + (low ? ", " + low + " low" : "") + (others ? ", " + others + " disputed" : "")));
    li.append(a);
    list.push(li);
    cards.push(card(n, first + i));
  });
  $("list").replaceChildren(...list);
  $("stack").replaceChildren(...cards);
  if (!rows.length) $("stack").append(make("p", "soft", "There are no notes in this report."));
  $("where").textContent = rows.length ? (first + 1) + "–" + last + " of " + rows.length : "0";
  $("prev").disabled = page === 0;
  $("next").disabled = page === pages - 1;
  current = -1;
  if (note !== undefined) go(note);
}

// go shows a note by its rank, on its page.
function go(rank) {
  if (rank < 0 || rank >= rows.length) return;
  if (Math.floor(rank / per) !== page) { show(Math.floor(rank / per), rank); return; }
  current = rank;
  const c = $("note-" + rank);
  c.scrollIntoView({block: "start"});
  c.focus({preventScroll: true});
  lit();
}

function lit() {
  [...$("list").children].forEach((li, i) => li.firstChild.classList.toggle("on", page * per + i === current));
}

// doubt moves to the next or previous doubtful mark, over pages if need be.
function doubt(step) {
  const marks = [...$("stack").querySelectorAll("[data-doubt]")];
  const active = document.activeElement;
  let i = marks.indexOf(active);
  if (i < 0) {
    i = step > 0 ? marks.findIndex(m => active && active.compareDocumentPosition(m) & 4) : marks.findLastIndex(m => active && active.compareDocumentPosition(m) & 2);
    if (i >= 0) i -= step;
    else i = step > 0 ? marks.length : -1;
    if (active === document.body) i = step > 0 ? -1 : marks.length;
  }
  i += step;
  if (marks[i]) {
    marks[i].focus({preventScroll: true});
    marks[i].scrollIntoView({block: "center"});
    return;
  }
  for (let p = page + step; p >= 0 && p < pages; p += step) {
    if (!rows.slice(p * per, (p + 1) * per).some(r => r[3] || r[4])) continue;
    show(p);
    const found = [...$("stack").querySelectorAll("[data-doubt]")];
    const m = step > 0 ? found[0] : found[found.length - 1];
    if (m) { m.focus({preventScroll: true}); m.scrollIntoView({block: "center"}); }
    return;
  }
}

function info(e) {
  const m = e && e.closest && e.closest("[data-facts]");
  if (!m) { $("info").hidden = true; return; }
  const facts = JSON.parse(m.dataset.facts);
  $("info").replaceChildren(make("b", "", facts[0]), ...facts.slice(1).map(f => make("span", "", f)));
  $("info").hidden = false;
}

$("prev").onclick = () => { show(page - 1); $("notes").scrollIntoView(); };
$("next").onclick = () => { show(page + 1); $("notes").scrollIntoView(); };
$("find").addEventListener("keydown", e => {
  if (e.key !== "Enter") return;
  const q = e.target.value.trim().toLowerCase();
  if (!q) return;
  let i = rows.findIndex((r, k) => k > current && r[0].toLowerCase().includes(q));
  if (i < 0) i = rows.findIndex(r => r[0].toLowerCase().includes(q));
  e.target.setAttribute("aria-invalid", String(i < 0));
  if (i >= 0) go(i);
});
$("list").addEventListener("click", e => {
  const a = e.target.closest("a");
  if (!a) return;
  e.preventDefault();
  go(Number(a.hash.slice(6)));
});
document.addEventListener("mouseover", e => info(e.target));
document.addEventListener("focusin", e => info(e.target));
document.addEventListener("keydown", e => {
  if (e.ctrlKey || e.metaKey || e.altKey || /^(INPUT|SELECT|TEXTAREA)$/.test(e.target.tagName)) return;
  const keys = {
    n: () => doubt(1), p: () => doubt(-1),
    j: () => go(current < 0 ? page * per : current + 1), k: () => go(current - 1),
    "]": () => { if (page < pages - 1) show(page + 1, (page + 1) * per); }, "[": () => { if (page > 0) show(page - 1, (page - 1) * per); },
    "/": () => $("find").focus(),
  };
  if (keys[e.key]) { e.preventDefault(); keys[e.key](); }
});
show(0);
})();
