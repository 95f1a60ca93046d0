// The wordings in JavaScript, as a browser would run them: reads {wordings, texts, near, on, tries} as JSON
// and writes, for each text, the places of each pattern's first match in characters, or null.

import { readFileSync } from "node:fs";

const { patterns, texts, near, on, tries } = JSON.parse(readFileSync(0, "utf8"));
const SENTENCE = /[^.!?\n ](?:[^.!?\n]|\.(?=[^ \n.]))*[.!?]*/g;

const compiled = Object.entries(patterns).map(([id, wordings]) => [
  id,
  wordings.map(({ find, also, unless, unless_next }) => ({
    find: new RegExp(find, "gi"),
    also: also && new RegExp(also, "i"),
    unless: unless && new RegExp(unless, "i"),
    unlessNext: unless_next && new RegExp(unless_next, "i"),
  })),
]);

function place(wording, text, sentences) {
  for (const [start, sentence] of sentences) {
    const found = [...sentence.matchAll(wording.find)].slice(0, tries).find((match) => {
      const end = match.index + match[0].length;
      return !wording.also || wording.also.test(sentence.slice(Math.max(0, match.index - near), end + near));
    });
    if (!found || wording.unless?.test(sentence)) continue;
    if (wording.unlessNext?.test(text.slice(start, start + sentence.length + on))) continue;
    return [start + found.index, start + found.index + found[0].length];
  }
  return null;
}

// Characters as Python counts them; a JavaScript string counts some of them twice.
const characters = (text, index) => Array.from(text.slice(0, index)).length;

const results = texts.map((text) => {
  const sentences = [...text.matchAll(SENTENCE)].map((match) => [match.index, match[0]]);
  return Object.fromEntries(
    compiled.map(([id, wordings]) => {
      const places = wordings.map((wording) => place(wording, text, sentences)).filter(Boolean);
      places.sort((one, other) => one[0] - other[0] || one[1] - other[1]);
      return [id, places.length ? places[0].map((index) => characters(text, index)) : null];
    }),
  );
});

process.stdout.write(JSON.stringify(results));
