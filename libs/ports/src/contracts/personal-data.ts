import type { KeyStore, PersonalData, SealRequest } from '../index.ts';

export type PersonalDataSetup = {
  readonly personalData: PersonalData;
  /** Another one over the same keys, as another process would have. */
  readonly other: PersonalData;
  /** Ends both and opens others over the keys that were made durable. */
  readonly restart: () => Promise<PersonalDataSetup>;
  readonly close: () => Promise<void>;
};

const contact = (subject: string, plaintext = '{"email":"a@example.com"}'): SealRequest => ({
  subject,
  context: 'transaction-acme.1/cause/0/billTo',
  plaintext,
});

let run = 0;

/** Every `PersonalData` passes this. */
export const personalDataContract = (title: string, setUp: () => Promise<PersonalDataSetup>): void => {
  describe(`${title}: PersonalData`, () => {
    let setup: PersonalDataSetup;
    let subject = '';

    beforeEach(async () => {
      run += 1;
      subject = `acme.customer.${process.pid}.${Date.now()}.${run}`;
      setup = await setUp();
    });
    afterEach(() => setup.close());

    const seal = async (request: SealRequest, by = setup.personalData): Promise<string> =>
      (await by.seal([request]))[0]?.text ?? '';
    const open = async (text: string, of = subject, by = setup.personalData): Promise<string | null | undefined> =>
      (await by.open([{ subject: of, text }]))[0];

    it('opens what it sealed', async () => {
      const plaintexts = ['', 'x', '{"name":"Zoë 株 😀"}', 'y'.repeat(100_000)];
      const sealed = await setup.personalData.seal(plaintexts.map((plaintext) => contact(subject, plaintext)));
      expect(sealed.map((each) => each.subject)).toEqual(plaintexts.map(() => subject));
      expect(await setup.personalData.open(sealed)).toEqual(plaintexts);
    });

    it('seals the same to the same text, in every process and after a restart', async () => {
      const first = await seal(contact(subject));
      expect(await seal(contact(subject))).toBe(first);
      expect(await seal(contact(subject), setup.other)).toBe(first);
      setup = await setup.restart();
      expect(await seal(contact(subject))).toBe(first);
      expect(await open(first)).toBe(contact(subject).plaintext);
    });

    it('seals to another text where subject, context or plain text differ', async () => {
      const texts = await Promise.all([
        seal(contact(subject)),
        seal({ ...contact(subject), context: 'transaction-acme.1/cause/1/billTo' }),
        seal(contact(subject, '{"email":"b@example.com"}')),
        seal(contact(`${subject}.other`)),
        seal({ subject, context: 'ab', plaintext: 'c' }),
        seal({ subject, context: 'a', plaintext: 'bc' }),
      ]);
      expect(new Set(texts).size).toBe(texts.length);
      // The nonce stands first: two texts under one key must never share it.
      expect(new Set(texts.map((text) => text.slice(0, 16))).size).toBe(texts.length);
    });

    it('seals to base64url of nonce, tag and cipher text, in which nothing of the plain text stands', async () => {
      const plaintext = 'Alexandra Example';
      const text = await seal(contact(subject, plaintext));
      expect(text).toMatch(/^[A-Za-z0-9_-]+$/);
      const sealed = Buffer.from(text, 'base64url');
      expect(sealed).toHaveLength(12 + 16 + plaintext.length);
      expect(sealed.includes(Buffer.from('Alexandra'))).toBe(false);
    });

    it('faults on every changed byte, a cut text and another subject', async () => {
      const text = await seal(contact(subject));
      await seal(contact(`${subject}.other`));
      const sealed = Buffer.from(text, 'base64url');
      const damaged = [0, 11, 12, 27, 28, sealed.length - 1].map((index) => {
        const copy = Buffer.from(sealed);
        copy[index] = (copy[index] ?? 0) ^ 1;
        return copy.toString('base64url');
      });
      for (const bad of [...damaged, text.slice(0, -2), text.slice(0, 20), ''])
        await expect(open(bad)).rejects.toMatchObject({ code: 'sealed-text-damaged', retriable: false });
      await expect(open(text, `${subject}.other`)).rejects.toMatchObject({ code: 'sealed-text-damaged' });
      expect(await open(text)).toBe(contact(subject).plaintext);
    });

    it('cannot open the texts of a forgotten subject, and can those of others', async () => {
      const texts = [await seal(contact(subject)), await seal(contact(`${subject}.other`))];
      await setup.personalData.forget(subject);
      const sealed = texts.map((text, n) => ({ subject: n === 0 ? subject : `${subject}.other`, text }));
      expect(await setup.personalData.open(sealed)).toEqual([null, contact(subject).plaintext]);
      setup = await setup.restart();
      expect(await setup.personalData.open(sealed)).toEqual([null, contact(subject).plaintext]);
    });

    it('never gives a forgotten subject new keys', async () => {
      await seal(contact(subject));
      await setup.personalData.forget(subject);
      await setup.personalData.forget(`${subject}.never-seen`);
      for (const asked of [subject, `${subject}.never-seen`]) {
        const fault = { code: 'subject-forgotten', retriable: false };
        await expect(setup.personalData.seal([contact(asked)])).rejects.toMatchObject(fault);
        await expect(setup.personalData.fingerprint([contact(asked)])).rejects.toMatchObject(fault);
      }
    });

    it('makes fingerprints that are equal for equal texts of one subject only', async () => {
      const [one, again, text, other] = await setup.personalData.fingerprint([
        { subject, plaintext: 'a' },
        { subject, plaintext: 'a' },
        { subject, plaintext: 'b' },
        { subject: `${subject}.other`, plaintext: 'a' },
      ]);
      expect(one).toMatch(/^[0-9a-f]{64}$/);
      expect(again).toBe(one);
      expect(new Set([one, text, other]).size).toBe(3);
      expect(await setup.other.fingerprint([{ subject, plaintext: 'a' }])).toEqual([one]);
      setup = await setup.restart();
      expect(await setup.personalData.fingerprint([{ subject, plaintext: 'a' }])).toEqual([one]);
    });

    it('gives a subject one pair of keys, however many ask at once', async () => {
      const texts = await Promise.all(
        Array.from({ length: 20 }, (_, n) => seal(contact(subject), n % 2 === 0 ? setup.personalData : setup.other)),
      );
      expect(new Set(texts).size).toBe(1);
    });
  });
};

export type KeyStoreSetup = {
  readonly keys: KeyStore;
  readonly restart: () => Promise<KeyStoreSetup>;
  readonly close: () => Promise<void>;
};

/** Every `KeyStore` passes this. */
export const keyStoreContract = (title: string, setUp: () => Promise<KeyStoreSetup>): void => {
  describe(`${title}: KeyStore`, () => {
    let setup: KeyStoreSetup;
    let subject = '';

    beforeEach(async () => {
      run += 1;
      subject = `acme.payer.${process.pid}.${Date.now()}.${run}`;
      setup = await setUp();
    });
    afterEach(() => setup.close());

    const hex = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString('hex');

    it('creates two independent keys of 256 bits a subject and keeps them', async () => {
      const [one, two, again] = await setup.keys.forSubjects([subject, `${subject}.2`, subject]);
      const all = [one?.sealing, one?.hashing, two?.sealing, two?.hashing].map(hex);
      expect(all.every((key) => /^[0-9a-f]{64}$/.test(key))).toBe(true);
      expect(new Set(all).size).toBe(4);
      expect(hex(again?.sealing)).toBe(hex(one?.sealing));
      setup = await setup.restart();
      const [later] = await setup.keys.forSubjects([subject]);
      expect([later?.sealing, later?.hashing].map(hex)).toEqual(all.slice(0, 2));
    });

    it('destroys for good', async () => {
      await setup.keys.forSubjects([subject, `${subject}.2`]);
      await setup.keys.destroy(subject);
      await setup.keys.destroy(subject);
      await setup.keys.destroy(`${subject}.never-seen`);
      const asked = [subject, `${subject}.never-seen`];
      expect(await setup.keys.forSubjects(asked)).toEqual([null, null]);
      setup = await setup.restart();
      expect(await setup.keys.forSubjects(asked)).toEqual([null, null]);
      expect((await setup.keys.forSubjects([`${subject}.2`]))[0]).not.toBeNull();
    });
  });
};
