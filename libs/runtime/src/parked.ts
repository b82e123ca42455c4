import type { EventOf, InputOrigin, Refusal } from '@q2c/domain-events';
import { ok, refuse, tenantOf, type Result, type StreamName } from '@q2c/kernel';
import type { EventStore, PersonalData, ReadStore } from '@q2c/ports';
import type { Documents } from './documents.ts';
import type { EventDecoder } from './events.ts';
import { readMetadata } from './metadata.ts';
import type { Intake } from './intake.ts';
import type { ReaderDefinition } from './reader.ts';
import type { Transact } from './transact.ts';

/**
 * The list of parked inputs, and the ways back: retry (take in again what is now acceptable) and discard (with a
 * reason). Both are events of the parked stream.
 */
export type ParkedInput = {
  readonly parkedId: string;
  readonly stream: StreamName;
  readonly revision: number;
  readonly source: string;
  readonly object: string | null;
  readonly code: string;
  readonly detail: string;
  readonly origin: InputOrigin;
  readonly fingerprint: string;
  readonly length: number;
  readonly parkedAt: string;
};

export const parkedReader = (decode: EventDecoder): ReaderDefinition => ({
  name: 'parked',
  collections: ['parked'],
  prefixes: ['parked-'],
  apply({ events }, rows) {
    for (const event of events) {
      if (event.type !== 'InputParked') {
        rows.put('parked', (decode(event).data as { readonly parkedId: string }).parkedId, null);
        continue;
      }
      const data = decode(event).data as EventOf<'InputParked'>;
      const { parkedId, object, code, detail, fingerprint, length } = data;
      const { kind, name, partition, offset } = data.origin;
      const { source, recordTime } = readMetadata(event.metadata);
      const row: ParkedInput = {
        ...{ parkedId, stream: event.stream, revision: event.revision, source, object, code, detail },
        ...{ origin: { kind, name, partition, offset }, fingerprint, length, parkedAt: recordTime },
      };
      rows.put('parked', parkedId, JSON.stringify(row));
    }
    return Promise.resolve();
  },
});

export type ParkedInputs = {
  /** In order of id, from after `after`, at most `limit`. */
  list(options: { readonly after?: string; readonly limit: number }): Promise<readonly ParkedInput[]>;
  get(parkedId: string): Promise<ParkedInput | undefined>;
  retry(parkedId: string, by: string): Promise<Result<{ readonly stream: StreamName }, Refusal>>;
  discard(parkedId: string, by: string, why: string): Promise<Result<null, Refusal>>;
};

export type ParkedInputsOptions = {
  readonly store: EventStore;
  readonly readStore: ReadStore;
  readonly decode: EventDecoder;
  readonly personalData: PersonalData;
  readonly documents: Documents;
  readonly intake: Intake;
  readonly transact: Transact;
};

export const createParkedInputs = (options: ParkedInputsOptions): ParkedInputs => {
  const { store, readStore, decode, personalData, documents, intake, transact } = options;
  const get = async (parkedId: string): Promise<ParkedInput | undefined> => {
    const [row] = await readStore.get('parked', [parkedId]);
    return row === undefined ? undefined : (JSON.parse(row) as ParkedInput);
  };
  const missing = (parkedId: string): Refusal => ({
    code: 'parked-input-not-found',
    detail: `no parked input ${parkedId}; it may have been taken in or discarded already`,
  });

  const bytesOf = async (parked: ParkedInput): Promise<Uint8Array | undefined> => {
    const read = await store.readStream(parked.stream, { from: parked.revision, limit: 1 });
    const event = read.kind === 'found' ? read.events[0] : undefined;
    if (event === undefined) return undefined;
    const { content, document } = decode(event).data as EventOf<'InputParked'>;
    if (document !== null) return (await documents.read(tenantOf(parked.stream), document)) ?? undefined;
    const [text] = content === null ? [] : await personalData.open([content]);
    return text === undefined || text === null ? undefined : Buffer.from(text, 'base64');
  };

  const act = (parked: ParkedInput, by: string, what: { act: 'taken' } | { act: 'discarded'; why: string }) =>
    transact(parked.stream, {
      input: { kind: 'parked-act', parkedId: parked.parkedId, by, ...what },
      cause: `parked/${parked.parkedId}/${what.act}`,
      actor: `person:${by}`,
      source: 'operations',
    });

  return {
    get,
    async list({ after, limit }) {
      const rows = await readStore.range('parked', { from: after === undefined ? '' : `${after}\u0000`, limit });
      return rows.map(({ value }) => JSON.parse(value) as ParkedInput);
    },
    async retry(parkedId, by) {
      const parked = await get(parkedId);
      if (parked === undefined) return refuse(missing(parkedId));
      if (parked.object === null)
        return refuse({
          code: 'parked-input-no-object',
          detail: `${parkedId} is no business object (${parked.code}); it can only be discarded`,
        });
      const bytes = await bytesOf(parked);
      if (bytes === undefined)
        return refuse({ code: 'personal-data-forgotten', detail: `the bytes of ${parkedId} can no longer be opened` });
      const offered = await intake.offer({
        tenant: tenantOf(parked.stream),
        source: parked.source,
        object: parked.object,
        bytes,
        origin: parked.origin,
        takenAtMs: Date.parse(parked.parkedAt),
      });
      if (!offered.ok) return refuse(offered.refusal);
      await act(parked, by, { act: 'taken' });
      return ok({ stream: offered.value.stream });
    },
    async discard(parkedId, by, why) {
      const parked = await get(parkedId);
      if (parked === undefined) return refuse(missing(parkedId));
      const { kind } = await act(parked, by, { act: 'discarded', why });
      // Somebody else was quicker, and the list does not show it yet.
      return kind === 'appended' ? ok(null) : refuse(missing(parkedId));
    },
  };
};
