// What the phone pages and the television have in common: they follow the hall over a stream, and stay true.
// `shown` is what the page says, `known` the newest state heard of; each names its version. While they differ the page
// loads itself again until it is level, whatever comes meanwhile and in whatever order.
(function () {
  "use strict";
  // Every stream brings a sign of life each two seconds (signs.py); one may be late. Where it is missing the hall is
  // asked, and what does not answer soon is not reachable.
  var SILENT_AFTER = 3500, DOUBT_FOR = 1000, BEHIND_AFTER = 1000, ANSWER_WITHIN = 6000, SAY_STALE_AFTER = 3000;
  var SLEPT_AFTER = 10000;

  function now() { return performance.now(); }
  function main() { return document.getElementById("main"); }

  function stateOf(element) {
    return {
      process: element.getAttribute("data-process"), version: Number(element.getAttribute("data-version")),
      shape: element.getAttribute("data-shape"), kind: element.getAttribute("data-kind"), slots: {}
    };
  }

  // What follows the end of every page of the hall: an answer that was cut off, or that somebody else gave, has none.
  function isWhole(other) { return other.querySelector("#main ~ footer") !== null; }

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

  // Follows what `data-live` of the body names. The page gives `pollEvery` and `listenAgain` in milliseconds, the
  // `statuses` of answers that it puts up, and is told: `news(state, turned)` of a newer state, `turned` when it needs
  // another page; `behind(known)`, true when it must not load; `level(known, moved)` when it shows all that is known;
  // `put(turned, whole)` when the main part of another page, the `whole` document, was put up; `tick(silence)` each second.
  function follow(page) {
    var root = document.documentElement, body = document.body, path = body.getAttribute("data-live");
    var source = null, streamed = null, heard = now(), streamHeard = 0, brought = false, offline = false;
    var triedAt = 0, askedAt = 0, loading = false, behindSince = 0, retryIn = 100;
    var turn = 0, streamTurn = 0, knownTurn = 0;
    var staleTimer = 0, staleSaid = false, saidStale = "", watchedAt = Date.now();
    var shown = stateOf(main()), known = shown;

    function stale() {
      if (root.classList.contains("stale")) { return; }
      root.classList.add("stale");
      staleTimer = setTimeout(function () { staleSaid = true; sayFreshness(); }, SAY_STALE_AFTER);
    }

    function confirmed() {
      if (!root.classList.contains("stale")) { return; }
      root.classList.remove("stale");
      clearTimeout(staleTimer);
      if (staleSaid) { staleSaid = false; sayFreshness(); }
      page.level(known, false);
    }

    // Tells those who do not see the page that it stands still, and that it goes on, after what was announced since;
    // a short pause is not told.
    function sayFreshness() {
      var place = document.querySelector(".fresh"), announce = document.getElementById("announce");
      if (!place) { return; }
      var news = staleSaid || announce.textContent === saidStale ? "" : announce.textContent;
      if (staleSaid) { saidStale = place.innerText; }
      announce.textContent = [news, place.innerText].filter(Boolean).join(" ");
    }

    // Numbers what is asked for in the order of asking.
    function nextTurn() { turn += 1; return turn; }

    function fresh(at) {
      heard = now();
      if (behindSince) { return; }
      if (at) { document.querySelectorAll("[data-at]").forEach(function (each) { each.textContent = at; }); }
      confirmed();
    }

    // Of one process the higher version is newer. Another process is newer than the known one if it was asked later.
    function isNewer(state, asked) {
      return state.process === known.process ? state.version > known.version : asked >= knownTurn;
    }

    function adopt(state, asked) {
      if (isNewer(state, asked)) {
        if (state.process !== known.process) { knownTurn = nextTurn(); }
        page.news(state, state.shape !== known.shape);
        known = state;
      }
      level();
      fresh(state.at);
    }

    function level() {
      if (shown.shape === known.shape) {
        behindSince = 0;
        var moved = shown !== known;
        shown = known;
        page.level(known, moved);
        return;
      }
      if (page.behind(known)) { return; }
      if (!behindSince) { behindSince = now(); setTimeout(watch, BEHIND_AFTER + 10); }
      load();
    }

    // One message of the stream. It tells what changed since the one before; with that it is a whole state. Or it
    // brings the page itself.
    function hear(message) {
      streamHeard = now();
      brought = true;
      if (message.stale) { stale(); return; }
      if (message.page) {
        if (!show({ status: 200, text: message.page }, streamTurn)) { level(); }
        return;
      }
      if (!message.version) { level(); fresh(message.at); return; }
      var slots = message.shape ? {} : Object.assign({}, streamed.slots);
      streamed = Object.assign({}, streamed, message, { slots: Object.assign(slots, message.slots) });
      adopt(streamed, streamTurn);
    }

    // Puts up a page that was asked for, unless a state is known that it does not show yet.
    function show(answer, asked) {
      if (page.statuses.indexOf(answer.status) < 0) { throw new Error("not now"); }
      var other = new DOMParser().parseFromString(answer.text, "text/html"), element = other.getElementById("main");
      if (!isWhole(other)) { throw new Error("cut off"); }
      var state = stateOf(element), live = other.body.hasAttribute("data-live");
      if (live && !isNewer(state, asked)) {
        if (state.shape !== known.shape) { return false; }
        if (shown.shape === known.shape) { return true; }
      }
      if (!live && answer.status === 200) { throw new Error("another page"); }
      var focused = main().contains(document.activeElement), turned = shown.shape !== state.shape;
      main().replaceWith(document.adoptNode(element));
      document.title = other.title;
      if (!live) { path = null; stop(); behindSince = 0; }
      if (isNewer(state, asked)) {
        if (state.process !== known.process) { knownTurn = nextTurn(); }
        known = state;
      }
      shown = state;
      page.put(turned, other);
      if (focused) { main().focus(); }
      if (live) { level(); }
      fresh(live && other.querySelector("[data-at]") ? other.querySelector("[data-at]").textContent : "");
      return true;
    }

    function load() {
      if (loading || !path) { return; }
      loading = true;
      var asked = nextTurn();
      fetchWithin(path).then(function (answer) { return show(answer, asked); }).then(function (done) {
        loading = false;
        retryIn = 100;
        if (!done) { level(); }
      }, function () {
        loading = false;
        setTimeout(level, retryIn);
        retryIn = Math.min(retryIn * 2, 5000);
      });
    }

    // Asks for the newest state, of a stream that is heard or not; without an answer soon the page stands still.
    function poll() {
      if (!path) { return; }
      var asked = nextTurn(), doubt = setTimeout(unlessHeard, DOUBT_FOR);
      askedAt = now();
      fetchWithin(path + "/state").then(function (answer) {
        clearTimeout(doubt);
        if (answer.status === 404) { load(); return; }
        if (answer.status !== 200) { throw new Error("not now"); }
        adopt(JSON.parse(answer.text), asked);
        if (!isHeard() && (brought || now() - triedAt > page.listenAgain)) { listen(); }
      }).catch(function () { clearTimeout(doubt); unlessHeard(); });
    }

    function unlessHeard() { if (!isHeard()) { stale(); } }

    // A network can die without a word: a stream is open only as long as it brings something.
    function isHeard() { return isOpen() && now() - streamHeard < SILENT_AFTER; }
    function isOpen() { return source !== null && source.readyState === 1; }

    // A stream that broke comes back by itself. Where it does not soon, what the hall answers tells whether it is reachable.
    function doubt() { if (path && !isHeard() && !root.classList.contains("stale")) { poll(); } }

    function stop() { if (source) { source.close(); source = null; } }

    function listen() {
      stop();
      triedAt = now();
      brought = false;
      if (!path || !window.EventSource) { return; }
      source = new EventSource(path + "/events");
      source.onopen = function () { streamTurn = nextTurn(); streamHeard = now(); };
      source.onmessage = function (event) { hear(JSON.parse(event.data)); };
      source.onerror = function () {
        if (source && source.readyState === 2) { stop(); poll(); } else { setTimeout(doubt, 1000 + 2000 * Math.random()); }
      };
    }

    // A device that slept counts no time: only its clock tells, and nothing that was heard before is known to hold.
    function slept() { return document.visibilityState === "visible" && Date.now() - watchedAt > SLEPT_AFTER; }

    function watch() {
      if (!path) { return; }
      if (slept()) { stale(); poll(); listen(); }
      watchedAt = Date.now();
      if (behindSince && now() - behindSince > BEHIND_AFTER) { stale(); }
      page.tick(now() - heard);
      if (isHeard()) { return; }
      if ((isOpen() || now() - heard > page.pollEvery) && now() - askedAt > page.pollEvery) { poll(); }
      if (now() - triedAt > page.listenAgain) { listen(); }
    }

    function wake() {
      if (document.visibilityState !== "visible" || !path) { return; }
      poll();
      if (!source || offline) { offline = false; listen(); }
    }

    document.addEventListener("visibilitychange", wake);
    window.addEventListener("offline", function () {
      offline = true;
      stale();
      poll();
    });
    window.addEventListener("online", wake);
    window.addEventListener("pageshow", wake);
    listen();
    setInterval(watch, 1000);
    return {
      isCertain: function () { return shown.shape === known.shape && !root.classList.contains("stale") && !slept(); },
      isLive: function () { return path !== null; },
      level: level, nextTurn: nextTurn, poll: poll, show: show
    };
  }

  window.live = { fetchWithin: fetchWithin, follow: follow, isWhole: isWhole, main: main, now: now };
})();
