import { date, embedded, event, internal, list, message, nested, nullable, symbol } from '../definition/index.ts';
import { attempt, code, commandIdText, detail, effect, key, MAX_ATTEMPTS, system } from './types.ts';

/** Written in one append with the fact it follows from; the relay only forwards it. */
export const commandRequested = event('CommandRequested', {
  ...internal({
    commandId: commandIdText,
    command: key(80),
    system,
    lane: key(200),
    priority: symbol('interactive', 'month-end', 'backfill'),
    accountingDate: nullable(date()),
    payload: embedded(),
  }),
});

const attempts = list(nested(attempt), MAX_ATTEMPTS);

/** The outcome is known. `code` and `detail` say why when refused; `effect` says what when succeeded. */
export const commandSettled = event('CommandSettled', {
  ...internal({
    commandId: commandIdText,
    outcome: symbol('succeeded', 'refused'),
    code: nullable(code),
    detail: nullable(detail),
    effect: nullable(nested(effect)),
    attempts,
  }),
});

/** The command waits for a person: no answer after all retries, or an outcome that nobody can look up. */
export const commandParked = event('CommandParked', {
  ...internal({ commandId: commandIdText, reason: symbol('retries-exhausted', 'outcome-unknown'), attempts }),
});

/** What a connector reports on `q2c.outcomes.<system>`. */
export const commandOutcome = message('CommandOutcome', {
  ...internal({
    commandId: commandIdText,
    outcome: symbol('succeeded', 'refused', 'exhausted', 'unknown'),
    code: nullable(code),
    detail: nullable(detail),
    effect: nullable(nested(effect)),
    attempts,
  }),
});
