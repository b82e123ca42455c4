import { createSecretKey } from 'node:crypto';
import { signatureHeader, signatureOf } from '../spec/signing.ts';
import { toleranceMs, verifySignature, type Secrets } from './signature.ts';

const [secret, other] = ['whsec_0123456789abcdef0123456789abcdef', 'another_secret_of_at_least_32_chars!'] as const;
const key = (text: string) => createSecretKey(text, 'utf8');
const seconds = 1_767_225_600;
const at = seconds * 1000;
const text =
  '{"paymentNumber":"P-1","sourceVersion":1,"reference":"Q-1","amount":{"minor":120000,"currency":"EUR"},' +
  '"valueDate":"2026-01-20","payer":{"name":"Zoë Example","account":"DE00 0000"}}';
const body = Buffer.from(text);
const verify = (header: string | undefined, nowMs = at, secrets: Secrets = [key(secret)], bytes: Uint8Array = body) =>
  verifySignature(secrets, header, bytes, nowMs);

/**
 * Computed apart from this code, with OpenSSL 3.0.19:
 * printf '%s.%s' 1767225600 "$text" | openssl dgst -sha256 -hmac "$secret"
 */
const openssl = {
  secret: 'ceaa9cb0a697c3818e27ed38ed01d1e88823c656d981a0607c23077dfb20e70c',
  other: '595542a97dacf93106f600c239da2e4ad0e295f7512cd167f7e8ef6ed25e5414',
  emptyBody: '96d8ad3ff87239bd87eb387c8e4b07a92489f73f6253248ee0bd7be244c3266f',
};

test('a signature that openssl computes is good, until 300 seconds after it was made', () => {
  expect(verify(`t=${seconds},v1=${openssl.secret}`)).toEqual({
    ok: true,
    value: { id: openssl.secret, untilMs: at + 300_000 },
  });
  expect(verify(`t=${seconds},v1=${openssl.emptyBody}`, at, undefined, new Uint8Array())).toMatchObject({ ok: true });
  expect(signatureOf(secret, seconds, body)).toBe(openssl.secret);
});

test.each([
  ['the very second', 0, true],
  ['exactly 300 s after', 300_000, true],
  ['a millisecond later', 300_001, false],
  ['exactly 300 s before', -300_000, true],
  ['a millisecond earlier', -300_001, false],
  ['years later', 1e11, false],
])('at %s it is good: %3$s', (_name, ms, good) => {
  expect(toleranceMs).toBe(300_000);
  const verified = verify(`t=${seconds},v1=${openssl.secret}`, at + ms);
  expect(verified).toMatchObject(good ? { ok: true } : { ok: false, refusal: 'too-old-or-early' });
});

describe('while secrets change', () => {
  const both: Secrets = [key(other), key(secret)];
  test.each([
    ['we know both, they sign with the old one', both, `v1=${openssl.secret}`],
    ['we know both, they sign with the new one', both, `v1=${openssl.other}`],
    ['we know both, they sign with both', both, `v1=${openssl.secret},v1=${openssl.other}`],
    ['we know the old one, they sign with both', [key(secret)] as const, `v1=${openssl.other},v1=${openssl.secret}`],
  ])('%s: good', (_name, secrets, signatures) => {
    expect(verify(`t=${seconds},${signatures}`, at, secrets)).toMatchObject({ ok: true });
  });

  test('a message has one id, whichever of them it was signed with', () => {
    const ids = [openssl.secret, openssl.other].map((hex) => verify(`t=${seconds},v1=${hex}`, at, both));
    expect(ids[0]).toMatchObject({ ok: true, value: { id: openssl.other } });
    expect(ids[1]).toEqual(ids[0]);
  });

  test('the one that is gone is worth nothing', () => {
    expect(verify(`t=${seconds},v1=${openssl.secret}`, at, [key(other)])).toEqual({ ok: false, refusal: 'wrong' });
  });
});

test.each([
  ['no header', undefined, 'missing'],
  ['an empty header', '', 'missing'],
  ['words', 'let me in', 'malformed'],
  ['a bearer token', 'Bearer abc', 'malformed'],
  ['no time', `v1=${openssl.secret}`, 'malformed'],
  ['no signature', `t=${seconds}`, 'malformed'],
  ['an empty signature', `t=${seconds},v1=`, 'malformed'],
  ['half a signature', `t=${seconds},v1=${openssl.secret.slice(32)}`, 'malformed'],
  ['a signature with more behind it', `t=${seconds},v1=${openssl.secret}00`, 'malformed'],
  ['a signature that is no hex', `t=${seconds},v1=${'z'.repeat(64)}`, 'malformed'],
  ['another scheme alone', `t=${seconds},v0=${openssl.secret}`, 'malformed'],
  ['two times', `t=${seconds},t=${seconds},v1=${openssl.secret}`, 'malformed'],
  ['two headers made one', `t=${seconds},v1=${openssl.secret}, t=1,v1=${openssl.secret}`, 'malformed'],
  ['a time with a sign', `t=+${seconds},v1=${openssl.secret}`, 'malformed'],
  ['a time with a fraction', `t=${seconds}.0,v1=${openssl.secret}`, 'malformed'],
  ['a time with a zero before it', `t=0${seconds},v1=${openssl.secret}`, 'malformed'],
  ['a time in hexadecimal', `t=0x${seconds.toString(16)},v1=${openssl.secret}`, 'malformed'],
  ['a time beyond all times', `t=${'9'.repeat(400)},v1=${openssl.secret}`, 'malformed'],
  ['a time in milliseconds', `t=${at},v1=${openssl.secret}`, 'malformed'],
  ['another time than was signed', `t=${seconds + 1},v1=${openssl.secret}`, 'wrong'],
  ['a wrong signature', `t=${seconds},v1=${'0'.repeat(64)}`, 'wrong'],
  ['the signature of somebody else', `t=${seconds},v1=${openssl.other}`, 'wrong'],
])('%s is refused', (_name, header, flaw) => {
  expect(verify(header)).toEqual({ ok: false, refusal: flaw });
});

test.each([
  ['spaces after commas', `t=${seconds}, v1=${openssl.secret}`],
  ['capital hex', `t=${seconds},v1=${openssl.secret.toUpperCase()}`],
  ['other schemes beside it', `v0=abc,t=${seconds},v1=${openssl.secret},v2=xyz`],
  ['the good one behind a bad one', `t=${seconds},v1=${'0'.repeat(64)},v1=junk,v1=${openssl.secret}`],
])('with %s it is good', (_name, header) => {
  expect(verify(header)).toMatchObject({ ok: true });
});

test('one bit of the body, or white space in it, makes it wrong', () => {
  const header = signatureHeader(secret, seconds, body);
  for (const at8 of [0, 5, body.length - 1]) {
    const changed = Buffer.from(body);
    changed.writeUInt8(changed.readUInt8(at8) ^ 1, at8);
    expect(verify(header, at, undefined, changed)).toEqual({ ok: false, refusal: 'wrong' });
  }
  const pretty = Buffer.from(JSON.stringify(JSON.parse(text), null, 2));
  expect(verify(header, at, undefined, pretty)).toEqual({ ok: false, refusal: 'wrong' });
});

test('bytes that are no UTF-8 are signed as they are', () => {
  const bytes = Uint8Array.of(0xff, 0xfe, 0x00, 0x80);
  const header = signatureHeader(secret, seconds, bytes);
  expect(verify(header, at, undefined, bytes)).toMatchObject({ ok: true });
  expect(verify(header, at, undefined, Buffer.from(Buffer.from(bytes).toString('utf8')))).toMatchObject({ ok: false });
});
