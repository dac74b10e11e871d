// The page of a ticket: what is new is said, presses are answered, ticks are kept, sound is on offer.
(function () {
  "use strict";
  var OVER = ["finished", "cancelled", "lapsed"];
  var RESULT_FOR = 15000, STORY_FOR = 2000;
  var live = window.live, now = live.now, main = live.main;
  var body = document.body, path = body.getAttribute("data-live"), announce = document.getElementById("announce");
  var audio = null, awake = null, waking = false, said = null, result = null, storyAt = -STORY_FOR;
  document.documentElement.classList.add("js");
  var hall = live.follow({
    pollEvery: 8000, listenAgain: 30000, statuses: [200, 404, 409],
    news: tell, behind: behind, level: showKnown, put: dressed, tick: function () {}
  });

  function store(name, value) {
    try { if (value === undefined) { return localStorage.getItem(name); } localStorage.setItem(name, value); } catch (error) { return null; }
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
  function behind(known) {
    if (body.hasAttribute("data-aside")) {
      if (!document.querySelector("form[data-sent]")) { location.replace(path); }
      return true;
    }
    main().classList.add("behind");
    fill(known.slots);
    return false;
  }

  function showKnown(known, moved) {
    main().classList.remove("behind");
    if (moved) { fill(known.slots); }
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

  function dressed(turned) {
    if (turned) { tellStory(); }
    if (!hall.isLive()) { forgetTicks("ticks:" + path); }
    dress();
    if (result) { keepResult(); }
  }

  function tellStory() {
    var story = Array.prototype.map.call(main().querySelectorAll("[data-tell]"), function (each) { return each.textContent; });
    if (!story.length) { return; }
    storyAt = now();
    announce.textContent = [document.title].concat(story).join(" ");
  }

  function chime(notes) {
    if (!soundIsOn()) { return; }
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

  function vibrate(pattern) { if (navigator.vibrate && store("sound") !== "off") { navigator.vibrate(pattern); } }

  function alarm() {
    vibrate([400, 200, 400, 200, 800]);
    chime([[660, 0], [880, 0.35], [660, 0.9], [880, 1.25]]);
  }

  // Soon: less than the call itself, so that nobody takes one for the other.
  function nudge() {
    vibrate([200]);
    chime([[660, 0]]);
  }

  // A browser gives sound to a press only, and may take it back while the page is out of sight.
  function soundIsOn() { return audio !== null && audio.state !== "suspended" && store("sound") !== "off"; }

  function startSound() {
    var Audio = window.AudioContext || window.webkitAudioContext;
    if (!Audio) { return Promise.resolve(); }
    if (!audio) {
      audio = new Audio();
      audio.addEventListener("statechange", showSound);
    }
    return audio.state === "running" ? Promise.resolve() : audio.resume();
  }

  function showSound() {
    var button = document.querySelector(".sound"), felt = navigator.vibrate ? "" : "-only";
    if (!button) { return; }
    button.parentNode.hidden = false;
    button.textContent = button.getAttribute((soundIsOn() ? "data-on" : "data-off") + felt);
  }

  function switchSound() {
    var on = !soundIsOn();
    store("sound", on ? "on" : "off");
    (on ? startSound() : Promise.resolve()).then(function () {
      showSound();
      if (on) { alarm(); }
    }, showSound);
  }

  // Keeps the screen on while a call may come, where the browser can; where not, says so once in plain words.
  function keepAwake() {
    var place = document.querySelector(".awake");
    if (!place) {
      if (awake) { awake.release(); }
      return;
    }
    showAwake();
    if (awake || waking || !navigator.wakeLock || document.visibilityState !== "visible") { return; }
    waking = true;
    navigator.wakeLock.request("screen").then(function (lock) {
      waking = false;
      awake = lock;
      lock.addEventListener("release", function () { awake = null; showAwake(); });
      keepAwake();
    }, function () { waking = false; });
  }

  function showAwake() {
    var place = document.querySelector(".awake");
    if (!place) { return; }
    place.textContent = place.getAttribute(awake ? "data-on" : "data-off");
    place.hidden = !place.textContent;
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

  // Dresses what the server sent for a phone with a script: ticks are kept, sound is on offer, the screen stays on.
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
    if (button) { button.addEventListener("click", switchSound); }
    showSound();
    keepAwake();
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

  function answered(form, answer, asked) {
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
    if (!hall.isLive()) { location.replace(answer.url); return; }
    if (body.hasAttribute("data-aside")) {
      body.removeAttribute("data-aside");
      history.replaceState(null, "", path);
    }
    result = { text: text, at: now(), shape: null };
    if (hall.show(answer, asked)) { keepResult(); } else { hall.level(); }
    if (document.contains(form)) { answerPress(form, text); }
    announce.textContent = [text, document.title].filter(Boolean).join(" ");
  }

  // What came of a press stays in sight for a while, on the page that it led to: of another it may not be true.
  function keepResult() {
    var shape = main().getAttribute("data-shape");
    if (result.shape === null) { result.shape = shape; }
    if (result.shape === shape && now() - result.at < RESULT_FOR) { putResult(); }
  }

  function putResult() {
    var state = main().querySelector(".state");
    if (!state || main().querySelector(".answer, .wrong")) { return; }
    var place = document.createElement("p");
    place.className = "answer";
    place.textContent = result.text;
    main().insertBefore(place, state.nextSibling);
  }

  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.method !== "post" || !window.URLSearchParams) { return; }
    event.preventDefault();
    if (form.getAttribute("data-sent")) { return; }
    if (navigator.onLine === false) { answerPress(form, body.getAttribute("data-offline")); return; }
    form.setAttribute("data-sent", "yes");
    answerPress(form, body.getAttribute("data-sending"));
    var asked = hall.nextTurn();
    live.fetchWithin(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) }).then(function (answer) {
      answered(form, answer, asked);
    }).catch(function () {
      form.removeAttribute("data-sent");
      answerPress(form, body.getAttribute("data-unsure"));
      if (hall.isLive()) { hall.level(); }
      hall.poll();
    });
  });
  document.addEventListener("pointerdown", function (event) {
    if (store("sound") === "on" && !event.target.closest(".sound")) { startSound(); }
  });
  document.addEventListener("visibilitychange", keepAwake);
  dress();
})();
