import type { RecordedEvent } from '@q2c/ports';
import { createEventDecoder } from './index.ts';
import { language } from './stage.spec.ts';

const recorded = (id: string, data: object): RecordedEvent =>
  ({ id, type: 'BreakerClosed', data: JSON.stringify(data), metadata: '{"schemaVersion":1}' }) as never;

describe('the decoder', () => {
  it('decodes an event once, and knows what was written a moment ago', () => {
    const decode = createEventDecoder(language);
    const event = recorded('1', { system: 'erp' });
    expect(decode(event)).toEqual({ type: 'BreakerClosed', data: { system: 'erp' } });
    expect(decode(event)).toBe(decode(event));
    const written = { type: 'BreakerClosed', data: { system: 'tax' } };
    decode.know('2', written, '{"system":"tax"}');
    expect(decode(recorded('2', { system: 'tax' }))).toBe(written);
  });

  it('forgets what is many events old', () => {
    const decode = createEventDecoder(language);
    const event = recorded('first', { system: 'erp' });
    const first = decode(event);
    for (let n = 0; n < 5_000; n += 1) decode(recorded(`n${n}`, { system: 'erp' }));
    expect(decode(event)).not.toBe(first);
    expect(decode(event)).toEqual(first);
  });

  it('keeps no large event', () => {
    const decode = createEventDecoder(language);
    const large = recorded('1', { system: 'erp' });
    const padded = { ...large, data: `${' '.repeat(20_000)}${large.data}` };
    expect(decode(padded)).not.toBe(decode(padded));
    const written = { type: 'BreakerClosed', data: { system: 'erp' } };
    decode.know('2', written, padded.data);
    expect(decode({ ...padded, id: '2' as never })).not.toBe(written);
  });
});
