// The hall's television: says the calls that still hold one after another.
(function () {
  "use strict";
  var live = window.live, announce = document.getElementById("announce");
  var said = {}, queue = [], speaking = null, audio = null, told = notices();
  var hall = live.follow({
    pollEvery: 5000, listenAgain: 20000, statuses: [200],
    news: function () {}, behind: function () { return false; }, level: next, put: put, tick: age
  });

  function put() {
    var texts = notices(), added = texts.filter(function (text) { return told.indexOf(text) < 0; });
    told = texts;
    if (added.length) { announce.textContent = added.join(" "); }
    hear();
  }

  function notices() {
    return Array.prototype.map.call(document.querySelectorAll(".notice"), function (each) { return each.textContent; });
  }

  function rows() { return Array.prototype.slice.call(document.querySelectorAll("tr[data-say]")); }

  function age(silence) {
    var place = document.querySelector("[data-age]"), minutes = Math.floor(silence / 60000);
    place.textContent = minutes > 0 ? place.getAttribute("data-text").replace("{minutes}", minutes) : "";
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
    if (speaking || !hall.isLevel() || document.documentElement.classList.contains("stale")) { return; }
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
  offerSound();
})();
