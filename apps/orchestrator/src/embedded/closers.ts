import type { Logger } from 'pino';

/** What was opened, to be closed in the opposite order; one that fails does not keep the others open. */
export type Closers = {
  add(name: string, close: () => Promise<void> | void): void;
  closeAll(): Promise<void>;
};

export const createClosers = (log: Logger): Closers => {
  const closers: { readonly name: string; readonly close: () => Promise<void> | void }[] = [];
  return {
    add: (name, close) => void closers.push({ name, close }),
    async closeAll() {
      for (let closer = closers.pop(); closer !== undefined; closer = closers.pop())
        try {
          await closer.close();
        } catch (error) {
          log.error({ err: error, closing: closer.name }, 'closing failed');
        }
    },
  };
};
