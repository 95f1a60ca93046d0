// The checks of debrief/notes, as one types. What they look for and what they say comes from there as data; how
// they look is written here once more, and a test holds both to the same marks.
const LETTER = /[\p{L}\p{N}]/u;
const WORD = /[\p{L}\p{N}](?:[\p{L}\p{N}_'-]{0,40}[\p{L}\p{N}])?/gu;
const NAME = /\p{L}(?:\p{L}|['-](?=\p{L}))*/gu;
const ENDS = /[.!?…]["'”’)\]]*$/;
const END = /[.!?…]["'”’)\]]*(?=\s|$)|\n/g;
const WHOLE = [0, 0];

const spans = (text, regex, from = 0) =>
  [...text.matchAll(regex)].map(({ index, 0: found }) => [from + index, from + index + found.length]);
const plain = (word) => word.toLowerCase();
const flat = (text) => text.split(/\s+/).filter(Boolean).join(" ").replace(/ +([,.;:])(?= |$)/g, "$1");

// A note without its greeting and the names by which it speaks to its reader, as a number.
export function printOf(text, name) {
  let rest = flat(text.trim().replace(/^.*\n?/, "")).toLowerCase();
  for (const called of [flat(name), flat(name).split(" ")[0]]) {
    const written = called.toLowerCase().replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
    if (written) rest = rest.replace(RegExp(`(?<![\\p{L}\\p{N}_])${written}(?![\\p{L}\\p{N}_])`, "gu"), "");
  }
  return [...flat(rest)].reduce((sum, letter) => Math.imul(sum ^ letter.codePointAt(), 16777619) >>> 0, 0);
}

// Words that are a sentence take the place of the sentence, others that of the marked words alone.
export function put(text, { start, end, instead }) {
  if (instead && !ENDS.test(instead)) return text.slice(0, start) + instead + text.slice(end);
  const all = spans(text, END);
  const from = all.findLast(([, stop]) => stop <= start)?.[1] ?? 0;
  const [at, stop] = all.find(([, stop]) => stop > start && stop >= end) ?? [text.length, text.length];
  let before = text.slice(0, from).replace(/ +$/, "");
  let after = text.slice(text[at] === "\n" ? at : stop).replace(/^ +/, "");
  if (instead && before && !before.endsWith("\n")) before += " ";
  if (after && !after.startsWith("\n") && (instead || !before.endsWith("\n"))) after = ` ${after}`;
  return (before + instead + after).replace(/\n{3,}/g, "\n\n").trim();
}

// How many letters two words share, in order: the longest stretch, and so on to both sides of it.
function shared(one, other) {
  let [most, at, there] = [0, 0, 0];
  for (let i = 0; i < one.length; i++) {
    for (let j = 0; j < other.length; j++) {
      let n = 0;
      while (i + n < one.length && one[i + n] === other[j + n]) n++;
      if (n > most) [most, at, there] = [n, i, j];
    }
  }
  return most && most + shared(one.slice(0, at), other.slice(0, there)) + shared(one.slice(at + most), other.slice(there + most));
}

export function checker(data) {
  const { evidence } = data;
  const patterns = data.patterns.map((pattern) => ({
    ...pattern,
    find: pattern.find && RegExp(pattern.find, "i"),
    unless: pattern.unless && RegExp(pattern.unless, "i"),
  }));
  const weights = new Map(Object.entries(evidence.weights));
  const [word, ending] = [RegExp(evidence.word, "g"), RegExp(evidence.ending)];
  const [thanksWord, checkingIn, lostTime, signOff, clarification, another] = data.rules.map((each) => RegExp(each, "i"));
  const [stock, apology, greeting, sentenceStart] = data.everywhere.map((each) => RegExp(each, "gi"));
  const [sentence, leftover] = [RegExp(data.sentence, "g"), RegExp(data.leftover)];

  function read(note) {
    let [text, gap, gapAt] = ["", "", 0];
    const places = [];
    for (let i = 0; i < Math.min(note.length, data.longest); i++) {
      const letter = data.letters[note[i]] ?? note[i];
      if (/\s/.test(letter)) {
        if (!gap) gapAt = i;
        gap += letter;
      } else if (letter) {
        if (gap && text) {
          text += /\n[^]*\n/.test(gap) || (/\n/.test(gap) && /[.!?]$/.test(text)) ? "\n" : " ";
          places.push(gapAt);
        }
        text += letter;
        places.push(i);
        gap = "";
      }
    }
    return { text, places, sentences: spans(text, sentence), words: spans(text, WORD) };
  }

  // How much a sentence speaks for each kind of trouble; the sums are of whole numbers, so both engines agree.
  function scores(here) {
    const words = (here.toLowerCase().match(word) ?? []).map((each) => {
      if (/^\d/.test(each)) return evidence.number;
      return evidence.same[each] ?? (each.length > evidence.short ? each.replace(ending, "") : each);
    });
    const features = new Set(words);
    words.forEach((each, n) => features.add(`${n ? words[n - 1] : evidence.start} ${each}`));
    const sums = evidence.kinds.map(() => 0);
    for (const feature of features) {
      const of = weights.get(feature) ?? [];
      for (let n = 0; n < of.length; n += 2) sums[of[n]] += of[n + 1];
    }
    const length = evidence.scale * Math.sqrt(evidence.some + features.size);
    return sums.map((sum, kind) => evidence.atFirst[kind] + sum / length);
  }

  function troubles({ text, sentences }) {
    const [found, mostOf] = [new Map(), new Map()];
    for (const [start, end] of sentences) {
      const here = text.slice(start, end);
      const speaks = scores(here);
      const most = Math.max(...speaks);
      const kind = evidence.kinds[speaks.indexOf(most)];
      const enough = Math.max(evidence.maybe, evidence.nearly * most);
      const told = new Set();
      for (const { id, kind: other, find, unless, standsAlone } of patterns) {
        if (!find || unless?.test(here)) continue;
        if (!standsAlone && !(speaks[evidence.kinds.indexOf(other ?? id)] >= enough)) continue;
        const { index, 0: said } = here.match(find) ?? {};
        if (!said) continue;
        if (!found.has(id)) found.set(id, [start + index, start + index + said.length]);
        told.add(other ?? id);
      }
      if (most < evidence.sure || told.has(kind) || most < (mostOf.get(kind) ?? 0)) continue;
      if (patterns.find(({ id }) => id === kind).unless?.test(here)) continue;
      mostOf.set(kind, most);
      found.set(kind, [start, end]);
    }
    return found;
  }

  function misspelled({ text }, noted) {
    const long = (word) => word.length >= data.shortestName;
    const parts = noted.flatMap((name) => read(name).text.match(NAME) ?? []).filter(long);
    const names = new Map(parts.map((word) => [plain(word), word]).filter(([word]) => !data.noParts.includes(word)));
    const ends = (regex) => spans(text, regex).map(([, end]) => end);
    const [greetings, starts] = [ends(greeting), ends(sentenceStart)];
    for (const [start, end] of spans(text, NAME).slice(0, -data.signature)) {
      const word = text.slice(start, end).replace(/'s$/, "");
      const here = plain(word);
      const isGreeted = greetings.includes(start);
      if (!isGreeted && (!/^\p{Lu}/u.test(word) || starts.includes(start))) continue;
      if (names.has(here) || data.noNames.includes(here) || !long(here)) continue;
      let [most, alike] = [isGreeted ? data.alikeInGreeting : data.alike, ""];
      for (const name of names.keys()) {
        const near = Math.abs(here.length - name.length) < 3 && (2 * shared(here, name)) / (here.length + name.length);
        if (near > most || (near === most && name > alike)) [most, alike] = [near, name];
      }
      if (alike) return [[start, start + word.length], names.get(alike)];
    }
    return [];
  }

  function broken(reading, known, apologies) {
    const { text, words, sentences } = reading;
    const { says } = data;
    const marks = [];
    const wordsIn = ([start, end]) => words.filter(([at]) => start <= at && at < end).length;
    const holds = ([start, end], [at]) => start <= at && at < end;
    const has = (regex, span) => regex.test(text.slice(...span));
    if (words.length < data.fewest) marks.push([WHOLE, known.isAfterNo ? says.short_after_no : says.short]);
    if (words.length > data.most) marks.push([WHOLE, known.isAfterNo ? says.long_after_no : says.long]);
    const bodies = spans(text, /[^\n]+/g).filter((each) => wordsIn(each) >= data.leastOfParagraph).length;
    if (bodies < data.fewestParagraphs && words.length > data.blockFrom) marks.push([WHOLE, says.block]);
    else if (bodies > data.mostParagraphs) marks.push([WHOLE, says.list]);
    const at = text.search(thanksWord);
    if (at < 0 || (at >= words[data.thanksWithin]?.[0] && !checkingIn.test(text))) marks.push([WHOLE, says.thanks]);
    if (known.specific !== null && !LETTER.test(read(known.specific).text.replace(stock, ""))) marks.push([WHOLE, says.specific]);
    const again = sentences.flatMap((span, n) => (has(clarification, span) ? [[n, span]] : []))
      .filter(([n, span], i, all) => !i || n - all[i - 1][0] > 2 || has(another, span))[data.mostClarifications];
    if (again) marks.push([trimmed(text, again[1]), says.second_answer]);
    const forTime = apologies[0] && sentences.some((each) => holds(each, apologies[0]) && has(lostTime, each));
    if (apologies[1]) marks.push([apologies[1], says.sorry_again]);
    else if (apologies[0] && !known.theyLostTime && !forTime) marks.push([apologies[0], says.sorry]);
    for (const each of [...sentences].reverse()) {
      const last = apologies.find((apology) => holds(each, apology));
      if (last) marks.push([last, says.sorry_last]);
      const count = wordsIn(each);
      if (last || (count > data.shortLine && !(count <= data.longestSignOff && has(signOff, each)))) break;
    }
    const [wrong, noted] = misspelled(reading, [known.organisation, ...known.people]);
    if (wrong) marks.push([wrong, { ...says.name, kinder: noted, instead: noted }]);
    const left = text.match(leftover);
    if (left) marks.push([[left.index, left.index + left[0].length], says.leftover]);
    return marks;
  }

  function trimmed(text, [start, end]) {
    while (start < end && !LETTER.test(text[start])) start++;
    return [start, end];
  }

  function check(note, known) {
    const reading = read(note);
    const { text, places, sentences, words } = reading;
    if (!words.length) return [];
    const apologies = sentences.flatMap((span) => spans(text.slice(...span), apology, span[0])).map((each) => trimmed(text, each));
    const at = troubles(reading);
    const found = patterns
      .filter((each) => !(each.beforeNo && known.isAfterNo) && !(each.onceIfLate && known.theyLostTime && !apologies[1]))
      .filter(({ id }) => at.has(id))
      .map((each) => [at.get(each.id), each]);
    return [...found, ...broken(reading, known, apologies)]
      .map(([[from, to], says]) => ({ ...says, start: to && places[from], end: to && places[to - 1] + 1 }))
      .sort((one, other) => one.rank - other.rank || one.start - other.start);
  }

  // The few to show, as notes.suggestions has them; `known` is what the page knows, see stages/note.py.
  function suggestions(note, known) {
    const apart = [];
    for (const mark of check(note, known)) {
      if (!apart.some((worse) => mark.start < worse.end && worse.start < mark.end)) apart.push(mark);
    }
    if (known.others.includes(printOf(note, known.name))) apart.push({ ...data.sameNote, start: 0, end: 0 });
    const filled = (kinder) => kinder?.replace(/\[([^\][]+)\]/g, (blank, name) => known.words[name] || blank);
    return apart.filter(({ id }) => !known.kept.includes(id)).slice(0, data.mostShown).map((mark) => ({
      ...mark,
      said: note.slice(mark.start, mark.end),
      kinder: filled(mark.kinder),
      instead: mark.end ? filled(mark.instead) ?? null : null,
    }));
  }

  return { check, suggestions };
}
