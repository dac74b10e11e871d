// Keeps a ticket's page true. `shown` is what the page says, `known` the newest state heard of; each names its version.
// While they differ the page loads itself again until it is level, whatever comes meanwhile and in whatever order.
(function () {
  "use strict";
  var STALE_AFTER = 25000, POLL_EVERY = 8000, LISTEN_AGAIN = 30000, BEHIND_AFTER = 1000, ANSWER_WITHIN = 6000, RESULT_FOR = 15000, STORY_FOR = 2000;
  var OVER = ["finished", "cancelled", "lapsed"];
  var root = document.documentElement, body = document.body, path = body.getAttribute("data-live");
  var announce = document.getElementById("announce");
  var source = null, streamed = null, openedAt = 0, heard = now(), triedAt = 0, loading = false, audio = null;
  var behindSince = 0, retryIn = 100, said = null, result = null, storyAt = -STORY_FOR;
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
    var near = document.querySelector('[data-slot="near"]');
    if (!turned && slots.near && near && !near.textContent) {
      news.push(slots.near);
      nudge();
    }
    if (turned) { news.unshift(slots.title || ""); }
    var before = now() - storyAt < STORY_FOR ? [announce.textContent] : [];
    if (news.length) { announce.textContent = before.concat(news).join(" "); }
    if (turned && state.kind === "called") { alarm(); }
  }

  // While another page is needed, what is known of it stands here already and the rest is hidden.
  function level() {
    if (shown.shape !== known.shape) {
      if (body.hasAttribute("data-aside")) {
        if (!document.querySelector("form[data-sent]")) { location.replace(path); }
        return;
      }
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
      return answer.text().then(function (text) { return { status: answer.status, url: answer.url, text: text }; });
    });
    return Promise.race([asking, limit]).then(function (answer) { clearTimeout(timer); return answer; });
  }

  // Puts up a page that was asked for, unless a state is known that it does not show yet.
  function show(answer, askedAt) {
    if (answer.status !== 200 && answer.status !== 404 && answer.status !== 409) { throw new Error("not now"); }
    var page = new DOMParser().parseFromString(answer.text, "text/html"), element = page.getElementById("main");
    var state = stateOf(element), live = page.body.hasAttribute("data-live");
    if (live && !isNewer(state, askedAt)) {
      if (state.shape !== known.shape) { return false; }
      if (shown.shape === known.shape) { return true; }
    }
    var focused = main().contains(document.activeElement);
    main().replaceWith(document.adoptNode(element));
    document.title = page.title;
    if (!live) { forgetTicks("ticks:" + path); path = null; stop(); behindSince = 0; }
    if (isNewer(state, askedAt)) { known = state; }
    if (shown.shape !== state.shape) { tellStory(); }
    shown = state;
    dress();
    if (result && now() - result.at < RESULT_FOR) { putResult(); }
    if (focused) { main().focus(); }
    if (live) { level(); }
    fresh();
    return true;
  }

  function tellStory() {
    var story = Array.prototype.map.call(main().querySelectorAll("[data-tell]"), function (each) { return each.textContent; });
    if (!story.length) { return; }
    storyAt = now();
    announce.textContent = [document.title].concat(story).join(" ");
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

  function chime(notes) {
    if (!audio) { return; }
    notes.forEach(function (note) {
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
    chime([[660, 0], [880, 0.35], [660, 0.9], [880, 1.25]]);
  }

  // Soon: less than the call itself, so that nobody takes one for the other.
  function nudge() {
    if (navigator.vibrate) { navigator.vibrate([200]); }
    chime([[660, 0]]);
  }

  function sound() {
    var Audio = window.AudioContext || window.webkitAudioContext;
    if (Audio && !audio) { audio = new Audio(); }
    if (audio && audio.state === "suspended") { audio.resume(); }
  }

  // Ticks of what to bring belong to one ticket: they go with its visit, and whatever is left of another day.
  function forgetTicks(only, except, today) {
    try {
      Object.keys(localStorage).forEach(function (name) {
        var gone = only ? name === only : name.indexOf("ticks:") === 0 && name !== except && localStorage.getItem(name).indexOf(today) !== 0;
        if (gone) { localStorage.removeItem(name); }
      });
    } catch (error) { return; }
  }

  // Dresses what the server sent for a phone with a script: ticks are kept, sound is on offer.
  function dress() {
    var today = new Date().toDateString() + ";", ticks = "ticks:" + path;
    if (OVER.indexOf(main().getAttribute("data-kind")) >= 0) { forgetTicks(ticks, ""); }
    document.querySelectorAll("[data-ticks]").forEach(function (list) {
      var kept = (store(ticks) || "").split(";").pop().split(",");
      forgetTicks("", ticks, today);
      var boxes = Array.prototype.slice.call(list.querySelectorAll("input"));
      boxes.forEach(function (box, number) {
        box.checked = kept.indexOf(String(number)) >= 0;
        box.addEventListener("change", function () {
          store(ticks, today + boxes.map(function (each, index) { return each.checked ? String(index) : ""; }).filter(Boolean).join(","));
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

  // What came of a press: beside its button, and aloud.
  function answerPress(form, text) {
    var place = form.querySelector(".answer");
    if (!place) {
      place = document.createElement("p");
      place.className = "answer";
      form.appendChild(place);
    }
    form.parentNode.querySelectorAll(".wrong").forEach(function (each) { each.remove(); });
    place.textContent = text;
    announce.textContent = text;
  }

  function answered(form, answer, askedAt) {
    if (answer.status >= 500) { throw new Error("not known"); }
    var page = new DOMParser().parseFromString(answer.text, "text/html");
    var refusal = page.querySelector(".wrong"), text = refusal ? refusal.textContent : form.getAttribute("data-done");
    if (!page.body.hasAttribute("data-live") || page.body.hasAttribute("data-aside")) {
      form.removeAttribute("data-sent");
      answerPress(form, [page.querySelector("#main h1"), page.querySelector("#main p")].map(function (each) {
        return each ? each.textContent : "";
      }).join(" "));
      return;
    }
    if (!path) { location.replace(answer.url); return; }
    if (body.hasAttribute("data-aside")) {
      body.removeAttribute("data-aside");
      history.replaceState(null, "", path);
    }
    result = { text: text, at: now() };
    if (!show(answer, askedAt)) { level(); }
    if (document.contains(form)) { answerPress(form, text); } else { putResult(); }
    announce.textContent = [text, document.title].filter(Boolean).join(" ");
  }

  // What was done stays in sight for a while, whatever page follows.
  function putResult() {
    var state = main().querySelector(".state");
    if (!state || main().querySelector(".answer, .wrong")) { return; }
    var place = document.createElement("p");
    place.className = "answer";
    place.textContent = result.text;
    main().insertBefore(place, state.nextSibling);
  }

  document.addEventListener("submit", function (event) {
    var form = event.target, askedAt = now();
    if (form.method !== "post" || !window.URLSearchParams) { return; }
    event.preventDefault();
    if (form.getAttribute("data-sent")) { return; }
    if (navigator.onLine === false) { answerPress(form, body.getAttribute("data-offline")); return; }
    form.setAttribute("data-sent", "yes");
    answerPress(form, body.getAttribute("data-sending"));
    fetchWithin(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) }).then(function (answer) {
      answered(form, answer, askedAt);
    }).catch(function () {
      form.removeAttribute("data-sent");
      answerPress(form, body.getAttribute("data-unsure"));
      if (path) { level(); }
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
