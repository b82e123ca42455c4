import { Fault } from '@q2c/kernel';

const firstUnordered = 0xd800;

/**
 * Keys are ordered as text by code units. Databases agree with that for characters below U+D800, beyond it their order
 * by code points or bytes differs: such a key is refused with the fault `row-key-malformed`. U+0000 is a character like
 * any other. Bounds of a range are not keys and may hold anything.
 */
export const checkRowKey = (key: string): void => {
  for (let index = 0; index < key.length; index += 1)
    if (key.charCodeAt(index) >= firstUnordered)
      throw new Fault('row-key-malformed', `a row's key holds a character beyond U+D7FF`, { retriable: false });
};
