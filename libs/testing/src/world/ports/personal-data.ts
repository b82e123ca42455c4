import type { PersonalData } from '@q2c/ports';
import { faultyCall, type Surroundings } from './faulty-call.ts';

export const faultyPersonalData = (around: Surroundings, personalData: PersonalData): PersonalData => {
  const ask = <T>(perform: () => Promise<T>): Promise<T> =>
    faultyCall(around, { boundary: 'personalData', unavailable: 'key-store-unavailable', perform });
  return {
    seal: (requests) => ask(() => personalData.seal(requests)),
    open: (sealed) => ask(() => personalData.open(sealed)),
    fingerprint: (requests) => ask(() => personalData.fingerprint(requests)),
    forget: (subject) => ask(() => personalData.forget(subject)),
  };
};
