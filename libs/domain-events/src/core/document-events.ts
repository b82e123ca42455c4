import { event, int, internal, personal, sealedBytes } from '../definition/index.ts';

/** Bytes of a document in one event: sealed and as text they stay well below what one append may hold. */
export const MAX_DOCUMENT_PART_BYTES = 300_000;

/**
 * One part of a document: a body too large for the event that it belongs to, in a stream named by the SHA-256 of its
 * sealed parts. Sealing is deterministic, so the same body for the same subject is the same document.
 */
export const documentPartStored = event('DocumentPartStored', {
  ...internal({ part: int(0), parts: int(1) }),
  ...personal({ content: sealedBytes(MAX_DOCUMENT_PART_BYTES) }),
});
