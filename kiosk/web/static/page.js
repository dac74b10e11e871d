// Keeps a ticket's page true. `shown` is what the page says, `known` the newest state heard of; each names its version.
// While they differ the page loads itself again until it is level, whatever comes meanwhile and in whatever order.
(function () {
  "use strict";
  var STALE_AFTER = 25000, POLL_EVERY = 8000, LISTEN_AGAIN = 30000, BEHIND_AFTER = 1000, ANSWER_WITHIN = 6000;
  var root = document.documentElement, body = document.body, path = body.getAttribute("data-live");
  var announce = document.getElementById("announce");
  var source = null, streamed = null, openedAt = 0, heard = now(), triedAt = 0, loading = false, audio = null;
  var behindSince = 0, retryIn = 100, said = null;
  var shown = stateOf(main()), known = shown, knownSince = 0;
  root.classList.add("js");

  function now() { return window.performance ? performance.now() : Date.now(); }
  function main() { return document.getElementById("main"); }
  function store(name, value) {
    try { if (value === undefined) { return localStorage.getItem(name); } localStorage.setItem(name, value); } catch (error) { return null; }
  }

  function stateOf(element) {
    return {
      process: element.getAttribute("data-process"), version: Number(element.getAttribute("data-version")),
      shape: element.getAttribute("data-shape"), kind: element.getAttribute("data-kind"), slots: {}
    };
  }

  function fresh(at) {
    heard = now();
    if (!behindSince || now() - behindSince < BEHIND_AFTER) { root.classList.remove("stale"); }
    if (at && !behindSince) { document.querySelectorAll("[data-at]").forEach(function (each) { each.textContent = at; }); }
  }

  // Of one process the higher version is newer. Another process is newer than the known one if it was asked later.
  function isNewer(state, askedAt) {
    return state.process === known.process ? state.version > known.version : askedAt >= knownSince;
  }

  function adopt(state, askedAt) {
    if (isNewer(state, askedAt)) {
      if (state.process !== known.process) { knownSince = now(); }
      tell(state, state.shape !== known.shape);
      known = state;
    }
    level();
    fresh(state.at);
  }

  // Announces what a state says that was not said yet; `turned` when it needs another page.
  function tell(state, turned) {
    var slots = state.slots, ahead = Number(slots.ahead);
    var news = ["apology", "why", "closing", "say", "notice"].filter(function (name) {
      return slots[name] && isNew(name, slots[name]) && (name !== "say" || ahead < 3);
    }).map(function (name) { return slots[name]; });
    said = "say" in slots ? slots.say : said;
    if (turned) { news.unshift(slots.title || ""); }
    if (news.length) { announce.textContent = news.join(" "); }
    if (turned && state.kind === "called") { alarm(); }
  }

  // While another page is needed, what is known of it stands here already and the rest is hidden.
  function level() {
    if (shown.shape !== known.shape) {
      if (body.hasAttribute("data-aside")) { location.replace(path); return; }
      if (!behindSince) { behindSince = now(); setTimeout(watch, BEHIND_AFTER + 10); }
      main().classList.add("behind");
      fill(known.slots);
      load();
    } else {
      behindSince = 0;
      main().classList.remove("behind");
      if (shown !== known) { shown = known; fill(known.slots); }
    }
  }

  function fill(slots) {
    if (slots.title) { document.title = slots.title; }
    Object.keys(slots).forEach(function (name) {
      document.querySelectorAll('[data-slot="' + name + '"]').forEach(function (each) {
        if (each.textContent !== slots[name]) { each.textContent = slots[name]; }
        each.hidden = !slots[name];
      });
    });
  }

  // A text that the page shows already is not announced again: the whole state comes after every gap.
  function isNew(name, text) {
    if (name === "say") { return text !== said; }
    var place = document.querySelector('[data-slot="' + name + '"]');
    return !place || place.textContent !== text;
  }

  // One message of the stream. It tells what changed since the one before; with that it is a whole state.
  function hear(message) {
    if (message.stale) { root.classList.add("stale"); return; }
    if (!message.version) { level(); fresh(message.at); return; }
    var slots = message.shape ? {} : Object.assign({}, streamed.slots);
    streamed = Object.assign({}, streamed, message, { slots: Object.assign(slots, message.slots) });
    adopt(streamed, openedAt);
  }

  function fetchWithin(address, options) {
    var stopper = window.AbortController ? new AbortController() : null, timer;
    var limit = new Promise(function (resolve, reject) {
      timer = setTimeout(function () { reject(new Error("slow")); if (stopper) { stopper.abort(); } }, ANSWER_WITHIN);
    });
    var asking = fetch(address, Object.assign(stopper ? { signal: stopper.signal } : {}, options)).then(function (answer) {
      return answer.text().then(function (text) { return { status: answer.status, text: text }; });
    });
    return Promise.race([asking, limit]).then(function (answer) { clearTimeout(timer); return answer; });
  }

  // Puts up a page that was asked for, unless a state is known that it does not show yet.
  function show(answer, askedAt) {
    if (answer.status !== 200 && answer.status !== 404 && answer.status !== 409) { throw new Error("not now"); }
    var page = new DOMParser().parseFromString(answer.text, "text/html"), element = page.getElementById("main");
    var state = stateOf(element), live = page.body.hasAttribute("data-live");
    if (live && state.shape !== known.shape && !isNewer(state, askedAt)) { return false; }
    var focused = main().contains(document.activeElement);
    main().replaceWith(document.adoptNode(element));
    document.title = page.title;
    if (!live) { path = null; stop(); behindSince = 0; }
    if (isNewer(state, askedAt)) { known = state; }
    shown = state;
    dress();
    if (focused) { main().focus(); }
    if (live) { level(); }
    fresh();
    return true;
  }

  function load() {
    if (loading || !path) { return; }
    loading = true;
    var askedAt = now();
    fetchWithin(path).then(function (answer) { return show(answer, askedAt); }).then(function (done) {
      loading = false;
      retryIn = 100;
      if (!done) { level(); }
    }, function () {
      loading = false;
      setTimeout(level, retryIn);
      retryIn = Math.min(retryIn * 2, 5000);
    });
  }

  function poll() {
    if (!path) { return; }
    var askedAt = now();
    fetchWithin(path + "/state").then(function (answer) {
      if (answer.status === 404) { load(); } else if (answer.status === 200) { adopt(JSON.parse(answer.text), askedAt); }
    }).catch(function () {});
  }

  function stop() { if (source) { source.close(); source = null; } }

  function listen() {
    stop();
    triedAt = now();
    if (!path || !window.EventSource) { return; }
    source = new EventSource(path + "/events");
    source.onopen = function () { openedAt = now(); };
    source.onmessage = function (event) { hear(JSON.parse(event.data)); };
    source.onerror = function () { if (source && source.readyState === 2) { stop(); poll(); } };
  }

  function watch() {
    if (!path) { return; }
    var silence = now() - heard;
    if (silence > STALE_AFTER || (behindSince && now() - behindSince > BEHIND_AFTER)) { root.classList.add("stale"); }
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
    var askedAt = now();
    fetchWithin(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) }).then(function (answer) {
      if (!show(answer, askedAt)) { level(); }
    }).catch(function () {
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
