// The hall's television: follows the calls, and says those that still hold one after another.
// `shown` is what stands here, `known` the newest state heard of; while they differ it loads again until it is level.
(function () {
  "use strict";
  var STALE_AFTER = 25000, POLL_EVERY = 5000, LISTEN_AGAIN = 20000, BEHIND_AFTER = 1000, ANSWER_WITHIN = 6000;
  var path = document.body.getAttribute("data-live");
  var root = document.documentElement, announce = document.getElementById("announce");
  var source = null, openedAt = 0, heard = Date.now(), triedAt = 0, loading = false, audio = null;
  var behindSince = 0, retryIn = 100, asked = 0, knownSince = 0;
  var shown = stateOf(main()), known = shown;
  var said = {}, queue = [], speaking = null;

  function main() { return document.getElementById("main"); }
  function rows() { return Array.prototype.slice.call(document.querySelectorAll("tr[data-say]")); }

  function stateOf(element) {
    return {
      process: element.getAttribute("data-process"), version: Number(element.getAttribute("data-version")),
      shape: element.getAttribute("data-shape")
    };
  }

  function fresh(at) {
    heard = Date.now();
    if (behindSince) { return; }
    root.classList.remove("stale");
    if (at) { document.querySelector("[data-at]").textContent = at; }
  }

  function age() {
    var place = document.querySelector("[data-age]"), minutes = Math.floor((Date.now() - heard) / 60000);
    place.textContent = minutes > 0 ? place.getAttribute("data-text").replace("{minutes}", minutes) : "";
  }

  // Of one process the higher version is newer. Another process is newer than the known one if it was asked later.
  function isNewer(state, turn) {
    return state.process === known.process ? state.version > known.version : turn >= knownSince;
  }

  function take(state, turn) {
    if (!isNewer(state, turn)) { return; }
    if (state.process !== known.process) { asked += 1; knownSince = asked; }
    known = state;
  }

  function adopt(state, turn) {
    if (state.stale) { root.classList.add("stale"); return; }
    if (state.version) { take(state, turn); }
    level();
    fresh(state.at);
  }

  function level() {
    if (shown.shape === known.shape) { behindSince = 0; next(); return; }
    if (!behindSince) { behindSince = Date.now(); setTimeout(watch, BEHIND_AFTER + 10); }
    load();
  }

  function fetchWithin(address) {
    var stopper = window.AbortController ? new AbortController() : null, timer;
    var limit = new Promise(function (resolve, reject) {
      timer = setTimeout(function () { reject(new Error("slow")); if (stopper) { stopper.abort(); } }, ANSWER_WITHIN);
    });
    var asking = fetch(address, stopper ? { signal: stopper.signal } : {}).then(function (answer) {
      if (!answer.ok) { throw new Error("not now"); }
      return answer.text();
    });
    return Promise.race([asking, limit]).then(function (text) { clearTimeout(timer); return text; });
  }

  // Puts up a board that was asked for, unless a state is known that it does not show yet.
  function show(text, turn) {
    var page = new DOMParser().parseFromString(text, "text/html"), state = stateOf(page.getElementById("main"));
    if (state.shape !== known.shape && !isNewer(state, turn)) { return; }
    main().replaceWith(document.adoptNode(page.getElementById("main")));
    shown = state;
    take(state, turn);
    if (shown.shape === known.shape) { behindSince = 0; }
    fresh(page.querySelector("[data-at]").textContent);
    hear();
  }

  function load() {
    if (loading) { return; }
    loading = true;
    asked += 1;
    var turn = asked;
    fetchWithin(path).then(function (text) { show(text, turn); loading = false; retryIn = 100; level(); }).catch(function () {
      loading = false;
      setTimeout(level, retryIn);
      retryIn = Math.min(retryIn * 2, 5000);
    });
  }

  function poll() {
    asked += 1;
    var turn = asked;
    fetchWithin(path + "/state").then(function (text) { adopt(JSON.parse(text), turn); }).catch(function () {});
  }

  function listen() {
    if (source) { source.close(); }
    triedAt = Date.now();
    if (!window.EventSource) { return; }
    source = new EventSource(path + "/events");
    source.onopen = function () { asked += 1; openedAt = asked; };
    source.onmessage = function (event) { adopt(JSON.parse(event.data), openedAt); };
    source.onerror = function () { if (source.readyState === 2) { poll(); } };
  }

  function watch() {
    var silence = Date.now() - heard;
    if (silence < 0) { heard = Date.now(); }
    if (silence > STALE_AFTER || (behindSince && Date.now() - behindSince > BEHIND_AFTER)) { root.classList.add("stale"); }
    age();
    if (silence > POLL_EVERY && (!source || source.readyState !== 1 || silence > STALE_AFTER)) { poll(); }
    if (Date.now() - triedAt > LISTEN_AGAIN && (!source || source.readyState === 2 || silence > STALE_AFTER)) { listen(); }
  }

  function holds(key) { return rows().some(function (row) { return row.getAttribute("data-key") === key; }); }

  // Queues the calls that were not said yet, the oldest first; those that no longer hold are dropped, even half said.
  function hear() {
    queue = queue.filter(function (call) { return holds(call.key); });
    rows().reverse().forEach(function (row) {
      var key = row.getAttribute("data-key");
      if (!said[key]) { said[key] = true; queue.push({ key: key, words: JSON.parse(row.getAttribute("data-say")) }); }
    });
    if (speaking && !holds(speaking.key)) {
      if (window.speechSynthesis) { speechSynthesis.cancel(); }
      speaking.end();
    }
    flash(speaking && speaking.key);
    next();
  }

  function flash(key) {
    rows().forEach(function (row) { row.classList.toggle("flash", row.getAttribute("data-key") === key); });
  }

  // Says the next call, unless the board is behind and cannot know whether it still holds.
  function next() {
    if (speaking || shown.shape !== known.shape || root.classList.contains("stale")) { return; }
    var call = queue.shift();
    if (!call) { flash(null); return; }
    speaking = call;
    call.end = function () {
      if (speaking !== call) { return; }
      clearTimeout(timer);
      speaking = null;
      next();
    };
    flash(call.key);
    announce.textContent = call.words.map(function (each) { return each.text; }).join(" ");
    chime();
    var timer = setTimeout(function () { sayAll(call, 0); }, 1200);
  }

  // Says one call in the hall's languages, as far as this device has a voice for them; without any it flashes.
  function sayAll(call, from) {
    if (speaking !== call) { return; }
    var words = call.words[from];
    if (!words) {
      setTimeout(call.end, call.words.some(function (each) { return voice(each.language); }) ? 0 : 2500);
      return;
    }
    if (!voice(words.language)) { sayAll(call, from + 1); return; }
    speak(words, function () { sayAll(call, from + 1); });
  }

  function voice(language) {
    var voices = window.speechSynthesis ? speechSynthesis.getVoices() : [], wanted = language.slice(0, 2);
    return voices.filter(function (each) { return each.lang.toLowerCase().indexOf(wanted) === 0; })[0] || null;
  }

  function speak(words, done) {
    var ended = false, chosen = voice(words.language), limit = setTimeout(end, 15000);
    function end() { if (!ended) { ended = true; clearTimeout(limit); done(); } }
    var utterance = new SpeechSynthesisUtterance(words.text);
    utterance.voice = chosen; utterance.lang = chosen.lang; utterance.rate = 0.9;
    utterance.onend = end; utterance.onerror = function () { setTimeout(end, 1500); };
    speechSynthesis.speak(utterance);
  }

  function chime() {
    var Audio = window.AudioContext || window.webkitAudioContext;
    if (!Audio) { return; }
    if (!audio) { audio = new Audio(); }
    if (audio.state === "suspended") { audio.resume(); }
    [[784, 0], [523, 0.4]].forEach(function (note) {
      var tone = audio.createOscillator(), gain = audio.createGain(), start = audio.currentTime + note[1];
      tone.frequency.value = note[0];
      gain.gain.setValueAtTime(0.5, start);
      gain.gain.exponentialRampToValueAtTime(0.001, start + 0.7);
      tone.connect(gain); gain.connect(audio.destination);
      tone.start(start); tone.stop(start + 0.75);
    });
  }

  function offerSound() {
    var button = document.querySelector(".sound"), Audio = window.AudioContext || window.webkitAudioContext;
    if (!Audio) { return; }
    audio = new Audio();
    button.hidden = audio.state === "running";
    button.addEventListener("click", function () {
      chime();
      button.textContent = button.getAttribute(voice(document.documentElement.lang) ? "data-on" : "data-silent");
      setTimeout(function () { button.hidden = true; }, 4000);
    });
  }

  rows().forEach(function (row) { said[row.getAttribute("data-key")] = true; });
  document.addEventListener("visibilitychange", function () { if (document.visibilityState === "visible") { poll(); } });
  window.addEventListener("online", poll);
  offerSound();
  listen();
  setInterval(watch, 1000);
})();
