import type { DomainEvent, Input } from '@q2c/domain-events';
import { streamName } from '@q2c/kernel';
import { acme, given } from '@q2c/testing/spec';
import { systemDecider, type CounterpartSystem } from './system.ts';

const until = '2026-01-05T08:00:15.000Z';
const opened: Input = { kind: 'breaker', change: 'opened', system: 'erp', code: 'timeout', until };
const closed: Input = { kind: 'breaker', change: 'closed', system: 'erp' };

it('records each change of a breaker once', () => {
  given<CounterpartSystem, DomainEvent>(systemDecider, streamName('system', acme, 'erp'))
    .when(opened)
    .then({ type: 'BreakerOpened', data: { system: 'erp', code: 'timeout', until } })
    .when(closed)
    .then({ type: 'BreakerClosed', data: { system: 'erp' } })
    .when(closed)
    .thenNothing();
});
