import { murmur2, partitionOf } from './partitioner.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('the partitioner', () => {
  // The cases of Kafka's own test of its murmur2 (UtilsTest.testMurmur2).
  it.each([
    ['21', -973932308],
    ['foobar', -790332482],
    ['a-little-bit-long-string', -985981536],
    ['a-little-bit-longer-string', -1486304829],
    ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
    ['abc', 479470107],
  ])('hashes %s as Kafka does', (text, hash) => {
    expect(murmur2(bytes(text)) | 0).toBe(hash);
  });

  it('spreads process streams evenly over the partitions', () => {
    const counts = new Map<number, number>();
    for (let n = 0; n < 12_000; n += 1) {
      const partition = partitionOf(`transaction-acme.${n.toString(32)}`);
      counts.set(partition, (counts.get(partition) ?? 0) + 1);
    }
    expect([...counts.keys()].sort((left, right) => left - right)).toEqual(Array.from({ length: 12 }, (_, n) => n));
    for (const count of counts.values()) expect(Math.abs(count - 1_000)).toBeLessThan(150);
  });
});
