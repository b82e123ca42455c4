import type { Decider, Input, Refusal } from '@q2c/domain-events';
import type { Language } from '@q2c/domain-events/codec';
import { assertInvariant, categoryOf, Fault, isRetriable, tenantOf, type StreamName } from '@q2c/kernel';
import type { AppendResult, Clock, EventStore, ExpectedRevision, NewEvent } from '@q2c/ports';
import { createEventDecoder, type DecodedEvent, type EventDecoder } from './events.ts';
import { eventId } from './identity.ts';
import { instantText, metadataWriter, readMetadata, traceparentOf } from './metadata.ts';
import { backoffMs, pause } from './pause.ts';
import { createStateCache, type Folded } from './state-cache.ts';

/**
 * transact: load the folded state, decide, append facts and what follows from them in ONE append to ONE stream.
 *
 * - The expected revision is the only guard; on a conflict the decision is taken again on what stands now.
 * - A decision that appends nothing (already so, or refused) counts only on freshly read state.
 * - An append of unknown outcome is repeated with the same ids at the same revision, which the store answers once.
 */

/** Any decider. The runtime never looks into a state, so it is `unknown` here; one cast, at registration. */
export type AnyDecider = Decider<unknown, DecodedEvent>;

export const registerDecider = <State, Event extends { readonly type: string; readonly data: object }>(
  decider: Decider<State, Event>,
): AnyDecider => decider as unknown as AnyDecider;

/** The input and what is to be known about it for ever. */
export type Envelope = {
  readonly input: Input;
  /** Id of what caused this: the same for every repetition of the input. */
  readonly cause: string;
  /** `source:<name>`, `connector:<system>`, `scheduler`, `stream:<name>` or `person:<name>`. */
  readonly actor: string;
  readonly source: string;
  /** ISO instant; record time when left out. */
  readonly businessTime?: string;
  readonly correlationId?: string;
  readonly links?: readonly StreamName[];
};

export type Transacted =
  | { readonly kind: 'appended'; readonly revision: number; readonly state: unknown }
  | { readonly kind: 'already-so'; readonly state: unknown }
  | { readonly kind: 'refused'; readonly refusal: Refusal; readonly state: unknown };

export type TransactOptions = {
  readonly store: EventStore;
  readonly language: Language;
  readonly clock: Clock;
  readonly deciders: readonly AnyDecider[];
  readonly cacheBytes: number;
  readonly decode?: EventDecoder;
};

export type Transact = (stream: StreamName, envelope: Envelope) => Promise<Transacted>;

const appendRetries = 8;
const conflictLimit = 100;
const appendBackoff = { baseMs: 20, maxMs: 2000 };

/** Folds events that will stand right behind `revision`. */
const evolveAll = (decider: AnyDecider, from: unknown, events: readonly DecodedEvent[], revision: number): unknown =>
  events.reduce((state: unknown, event, n) => decider.evolve(state, event, revision + 1 + n), from);

export const createTransact = (options: TransactOptions): Transact => {
  const { store, language, clock } = options;
  const decode = options.decode ?? createEventDecoder(language);
  const deciders = new Map(options.deciders.map((decider) => [decider.category, decider]));
  const cache = createStateCache(options.cacheBytes);
  const queues = new Map<StreamName, Promise<unknown>>();

  const deciderOf = (stream: StreamName): AnyDecider => {
    const decider = deciders.get(categoryOf(stream));
    assertInvariant(decider !== undefined, 'decider-missing', `no decider for stream ${stream}`);
    return decider;
  };

  /** Reads what the store holds beyond `folded`; without it, the whole stream. */
  const readOn = async (
    stream: StreamName,
    decider: AnyDecider,
    folded?: Folded<unknown>,
  ): Promise<Folded<unknown>> => {
    const from = (folded?.revision ?? -1) + 1;
    const read = await store.readStream(stream, { from });
    let { state, bytes } = folded ?? { state: decider.initial, bytes: 0 };
    let revision = from - 1;
    if (read.kind === 'found')
      for (const event of read.events) {
        state = decider.evolve(state, decode(event), event.revision);
        revision = event.revision;
        bytes += event.data.length;
      }
    return { state, revision, bytes };
  };

  /**
   * Whether a person's act stands in the stream already. What it acted on may have come up anew since, and a request
   * that is only repeated must not decide that too. Read right before the append, whose revision guards the rest.
   */
  const stands = async (stream: StreamName, cause: string): Promise<boolean> => {
    const read = await store.readStream(stream, { from: 0 });
    return read.kind === 'found' && read.events.some(({ metadata }) => readMetadata(metadata).$causationId === cause);
  };

  const append = async (
    stream: StreamName,
    expected: ExpectedRevision,
    events: readonly NewEvent[],
  ): Promise<AppendResult> => {
    for (let attempt = 1; ; attempt++) {
      try {
        return await store.append(stream, expected, events);
      } catch (error) {
        if (!isRetriable(error) || attempt > appendRetries) throw error;
        await pause(clock, backoffMs(appendBackoff, attempt, stream));
      }
    }
  };

  const encode = (stream: StreamName, envelope: Envelope, events: readonly DecodedEvent[]): NewEvent[] => {
    const recordTime = instantText(clock.now());
    const correlationId = envelope.correlationId ?? stream;
    const encoded = events.map((event, ordinal) => {
      const { data, schemaVersion } = language.encodeEvent(event.type, event.data);
      const id = eventId(stream, envelope.cause, ordinal, event.type, data);
      decode.know(id, event, data);
      return { id, type: event.type, data, schemaVersion };
    });
    const metadata = metadataWriter({
      $causationId: envelope.cause,
      $correlationId: correlationId,
      actor: envelope.actor,
      businessTime: envelope.businessTime ?? recordTime,
      links: envelope.links ?? [],
      recordTime,
      source: envelope.source,
      tenant: tenantOf(stream),
      traceparent: traceparentOf(correlationId, encoded[0]?.id ?? ''),
    });
    return encoded.map(({ id, type, data, schemaVersion }) => ({ id, type, data, metadata: metadata(schemaVersion) }));
  };

  const run = async (stream: StreamName, envelope: Envelope): Promise<Transacted> => {
    const decider = deciderOf(stream);
    const cached = cache.get(stream);
    // Nothing cached: most likely a new stream, so decide as if; the append at "no stream" finds out.
    let folded: Folded<unknown> = cached ?? { state: decider.initial, revision: -1, bytes: 0 };
    let fresh = false;
    for (let round = 0; round < conflictLimit; round++) {
      const decision = decider.decide(envelope.input, folded.state, stream);
      if (!decision.ok || decision.value.length === 0) {
        if (!fresh) {
          folded = await readOn(stream, decider, folded);
          fresh = true;
          continue;
        }
        cache.set(stream, folded);
        return decision.ok
          ? { kind: 'already-so', state: folded.state }
          : { kind: 'refused', refusal: decision.refusal, state: folded.state };
      }
      const reached = evolveAll(decider, folded.state, decision.value, folded.revision);
      const following = decider.next(reached, stream);
      if (envelope.input.kind === 'operation' && (await stands(stream, envelope.cause)))
        return { kind: 'already-so', state: folded.state };
      const events = encode(stream, envelope, [...decision.value, ...following]);
      const result = await append(stream, folded.revision < 0 ? 'no-stream' : folded.revision, events);
      if (result.kind === 'conflict') {
        folded = await readOn(stream, decider, folded);
        fresh = true;
        continue;
      }
      const state = evolveAll(decider, reached, following, folded.revision + decision.value.length);
      const bytes = events.reduce((sum, event) => sum + event.data.length, folded.bytes);
      // Where the store gave an earlier answer again, this is a prefix: the next append on it meets a conflict and reads on.
      cache.set(stream, { state, revision: result.revision, bytes });
      return { kind: 'appended', revision: result.revision, state };
    }
    throw new Fault('append-contended', `${stream}: ${conflictLimit} conflicts in a row`, { retriable: true });
  };

  const runAlone = async (stream: StreamName, envelope: Envelope): Promise<Transacted> => {
    try {
      return await run(stream, envelope);
    } catch (error) {
      cache.delete(stream);
      throw error;
    }
  };

  // Inputs to one stream queue up within the process: they would only meet as conflicts.
  return (stream, envelope) => {
    const ahead = queues.get(stream);
    const mine: Promise<Transacted> =
      ahead === undefined
        ? runAlone(stream, envelope)
        : ahead.then(
            () => runAlone(stream, envelope),
            () => runAlone(stream, envelope),
          );
    queues.set(stream, mine);
    const leave = (): void => {
      if (queues.get(stream) === mine) queues.delete(stream);
    };
    mine.then(leave, leave);
    return mine;
  };
};
