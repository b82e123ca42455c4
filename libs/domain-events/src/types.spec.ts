import type { CommandId } from '@q2c/kernel';
import type {
  Attempt,
  AttemptData,
  CommandOutcome,
  CommandRequested,
  DomainCommand,
  DomainEvent,
  Effect,
  EffectData,
  EventOf,
  EventType,
  InputOrigin,
  InputParked,
  OutcomeInput,
  Quote,
} from './index.ts';
import * as atRunTime from './index.ts';
import { coreEvents, quoteToCashEvents } from './codec/index.ts';

/** Fails to compile unless both types are assignable to each other; the type check of the workspace proves it. */
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;
const proven = <T extends true>(holds?: T): T | undefined => holds;

it('types agree with what deciders are told', () => {
  proven<Same<Effect, EffectData>>();
  proven<Same<Attempt, AttemptData>>();
  proven<Same<InputParked['origin'], InputOrigin>>();
  proven<Same<Omit<OutcomeInput, 'kind' | 'commandId' | 'round'>, Omit<CommandOutcome, 'commandId'>>>();
  proven<Same<CommandId extends CommandOutcome['commandId'] ? true : false, true>>();
});

it('types are as narrow as the definitions', () => {
  proven<Same<EventOf<'OrderBooked'>['amount'], { readonly minor: bigint; readonly currency: string }>>();
  proven<Same<CommandRequested['priority'], 'interactive' | 'month-end' | 'backfill'>>();
  proven<Same<CommandRequested['accountingDate'], string | null>>();
  proven<Same<Quote['purchaseOrderNumber'], string | null>>();
  proven<Same<Quote['lines'][number]['lineNumber'], number>>();
  proven<Same<DomainEvent['type'], EventType>>();
  proven<Same<Extract<DomainCommand, { command: 'PostInvoice' }>['payload']['invoiceDate'], string>>();

  const booked: EventOf<'OrderBooked'> = {
    orderNumber: 'O',
    bookedOn: '2026-01-01',
    amount: { minor: 1n, currency: 'EUR' },
  };
  // @ts-expect-error a float is no amount
  const float: EventOf<'OrderBooked'> = { ...booked, amount: { minor: 1, currency: 'EUR' } };
  // @ts-expect-error a symbol that is none
  const priority: CommandRequested['priority'] = 'urgent';
  // @ts-expect-error an event that is none
  const type: EventType = 'OrderLost';
  expect([float, priority, type]).toHaveLength(3);
});

it('the root of the package holds types only: nothing is there at run time', () => {
  expect(Object.keys(atRunTime)).toEqual([]);
});

it('every event of the language is named by its own key', () => {
  for (const [name, definition] of Object.entries({ ...coreEvents, ...quoteToCashEvents }))
    expect([definition.name, definition.kind]).toEqual([name, 'event']);
});
