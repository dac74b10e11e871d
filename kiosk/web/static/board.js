// The hall's television: says the calls that still hold one after another, and shows in turn what has no room at once.
(function () {
  "use strict";
  var MOST_SAID = 500, PAGE_FOR = 8000, SHARE_OF_NOTICES = 0.25;
  var live = window.live, announce = document.getElementById("announce");
  var said = [], queue = [], speaking = null, audio = null, told = texts(all(".notice")), turns = 0;
  var hall = live.follow({
    pollEvery: 5000, listenAgain: 20000, statuses: [200],
    news: function () {}, behind: function () { return false; }, level: next, put: put, tick: age
  });

  function put() {
    var shown = texts(all(".notice")), added = shown.filter(function (text) { return told.indexOf(text) < 0; });
    told = shown;
    if (added.length) { announce.textContent = added.join(" "); }
    hear();
  }

  function all(selector) { return Array.prototype.slice.call(document.querySelectorAll(selector)); }
  function texts(places) { return places.map(function (each) { return each.textContent; }); }
  function rows() { return all("tr[data-say]"); }

  // How long the board has stood still, in the largest unit that fills.
  function age(silence) {
    var place = document.querySelector("[data-age]"), minutes = Math.floor(silence / 60000);
    var unit = minutes < 60 ? "minutes" : minutes < 48 * 60 ? "hours" : "days";
    var count = Math.floor(minutes / { minutes: 1, hours: 60, days: 24 * 60 }[unit]);
    place.textContent = count > 0 ? place.getAttribute("data-" + unit).replace("{count}", count) : "";
  }

  // A television does not scroll: messages take turns, answered calls go from the end, and only calls that nobody
  // answered take turns below the newest. On a phone all stands there.
  function fit() {
    var notices = all(".notice"), lines = all("tbody tr"), place = document.querySelector(".calls");
    notices.concat(lines).forEach(function (each) { each.hidden = false; });
    if (!window.matchMedia("(min-width: 1000px)").matches) { return; }
    var pages = pagesOf(notices, window.innerHeight * SHARE_OF_NOTICES), page = turns % pages.length;
    showOnly(notices, pages[page]);
    document.querySelector(".notices").setAttribute("data-page", pages.length > 1 ? page + 1 + "/" + pages.length : "");
    if (!place) { return; }
    var newest = lines.shift(), room = place.getBoundingClientRect().bottom - newest.getBoundingClientRect().bottom;
    var open = pagesOf(lines.filter(function (row) { return row.matches(".unanswered"); }), room);
    showOnly(lines, open.length > 1 ? open.filter(isSpoken)[0] || open[turns % open.length] : pagesOf(lines, room)[0]);
  }

  function pagesOf(places, room) {
    var pages = [[]], used = 0;
    places.forEach(function (place) {
      var height = place.getBoundingClientRect().height + parseFloat(getComputedStyle(place).marginBottom);
      if (used + height > room && used) { pages.push([]); used = 0; }
      pages[pages.length - 1].push(place);
      used += height;
    });
    return pages;
  }

  function showOnly(places, page) { places.forEach(function (each) { each.hidden = page.indexOf(each) < 0; }); }
  function isSpoken(page) { return page.some(function (row) { return row.matches(".flash"); }); }

  function holds(key) { return rows().some(function (row) { return row.getAttribute("data-key") === key; }); }

  // Queues the calls that were not said yet, the oldest first; those that no longer hold are dropped, even half said.
  function hear() {
    queue = queue.filter(function (call) { return holds(call.key); });
    rows().reverse().forEach(function (row) {
      var key = row.getAttribute("data-key");
      if (remember(key)) { queue.push({ key: key, words: JSON.parse(row.getAttribute("data-say")) }); }
    });
    if (speaking && !holds(speaking.key)) {
      if (window.speechSynthesis) { speechSynthesis.cancel(); }
      speaking.end();
    }
    flash(speaking && speaking.key);
    next();
  }

  // Remembers a call as said; false where it was already. A set that stays on for months keeps the last ones only.
  function remember(key) {
    if (said.indexOf(key) >= 0) { return false; }
    said.push(key);
    if (said.length > MOST_SAID) { said.shift(); }
    return true;
  }

  function flash(key) {
    rows().forEach(function (row) { row.classList.toggle("flash", row.getAttribute("data-key") === key); });
    fit();
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

  // The best voice for a language: its own country's way of speaking first, then one that needs no network.
  function voice(language) {
    var voices = window.speechSynthesis ? speechSynthesis.getVoices() : [], wanted = language.slice(0, 2);
    function rank(each) {
      return (each.lang.toLowerCase().replace("_", "-") === language.toLowerCase() ? 2 : 0) + (each.localService ? 1 : 0);
    }
    return voices.filter(function (each) { return each.lang.toLowerCase().indexOf(wanted) === 0; }).sort(function (one, other) {
      return rank(other) - rank(one);
    })[0] || null;
  }

  function speak(words, done) {
    var ended = false, chosen = voice(words.language), limit = setTimeout(stop, 15000);
    function stop() { speechSynthesis.cancel(); end(); }
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
      button.textContent = button.getAttribute(voice(button.getAttribute("data-language")) ? "data-on" : "data-silent");
      setTimeout(function () { button.hidden = true; }, 4000);
    });
  }

  rows().forEach(function (row) { remember(row.getAttribute("data-key")); });
  offerSound();
  fit();
  window.addEventListener("resize", fit);
  setInterval(function () { turns += 1; fit(); }, PAGE_FOR);
})();
