import type { CommandId, StreamName } from '@q2c/kernel';
import type { Counterpart, CounterpartAnswer, CounterpartCommand, Effect } from '@q2c/ports';
import type { Transact } from './transact.ts';

/**
 * A stream of ours, asked as a counterpart is: command in, outcome back. The command's lane names the stream. Safe
 * natively: the stream's fold knows every command it granted, so a repetition adds nothing and is answered the same.
 */
export const createStreamCounterpart = (
  system: string,
  commands: readonly string[],
  transact: Transact,
  effectOf: (state: unknown, commandId: CommandId) => Effect,
): Counterpart => {
  const answer = async ({ commandId, command, lane, payload }: CounterpartCommand): Promise<CounterpartAnswer> => {
    const result = await transact(lane as StreamName, {
      input: { kind: 'request', command, commandId, payload },
      cause: commandId,
      actor: `stream:${commandId.slice(0, commandId.indexOf('/'))}`,
      source: system,
      links: [commandId.slice(0, commandId.indexOf('/')) as StreamName],
    });
    return result.kind === 'refused'
      ? { kind: 'refused', ...result.refusal }
      : { kind: 'succeeded', effect: effectOf(result.state, commandId) };
  };
  return {
    system,
    operations: Object.fromEntries(commands.map((command) => [command, { kind: 'native', retentionMs: Infinity }])),
    execute: (batch) => Promise.all(batch.map(answer)),
    lookup: (batch) =>
      Promise.resolve(
        batch.map(() => ({
          kind: 'technical',
          code: 'lookup-not-offered',
          detail: `${system} deduplicates by command id`,
          mayHaveTakenEffect: false,
        })),
      ),
  };
};
