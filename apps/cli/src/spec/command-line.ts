import { run } from '../program.ts';

/** Command lines on the process that runs on a folder, in this process, with what each said. */
export type Said = { readonly code: number; readonly out: string; readonly err: string };

export const createCommandLine =
  (folder: string) =>
  async (words: string, on = folder): Promise<Said> => {
    const out: string[] = [];
    const err: string[] = [];
    // Words in quotes stay together, as in a shell.
    const split = [...words.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
    const code = await run(['--data', on, ...split], {
      environment: {},
      user: 'anna',
      print: (text) => void out.push(text),
      complain: (text) => void err.push(text),
      up: () => Promise.reject(new RangeError('not here')),
    });
    return { code, out: out.join('\n'), err: err.join('\n') };
  };
