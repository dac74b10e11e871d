// The page of a ticket: what is new is said, presses are answered, ticks are kept, sound is on offer.
(function () {
  "use strict";
  var OVER = ["finished", "cancelled", "lapsed"];
  var RESULT_FOR = 15000, STORY_FOR = 2000, PREVIEW_FOR = 3000;
  var live = window.live, now = live.now, main = live.main;
  var body = document.body, path = body.getAttribute("data-live"), announce = document.getElementById("announce");
  var audio = null, awake = null, waking = false, said = null, result = null, pressed = null, storyAt = -STORY_FOR;
  var renewing = false, renewedAt = now();
  document.documentElement.classList.add("js");
  var hall = live.follow({
    pollEvery: 2000, listenAgain: 30000, statuses: [200, 404, 409],
    news: tell, behind: behind, level: showKnown, put: dressed,
    tick: function () { if (isAside() && now() - renewedAt > PREVIEW_FOR) { renew(); } }
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
    if (isAside()) {
      if (isSending()) { return true; }
      comeBack();
      main().querySelector("h1").setAttribute("data-slot", "headline");
    }
    main().classList.add("behind");
    fill(known.slots);
    return false;
  }

  function showKnown(known, moved) {
    main().classList.remove("behind");
    if (!moved) { return; }
    fill(known.slots);
    if (isAside()) { renew(); }
  }

  // Aside of the ticket's page stands what asking for time would do.
  function isAside() { return body.hasAttribute("data-aside"); }
  function isSending() { return document.querySelector("form[data-sent]") !== null; }

  function comeBack() {
    body.removeAttribute("data-aside");
    history.replaceState(null, "", path);
  }

  // What asking for time would do changes with the queue and with the clock.
  function renew() {
    if (renewing || isSending()) { return; }
    renewing = true;
    renewedAt = now();
    var asked = hall.nextTurn(), address = location.href;
    live.fetchWithin(address).then(function (answer) {
      renewing = false;
      if (isAside() && !isSending() && isAsideOf(read(answer))) { hall.show(answer, asked); }
    }).catch(function () { renewing = false; });
  }

  function isAsideOf(page) { return page.body.hasAttribute("data-aside"); }

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
    if (turned) { settle(); } else { keepAnswer(); }
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
    pressed = { form: form, text: text, at: now() };
    if (form.parentNode) { form.parentNode.querySelectorAll(".wrong").forEach(function (each) { each.remove(); }); }
    placeOf(form).textContent = text;
    announce.textContent = text;
  }

  function placeOf(form) {
    var place = form.querySelector(".answer");
    if (!place) {
      place = document.createElement("p");
      place.className = "answer";
      form.appendChild(place);
    }
    return place;
  }

  // A page of the hall; what is cut off, or is the answer of somebody else on the way, says nothing of a press.
  function read(answer) {
    var page = new DOMParser().parseFromString(answer.text, "text/html");
    if (answer.status >= 500 || !live.isWhole(page)) { throw new Error("not known"); }
    return page;
  }

  function answered(form, answer, asked) {
    var page = read(answer), refusal = page.querySelector(".wrong");
    var text = refusal ? refusal.textContent : form.getAttribute("data-done");
    form.removeAttribute("data-sent");
    if (!page.body.hasAttribute("data-live") || isAsideOf(page)) {
      if (isAsideOf(page) && !refusal) {
        answerPress(form, "");
        location.assign(answer.url);
        return;
      }
      takeKey(form, page);
      var said = [page.querySelector("#main h1"), page.querySelector("#main p")];
      answerPress(form, refusal ? text : said.map(function (each) { return each ? each.textContent : ""; }).join(" "));
      return;
    }
    if (!hall.isLive()) { location.replace(answer.url); return; }
    if (isAside()) { comeBack(); }
    result = { text: text, at: now(), shape: null };
    pressed = null;
    if (hall.show(answer, asked)) { keepResult(); } else { hall.level(); }
    if (document.contains(form)) { answerPress(form, text); }
    announce.textContent = [text, document.title].filter(Boolean).join(" ");
  }

  // A form that was refused because it had been open for too long is given what it needs for the next try.
  function takeKey(form, page) {
    var fresh = page.querySelector("form [name=key]");
    if (fresh && form.elements.key) { form.elements.key.value = fresh.value; }
  }

  // No answer came. What the hall has told meanwhile may say that it was done all the same.
  function unanswered(form, offline) {
    var unsure = form.getAttribute("data-unsure") || body.getAttribute("data-unsure");
    if (offline) { unsure = body.getAttribute("data-offline"); }
    form.removeAttribute("data-sent");
    answerPress(form, unsure);
    pressed.unsure = true;
    settle();
    if (hall.isLive()) { hall.level(); }
    hall.poll();
  }

  // The page turned after a press that nobody answered: where the press leads there, it was done.
  function settle() {
    if (!pressed || !pressed.unsure || document.contains(pressed.form) || now() - pressed.at > RESULT_FOR) { return; }
    var done = pressed.form.getAttribute("data-leads") === main().getAttribute("data-kind");
    result = { text: done ? pressed.form.getAttribute("data-done") : pressed.text, at: now(), shape: null };
    pressed = null;
    keepResult();
    announce.textContent = [result.text, document.title].join(" ");
  }

  // The same page was put up anew: what came of a press still stands beside its button.
  function keepAnswer() {
    if (!pressed || document.contains(pressed.form)) { return; }
    var form = Array.prototype.filter.call(main().querySelectorAll("form"), function (each) {
      return each.getAttribute("action") === pressed.form.getAttribute("action");
    })[0];
    if (!form) { return; }
    pressed.form = form;
    placeOf(form).textContent = pressed.text;
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

  // A PC without any network calls itself offline and still reaches its own server, so a press is tried all the same.
  document.addEventListener("submit", function (event) {
    var form = event.target, fields = new URLSearchParams(new FormData(form)), asks = form.method === "get";
    event.preventDefault();
    if (form.getAttribute("data-sent")) { return; }
    form.setAttribute("data-sent", "yes");
    answerPress(form, body.getAttribute("data-sending"));
    var asked = hall.nextTurn(), offline = navigator.onLine === false;
    var address = asks ? form.action + "?" + fields : form.action;
    live.fetchWithin(address, asks ? {} : { method: "POST", body: fields }).then(function (answer) {
      answered(form, answer, asked);
    }).catch(function () { unanswered(form, offline && navigator.onLine === false); });
  });
  document.addEventListener("pointerdown", function (event) {
    if (store("sound") === "on" && !event.target.closest(".sound")) { startSound(); }
  });
  document.addEventListener("visibilitychange", keepAwake);
  dress();
})();
