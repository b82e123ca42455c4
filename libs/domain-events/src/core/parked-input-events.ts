import {
  event,
  int,
  internal,
  message,
  nested,
  nullable,
  part,
  personal,
  sealedBytes,
  symbol,
  text,
} from '../definition/index.ts';
import { actor, code, detail, key, sha256 } from './types.ts';

/** Longest input that is taken in, in bytes. */
export const MAX_INPUT_BYTES = 900_000;
/** Bytes of an input that stand in its event; longer ones stand in a document. */
export const MAX_INLINE_BYTES = 32_768;

/** Where the input came in: topic with partition and offset, path of a request, file with offset. */
export const inputOrigin = part(
  'InputOrigin',
  internal({
    kind: symbol('topic', 'http', 'file', 'webhook'),
    name: text(500),
    partition: nullable(int(0)),
    offset: nullable(text(80)),
  }),
);

const parkedInput = {
  parkedId: key(250),
  code,
  detail,
  origin: nested(inputOrigin),
  /**
   * Of the bytes: HMAC-SHA-256 under a key that the source has for the day, not a hash that anybody can compute of what
   * they suspect. Equal bytes of a source and day have equal ones, and none tells anything once the key is destroyed.
   */
  fingerprint: sha256,
  length: int(0),
};

/**
 * An input that could not be taken in. Its bytes are sealed whole, since nobody knows what stands in them: in `content`,
 * or where there are many in the document of that id. Neither: the bytes were forgotten before they came again.
 */
export const inputParked = event('InputParked', {
  ...internal({ ...parkedInput, object: nullable(key(80)), document: nullable(sha256) }),
  ...personal({ content: nullable(sealedBytes(MAX_INLINE_BYTES)) }),
});

/** The copy on the dead-letter topic: what and why, never the bytes. */
export const deadLetter = message('DeadLetter', { ...internal(parkedInput) });

/** Given to intake once more. */
export const parkedInputTaken = event('ParkedInputTaken', { ...internal({ parkedId: key(250), by: actor }) });
export const parkedInputDiscarded = event('ParkedInputDiscarded', {
  ...internal({ parkedId: key(250), by: actor, why: detail }),
});
