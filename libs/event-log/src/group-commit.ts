import { Fault } from '@q2c/kernel';
import type { Clock } from '@q2c/ports';

/**
 * Group commit: operations that arrive while a commit is in flight go together in the next one.
 *
 * Guarantees: operations are handed over, and committed, in the order in which they were submitted; each is
 * answered only after its own batch was committed; the next batch is on its way before answers are given, so that
 * the writer never waits for the callers. An idle group waits one turn, so that work that is ready now goes together.
 */
export type GroupCommit<Operation, Answer> = {
  submit(operation: Operation): Promise<Answer>;
  /** Takes nothing more in; resolves when everything taken in is answered. */
  close(): Promise<void>;
  /** As if the process had died: what waits is dropped, nothing is answered any more. For simulators. */
  abandon(): void;
};

export type GroupCommitOptions<Operation, Answer> = {
  readonly commit: (operations: readonly Operation[]) => Promise<readonly Answer[]>;
  readonly clock: Clock;
  /** Size of an operation in any unit; a batch is closed before `maxWeight` is exceeded (a single one may be larger). */
  readonly weigh: (operation: Operation) => number;
  readonly maxWeight?: number;
  readonly maxOperations?: number;
  /** Beyond this many waiting operations, or this weight of them, further ones are refused with `store-unavailable`. */
  readonly maxWaiting?: number;
  /** Default 128,000,000. A single operation may be heavier where nothing waits. */
  readonly maxWaitingWeight?: number;
};

/**
 * A wave of work submits its operations in one go, and would leave the writer idle until it is over. So many of them
 * are worth a commit at once, as long as so few batches are on their way.
 */
const aheadFrom = 32;
const maxAhead = 8;

type Waiting<Operation, Answer> = {
  readonly operation: Operation;
  readonly weight: number;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (fault: unknown) => void;
};

export const createGroupCommit = <Operation, Answer>(
  options: GroupCommitOptions<Operation, Answer>,
): GroupCommit<Operation, Answer> => {
  const { commit, clock, weigh, maxWeight = 4_000_000, maxOperations = 1_000 } = options;
  const { maxWaiting = 200_000, maxWaitingWeight = 128_000_000 } = options;
  let waiting: Waiting<Operation, Answer>[] = [];
  let waitingWeight = 0;
  let gathering = false;
  let committing = 0;
  let life: 'open' | 'closed' | 'abandoned' = 'open';
  let drained: (() => void)[] = [];

  const takeBatch = (): Waiting<Operation, Answer>[] => {
    let count = 0;
    let weight = 0;
    for (const { weight: own } of waiting) {
      if (count === maxOperations || (count > 0 && weight + own > maxWeight)) break;
      weight += own;
      count += 1;
    }
    waitingWeight -= weight;
    const batch = count === waiting.length ? waiting : waiting.slice(0, count);
    waiting = count === waiting.length ? [] : waiting.slice(count);
    return batch;
  };

  const settle = (batch: readonly Waiting<Operation, Answer>[], answers: readonly Answer[]): void => {
    batch.forEach((each, index) => {
      const answer = answers[index];
      if (answer === undefined)
        each.reject(new Fault('answer-missing', 'a batch was answered short', { retriable: false }));
      else each.resolve(answer);
    });
  };

  const next = (): void => {
    committing -= 1;
    if (waiting.length > 0 && committing === 0) void flush();
    if (committing > 0) return;
    const done = drained;
    drained = [];
    for (const resolve of done) resolve();
  };

  const flush = async (): Promise<void> => {
    committing += 1;
    const batch = takeBatch();
    try {
      const answers = await commit(batch.map((each) => each.operation));
      if (life === 'abandoned') return;
      next();
      settle(batch, answers);
    } catch (fault) {
      if (life === 'abandoned') return;
      next();
      for (const each of batch) each.reject(fault);
    }
  };

  const gather = async (): Promise<void> => {
    gathering = true;
    await clock.turn();
    gathering = false;
    if (life !== 'abandoned' && waiting.length > 0 && committing === 0) await flush();
  };

  const submitted = (): void => {
    if (waiting.length >= aheadFrom && committing < maxAhead) void flush();
    else if (committing === 0 && !gathering) void gather();
  };

  /** Why nothing that weighs this much is taken in now. */
  const refusal = (weight: number): Fault | undefined => {
    const refused = (why: string): Fault => new Fault('store-unavailable', why, { retriable: life === 'open' });
    if (life === 'closed') return refused('the store is closed');
    if (waiting.length >= maxWaiting) return refused(`${maxWaiting} operations wait for their commit`);
    if (waiting.length > 0 && waitingWeight + weight > maxWaitingWeight)
      return refused(`operations of a weight of ${waitingWeight} wait for their commit`);
    return undefined;
  };

  const submit = (operation: Operation): Promise<Answer> =>
    new Promise((resolve, reject) => {
      if (life === 'abandoned') return;
      const weight = weigh(operation);
      const refused = refusal(weight);
      if (refused !== undefined) {
        reject(refused);
        return;
      }
      waiting.push({ operation, weight, resolve, reject });
      waitingWeight += weight;
      submitted();
    });

  return {
    submit,
    close: () => {
      if (life === 'open') life = 'closed';
      if ((committing === 0 && waiting.length === 0) || life === 'abandoned') return Promise.resolve();
      return new Promise((resolve) => drained.push(resolve));
    },
    abandon: () => {
      life = 'abandoned';
      waiting = [];
      waitingWeight = 0;
    },
  };
};
