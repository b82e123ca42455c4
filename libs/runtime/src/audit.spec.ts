import { createHash } from 'node:crypto';
import type { RecordedEvent } from '@q2c/ports';
import { auditLeaf, auditReader, leavesPerRow } from './index.ts';
import { openReading, readerOn } from './reader-stage.spec.ts';
import { rowsOf } from './timetable-stage.spec.ts';

/** The leaf, written down a second time by its definition. */
const leafOf = ({ stream, revision, id, type, data, metadata }: RecordedEvent): string => {
  const hash = createHash('sha256');
  for (const part of [stream, String(revision), id, type, data, metadata]) {
    const bytes = Buffer.from(part, 'utf8');
    hash.update(`${bytes.length}:`).update(bytes);
  }
  return hash.digest('hex');
};

describe('the audit log', () => {
  it.each([1, 63, 64, 65, 200])('holds one leaf an event, in the order of the store (%i events)', async (count) => {
    const { stage, process } = await openReading(count);
    readerOn(stage, process, auditReader()).start();
    await stage.rest();
    const { audit = [] } = rowsOf(stage.rows, ['audit']);
    const rows = new Map(audit);
    expect(rows.get('size')).toBe(String(count));
    rows.delete('size');
    expect([...rows.keys()]).toEqual(
      Array.from({ length: Math.ceil(count / leavesPerRow) }, (_, n) => String(n).padStart(12, '0')),
    );
    const leaves = [...rows.values()].join('').match(/.{64}/g);
    expect(leaves).toEqual(stage.backend.events().map(leafOf));
  });

  it('is the same whether the events came one by one or all at once', async () => {
    const slow = await openReading(1);
    readerOn(slow.stage, slow.process, auditReader()).start();
    for (let n = 0; n < 129; n += 1) await slow.note(1);
    await slow.stage.rest();
    const quick = await openReading(130);
    readerOn(quick.stage, quick.process, auditReader()).start();
    await quick.stage.rest();
    expect(rowsOf(slow.stage.rows, ['audit'])).toEqual(rowsOf(quick.stage.rows, ['audit']));
  });

  it('has another leaf for an event in which anything is another, also where its parts only meet elsewhere', async () => {
    const { stage } = await openReading(1);
    const [event] = stage.backend.events();
    if (event === undefined) throw new RangeError('no event');
    const others: RecordedEvent[] = [
      { ...event, revision: 1 },
      { ...event, data: '{"a":1}' },
      { ...event, metadata: '{"a":1}' },
      { ...event, type: 'Note', data: 'd{}' },
      { ...event, data: 'ü' },
    ];
    expect(new Set([event, ...others].map(auditLeaf)).size).toBe(6);
  });
});
