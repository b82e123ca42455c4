import type { InputOrigin, Refusal } from '@q2c/domain-events';
import type { Language } from '@q2c/domain-events/codec';
import { codeOf, isRetriable, messageOf, ok, refuse, type Result, type StreamName, type Tenant } from '@q2c/kernel';
import type { Consumer, MessageBus, PersonalData } from '@q2c/ports';
import { objectStream, sha256Hex } from './identity.ts';
import type { Park } from './park.ts';
import { longestFirst, withoutWords, wordsIn } from './personal.ts';
import type { Transact } from './transact.ts';

/**
 * Intake: decode, validate, seal personal parts, deduplicate by (tenant, source, object, number, source version), and
 * answer only after the events are durable. What cannot be taken in is parked; nothing else ever waits for it. Only a
 * fault that may pass, or one of parking itself, goes back to whoever delivers, who comes again.
 *
 * The fingerprint is SHA-256 over normalised business content; personal parts enter as HMAC under their subject's key.
 */
export type IntakeObject = {
  readonly object: string;
  readonly record: string;
  /** Category of the stream that takes the object in. */
  readonly category: string;
  readonly number: (content: never) => string;
  /** ISO date of the business event. */
  readonly businessDate: (content: never) => string;
  /** Data subject of a personal part, within the tenant; no personal value itself. */
  readonly subject: (content: never, path: string) => string;
  /** The wire form of bytes that are in another form this object may have; `undefined` for all other bytes. */
  readonly toWire?: (bytes: Uint8Array) => Result<Uint8Array, Refusal> | undefined;
};

/** Tenant and source come from the credential or topic binding, never from the message. */
export type IntakeMessage = {
  readonly tenant: Tenant;
  readonly source: string;
  readonly object: string;
  /** Confluent wire format, or what the object's `toWire` knows. Parked as they came. */
  readonly bytes: Uint8Array;
  readonly origin: InputOrigin;
  /** When the message reached us first, ms since epoch; the same on every redelivery. */
  readonly takenAtMs: number;
};

export type Taken =
  | { readonly kind: 'accepted'; readonly stream: StreamName; readonly revision: number }
  | { readonly kind: 'already-known'; readonly stream: StreamName }
  | { readonly kind: 'parked'; readonly stream: StreamName; readonly parkedId: string; readonly refusal: Refusal };

export type Intake = {
  take(messages: readonly IntakeMessage[]): Promise<readonly Taken[]>;
  /** As `take`, but what would be parked comes back as a refusal. Only a fault that may pass is thrown. */
  offer(message: IntakeMessage): Promise<Result<Exclude<Taken, { kind: 'parked' }>, Refusal>>;
};

export type IntakeOptions = {
  readonly language: Language;
  readonly personalData: PersonalData;
  readonly transact: Transact;
  readonly park: Park;
  readonly objects: readonly IntakeObject[];
  /** Told of each defect of ours that kept an input out, without the input's personal values. */
  readonly onStuck?: (where: string, error: unknown) => void;
};

type Content = Readonly<Record<string, unknown>>;
type Read = { readonly definition: IntakeObject; readonly content: Content };

/** A fault as it may be kept and logged: errors quote what they could not work with. */
const cleaned = (error: unknown, words: readonly string[]): Error => {
  const clean = new Error(withoutWords(messageOf(error), words));
  const { stack } = Object(error) as { readonly stack?: unknown };
  if (typeof stack === 'string') clean.stack = withoutWords(stack, words);
  return clean;
};

export const createIntake = (options: IntakeOptions): Intake => {
  const { language, personalData, transact, park, objects, onStuck } = options;
  const byObject = new Map(objects.map((object) => [object.object, object]));

  const read = (message: IntakeMessage): Result<Read, Refusal> => {
    const definition = byObject.get(message.object);
    if (definition === undefined)
      return refuse({
        code: 'object-unknown',
        detail: `"${message.object}" is not taken in; known: ${[...byObject.keys()].join(', ')}`,
      });
    const wire = definition.toWire?.(message.bytes) ?? ok(message.bytes);
    if (!wire.ok) return wire;
    const decoded = language.wire.decode(wire.value);
    if (!decoded.ok) return decoded;
    if (decoded.value.record !== definition.record)
      return refuse({
        code: 'record-unexpected',
        detail: `${message.object} is ${definition.record}, not ${decoded.value.record}`,
      });
    return ok({ definition, content: decoded.value.value });
  };

  const fingerprintOf = async (
    tenant: Tenant,
    { record, subject }: IntakeObject,
    content: Content,
  ): Promise<string> => {
    const { content: business, personal } = language.businessContent(record, content);
    const hashes = await personalData.fingerprint(
      personal.map(({ path, plaintext }) => ({ subject: `${tenant}.${subject(content as never, path)}`, plaintext })),
    );
    return sha256Hex([business, ...personal.map(({ path }, n) => `${path}:${hashes[n] ?? ''}`)].join('\n'));
  };

  const personalFields = new Map(
    objects.map(({ record }) => [record, language.definition(record).personalFields] as const),
  );

  /** Fields whose values stand in no reason and no log. */
  const unspokenFields = new Map(
    objects.map(({ record }) => {
      const { classification } = language.definition(record);
      const unspoken = Object.keys(classification).filter((path) =>
        ['personal', 'confidential'].includes(classification[path] ?? ''),
      );
      return [record, unspoken] as const;
    }),
  );

  const sealed = async (
    tenant: Tenant,
    definition: IntakeObject,
    content: Content,
    context: string,
  ): Promise<Content> => {
    const fields = personalFields.get(definition.record) ?? [];
    if (fields.length === 0) return content;
    const texts = await personalData.seal(
      fields.map(({ path, part }) => ({
        subject: `${tenant}.${definition.subject(content as never, path)}`,
        context: `${context}/0/${path}`,
        plaintext: language.encodePart(part ?? '', content[path] as object),
      })),
    );
    return { ...content, ...Object.fromEntries(fields.map(({ path }, n) => [path, texts[n]])) };
  };

  const decide = async (
    { tenant, source, object }: IntakeMessage,
    { definition, content }: Read,
  ): ReturnType<Intake['offer']> => {
    const number = definition.number(content as never);
    const sourceVersion = content['sourceVersion'] as bigint;
    const stream = objectStream(definition.category, tenant, source, number);
    const fingerprint = await fingerprintOf(tenant, definition, content);
    const cause = `${source}/${object}/${number}/${sourceVersion}/${fingerprint.slice(0, 16)}`;
    const result = await transact(stream, {
      input: {
        kind: 'intake',
        object,
        source,
        number,
        sourceVersion,
        fingerprint,
        content: await sealed(tenant, definition, content, `${stream}/${cause}`),
      },
      cause,
      actor: `source:${source}`,
      source,
      businessTime: `${definition.businessDate(content as never)}T00:00:00.000Z`,
    });
    switch (result.kind) {
      case 'appended':
        return ok({ kind: 'accepted', stream, revision: result.revision });
      case 'already-so':
        return ok({ kind: 'already-known', stream });
      case 'refused':
        return refuse(result.refusal);
    }
  };

  /** What no repetition ends belongs to this input: it must not stand in the way of the ones behind it. */
  const undecidable = (error: unknown, found: Read | undefined): Refusal => {
    const fields = found === undefined ? [] : (unspokenFields.get(found.definition.record) ?? []);
    const clean = cleaned(error, longestFirst(fields.flatMap((field) => wordsIn(found?.content[field]))));
    const code = codeOf(error);
    if (code === undefined) onStuck?.('intake', clean);
    return { code: code ?? 'input-undecidable', detail: clean.message.slice(0, 4000) };
  };

  const offer: Intake['offer'] = async (message) => {
    let found: Read | undefined;
    try {
      const decoded = read(message);
      if (!decoded.ok) return decoded;
      found = decoded.value;
      return await decide(message, found);
    } catch (error) {
      if (isRetriable(error)) throw error;
      return refuse(undecidable(error, found));
    }
  };

  const takeOne = async (message: IntakeMessage): Promise<Taken> => {
    const offered = await offer(message);
    if (offered.ok) return offered.value;
    return { kind: 'parked', ...(await park(message, offered.refusal)), refusal: offered.refusal };
  };

  return { offer, take: (messages) => Promise.all(messages.map(takeOne)) };
};

/** Which tenant, source and object a topic stands for. */
export type TopicBinding = {
  readonly topic: string;
  readonly tenant: Tenant;
  readonly source: string;
  readonly object: string;
};

/** Takes bound topics in: a batch is acknowledged when all of it is durable, accepted or parked. */
export const consumeIntake = (
  bus: MessageBus,
  intake: Intake,
  bindings: readonly TopicBinding[],
): Promise<Consumer> => {
  const byTopic = new Map(bindings.map((binding) => [binding.topic, binding]));
  return bus.consume({ topics: [...byTopic.keys()], group: 'q2c.intake' }, async (messages) => {
    await intake.take(
      messages.flatMap((message) => {
        const binding = byTopic.get(message.topic);
        if (binding === undefined) return [];
        const { tenant, source, object } = binding;
        const { topic: name, partition, offset } = message;
        const origin = { kind: 'topic', name, partition, offset } as const;
        return [{ tenant, source, object, bytes: message.value, origin, takenAtMs: message.timestampMs }];
      }),
    );
  });
};
