import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** A child process of a test, its lines as they come, and its end. */
export type Child = {
  readonly process: ChildProcess;
  readonly lines: readonly string[];
  /** Resolves when a line makes the predicate true; rejects when the process ends before. */
  readonly until: (predicate: (lines: readonly string[]) => boolean) => Promise<void>;
  /** Exit code, or the signal's name; `lines` is then complete. */
  readonly ended: Promise<number | string>;
  readonly errors: () => string;
};

export const scriptPath = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

export const startChild = (command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Child => {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } });
  const lines: string[] = [];
  let stderr = '';
  let checks: (() => void)[] = [];
  child.stderr.on('data', (data: Buffer) => (stderr += data.toString()));
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line);
    for (const check of checks) check();
  });
  const ended = new Promise<number | string>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve(code ?? signal ?? 'unknown'));
  });
  return {
    process: child,
    lines,
    ended,
    errors: () => stderr,
    until: (predicate) =>
      new Promise((resolve, reject) => {
        const check = (): void => {
          if (!predicate(lines)) return;
          checks = checks.filter((each) => each !== check);
          resolve();
        };
        checks.push(check);
        check();
        void ended.then((how) => reject(new Error(`the process ended with ${how} before: ${stderr}`)));
      }),
  };
};

/**
 * Runs a script of this folder from its source. What was compiled for one that came to its end is kept in the folder
 * `compiled`, where there is one, and spares those after it half of their start.
 */
export const startScript = (name: string, args: readonly string[], compiled?: string): Child =>
  startChild(
    process.execPath,
    ['--conditions=source', scriptPath(name), ...args],
    compiled === undefined ? {} : { NODE_COMPILE_CACHE: compiled },
  );
