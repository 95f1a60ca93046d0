// Runs the module that browsers get: reads {data, cases} as JSON, and writes for each case its marks and the few
// suggestions, with places in characters, and what "Use this" makes of the text.

import { readFileSync } from "node:fs";

const { module, data, cases } = JSON.parse(readFileSync(0, "utf8"));
const { checker, printOf, put } = await import(module);
const { check, suggestions } = checker(data);

// Characters as Python counts them; a JavaScript string counts some of them twice.
const characters = (text, index) => Array.from(text.slice(0, index)).length;

const results = cases.map(({ text, known }) => {
  const few = suggestions(text, known);
  return {
    marks: check(text, known).map(({ id, start, end, why }) => [id, characters(text, start), characters(text, end), why]),
    shown: few.map(({ id, why, kinder, said, instead }) => ({ id, why, kinder, said, instead })),
    put: few.map((one) => one.instead === null ? text : put(text, one)),
    print: printOf(text, known.name),
  };
});

process.stdout.write(JSON.stringify(results));
