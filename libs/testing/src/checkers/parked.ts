import { createPersonalData } from '@q2c/personal-data';
import { createMemoryKeyStore } from '@q2c/adapter-memory';
import { streamName, tenantOf } from '@q2c/kernel';
import { createHmac, hash } from 'node:crypto';
import type { DealEnding, DealPlan, NoticeContent, QuoteContent, Sending } from '../oracle/index.ts';
import { objectKey } from '../oracle/index.ts';
import { noticeBytes, quoteBytes } from '../world/plan/encode.ts';
import { endingsLike, noticesAsPaid } from './endings.ts';
import { ofType, textOf, type Checker, type Evidence, type SeenEvent } from './evidence.ts';

/** What was sent that nobody could take in: by tenant, hash of the bytes and code, how often on topics and over HTTP. */
type Expected = { topic: number; http: number };

const sha256 = (bytes: Uint8Array): string => hash('sha256', bytes, 'hex');

const bytesOf = (content: QuoteContent | NoticeContent, schemaVersion: 1 | 2): Uint8Array =>
  'quoteNumber' in content ? quoteBytes(content, schemaVersion) : noticeBytes(content);

const numberOf = (content: QuoteContent | NoticeContent): string =>
  'quoteNumber' in content ? content.quoteNumber : content.paymentNumber;

type Refused = {
  readonly tenant: string;
  readonly code: string;
  readonly bytes: Uint8Array;
  readonly sending: Sending;
};

/** What was sent of a deal and is refused where it ends like this. */
const refusedIn = (evidence: Evidence, deal: DealPlan, { parked }: DealEnding): Refused[] =>
  [...deal.quotes, ...noticesAsPaid(evidence, deal)].flatMap(({ tenant, source, variants }) =>
    variants.flatMap(({ content, sendings }, variant) => {
      const object = objectKey(tenant, source, numberOf(content));
      const found = parked.find((each) => each.object === object && each.variant === variant);
      if (found === undefined) return [];
      const { code } = found;
      return sendings.map((sending) => ({ tenant, code, bytes: bytesOf(content, sending.schemaVersion), sending }));
    }),
  );

const expectedOf = (evidence: Evidence, seen: ReadonlyMap<string, unknown>): Map<string, Expected> => {
  const expected = new Map<string, Expected>();
  const add = (
    tenant: string,
    code: string,
    bytes: Uint8Array,
    { via, copies }: Pick<Sending, 'via' | 'copies'>,
  ): void => {
    const key = `${tenant} ${sha256(bytes)} ${code}`;
    const entry = expected.get(key) ?? { topic: 0, http: 0 };
    entry[via] += copies;
    expected.set(key, entry);
  };
  const { plan } = evidence.world;
  for (const deal of plan.deals) {
    const possible = endingsLike(evidence, deal).like.map((ending) => refusedIn(evidence, deal, ending));
    const isSeen = ({ tenant, code, bytes }: Refused): boolean => seen.has(`${tenant} ${sha256(bytes)} ${code}`);
    // Of several contents that raced each other, what is parked tells which ones came late.
    for (const { tenant, code, bytes, sending } of possible.find((all) => all.every(isSeen)) ?? possible[0] ?? [])
      add(tenant, code, bytes, sending);
  }
  for (const { tenant, code, bytes, sendings } of plan.unreadable)
    for (const sending of sendings) add(tenant, code, bytes, sending);
  return expected;
};

/** What can be had back of it. Events and letters hold no hash of it that could be compared. */
const openedBytes = async ({ world, streams }: Evidence, { stream, data }: SeenEvent): Promise<Uint8Array> => {
  const keys = createMemoryKeyStore({ randomBytes: () => new Uint8Array(32), keys: world.backends.keys });
  // Long ones stand in a document, in parts.
  const holders =
    data['content'] === null
      ? (streams.get(streamName('document', tenantOf(stream), textOf(data, 'document'))) ?? [])
      : [{ data }];
  const sealed = holders.map((holder) => holder.data['content'] as { subject: string; text: string });
  const texts = await createPersonalData({ keys }).open(sealed);
  return Buffer.concat(texts.map((text) => Buffer.from(text ?? '', 'base64')));
};

/** As a stranger would compute it who holds the key of that source and day: over purpose and text, after their lengths. */
const fingerprintOf = ({ world }: Evidence, stream: string, bytes: Uint8Array): string => {
  const [tenant = '', source = '', day = ''] = stream.slice('parked-'.length).split('.');
  const keyed = createHmac('sha256', world.backends.keys.get(`${tenant}.parked.${source}.${day}`)?.hashing ?? '');
  for (const part of ['fingerprint', Buffer.from(bytes).toString('base64')]) {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(part.length);
    keyed.update(length).update(part);
  }
  return keyed.digest('hex');
};

type Opened = { readonly event: SeenEvent; readonly key: string; readonly fingerprint: string };

const openedOf = async (evidence: Evidence, event: SeenEvent): Promise<Opened> => {
  const { stream, data } = event;
  const bytes = await openedBytes(evidence, event);
  const tenant = stream.slice('parked-'.length, stream.indexOf('.'));
  const fingerprint = fingerprintOf(evidence, stream, bytes);
  return { event, key: `${tenant} ${sha256(bytes)} ${textOf(data, 'code')}`, fingerprint };
};

/** Ids of what came in this way, each with its stream. */
const idsBy = (parked: readonly Opened[], kind: 'topic' | 'http'): Map<string, string> =>
  new Map(
    parked
      .filter(({ event }) => (event.data['origin'] as { kind: string }).kind === kind)
      .map(({ event: { stream, data } }) => [textOf(data, 'parkedId'), stream]),
  );

/** Parked as often as it was sent, for its reason, with its bytes; and nothing else was parked. */
const compareParked = async (evidence: Evidence): Promise<readonly string[]> => {
  const problems: string[] = [];
  const parked = ofType(evidence.events, 'InputParked').map((event) => openedOf(evidence, event));
  const seen = Map.groupBy(await Promise.all(parked), ({ key }) => key);
  const expected = expectedOf(evidence, seen);
  for (const [key, { topic, http }] of expected) {
    const all = seen.get(key) ?? [];
    const [onTopics, overHttp] = [idsBy(all, 'topic'), idsBy(all, 'http')];
    if (onTopics.size !== topic)
      problems.push(`${key}: parked ${onTopics.size} times from topics, sent ${topic} times`);
    // Requests over HTTP that repeat the same bytes are one input a source and day.
    const days = new Set([...overHttp.values()].map((stream) => stream.split('.').slice(0, 3).join('.')));
    if (overHttp.size !== days.size || overHttp.size > http || (http > 0 && overHttp.size === 0))
      problems.push(`${key}: parked ${overHttp.size} times on ${days.size} days over HTTP, sent ${http} times`);
    for (const { event, fingerprint } of all)
      if (textOf(event.data, 'fingerprint') !== fingerprint) problems.push(`${key}: has another fingerprint`);
  }
  const unasked = [...seen.keys()].filter((key) => !expected.has(key));
  return [...problems, ...unasked.map((key) => `${key}: parked for no reason`)];
};

/**
 * People try what was refused once more. Nothing has changed since that could make it acceptable: it is refused again, and
 * stays parked as it was.
 */
const takenAfterAll = ({ events }: Evidence): readonly string[] =>
  ofType(events, 'ParkedInputTaken').map(
    ({ stream, data }) => `${stream}: ${textOf(data, 'parkedId')} was refused, and taken when tried once more`,
  );

/** The list holds exactly those that nobody has dealt with. */
const compareList = ({ world, events }: Evidence): readonly string[] => {
  const listed = new Set(world.backends.rows.collections.get('parked')?.keys ?? []);
  const waiting = new Set<string>();
  for (const { type, data } of events) {
    if (type === 'InputParked') waiting.add(textOf(data, 'parkedId'));
    else if (type === 'ParkedInputTaken' || type === 'ParkedInputDiscarded') waiting.delete(textOf(data, 'parkedId'));
  }
  return [...new Set([...waiting, ...listed])]
    .filter((id) => waiting.has(id) !== listed.has(id))
    .map((id) => `${id}: the list and the streams disagree`);
};

export const parkedInputsKept: Checker = {
  name: 'parked-inputs-kept',
  check: async (evidence) => [...(await compareParked(evidence)), ...takenAfterAll(evidence), ...compareList(evidence)],
};

/** Each parked input is copied to the dead-letter topic, without its bytes. */
export const deadLettersCopied: Checker = {
  name: 'dead-letters-copied',
  check: ({ world, events }) => {
    const copied = new Set(
      world.backends.published
        .filter(({ topic }) => topic === 'q2c.dead-letter.v1')
        .map(({ headers }) => headers['ce_source'] ?? ''),
    );
    return ofType(events, 'InputParked')
      .filter(({ stream }) => !copied.has(stream))
      .map(({ stream, revision }) => `${stream}@${revision} has no dead letter`);
  },
};
