import type { Claims } from '@q2c/ports';
import type { Backends } from '../backends.ts';
import { faultyCall, type Surroundings } from './faulty-call.ts';

const codes = { unavailable: 'store-unavailable', unknown: 'claim-outcome-unknown' } as const;

export const faultyClaims = (around: Surroundings, claims: Claims, { events: backend, notes }: Backends): Claims => ({
  acquire: (requests) =>
    faultyCall(around, {
      ...codes,
      boundary: 'claim',
      perform: () => claims.acquire(requests),
      performLate: () => void backend.apply([{ kind: 'acquire', requests }]),
    }),
  update: (updates) => {
    notes.push(...updates.map(({ note }) => note));
    return faultyCall(around, {
      ...codes,
      boundary: 'claim',
      perform: () => claims.update(updates),
      performLate: () => void backend.apply([{ kind: 'update', updates }]),
    });
  },
  free: (prefix, limit) =>
    faultyCall(around, { ...codes, boundary: 'query', perform: () => claims.free(prefix, limit) }),
  nextFreeInMs: (prefix) =>
    faultyCall(around, { ...codes, boundary: 'query', perform: () => claims.nextFreeInMs(prefix) }),
});
