import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, watch } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readServerFile, type ServerFile } from '@q2c/orchestrator/server-file';

/** Command lines as processes of their own, on folders below one that goes away in the end with all that still run. */
const bin = (name: string): string => fileURLToPath(new URL(`../../bin/${name}`, import.meta.url));
export const programs = {
  fromSource: ['--conditions=source', bin('source.mjs')],
  /** What `npx q2c` runs, under whatever Node there is. */
  asInstalled: [bin('q2c.mjs')],
} as const;

export type Ended = { readonly code: number | null; readonly out: string; readonly err: string };
export type Run = { readonly child: ChildProcess; readonly ended: Promise<Ended> };

export type RunOptions = {
  readonly environment?: Readonly<Record<string, string>>;
  readonly program?: keyof typeof programs;
};

export const createProcessStage = () => {
  const root = mkdtempSync(join(tmpdir(), 'q2c-cli-'));
  const children = new Set<ChildProcess>();
  let folders = 0;

  const run = (words: readonly string[], { environment = {}, program = 'fromSource' }: RunOptions = {}): Run => {
    const child = spawn(process.execPath, [...programs[program], ...words], {
      env: { PATH: process.env['PATH'], ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    children.add(child);
    let out = '';
    let err = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => void (out += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => void (err += text));
    const ended = new Promise<Ended>((resolve) => {
      child.on('close', (code) => {
        children.delete(child);
        resolve({ code, out, err });
      });
    });
    return { child, ended };
  };

  /** Until it answers, or fails with what it said instead. `before`: what a killed one left there. */
  const ready = (folder: string, { ended }: Run, before?: ServerFile): Promise<ServerFile> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        void readServerFile(folder).then((server) => {
          if (server === undefined || server.pid === before?.pid) return;
          watching.close();
          resolve(server);
        });
      };
      // The folder of the folder: that one is made by the process.
      const watching = watch(root, { recursive: true }, look);
      void ended.then(({ err }) => {
        watching.close();
        reject(new RangeError(`ended before it was ready: ${err}`));
      });
      look();
    });

  return {
    run,
    ready,
    folder: (): string => join(root, String((folders += 1))),
    end(): void {
      for (const child of children) child.kill('SIGKILL');
      rmSync(root, { recursive: true });
    },
  };
};
