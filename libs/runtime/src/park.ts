import type { InputOrigin, Refusal, SealedContent } from '@q2c/domain-events';
import { MAX_INLINE_BYTES } from '@q2c/domain-events/codec';
import { assertInvariant, isFault, streamName, type StreamName, type Tenant } from '@q2c/kernel';
import type { PersonalData, ReceivedMessage } from '@q2c/ports';
import { base64, type Documents } from './documents.ts';
import { contentId } from './identity.ts';
import { header } from './topics.ts';
import type { Transact } from './transact.ts';

/**
 * Parking: what cannot be taken in becomes an event with reason, origin and its bytes, sealed whole. It never blocks
 * its neighbours and never disappears; a person retries or discards it.
 */
export type UnreadableInput = {
  readonly tenant: Tenant;
  readonly source: string;
  readonly object: string | null;
  readonly bytes: Uint8Array;
  readonly origin: InputOrigin;
  /** When the input reached us first, ms since epoch; the same on every redelivery, since it names the stream. */
  readonly takenAtMs: number;
};

export type Park = (input: UnreadableInput, refusal: Refusal) => Promise<{ stream: StreamName; parkedId: string }>;
export type ParkMessage = (message: ReceivedMessage, refusal: Refusal) => Promise<unknown>;

/** Sources may bear any name; a stream part may not. */
const slug = (source: string): string => (/^[a-z0-9][a-z0-9_-]{0,31}$/.test(source) ? source : contentId(source));

const dayOf = ({ takenAtMs }: UnreadableInput): string => new Date(takenAtMs).toISOString().slice(0, 10);

/**
 * The id is over all that names the stream, since lists and people know a parked input by its id alone. The stream is a
 * day's of a source, shared out over 1,024: a broken release upstream parks everything it sends.
 */
const parkedPlace = (
  unreadable: UnreadableInput,
  fingerprint: string,
): { readonly stream: StreamName; readonly parkedId: string } => {
  const { tenant, source, origin } = unreadable;
  const day = dayOf(unreadable);
  const { kind, name, partition, offset } = origin;
  const parkedId = contentId(tenant, source, day, kind, name, String(partition), String(offset), fingerprint);
  return { stream: streamName('parked', tenant, slug(source), day, parkedId.slice(0, 2)), parkedId };
};

/**
 * Whose key fingerprints are under: they name the parked input, so they come before it and the subject of its bytes. A
 * day's of a source. Where that key was destroyed the next one takes its place: what comes again is kept, under
 * another id.
 */
const fingerprintSubject = (unreadable: UnreadableInput, turn: number): string => {
  const { tenant, source } = unreadable;
  return `${tenant}.parked.${slug(source)}.${dayOf(unreadable)}${turn === 1 ? '' : `.${turn}`}`;
};

/** How often the keys of one day may be destroyed before what still comes of it is not taken any more. */
const fingerprintKeysMax = 100;

/** Each parked input is a data subject of its own: whoever it is about, it can be forgotten alone. */
const parkedSubject = (tenant: Tenant, parkedId: string): string => `${tenant}.parked.${parkedId}`;

/** What a record holds of a reason: an input with a hundred faults is parked with the first of them. */
const shortened = ({ code, detail }: Refusal): Refusal => ({
  code: code.slice(0, 120).replaceAll(/[^!-~]+/g, '-') || 'code-missing',
  detail: detail.slice(0, 4000).toWellFormed(),
});

type Kept = { readonly content: SealedContent | null; readonly document: string | null };

export const createPark = (transact: Transact, personalData: PersonalData, documents: Documents): Park => {
  const fingerprintOf = async (unreadable: UnreadableInput): Promise<string> => {
    const plaintext = base64(unreadable.bytes);
    for (let turn = 1; ; turn += 1)
      try {
        const subject = fingerprintSubject(unreadable, turn);
        const [fingerprint] = await personalData.fingerprint([{ subject, plaintext }]);
        assertInvariant(fingerprint !== undefined, 'fingerprint-missing', 'asked for one, given none');
        return fingerprint;
      } catch (error) {
        if (!isFault(error, 'subject-forgotten') || turn === fingerprintKeysMax) throw error;
      }
  };

  const keep = async ({ tenant, bytes, source }: UnreadableInput, context: string, parkedId: string): Promise<Kept> => {
    const subject = parkedSubject(tenant, parkedId);
    if (bytes.length > MAX_INLINE_BYTES) {
      const document = await documents.store({ tenant, subject, bytes, actor: `source:${source}`, source });
      return { content: null, document };
    }
    const [content] = await personalData.seal([{ subject, context, plaintext: base64(bytes) }]);
    return { content: content ?? null, document: null };
  };

  return async (unreadable, refusal) => {
    const { source, object, bytes, origin } = unreadable;
    const fingerprint = await fingerprintOf(unreadable);
    const { stream, parkedId } = parkedPlace(unreadable, fingerprint);
    const reason = shortened(refusal);
    const kept = await keep(unreadable, `${stream}/${parkedId}/0/content`, parkedId).catch((error: unknown): Kept => {
      // Forgotten, and delivered once more: it stands already.
      if (isFault(error, 'subject-forgotten')) return { content: null, document: null };
      throw error;
    });
    await transact(stream, {
      input: { kind: 'park', parkedId, object, ...reason, origin, fingerprint, length: bytes.length, ...kept },
      cause: `park/${parkedId}`,
      actor: `source:${source}`,
      source,
    });
    return { stream, parkedId };
  };
};

const placeOf = ({ headers, partition, offset }: ReceivedMessage) => {
  const id = headers[header.id];
  return id === undefined || id.length > 80 ? { partition, offset } : { partition: null, offset: id };
};

/** Parks a message that should have been ours, under the tenant that runs this bus. */
export const parkMessage =
  (park: Park, tenant: Tenant): ParkMessage =>
  (message, refusal) =>
    park(
      {
        tenant,
        source: message.topic.split('.')[2] ?? 'bus',
        object: null,
        bytes: message.value,
        // Messages of ours are published again and again, each time at another offset: their id is the same, so that a
        // day holds them once.
        origin: { kind: 'topic', name: message.topic, ...placeOf(message) },
        takenAtMs: message.timestampMs,
      },
      refusal,
    );
