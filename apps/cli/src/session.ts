import type { Answer, Client } from './client.ts';
import { exitCodes, type ExitCode } from './exit-codes.ts';
import type { Terminal } from './publish/progress.ts';

/** What a command has to work with: the process it talks to, and where its words go. */
export type Session = {
  readonly client: Client;
  readonly folder: string;
  readonly output: 'json' | 'table';
  readonly print: (text: string) => void;
  readonly complain: (text: string) => void;
  /** Where progress is shown; nowhere when nobody looks. */
  readonly terminal?: Terminal | undefined;
};

const startWith = (folder: string): string => `start one with: npx q2c up --data ${folder}`;

/** Prints an answer in the chosen form and says with which exit code to end. */
export const show = <T>(session: Session, answer: Answer<T>, asTable: (body: T) => string): ExitCode => {
  const { output, print, complain, folder } = session;
  switch (answer.kind) {
    case 'answered':
      print(output === 'json' ? JSON.stringify(answer.body, null, 2) : asTable(answer.body));
      return exitCodes.ok;
    case 'refused':
      if (output === 'json') print(JSON.stringify(answer.problem, null, 2));
      complain(
        `refused: ${answer.problem.code}${answer.problem.detail === undefined ? '' : `: ${answer.problem.detail}`}`,
      );
      return exitCodes.refused;
    case 'unreachable':
      complain(`no orchestrator answers on ${folder} (${answer.why}); ${startWith(folder)}`);
      return exitCodes.unreachable;
  }
};
