import { tenant } from '@q2c/kernel';
import { contentId, eventId, objectStream, uuidV5 } from './index.ts';

const acme = tenant('acme');
const stream = objectStream('transaction', acme, 'crm', 'Q-1');
/** RFC 9562, appendix A.4: UUIDv5 of "www.example.com" in the DNS name space. */
const dns = Buffer.from('6ba7b8109dad11d180b400c04fd430c8', 'hex');

describe('identity', () => {
  it('UUIDv5 as in RFC 9562', () =>
    expect(uuidV5(dns, 'www.example.com')).toBe('2ed6657d-e927-568b-95e1-2665a8aea6a2'));
  it('an event id depends on stream, cause, ordinal, type and data', () => {
    const ids = [
      eventId(stream, 'cause', 0, 'A', '{}'),
      eventId(objectStream('transaction', acme, 'crm', 'Q-2'), 'cause', 0, 'A', '{}'),
      eventId(stream, 'other', 0, 'A', '{}'),
      eventId(stream, 'cause', 1, 'A', '{}'),
      eventId(stream, 'cause', 0, 'B', '{}'),
      eventId(stream, 'cause', 0, 'A', '{"a":1}'),
    ];
    expect(new Set(ids).size).toBe(ids.length);
    expect(eventId(stream, 'cause', 0, 'A', '{}')).toBe(ids[0]);
  });
  it('a stream id is 26 lower-case base32 characters of tenant, source and number', () => {
    expect(stream).toMatch(/^transaction-acme\.[a-z2-7]{26}$/);
    expect(objectStream('transaction', acme, 'crm', 'Q-1')).toBe(stream);
    expect(contentId('a', 'bc')).not.toBe(contentId('ab', 'c'));
  });
  it('event ids and stream ids never change: they stand in stores', () => {
    // Worked out with Python's hashlib, base64 and uuid.
    expect(stream).toBe('transaction-acme.dlsboh3bvtch5c4ajfwct4xegf');
    expect(eventId(stream, 'cause', 0, 'A', '{}')).toBe('d9f7ca7d-ece2-5e3d-a375-b41b4d3eb82a');
  });
});
