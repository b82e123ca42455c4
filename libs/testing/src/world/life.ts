import type { Clock } from '@q2c/ports';
import type { VirtualClock } from '@q2c/adapter-memory';
import type { Turns } from './turns.ts';

/**
 * The life of one simulated process. When it ends, none of its promises is ever answered any more, none of its alarms
 * rings, and what it had sent stays sent: as after SIGKILL.
 */
export type Life = {
  readonly name: string;
  alive(): boolean;
  crash(): void;
  onCrash(act: () => void): void;
  /** Answers as `promise` does, as long as the process lives when it does. */
  guard<T>(promise: Promise<T>): Promise<T>;
};

export const never = <T>(): Promise<T> => new Promise<T>(() => undefined);

export const createLife = (name: string): Life => {
  let alive = true;
  const acts: (() => void)[] = [];
  return {
    name,
    alive: () => alive,
    crash() {
      if (!alive) return;
      alive = false;
      for (const act of acts) act();
    },
    onCrash: (act) => void acts.push(act),
    guard: (promise) =>
      new Promise((resolve, reject) => {
        promise.then(
          (value) => {
            if (alive) resolve(value);
          },
          (error: unknown) => {
            if (alive) reject(Object(error) as Error);
          },
        );
      }),
  };
};

/** A process's own idea of the time: it runs with the world's, is off by some, and can be set. */
export type InstanceClock = Clock & { jump(byMs: number): void };

export const createInstanceClock = (world: VirtualClock, turns: Turns, life: Life, offsetMs: number): InstanceClock => {
  let offset = offsetMs;
  const now = (): number => world.now() + offset;
  const at = (atMs: number, wake: () => void): (() => void) => {
    let cancel: () => void = () => undefined;
    // As the system's timers do: the wait is measured, and a wake never comes before its time.
    const arm = (): void => {
      cancel = world.at(world.now() + Math.max(0, atMs - now()), () => {
        if (!life.alive()) return;
        if (now() >= atMs) wake();
        else arm();
      });
    };
    arm();
    return () => cancel();
  };
  return {
    now,
    at,
    turn: () =>
      new Promise((resolve) =>
        turns.turn(() => {
          if (life.alive()) resolve();
        }),
      ),
    jump: (byMs) => {
      offset += byMs;
    },
  };
};
