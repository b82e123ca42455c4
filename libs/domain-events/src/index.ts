/**
 * The types of the language. Everything here is type-only, so that pure code can speak of events without importing
 * a validator or a codec; `./codec` holds what runs.
 */
import type { attempt, effect } from './core/types.ts';
import type { coreEvents, coreMessages } from './core/index.ts';
import type { Fields, PartDefinition, ValueOf, ValueOfFields } from './definition/index.ts';
import type { quoteToCashCommands, quoteToCashEvents, quoteToCashIntake } from './quote-to-cash/index.ts';
import type { contact, payer, quoteLine } from './quote-to-cash/types.ts';

export type {
  Classification,
  Embedded,
  RecordDefinition,
  RecordKind,
  RecordValue,
  Sealed,
} from './definition/index.ts';

export * from './inputs.ts';

type Events = typeof coreEvents & typeof quoteToCashEvents;
type Commands = typeof quoteToCashCommands;
type Intake = typeof quoteToCashIntake;
type ValueOfPart<P> = P extends PartDefinition<infer F extends Fields> ? ValueOfFields<F> : never;

export type EventType = keyof Events;
/** The data of one event type: `EventOf<'OrderBooked'>`. */
export type EventOf<T extends EventType> = ValueOf<Events[T]>;
/** Any event of the language, newest version. */
export type DomainEvent = { readonly [T in EventType]: { readonly type: T; readonly data: EventOf<T> } }[EventType];

export type CommandType = keyof Commands;
export type CommandOf<T extends CommandType> = ValueOf<Commands[T]>;
/** Any command payload of the language. */
export type DomainCommand = {
  readonly [T in CommandType]: { readonly command: T; readonly payload: CommandOf<T> };
}[CommandType];

export type IntakeType = keyof Intake;
export type IntakeOf<T extends IntakeType> = ValueOf<Intake[T]>;

export type Effect = ValueOfPart<typeof effect>;
export type Attempt = ValueOfPart<typeof attempt>;
export type QuoteLine = ValueOfPart<typeof quoteLine>;
export type Contact = ValueOfPart<typeof contact>;
export type Payer = ValueOfPart<typeof payer>;

export type CommandOutcome = ValueOf<typeof coreMessages.CommandOutcome>;
export type DeadLetter = ValueOf<typeof coreMessages.DeadLetter>;

export type CommandRequested = EventOf<'CommandRequested'>;
export type CommandSettled = EventOf<'CommandSettled'>;
export type CommandParked = EventOf<'CommandParked'>;
export type WaitingFor = EventOf<'WaitingFor'>;
export type WaitEnded = EventOf<'WaitEnded'>;
export type DeadlineSet = EventOf<'DeadlineSet'>;
export type DeadlineCleared = EventOf<'DeadlineCleared'>;
export type ExceptionRaised = EventOf<'ExceptionRaised'>;
export type ExceptionResolved = EventOf<'ExceptionResolved'>;
export type InputStale = EventOf<'InputStale'>;
export type InputParked = EventOf<'InputParked'>;
export type ParkedInputTaken = EventOf<'ParkedInputTaken'>;
export type ParkedInputDiscarded = EventOf<'ParkedInputDiscarded'>;
export type BreakerOpened = EventOf<'BreakerOpened'>;
export type BreakerClosed = EventOf<'BreakerClosed'>;
export type QuoteAccepted = EventOf<'QuoteAccepted'>;
export type OrderBooked = EventOf<'OrderBooked'>;
export type InvoicePosted = EventOf<'InvoicePosted'>;
export type PaymentSettled = EventOf<'PaymentSettled'>;
export type PaymentOverdue = EventOf<'PaymentOverdue'>;
export type ObligationSatisfied = EventOf<'ObligationSatisfied'>;
export type RevenuePosted = EventOf<'RevenuePosted'>;
export type TransactionCompleted = EventOf<'TransactionCompleted'>;
export type TransactionCancelled = EventOf<'TransactionCancelled'>;
export type PaymentReceived = EventOf<'PaymentReceived'>;
export type PaymentAllocated = EventOf<'PaymentAllocated'>;

export type BookOrder = CommandOf<'BookOrder'>;
export type PostInvoice = CommandOf<'PostInvoice'>;
export type PostRevenue = CommandOf<'PostRevenue'>;
export type AllocatePayment = CommandOf<'AllocatePayment'>;

export type Quote = IntakeOf<'Quote'>;
export type PaymentNotice = IntakeOf<'PaymentNotice'>;
