import type { Clock, Counterpart } from '@q2c/ports';
import {
  createReferenceErp,
  createSeededFaults,
  type ErpFaultPlan,
  type SqliteErpRecords,
} from '@q2c/reference-systems';
import { erpSystem } from '@q2c/sagas';
import type { Configuration } from '../configuration.ts';

/** A slow answer comes well within the connector's time limit; a late effect when the caller has long given up. */
const slowMs = 2_000;
/** Faults of one command end after so many calls, well below the connector's limit of attempts. */
const faultyCalls = 2;

const faultPlan = ({ erpFaults, erpLatestEffectMs }: Configuration): ErpFaultPlan | undefined => {
  if (erpFaults === undefined) return undefined;
  const { seed, unavailable, slow, lost, late } = erpFaults;
  return createSeededFaults({
    seed,
    perThousand: { unavailable, slow, lostAnswer: lost, late },
    slowMs,
    // As late as the operator's promise allows.
    lateMs: Math.max(0, erpLatestEffectMs - 1),
    faultyCalls,
  });
};

export const embeddedErp = (configuration: Configuration, records: SqliteErpRecords, clock: Clock): Counterpart => {
  const faults = faultPlan(configuration);
  return createReferenceErp({
    system: erpSystem,
    records,
    clock,
    latestEffectMs: configuration.erpLatestEffectMs,
    ...(faults === undefined ? {} : { faults }),
  });
};
