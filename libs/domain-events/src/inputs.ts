import type { CommandId, Result, StreamName } from '@q2c/kernel';

/**
 * What a process can be told. An input says what happened outside the stream; `decide` says what follows from it.
 */

/** The record a counterpart made of a command: its own number, its date, its amount. */
export type EffectData = {
  readonly number: string;
  readonly date: string;
  readonly amount: { readonly minor: bigint; readonly currency: string } | null;
};

/** One call, or one look-up, made for a command. `result` is a code. */
export type AttemptData = {
  readonly attempt: number;
  readonly at: string;
  readonly durationMs: number;
  readonly result: string;
};

export type OutcomeKind = 'succeeded' | 'refused' | 'exhausted' | 'unknown';

/** The answer of a connector to one command. */
export type OutcomeInput = {
  readonly kind: 'outcome';
  readonly commandId: CommandId;
  readonly outcome: OutcomeKind;
  readonly code: string | null;
  readonly detail: string | null;
  readonly effect: EffectData | null;
  readonly attempts: readonly AttemptData[];
  /** Which request of the command is answered: the revision of that request in the stream. */
  readonly round: number;
};

/** A due entry came up. It only suggests: `decide` checks whether the deadline still stands. */
export type DeadlineInput = { readonly kind: 'deadline'; readonly name: string; readonly at: string };

/** What the stream waits for was announced by another stream. */
export type WakeInput = {
  readonly kind: 'wake';
  readonly waitKind: string;
  readonly key: string;
  readonly by: StreamName;
};

/** A command of another stream to this one: the stream is asked as a counterpart is. */
export type RequestInput = {
  readonly kind: 'request';
  readonly command: string;
  readonly commandId: CommandId;
  readonly payload: Readonly<Record<string, unknown>>;
};

/** A manual act. `by` is the person, `note` their reason. */
export type OperationInput =
  | {
      readonly kind: 'operation';
      readonly operation: 'resume';
      readonly exceptionId: string;
      readonly by: string;
      readonly note: string;
    }
  | { readonly kind: 'operation'; readonly operation: 'cancel'; readonly by: string; readonly note: string }
  | {
      readonly kind: 'operation';
      readonly operation: 'settle';
      readonly exceptionId: string;
      readonly by: string;
      readonly note: string;
      /** What the person found at the counterpart; `null`: the command had no effect there. */
      readonly effect: EffectData | null;
    };

/** A business object as an upstream system published it, validated, its personal parts sealed. */
export type IntakeInput = {
  readonly kind: 'intake';
  readonly object: string;
  readonly source: string;
  readonly number: string;
  readonly sourceVersion: bigint;
  /** SHA-256 over normalised business content, hex. */
  readonly fingerprint: string;
  /** The newest version of the record, with sealed personal parts in place of plain ones. */
  readonly content: Readonly<Record<string, unknown>>;
};

/** An input that could not be taken in, to be kept with reason, owner and way back. */
export type ParkInput = {
  readonly kind: 'park';
  readonly parkedId: string;
  readonly object: string | null;
  readonly code: string;
  readonly detail: string;
  readonly origin: InputOrigin;
  /** HMAC-SHA-256 of the bytes under a key that can be destroyed, hex. */
  readonly fingerprint: string;
  readonly length: number;
  /** The bytes, sealed; `null` where they stand in a document. */
  readonly content: SealedContent | null;
  /** Id of the document that holds the bytes. */
  readonly document: string | null;
};

/** As the `PersonalData` port gives it. */
export type SealedContent = { readonly subject: string; readonly text: string };

/** Parts of a document are stored in their order. */
export type StorePartInput = {
  readonly kind: 'store-part';
  readonly part: number;
  readonly parts: number;
  readonly content: SealedContent;
};

/** What a person, or a retry, did with a parked input. */
export type ParkedActInput =
  | { readonly kind: 'parked-act'; readonly act: 'taken'; readonly parkedId: string; readonly by: string }
  | {
      readonly kind: 'parked-act';
      readonly act: 'discarded';
      readonly parkedId: string;
      readonly by: string;
      readonly why: string;
    };

export type InputOrigin = {
  readonly kind: 'topic' | 'http' | 'file' | 'webhook';
  readonly name: string;
  readonly partition: number | null;
  readonly offset: string | null;
};

/** A change of a counterpart's circuit breaker. */
export type BreakerInput =
  | {
      readonly kind: 'breaker';
      readonly change: 'opened';
      readonly system: string;
      readonly code: string;
      readonly until: string;
    }
  | { readonly kind: 'breaker'; readonly change: 'closed'; readonly system: string };

export type Input =
  | IntakeInput
  | OutcomeInput
  | DeadlineInput
  | WakeInput
  | RequestInput
  | OperationInput
  | ParkInput
  | ParkedActInput
  | StorePartInput
  | BreakerInput;

/** A business no. `code` is from a closed set of the decider; `detail` says which object and what to do. */
export type Refusal = { readonly code: string; readonly detail: string };

/**
 * The rules of one stream category. All four functions are pure.
 * - `evolve` copies what the event says and computes nothing. `revision` is the event's place in its stream.
 * - `decide` gives the facts that follow from an input; none means "already so".
 * - `next` gives what follows from the state reached and has not been asked for yet: command requests, deadlines, waits.
 */
export type Decider<State, Event> = {
  readonly category: string;
  readonly initial: State;
  readonly evolve: (state: State, event: Event, revision: number) => State;
  readonly decide: (input: Input, state: State, stream: StreamName) => Result<readonly Event[], Refusal>;
  readonly next: (state: State, stream: StreamName) => readonly Event[];
};
