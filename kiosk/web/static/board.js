// The hall's television: follows the calls, and says them one after another.
(function () {
  "use strict";
  var STALE_AFTER = 25000, POLL_EVERY = 5000, LISTEN_AGAIN = 20000;
  var root = document.documentElement, announce = document.getElementById("announce");
  var language = document.body.getAttribute("data-language");
  var source = null, heard = Date.now(), triedAt = 0, busy = false, again = false, audio = null;
  var said = {}, queue = [], speaking = false;

  function main() { return document.getElementById("main"); }
  function rows() { return Array.prototype.slice.call(document.querySelectorAll("tr[data-say]")); }

  function fresh(at) {
    heard = Date.now();
    root.classList.remove("stale");
    if (at) { document.querySelector("[data-at]").textContent = at; }
  }

  function age() {
    var place = document.querySelector("[data-age]"), minutes = Math.floor((Date.now() - heard) / 60000);
    place.textContent = minutes > 0 ? place.getAttribute("data-text").replace("{minutes}", minutes) : "";
  }

  function apply(state) {
    if (state.stale) { root.classList.add("stale"); return; }
    fresh(state.at);
    if (state.shape && state.shape !== main().getAttribute("data-shape")) { load(); }
  }

  function load() {
    if (busy) { again = true; return; }
    busy = true;
    fetch("/board").then(function (answer) {
      if (!answer.ok) { throw new Error("not now"); }
      return answer.text();
    }).then(function (text) {
      var page = new DOMParser().parseFromString(text, "text/html");
      main().replaceWith(document.adoptNode(page.getElementById("main")));
      fresh(page.querySelector("[data-at]").textContent);
      hear();
    }).catch(function () { setTimeout(poll, 1500); }).then(function () {
      busy = false;
      if (again) { again = false; load(); }
    });
  }

  function poll() {
    fetch("/board/state").then(function (answer) { if (answer.ok) { answer.json().then(apply); } }).catch(function () {});
  }

  function listen() {
    if (source) { source.close(); }
    triedAt = Date.now();
    if (!window.EventSource) { return; }
    source = new EventSource("/board/events");
    source.onmessage = function (event) { apply(JSON.parse(event.data)); };
    source.onerror = function () { if (source.readyState === 2) { poll(); } };
  }

  function watch() {
    var silence = Date.now() - heard;
    if (silence < 0) { heard = Date.now(); }
    if (silence > STALE_AFTER) { root.classList.add("stale"); }
    age();
    if (silence > POLL_EVERY && (!source || source.readyState !== 1 || silence > STALE_AFTER)) { poll(); }
    if (Date.now() - triedAt > LISTEN_AGAIN && (!source || source.readyState === 2 || silence > STALE_AFTER)) { listen(); }
  }

  // Queues the calls that were not said yet, the oldest first.
  function hear() {
    rows().reverse().forEach(function (row) {
      var key = row.getAttribute("data-key");
      if (!said[key]) { said[key] = true; queue.push({ key: key, text: row.getAttribute("data-say") }); }
    });
    next();
  }

  function flash(key) {
    rows().forEach(function (row) { row.classList.toggle("flash", row.getAttribute("data-key") === key); });
  }

  function next() {
    if (speaking) { return; }
    var call = queue.shift();
    if (!call) { flash(null); return; }
    speaking = true;
    flash(call.key);
    announce.textContent = call.text;
    chime();
    setTimeout(function () { speak(call.text, function () { speaking = false; next(); }); }, 1200);
  }

  function voice() {
    var voices = window.speechSynthesis ? speechSynthesis.getVoices() : [], wanted = language === "en" ? "en" : "zh";
    return voices.filter(function (each) { return each.lang.toLowerCase().indexOf(wanted) === 0; })[0] || null;
  }

  function speak(text, done) {
    var ended = false, chosen = voice();
    function end() { if (!ended) { ended = true; clearTimeout(limit); done(); } }
    var limit = setTimeout(end, chosen ? 15000 : 2500);
    if (!chosen) { return; }
    var words = new SpeechSynthesisUtterance(text);
    words.voice = chosen; words.lang = chosen.lang; words.rate = 0.9;
    words.onend = end; words.onerror = function () { setTimeout(end, 1500); };
    speechSynthesis.speak(words);
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
      button.textContent = button.getAttribute(voice() ? "data-on" : "data-silent");
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
