import { hash } from 'node:crypto';
import type { EventId, StreamName, Tenant } from '@q2c/kernel';
import { streamName } from '@q2c/kernel';

/**
 * Identity by content, so that a repetition names the same thing again.
 *
 * Event id = UUIDv5 of (stream, cause, ordinal, hash of the data): a retried append carries the same ids, and another
 * decision for the same cause carries others.
 */

/** Name space of our event ids: UUIDv5 of the URL name space and "q2c:event". Immutable. */
const eventNamespace = Buffer.from('2a7ec2a17e8d5a659fdf698b6c6d98c4', 'hex');

export const sha256Hex = (text: string | Uint8Array): string => hash('sha256', text, 'hex');

const hexOfByte = Array.from({ length: 256 }, (_, n) => n.toString(16).padStart(2, '0'));

/** Reused for every id: names are hashed one after the other, and allocation would cost more than the hash. */
let named = Buffer.alloc(4096);

/** RFC 9562, section 5.5: SHA-1 over name space and name, version and variant bits set. */
export const uuidV5 = (namespace: Uint8Array, name: string): string => {
  if (named.length < 16 + name.length * 3) named = Buffer.alloc(16 + name.length * 6);
  named.set(namespace, 0);
  const length = 16 + named.write(name, 16, 'utf8');
  const digest = hash('sha1', named.subarray(0, length), 'hex');
  const variant = hexOfByte[(parseInt(digest.slice(16, 18), 16) & 0x3f) | 0x80] ?? '';
  return `${digest.slice(0, 8)}-${digest.slice(8, 12)}-5${digest.slice(13, 16)}-${variant}${digest.slice(18, 20)}-${digest.slice(20, 32)}`;
};

export const eventId = (stream: StreamName, cause: string, ordinal: number, type: string, data: string): EventId =>
  uuidV5(eventNamespace, `${stream}\n${cause}\n${ordinal}\n${type}\n${sha256Hex(data)}`) as EventId;

const base32Alphabet = 'abcdefghijklmnopqrstuvwxyz234567';

/** RFC 4648 base32 alphabet in lower case, the first `length` characters. */
const base32 = (bytes: Uint8Array, length: number): string => {
  let bits = 0;
  let held = 0;
  let text = '';
  for (const byte of bytes) {
    held = ((held << 8) | byte) & 0xffff;
    bits += 8;
    while (bits >= 5 && text.length < length) {
      bits -= 5;
      text += base32Alphabet[(held >>> bits) & 31] ?? '';
    }
    if (text.length === length) break;
  }
  return text;
};

/** 26 base32 characters of SHA-256 over the parts, each preceded by its length so that no two lists collide. */
export const contentId = (...parts: readonly string[]): string =>
  base32(hash('sha256', parts.map((part) => `${part.length}:${part}`).join(''), 'buffer'), 26);

/** The stream of a business object: its id derives from tenant, source and number, so duplicates share fate. */
export const objectStream = (category: string, owner: Tenant, source: string, number: string): StreamName =>
  streamName(category, owner, contentId(owner, source, number));
