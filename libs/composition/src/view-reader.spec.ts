import type { EventId, StreamName } from '@q2c/kernel';
import { q2cLanguage } from '@q2c/domain-events/codec';
import type { Position, RecordedEvent } from '@q2c/ports';
import { createEventDecoder, type Rows } from '@q2c/runtime';
import type { View } from '@q2c/views';
import { viewReader } from './view-reader.ts';

const stream = 'transaction-acme.t1' as StreamName;
const recorded = (type: string, data: object): RecordedEvent => ({
  ...{ stream, revision: 0, position: '1' as Position, id: 'e1' as EventId, type, data: JSON.stringify(data) },
  metadata: JSON.stringify({ recordTime: '2026-01-01T00:00:00.000Z', schemaVersion: 1 }),
});
const completed = recorded('TransactionCompleted', { completedOn: '2026-01-02' });
const unknown = recorded('NobodyKnows', {});

/** Types of the events that a view is shown. */
const shown = async (types: View['types'], ...events: readonly RecordedEvent[]): Promise<readonly string[]> => {
  const seen: string[] = [];
  const view: View = {
    ...{ name: 'seen', collections: [], prefixes: ['transaction-'], ...(types === undefined ? {} : { types }) },
    reads: ({ event }) => {
      seen.push(event.type);
      return [];
    },
    project: () => [],
  };
  const rows: Rows = { get: () => Promise.resolve([]), put: () => undefined };
  const reader = viewReader(view, createEventDecoder(q2cLanguage));
  await reader.apply({ events, through: '1' as Position }, rows);
  return [...new Set(seen)];
};

describe('a view', () => {
  it('that names the types it looks at does not stop at others', async () =>
    expect(await shown(['TransactionCompleted'], unknown, completed)).toEqual(['TransactionCompleted']));

  it('that names none looks at all, and stops at what it cannot understand', async () => {
    expect(await shown(undefined, completed)).toEqual(['TransactionCompleted']);
    await expect(shown(undefined, unknown)).rejects.toMatchObject({ code: 'event-type-unknown' });
  });
});
