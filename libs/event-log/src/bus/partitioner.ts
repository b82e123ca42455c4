/** Partitions of every topic; never changed, since order is kept per key only as long as a key stays on its partition. */
export const partitionCount = 12;

const encoder = new TextEncoder();
const multiplier = 0x5bd1e995;
const seed = 0x9747b28c;

/** 32-bit murmur2 as Kafka's default partitioner computes it. */
export const murmur2 = (bytes: Uint8Array): number => {
  let hash = seed ^ bytes.length;
  const whole = bytes.length & ~3;
  const at = (index: number): number => bytes[index] ?? 0;
  for (let index = 0; index < whole; index += 4) {
    let word = at(index) | (at(index + 1) << 8) | (at(index + 2) << 16) | (at(index + 3) << 24);
    word = Math.imul(word, multiplier);
    word ^= word >>> 24;
    hash = Math.imul(hash, multiplier) ^ Math.imul(word, multiplier);
  }
  const rest = bytes.length - whole;
  if (rest >= 3) hash ^= at(whole + 2) << 16;
  if (rest >= 2) hash ^= at(whole + 1) << 8;
  if (rest >= 1) hash = Math.imul(hash ^ at(whole), multiplier);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, multiplier);
  return hash ^ (hash >>> 15);
};

export const partitionOf = (key: string): number => (murmur2(encoder.encode(key)) & 0x7fffffff) % partitionCount;
