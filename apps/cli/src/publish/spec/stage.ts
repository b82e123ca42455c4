import { join } from 'node:path';
import { createClient } from '../../client.ts';
import type { Session } from '../../session.ts';
import { createCommandLine, type Said } from '../../spec/command-line.ts';
import { container, createFiles } from '../../avro-file/spec/containers.ts';
import { quoteRecord, quoteSchema } from '../../avro-file/spec/quotes.ts';
import { publish, publishSettings, type PublishSettings } from '../index.ts';
import { createFakeIntake } from './fake-intake.ts';

/** One intake on a folder of its own, files, and what is said about them. */
export const createPublishStage = () => {
  const files = createFiles();
  let folders = 0;

  /** `words`: of every quote. Twenty a block. */
  const quotes = (count: number, words: Readonly<Record<string, unknown>> = {}, from = 1): string => {
    const records = Array.from({ length: count }, (_, n) => quoteRecord(from + n, words));
    return files.write(container({ schema: quoteSchema(), records, codec: 'deflate', perBlock: 20 }));
  };

  const begin = async () => {
    const folder = join(files.folder, `data-${(folders += 1)}`);
    const intake = createFakeIntake(folder);
    await intake.start();
    const q2c: (words: string) => Promise<Said> = createCommandLine(folder);
    const json = async (words: string): Promise<unknown> => JSON.parse((await q2c(`${words} --output json`)).out);
    /** As the command does, with other settings. */
    const said = async (
      paths: readonly string[],
      settings: Partial<PublishSettings>,
      seen: Partial<Pick<Session, 'output' | 'terminal'>> = {},
    ): Promise<Said> => {
      const out: string[] = [];
      const err: string[] = [];
      const session = {
        ...{ client: createClient(folder), folder, output: 'table' as const, ...seen },
        ...{ print: (text: string) => void out.push(text), complain: (text: string) => void err.push(text) },
      };
      const code = await publish(session, paths, {}, { ...publishSettings, ...settings });
      return { code, out: out.join('\n'), err: err.join('\n') };
    };
    return { folder, intake, q2c, json, said };
  };
  return { ...files, quotes, begin };
};

export type Begun = Awaited<ReturnType<ReturnType<typeof createPublishStage>['begin']>>;
