import { personalMark } from '../world/plan/contents.ts';
import type { Checker, Evidence } from './evidence.ts';

/** Everything that our processes wrote anywhere or told whoever runs them, with a name for each piece. */
const written = function* ({ world }: Evidence): Generator<readonly [where: string, text: string]> {
  const { events, rows, published, notes } = world.backends;
  for (const event of events.events()) {
    const where = `${event.stream}@${event.revision}`;
    yield [where, event.data];
    yield [where, event.metadata];
    yield [where, event.stream + event.id];
  }
  for (const [name, { values }] of rows.collections)
    for (const [key, value] of values) yield [`${name}[${key}]`, `${key} ${value}`];
  for (const { topic, key, headers, value } of published) {
    yield [topic, `${key} ${JSON.stringify(headers)}`];
    yield [topic, Buffer.from(value).toString('utf8')];
  }
  for (const note of notes) yield ['a claim', note];
  for (const text of world.told) yield ['a log', text];
};

const encoded = /[A-Za-z0-9+/_-]{24,}/g;

/** The text itself, and whatever stands in it as base64, twice over: sealed text must not merely look sealed. */
const readings = function* (text: string): Generator<string> {
  yield text;
  for (const [word] of text.matchAll(encoded)) {
    const once = Buffer.from(word, 'base64url').toString('utf8');
    yield once;
    for (const [inner] of once.matchAll(encoded)) yield Buffer.from(inner, 'base64url').toString('utf8');
  }
};

/** Of the mark and what follows it: enough to recognise the value. */
const shownLength = 20;

/** Also in inputs that nobody could read: whatever is personal bears the mark. */
export const noPersonalDataInClear: Checker = {
  name: 'no-personal-data-in-clear',
  check: (evidence) => {
    const problems: string[] = [];
    for (const [where, text] of written(evidence))
      for (const reading of readings(text)) {
        const at = reading.indexOf(personalMark);
        if (at >= 0) problems.push(`${where} shows ${reading.slice(at, at + shownLength)}`);
      }
    return problems;
  },
};
