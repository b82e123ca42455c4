import type { StatusAnswer } from '@q2c/orchestrator/answers';
import type { ExitCode } from '../exit-codes.ts';
import { show, type Session } from '../session.ts';
import { list } from '../table.ts';

const many = (count: number, countedUpTo: number): string =>
  count >= countedUpTo ? `${countedUpTo} or more` : String(count);

const nextWork = (nextWorkMs: number | null): string =>
  nextWorkMs === null ? 'nothing' : new Date(nextWorkMs).toISOString();

const asTable = (status: StatusAnswer): string =>
  list([
    ['clock', `${status.clock.now} (${status.clock.kind})`],
    ['quiet', status.quiet ? 'yes' : 'no'],
    ['due next', nextWork(status.nextWorkMs)],
    ['open commands', many(status.openCommands, status.countedUpTo)],
    ['parked inputs', many(status.parked, status.countedUpTo)],
    ['unapplied payments', String(status.payments.unapplied)],
    ...Object.entries(status.milestones).map(([name, count]) => [name, String(count)] as const),
    ...Object.entries(status.states).map(([name, count]) => [name, String(count)] as const),
    ...status.troubles.map(
      ({ where, code, message, times, since }) =>
        [`trouble: ${where}`, `${code}: ${message} (${times} times since ${since})`] as const,
    ),
    ...status.stopped.map(({ part, code, message }) => [`stopped: ${part}`, `${code}: ${message}`] as const),
  ]);

export const status = async (session: Session): Promise<ExitCode> =>
  show(session, await session.client.get<StatusAnswer>('/v1/status'), asTable);
