// The hall's television: says the calls that still hold one after another, and shows in turn what has no room at once.
(function () {
  "use strict";
  var MOST_SAID = 500, PAGE_FOR = 8000, SHARE_OF_NOTICES = 0.25, SHARE_OF_WAITING = 0.15;
  var AFTER_CHIME = 1200, FLASH_FOR = 2500, AFTER_ERROR = 1500, AFTER_CUT = 300;
  var live = window.live, announce = document.getElementById("announce"), place = document.body.getAttribute("data-live");
  var said = kept("said"), queue = [], speaking = null, resume = null, utterance = null, step = 0, leaving = false;
  var audio = null, told = texts(all(".notice")), turns = 0;
  var hall = live.follow({
    pollEvery: 5000, listenAgain: 20000, statuses: [200],
    news: function () {}, behind: function () { return false; }, level: next, put: put, tick: age
  });

  function put(turned, whole) {
    if (frameOf(whole) !== frameOf(document) && kept("frame") !== frameOf(whole)) {
      leaving = true;
      keep("frame", frameOf(whole));
      location.reload();
      return;
    }
    var shown = texts(all(".notice")), added = shown.filter(function (text) { return told.indexOf(text) < 0; });
    told = shown;
    if (added.length) { announce.textContent = added.join(" "); }
    hear();
  }

  function all(selector) { return Array.prototype.slice.call(document.querySelectorAll(selector)); }
  function texts(places) { return places.map(function (each) { return each.textContent; }); }
  function rows() { return all("tr[data-say]"); }

  // What stands around the calls: language, name of the hall, script and style. Another one needs the whole page anew.
  function frameOf(page) {
    var parts = page.querySelectorAll("h1, footer p, head > script, head > link");
    return page.documentElement.lang + Array.prototype.map.call(parts, function (each) {
      return "\n" + (each.getAttribute("src") || each.getAttribute("href") || each.textContent);
    }).join("");
  }

  // Keeps something of this board over a reload of the page, where the browser does.
  function keep(name, value) {
    try { sessionStorage.setItem(name + ":" + place, JSON.stringify(value)); } catch (error) { return; }
  }
  function kept(name) {
    try { return JSON.parse(sessionStorage.getItem(name + ":" + place)); } catch (error) { return null; }
  }

  // How long the board has stood still, in the largest unit that fills.
  function age(silence) {
    var since = document.querySelector("[data-age]"), minutes = Math.floor(silence / 60000);
    var unit = minutes < 60 ? "minutes" : minutes < 48 * 60 ? "hours" : "days";
    var count = Math.floor(minutes / { minutes: 1, hours: 60, days: 24 * 60 }[unit]);
    since.textContent = count > 0 ? since.getAttribute("data-" + unit).replace("{count}", count) : "";
  }

  // A television does not scroll: messages and services take turns, answered calls go from the end, and only calls that
  // nobody answered take turns below the newest. On a phone all stands there.
  function fit() {
    var lines = all("tbody tr"), calls = document.querySelector(".calls");
    all(".notice, .waiting li, tbody tr").forEach(function (each) { each.hidden = false; });
    var fits = getComputedStyle(document.body).overflowY === "hidden";
    takeTurns(".notices", ".notice", fits ? window.innerHeight * SHARE_OF_NOTICES : Infinity);
    takeTurns(".waiting", ".waiting li", fits ? window.innerHeight * SHARE_OF_WAITING : Infinity);
    if (!fits || !calls) { return; }
    var newest = lines.shift(), room = calls.getBoundingClientRect().bottom - newest.getBoundingClientRect().bottom;
    var open = pagesOf(lines.filter(function (row) { return row.matches(".unanswered"); }), room);
    showOnly(lines, open.length > 1 ? open.filter(isSpoken)[0] || open[turns % open.length] : pagesOf(lines, room)[0]);
  }

  function takeTurns(list, each, room) {
    var places = all(each), pages = pagesOf(places, room), page = turns % pages.length;
    if (!places.length) { return; }
    showOnly(places, pages[page]);
    document.querySelector(list).setAttribute("data-page", pages.length > 1 ? page + 1 + "/" + pages.length : "");
  }

  // Parts what stands in lines below each other into pages of so much room, at the beginning of a line.
  function pagesOf(places, room) {
    var pages = [[]], top = null, end = null;
    places.forEach(function (each) {
      var box = each.getBoundingClientRect();
      if (top !== null && box.top >= end - 1 && box.bottom - top > room) { pages.push([]); top = null; }
      if (top === null) { top = box.top; }
      pages[pages.length - 1].push(each);
      end = box.bottom;
    });
    return pages;
  }

  function showOnly(places, page) { places.forEach(function (each) { each.hidden = page.indexOf(each) < 0; }); }
  function isSpoken(page) { return page.some(function (row) { return row.matches(".flash"); }); }

  function holds(call) { return rows().some(function (row) { return row.getAttribute("data-key") === call.key; }); }

  // Queues the calls that were not said yet, the oldest first; those that no longer hold are dropped, even half said.
  function hear() {
    queue = queue.filter(holds);
    if (speaking && !holds(speaking)) { hush(); }
    rows().reverse().forEach(function (row) {
      var key = row.getAttribute("data-key");
      var taken = queue.concat(speaking || []).some(function (call) { return call.key === key; });
      if (!taken && said.indexOf(key) < 0) { queue.push({ key: key, words: JSON.parse(row.getAttribute("data-say")) }); }
    });
    flash(speaking && speaking.key);
    next();
  }

  // Remembers a call as said. A set that stays on for months keeps the last ones and those that still stand there.
  function remember(key) {
    said.push(key);
    if (said.length > MOST_SAID) {
      var standing = all("tr[data-key]").map(function (row) { return row.getAttribute("data-key"); });
      said.splice(said.findIndex(function (each) { return standing.indexOf(each) < 0; }), 1);
    }
    keep("said", said);
  }

  function flash(key) {
    rows().forEach(function (row) { row.classList.toggle("flash", row.getAttribute("data-key") === key); });
    fit();
  }

  // Says the next call, or goes on with one; not while the board cannot know whether it still holds.
  function next() {
    if (leaving || !hall.isCertain()) { return; }
    if (resume) { var going = resume; resume = null; going(); return; }
    if (speaking) { return; }
    speaking = queue.shift() || null;
    flash(speaking && speaking.key);
    if (!speaking) { return; }
    announce.textContent = speaking.words.map(function (each) { return each.text; }).join(" ");
    chime();
    later(function () { sayFrom(0); }, AFTER_CHIME);
  }

  // What follows in the saying of a call; there is one such step at a time.
  function later(act, delay) { clearTimeout(step); step = setTimeout(act, delay); }

  // Says one call in the hall's languages, as far as this device has a voice for them; without any it flashes.
  function sayFrom(index) {
    var words = speaking.words[index];
    if (!hall.isCertain()) { resume = function () { sayFrom(index); }; return; }
    if (index === 0) { remember(speaking.key); }
    if (!words) {
      later(finish, speaking.words.some(function (each) { return voice(each.language); }) ? 0 : FLASH_FOR);
    } else if (voice(words.language)) {
      speak(words, function () { sayFrom(index + 1); });
    } else {
      sayFrom(index + 1);
    }
  }

  function finish() {
    speaking = null;
    next();
  }

  function hush() {
    clearTimeout(step);
    if (utterance) { utterance = null; speechSynthesis.cancel(); }
    speaking = resume = null;
  }

  // The best voice for a language: its own country's way of speaking first, then one that needs no network.
  function voice(language) {
    var voices = window.speechSynthesis ? speechSynthesis.getVoices() : [];
    function rank(each) { return (tag(each.lang) === tag(language) ? 2 : 0) + (each.localService ? 1 : 0); }
    return voices.filter(function (each) { return spoken(each.lang) === spoken(language); }).sort(function (one, other) {
      return rank(other) - rank(one);
    })[0] || null;
  }

  function tag(language) { return language.toLowerCase().replace("_", "-"); }

  // The language alone; some engines name Mandarin by its own code.
  function spoken(language) { return tag(language).split("-")[0].replace("cmn", "zh"); }

  // Speaks, and goes on when it is over, or when it should be: some engines never tell.
  function speak(words, done) {
    var mine = utterance = new SpeechSynthesisUtterance(words.text), chosen = voice(words.language);
    function end() { if (utterance === mine) { utterance = null; clearTimeout(step); done(); } }
    mine.voice = chosen; mine.lang = chosen.lang; mine.rate = 0.9;
    mine.onend = end;
    mine.onerror = function () { if (utterance === mine) { later(end, AFTER_ERROR); } };
    later(function () { mine.onerror = null; speechSynthesis.cancel(); later(end, AFTER_CUT); }, 3000 + 300 * words.text.length);
    speechSynthesis.speak(mine);
  }

  // Rings where sound is allowed; what was held back is not made up for when it is allowed later.
  function chime() {
    var asked = live.now();
    if (audio) { audio.resume().then(function () { if (live.now() - asked < AFTER_CHIME) { ring(); } }, function () {}); }
  }

  function ring() {
    [[784, 0], [523, 0.4]].forEach(function (note) {
      var tone = audio.createOscillator(), gain = audio.createGain(), start = audio.currentTime + note[1];
      tone.frequency.value = note[0];
      gain.gain.setValueAtTime(0.5, start);
      gain.gain.exponentialRampToValueAtTime(0.001, start + 0.7);
      tone.connect(gain); gain.connect(audio.destination);
      tone.start(start); tone.stop(start + 0.75);
    });
  }

  // A browser may want a press before it makes a sound, and may take it back: the button is there as long as it does.
  function offerSound() {
    var button = document.querySelector(".sound"), Audio = window.AudioContext || window.webkitAudioContext;
    var label = button.textContent, answering = 0;
    if (!Audio) { return; }
    audio = new Audio();
    function show() {
      if (answering) { return; }
      button.textContent = label;
      button.hidden = audio.state === "running";
      fit();
    }
    button.addEventListener("click", function () {
      chime();
      button.textContent = button.getAttribute(voice(button.getAttribute("data-language")) ? "data-on" : "data-silent");
      clearTimeout(answering);
      answering = setTimeout(function () { answering = 0; show(); }, 4000);
    });
    audio.addEventListener("statechange", show);
    show();
  }

  if (window.speechSynthesis) { speechSynthesis.getVoices(); }  // the first time, they only begin to be loaded
  if (!said) { said = rows().map(function (row) { return row.getAttribute("data-key"); }); keep("said", said); }
  document.documentElement.classList.add("js");
  offerSound();
  hear();
  window.addEventListener("resize", fit);
  setInterval(function () { turns += 1; fit(); }, PAGE_FOR);
})();
