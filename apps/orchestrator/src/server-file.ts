import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isFault } from '@q2c/kernel';

/**
 * Where the running process is found, and the token that lets in whoever may read the data folder: `server.json`,
 * readable by its owner only. It is there while the process answers; one left by a killed process is taken away when
 * the next one has got the folder.
 */
export type ServerFile = { readonly url: string; readonly token: string; readonly pid: number };

export const serverFilePath = (folder: string): string => join(folder, 'server.json');

/** Whole or not at all: a reader that waits for it never sees half of it. */
export const writeServerFile = async (folder: string, server: ServerFile): Promise<void> => {
  const path = serverFilePath(folder);
  await rm(`${path}.new`, { force: true });
  await writeFile(`${path}.new`, `${JSON.stringify(server)}\n`, { mode: 0o600 });
  await rename(`${path}.new`, path);
};

export const removeServerFile = (folder: string): Promise<void> => rm(serverFilePath(folder), { force: true });

/** `undefined` where there is none. */
export const readServerFile = async (folder: string): Promise<ServerFile | undefined> => {
  try {
    return JSON.parse(await readFile(serverFilePath(folder), 'utf8')) as ServerFile;
  } catch (error) {
    if (isFault(error, 'ENOENT') || isFault(error, 'ENOTDIR')) return undefined;
    throw error;
  }
};
