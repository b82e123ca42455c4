import { hash } from 'node:crypto';
import type { RecordedEvent } from '@q2c/ports';
import type { ReaderDefinition } from './reader.ts';

/**
 * Audit log: one leaf an event, in the store's total order, derived by one ordered reader. Nothing about it stands in
 * the events, so it can be rebuilt by whoever holds them, and compared.
 *
 * leaf = SHA-256 over stream, revision, id, type, data bytes, metadata bytes, each preceded by its length in bytes.
 * Row n of `audit` holds leaves n·64 … in hexadecimal; row `size` counts them.
 */
export const leavesPerRow = 64;
const rowKey = (n: number): string => String(n).padStart(12, '0');

const framed = (text: string): string => `${Buffer.byteLength(text)}:${text}`;

export const auditLeaf = (event: RecordedEvent): string =>
  hash(
    'sha256',
    framed(event.stream) +
      framed(String(event.revision)) +
      framed(event.id) +
      framed(event.type) +
      framed(event.data) +
      framed(event.metadata),
    'hex',
  );

export const auditReader = (): ReaderDefinition => ({
  name: 'audit',
  collections: ['audit'],
  async apply({ events }, rows) {
    if (events.length === 0) return;
    const [sizeText] = await rows.get('audit', ['size']);
    let size = sizeText === undefined ? 0 : Number.parseInt(sizeText, 10);
    let row = Math.floor(size / leavesPerRow);
    const [tail] = await rows.get('audit', [rowKey(row)]);
    let leaves = [tail ?? ''];
    for (const event of events) {
      leaves.push(auditLeaf(event));
      size++;
      if (size % leavesPerRow === 0) {
        rows.put('audit', rowKey(row), leaves.join(''));
        row++;
        leaves = [];
      }
    }
    if (leaves.length > 0) rows.put('audit', rowKey(row), leaves.join(''));
    rows.put('audit', 'size', String(size));
  },
});
