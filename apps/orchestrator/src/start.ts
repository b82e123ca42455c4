import { randomBytes } from 'node:crypto';
import { pid } from 'node:process';
import type { Logger } from 'pino';
import type { Configuration } from './configuration.ts';
import { createClosers } from './embedded/closers.ts';
import { openEmbedded, type Embedded } from './embedded/open.ts';
import { serve } from './http/server.ts';
import { removeServerFile, writeServerFile } from './server-file.ts';

/** Real time, ms: how long no input must have come before a virtual clock moves by itself. */
const virtualPauseMs = 500;

export type Started = {
  readonly url: string;
  readonly token: string;
  readonly embedded: Embedded;
  /** Takes nothing more, lets what runs come to its end, gives the folder back. */
  stop(): Promise<void>;
};

/** Opens the data folder and serves it. Faults: those of `openEmbedded` and of listening; nothing stays open then. */
export const start = async (configuration: Configuration, log: Logger): Promise<Started> => {
  const closers = createClosers(log);
  try {
    const embedded = await openEmbedded(configuration, log);
    closers.add('embedded', () => embedded.close());
    await removeServerFile(embedded.folder);
    if (configuration.clock === 'virtual' && embedded.mover !== undefined) {
      const moving = embedded.mover.run(virtualPauseMs);
      closers.add('clock', () => moving.stop());
    }
    const token = randomBytes(32).toString('base64url');
    const server = await serve(embedded, token, log);
    closers.add('server', () => server.close());
    await writeServerFile(embedded.folder, { url: server.url, token, pid });
    closers.add('server file', () => removeServerFile(embedded.folder));
    log.info({ url: server.url, folder: embedded.folder, clock: configuration.clock }, 'ready');
    return { url: server.url, token, embedded, stop: () => closers.closeAll() };
  } catch (error) {
    await closers.closeAll();
    throw error;
  }
};
