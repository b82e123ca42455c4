import {
  createLanguage,
  command,
  date,
  event,
  int,
  intake,
  internal,
  money,
  text,
  u64,
} from '@q2c/domain-events/codec';
import type { Decider, Input, Refusal } from '@q2c/domain-events';
import { awaiting, evolveCommands, settled, type Commands } from '@q2c/domain';
import { commandId, ok, refuse, type Money, type Result, type StreamName } from '@q2c/kernel';
import type { Counterpart, CounterpartCommand, Safety } from '@q2c/ports';
import { registerDecider, type IntakeObject } from '@q2c/runtime';
import { coreDeciders, type ProcessDefinition } from '@q2c/composition';

/**
 * The benchmark's process: five no-op durable steps a transaction, run by the product's own runtime. Each step is one
 * command to a counterpart that answers at once, and one fact.
 */
export const stepsPerTransaction = 5;
export const system = 'noop';

const facts = { step: int(0), amount: money(), at: date(), payload: text(200) };
const stepQuote = intake('StepQuote', {
  ...internal({ number: text(40), sourceVersion: u64(), at: date(), amount: money(), payload: text(200) }),
});
const stepsStarted = event('StepsStarted', { ...internal({ number: text(40), ...facts }) });
const stepDone = event('StepDone', { ...internal(facts) });
const doStep = command('DoStep', { ...internal(facts) });

export const language = createLanguage([stepQuote, stepsStarted, stepDone, doStep]);

type StepData = { readonly step: number; readonly amount: Money; readonly at: string; readonly payload: string };
type StepEvent = { readonly type: string; readonly data: object };
type Steps = { readonly done: number; readonly last: StepData | null; readonly commands: Commands };

const evolve = (steps: Steps, { type, data }: StepEvent, revision: number): Steps => {
  if (type === 'StepsStarted') return { ...steps, last: data as StepData };
  if (type === 'StepDone') return { ...steps, done: steps.done + 1, last: data as StepData };
  // The command part of the product's own deciders, on the product's own core events.
  const event = { type, data } as Parameters<typeof evolveCommands>[1];
  return { ...steps, commands: evolveCommands(steps.commands, event, revision) };
};

const decide = (input: Input, steps: Steps): Result<readonly StepEvent[], Refusal> => {
  if (input.kind === 'intake') {
    if (steps.last !== null) return ok([]);
    const { number, amount, at, payload } = input.content as { number: string } & StepData;
    return ok([{ type: 'StepsStarted', data: { number, step: 0, amount, at, payload } }]);
  }
  if (input.kind === 'deadline') return ok([{ type: 'DeadlineCleared', data: { name: input.name, at: input.at } }]);
  if (input.kind !== 'outcome') return refuse({ code: 'input-unexpected', detail: input.kind });
  if (awaiting(steps.commands, input.commandId) === undefined || steps.last === null) return ok([]);
  const { amount, at, payload } = steps.last;
  return ok([settled(input, 'succeeded'), { type: 'StepDone', data: { step: steps.done + 1, amount, at, payload } }]);
};

const next = (steps: Steps, stream: StreamName): readonly StepEvent[] => {
  if (steps.last === null || steps.done >= stepsPerTransaction) return [];
  const { amount, at, payload } = steps.last;
  const step = steps.done + 1;
  return [
    {
      type: 'CommandRequested',
      data: {
        commandId: commandId(stream, `step${step}`, 'noop', 1),
        command: 'DoStep',
        system,
        lane: stream,
        priority: 'interactive',
        accountingDate: at,
        payload: { record: 'DoStep', version: 1, value: { step, amount, at, payload } },
      },
    },
  ];
};

const decider: Decider<Steps, StepEvent> = {
  category: 'transaction',
  initial: { done: 0, last: null, commands: {} },
  evolve,
  decide,
  next,
};

const stepQuoteObject: IntakeObject = {
  object: 'step-quote',
  record: 'StepQuote',
  category: 'transaction',
  number: (content: { number: string }) => content.number,
  businessDate: (content: { at: string }) => content.at,
  subject: () => 'nobody',
};

export const stepsProcess: ProcessDefinition = {
  language,
  deciders: [registerDecider(decider), ...coreDeciders],
  intakeObjects: [stepQuoteObject],
  announcing: new Set(),
  announces: () => [],
  streamCounterparts: () => [],
};

export const noopCounterpart = (safety: Safety): Counterpart => {
  const answer = ({ commandId: id, payload }: CounterpartCommand) =>
    ({
      kind: 'succeeded',
      effect: { number: id.slice(-40), date: payload['at'] as string, amount: payload['amount'] as Money },
    }) as const;
  return {
    system,
    operations: { DoStep: safety },
    execute: (commands) => Promise.resolve(commands.map(answer)),
    lookup: (commands) => Promise.resolve(commands.map(() => ({ kind: 'not-found' }) as const)),
  };
};
