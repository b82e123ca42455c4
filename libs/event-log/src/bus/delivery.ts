import type { Clock } from '@q2c/ports';
import type { Member } from './broker.ts';
import { endOf, type PartitionLog } from './topic-log.ts';

/** What one group has acknowledged of one partition, and the batch that is running. */
export type Delivery = {
  /** Offset of the first message that is not acknowledged. */
  acknowledged(): number;
  assign(owner: Member | undefined): void;
  /** Something was published. */
  wake(): void;
  /** Resolves when no handler of this member runs here. */
  finished(member: Member): Promise<void>;
  /** Forgets the running batch of a member that died; it comes again. */
  expel(member: Member): void;
};

export type DeliveryOptions = {
  readonly log: PartitionLog;
  readonly clock: Clock;
  readonly pauseMs: number;
  readonly maxPauseMs: number;
  readonly acknowledged: () => void;
  readonly rejected: (reason: unknown) => void;
};

export const createDelivery = (options: DeliveryOptions): Delivery => {
  const { log, clock, pauseMs, maxPauseMs } = options;
  let next = log.first;
  let owner: Member | undefined;
  let running: { readonly member: Member; readonly done: Promise<void> } | undefined;
  let gathering = false;
  let rejections = 0;
  let paused = false;

  const ready = (): boolean => running === undefined && !paused && owner !== undefined && next < endOf(log);

  const pause = (): void => {
    paused = true;
    const waitMs = Math.min(maxPauseMs, pauseMs * 2 ** Math.min(rejections, 20));
    rejections += 1;
    clock.at(clock.now() + waitMs, () => {
      paused = false;
      wake();
    });
  };

  const deliver = (member: Member): void => {
    const from = next - log.first;
    const batch = log.messages.slice(from, from + member.maxBatch);
    const run = async (): Promise<void> => {
      let accepted = true;
      try {
        await member.handler(batch);
      } catch (reason) {
        accepted = false;
        options.rejected(reason);
      }
      if (running !== mine) return;
      running = undefined;
      if (accepted) {
        next += batch.length;
        rejections = 0;
        options.acknowledged();
        deliverNext();
      } else pause();
    };
    const mine: { member: Member; done: Promise<void> } = { member, done: Promise.resolve() };
    running = mine;
    mine.done = run();
  };

  const deliverNext = (): void => {
    if (ready() && owner !== undefined) deliver(owner);
  };

  /** A turn first, so that what is being published now goes as one batch. */
  const wake = (): void => {
    if (gathering || !ready()) return;
    gathering = true;
    void clock.turn().then(() => {
      gathering = false;
      deliverNext();
    });
  };

  return {
    acknowledged: () => next,
    assign: (member) => {
      owner = member;
      wake();
    },
    wake,
    finished: (member) => (running?.member === member ? running.done : Promise.resolve()),
    expel: (member) => {
      if (running?.member !== member) return;
      running = undefined;
      wake();
    },
  };
};
