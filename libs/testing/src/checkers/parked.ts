import { createPersonalData } from '@q2c/personal-data';
import { createMemoryKeyStore } from '@q2c/adapter-memory';
import { streamName, tenantOf } from '@q2c/kernel';
import { hash } from 'node:crypto';
import type { NoticeContent, QuoteContent, Sending } from '../oracle/index.ts';
import { objectKey } from '../oracle/index.ts';
import { noticeBytes, quoteBytes } from '../world/plan/encode.ts';
import { endingsLike } from './endings.ts';
import { ofType, textOf, type Checker, type Evidence, type SeenEvent } from './evidence.ts';

/** What was sent that nobody could take in: by tenant, hash and code, how often on topics and whether over HTTP. */
type Expected = { topic: number; http: boolean; readonly bytes: Uint8Array };

const sha256 = (bytes: Uint8Array): string => hash('sha256', bytes, 'hex');

const bytesOf = (content: QuoteContent | NoticeContent, schemaVersion: 1 | 2): Uint8Array =>
  'quoteNumber' in content ? quoteBytes(content, schemaVersion) : noticeBytes(content);

const numberOf = (content: QuoteContent | NoticeContent): string =>
  'quoteNumber' in content ? content.quoteNumber : content.paymentNumber;

const expectedOf = (evidence: Evidence): Map<string, Expected> => {
  const expected = new Map<string, Expected>();
  const add = (
    tenant: string,
    code: string,
    bytes: Uint8Array,
    { via, copies }: Pick<Sending, 'via' | 'copies'>,
  ): void => {
    const key = `${tenant} ${sha256(bytes)} ${code}`;
    const entry = expected.get(key) ?? { topic: 0, http: false, bytes };
    if (via === 'topic') entry.topic += copies;
    else entry.http = true;
    expected.set(key, entry);
  };
  const { plan } = evidence.world;
  for (const deal of plan.deals) {
    const refused = endingsLike(evidence, deal).like[0]?.parked ?? [];
    for (const { tenant, source, variants } of [...deal.quotes, ...deal.notices])
      variants.forEach(({ content, sendings }, variant) => {
        const object = objectKey(tenant, source, numberOf(content));
        const parked = refused.find((each) => each.object === object && each.variant === variant);
        if (parked === undefined) return;
        for (const sending of sendings) add(tenant, parked.code, bytesOf(content, sending.schemaVersion), sending);
      });
  }
  for (const { tenant, code, bytes, sendings } of plan.unreadable)
    for (const sending of sendings) add(tenant, code, bytes, sending);
  return expected;
};

const keyOf = ({ stream, data }: SeenEvent): string =>
  `${stream.slice('parked-'.length, stream.indexOf('.'))} ${textOf(data, 'sha256')} ${textOf(data, 'code')}`;

/** The bytes can be had back, as they came. */
const sameBytes = async (
  { world, streams }: Evidence,
  { stream, data }: SeenEvent,
  bytes: Uint8Array,
): Promise<boolean> => {
  const keys = createMemoryKeyStore({ randomBytes: () => new Uint8Array(32), keys: world.backends.keys });
  // Long ones stand in a document, in parts.
  const holders =
    data['content'] === null
      ? (streams.get(streamName('document', tenantOf(stream), textOf(data, 'document'))) ?? [])
      : [{ data }];
  const sealed = holders.map((holder) => holder.data['content'] as { subject: string; text: string });
  const texts = await createPersonalData({ keys }).open(sealed);
  return Buffer.concat(texts.map((text) => Buffer.from(text ?? '', 'base64'))).equals(bytes);
};

/** Parked as often as it was sent, for its reason, with its bytes; and nothing else was parked. */
const compareParked = async (evidence: Evidence): Promise<readonly string[]> => {
  const problems: string[] = [];
  const seen = Map.groupBy(ofType(evidence.events, 'InputParked'), keyOf);
  const expected = expectedOf(evidence);
  for (const [key, { topic, http, bytes }] of expected) {
    const all = seen.get(key) ?? [];
    const ids = new Set(all.map(({ data }) => textOf(data, 'parkedId')));
    // Requests over HTTP that repeat the same bytes are one input.
    if (ids.size !== topic + (http ? 1 : 0))
      problems.push(`${key}: parked ${ids.size} times, sent ${topic} times on a topic${http ? ' and over HTTP' : ''}`);
    for (const event of all)
      if (!(await sameBytes(evidence, event, bytes))) problems.push(`${key}: the bytes are others`);
  }
  const unasked = [...seen.keys()].filter((key) => !expected.has(key));
  return [...problems, ...unasked.map((key) => `${key}: parked for no reason`)];
};

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
  check: async (evidence) => [...(await compareParked(evidence)), ...compareList(evidence)],
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
