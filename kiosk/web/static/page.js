// Keeps a ticket's page true: events from the server, polling where they do not come, the whole state after a gap.
(function () {
  "use strict";
  var STALE_AFTER = 25000, POLL_EVERY = 8000, LISTEN_AGAIN = 30000;
  var root = document.documentElement, body = document.body, path = body.getAttribute("data-live");
  var announce = document.getElementById("announce");
  var source = null, seen = 0, heard = now(), triedAt = 0, busy = false, audio = null;
  var said = null;
  root.classList.add("js");

  function now() { return window.performance ? performance.now() : Date.now(); }
  function main() { return document.getElementById("main"); }
  function store(name, value) {
    try { if (value === undefined) { return localStorage.getItem(name); } localStorage.setItem(name, value); } catch (error) { return null; }
  }

  function fresh(at) {
    heard = now();
    root.classList.remove("stale");
    if (at) { document.querySelectorAll("[data-at]").forEach(function (each) { each.textContent = at; }); }
  }

  function apply(state) {
    if (state.stale) { root.classList.add("stale"); return; }
    fresh(state.at);
    var slots = state.slots || {};
    if (slots.title) { document.title = slots.title; }
    if (state.shape && state.shape !== main().getAttribute("data-shape")) {
      announce.textContent = slots.title || "";
      if (state.kind === "called") { alarm(); }
      if (body.hasAttribute("data-aside")) { location.replace(path); } else { load(); }
      return;
    }
    var news = ["apology", "why", "closing", "say"].filter(function (name) { return slots[name] && isNew(name, slots[name]); });
    Object.keys(slots).forEach(function (name) {
      document.querySelectorAll('[data-slot="' + name + '"]').forEach(function (each) {
        if (each.textContent !== slots[name]) { each.textContent = slots[name]; }
        each.hidden = !slots[name];
      });
    });
    said = "say" in slots ? slots.say : said;
    var ahead = document.querySelector('[data-slot="ahead"]');
    news = news.filter(function (name) { return name !== "say" || (ahead && Number(ahead.textContent) < 3); });
    if (news.length) { announce.textContent = news.map(function (name) { return slots[name]; }).join(" "); }
  }

  // A text that the page shows already is not announced again: the whole state comes after every gap.
  function isNew(name, text) {
    if (name === "say") { return text !== said; }
    var shown = document.querySelector('[data-slot="' + name + '"]');
    return !shown || shown.textContent !== text;
  }

  // An answer may arrive after an event that is newer than it, and must not take back what that event said.
  function applyUnlessOlder(state) {
    if (source && source.readyState === 1 && state.number < seen) { fresh(); return; }
    apply(state);
  }

  function fetchWithin(address, options) {
    var limit = new Promise(function (resolve, reject) { setTimeout(function () { reject(new Error("slow")); }, 6000); });
    return Promise.race([fetch(address, options || {}), limit]);
  }

  function show(answer) {
    if (answer.status !== 200 && answer.status !== 404 && answer.status !== 409) { throw new Error("not now"); }
    return answer.text().then(function (text) {
      var page = new DOMParser().parseFromString(text, "text/html"), fresh_main = page.getElementById("main");
      var focused = main().contains(document.activeElement);
      main().replaceWith(document.adoptNode(fresh_main));
      document.title = page.title;
      if (!page.body.hasAttribute("data-live")) { path = null; stop(); }
      fresh();
      dress();
      if (focused) { main().focus(); }
    });
  }

  function load() {
    if (busy || !path) { return; }
    busy = true;
    fetchWithin(path).then(show).then(function () { busy = false; }, function () {
      busy = false;
      setTimeout(poll, 1500);
    });
  }

  function poll() {
    if (!path) { return; }
    fetchWithin(path + "/state").then(function (answer) {
      if (answer.status === 404) { load(); } else if (answer.ok) { answer.json().then(applyUnlessOlder); }
    }).catch(function () {});
  }

  function stop() { if (source) { source.close(); source = null; } }

  function listen() {
    stop();
    triedAt = now();
    if (!path || !window.EventSource) { return; }
    source = new EventSource(path + "/events");
    source.onmessage = function (event) {
      var state = JSON.parse(event.data);
      if (state.number) { seen = state.number; }
      apply(state);
    };
    source.onerror = function () { if (source && source.readyState === 2) { stop(); poll(); } };
  }

  function watch() {
    if (!path) { return; }
    var silence = now() - heard;
    if (silence > STALE_AFTER) { root.classList.add("stale"); }
    if (silence > POLL_EVERY && (!source || source.readyState !== 1 || silence > STALE_AFTER)) { poll(); }
    if (now() - triedAt > LISTEN_AGAIN && (!source || source.readyState === 2 || silence > STALE_AFTER)) { listen(); }
  }

  function wake() {
    if (document.visibilityState !== "visible" || !path) { return; }
    if (now() - heard > STALE_AFTER) { root.classList.add("stale"); }
    poll();
    if (!source || source.readyState === 2 || now() - heard > STALE_AFTER) { listen(); }
  }

  function chime() {
    if (!audio) { return; }
    [[660, 0], [880, 0.35], [660, 0.9], [880, 1.25]].forEach(function (note) {
      var tone = audio.createOscillator(), gain = audio.createGain(), start = audio.currentTime + note[1];
      tone.frequency.value = note[0];
      gain.gain.setValueAtTime(0.001, start);
      gain.gain.exponentialRampToValueAtTime(0.6, start + 0.03);
      gain.gain.exponentialRampToValueAtTime(0.001, start + 0.33);
      tone.connect(gain); gain.connect(audio.destination);
      tone.start(start); tone.stop(start + 0.35);
    });
  }

  function alarm() {
    if (navigator.vibrate) { navigator.vibrate([400, 200, 400, 200, 800]); }
    chime();
  }

  function sound() {
    var Audio = window.AudioContext || window.webkitAudioContext;
    if (Audio && !audio) { audio = new Audio(); }
    if (audio && audio.state === "suspended") { audio.resume(); }
  }

  // Dresses what the server sent for a phone with a script: ticks are kept, sound is on offer.
  function dress() {
    document.querySelectorAll("[data-ticks]").forEach(function (list) {
      var name = "ticks:" + list.getAttribute("data-ticks"), kept = (store(name) || "").split(",");
      var boxes = Array.prototype.slice.call(list.querySelectorAll("input"));
      boxes.forEach(function (box, number) {
        box.checked = kept.indexOf(String(number)) >= 0;
        box.addEventListener("change", function () {
          store(name, boxes.map(function (each, index) { return each.checked ? String(index) : ""; }).filter(Boolean).join(","));
        });
      });
    });
    var button = document.querySelector(".sound");
    if (button) {
      button.parentNode.hidden = false;
      if (audio) { button.textContent = button.getAttribute("data-on"); }
      button.addEventListener("click", function () {
        sound();
        store("sound", "on");
        button.textContent = button.getAttribute("data-on");
        alarm();
      });
    }
  }

  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.method !== "post" || body.hasAttribute("data-aside") || !window.URLSearchParams) { return; }
    event.preventDefault();
    if (form.getAttribute("data-sent")) { return; }
    form.setAttribute("data-sent", "yes");
    fetchWithin(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) }).then(show).catch(function () {
      form.removeAttribute("data-sent");
      root.classList.add("stale");
      poll();
    });
  });
  document.addEventListener("pointerdown", function () { if (store("sound") === "on") { sound(); } });
  document.addEventListener("visibilitychange", wake);
  window.addEventListener("online", wake);
  window.addEventListener("pageshow", wake);
  dress();
  listen();
  setInterval(watch, 1000);
})();
