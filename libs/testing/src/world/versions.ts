import { quoteToCashProcess, type ProcessDefinition } from '@q2c/composition';
import { nextV1, processVersions, type Next } from '@q2c/sagas';
import type { Setting } from './setting.ts';

/**
 * A second process version for worlds in which the product is upgraded while transactions run. It differs from version
 * 1 in one visible thing: its commands carry another priority.
 */
export const priorityOfVersion: Readonly<Record<number, string>> = { 1: 'interactive', 2: 'month-end' };

export const nextV2: Next = (transaction, stream) =>
  nextV1(transaction, stream).map((event) =>
    event.type === 'CommandRequested' ? { ...event, data: { ...event.data, priority: 'month-end' } } : event,
  );

export const bothVersions = { ...processVersions, 2: nextV2 };

/** What a process started this long after the world holds. Both versions before the first starts transactions under 2. */
export const processOf = ({ upgradeAfterMs }: Setting, sinceStartMs: number): ProcessDefinition =>
  upgradeAfterMs === null
    ? quoteToCashProcess()
    : quoteToCashProcess(bothVersions, sinceStartMs >= upgradeAfterMs ? 2 : 1);
