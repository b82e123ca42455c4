import { MAX_DOCUMENT_PART_BYTES } from '@q2c/domain-events/codec';
import { Fault, streamName, type StreamName, type Tenant } from '@q2c/kernel';
import type { EventStore, PersonalData, SealedText } from '@q2c/ports';
import type { EventDecoder } from './events.ts';
import { sha256Hex } from './identity.ts';
import type { Transact } from './transact.ts';

/**
 * Documents: bodies too large for the event that they belong to. A document is appended before that event, in parts
 * that each fit one append, and is named by its content: storing it again adds nothing and completes what a crash cut
 * short. Its bytes are sealed for one data subject; the name is taken over the sealed bytes, so it tells nothing.
 */
export type Documents = {
  /** Durable when it resolves. Gives the document's id. Fault `subject-forgotten`. */
  store(document: DocumentToStore): Promise<string>;
  /** `null` when the subject was forgotten. Fault `document-incomplete`. */
  read(tenant: Tenant, id: string): Promise<Uint8Array | null>;
};

export type DocumentToStore = {
  readonly tenant: Tenant;
  readonly subject: string;
  readonly bytes: Uint8Array;
  readonly actor: string;
  readonly source: string;
};

export type DocumentsOptions = {
  readonly transact: Transact;
  readonly personalData: PersonalData;
  readonly eventStore: EventStore;
  readonly decode: EventDecoder;
};

type Part = { readonly part: number; readonly parts: number; readonly content: SealedText };

const documentStream = (tenant: Tenant, id: string): StreamName => streamName('document', tenant, id);

const inParts = (bytes: Uint8Array): readonly Uint8Array[] =>
  Array.from({ length: Math.max(1, Math.ceil(bytes.length / MAX_DOCUMENT_PART_BYTES)) }, (_, n) =>
    bytes.subarray(n * MAX_DOCUMENT_PART_BYTES, (n + 1) * MAX_DOCUMENT_PART_BYTES),
  );

export const base64 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');

export const createDocuments = ({ transact, personalData, eventStore, decode }: DocumentsOptions): Documents => ({
  async store({ tenant, subject, bytes, actor, source }) {
    const sealed = await personalData.seal(
      inParts(bytes).map((part, n) => ({ subject, context: `document/${n}`, plaintext: base64(part) })),
    );
    const id = sha256Hex(sealed.map(({ text }) => text).join('\n'));
    const stream = documentStream(tenant, id);
    for (const [part, content] of sealed.entries())
      await transact(stream, {
        input: { kind: 'store-part', part, parts: sealed.length, content },
        cause: `document/${part}`,
        actor,
        source,
      });
    return id;
  },

  async read(tenant, id) {
    const read = await eventStore.readStream(documentStream(tenant, id), { from: 0 });
    const parts = read.kind === 'found' ? read.events.map((event) => decode(event).data as Part) : [];
    if (parts.length === 0 || parts.length !== parts[0]?.parts)
      throw new Fault('document-incomplete', `document ${id} has ${parts.length} parts`, { retriable: false });
    const opened = await personalData.open(parts.map(({ content }) => content));
    const found = opened.filter((text) => text !== null);
    return found.length < parts.length ? null : Buffer.concat(found.map((text) => Buffer.from(text, 'base64')));
  },
});
