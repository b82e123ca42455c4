import { requests, valid } from './requests.ts';

describe('who asks for something', () => {
  test.each(['anna', 'Zoë Brandt', 'x'.repeat(150)])('may be %s', (by) => {
    expect(valid(requests.retry, { by })).toEqual({ by });
  });

  // What is let through here and not by the events would be a fault instead of a refusal.
  test.each([
    ['nobody', ''],
    ['151 characters', 'x'.repeat(151)],
    ['two spaces', 'a  b'],
    ['NUL', 'a\u0000'],
    ['a right-to-left override', 'a\u202eb'],
    ['a zero-width space', 'a\u200bb'],
    ['a private-use character', '\ue000'],
  ])('is not %s', (_what, by) => {
    const response: unknown = expect.objectContaining({
      status: 400,
      code: 'request-malformed',
      detail: 'by: expected 1 to 150 visible characters',
    });
    expect(() => valid(requests.retry, { by })).toThrow(expect.objectContaining({ response }) as Error);
  });
});
