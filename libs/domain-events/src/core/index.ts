import { commandOutcome, commandParked, commandRequested, commandSettled } from './command-events.ts';
import { documentPartStored } from './document-events.ts';
import { deadLetter, inputParked, parkedInputDiscarded, parkedInputTaken } from './parked-input-events.ts';
import {
  breakerClosed,
  breakerOpened,
  deadlineCleared,
  deadlineSet,
  exceptionRaised,
  exceptionResolved,
  inputStale,
  waitEnded,
  waitingFor,
} from './process-events.ts';

/** Events that any stream may hold, whatever its process. */
export const coreEvents = {
  CommandRequested: commandRequested,
  CommandSettled: commandSettled,
  CommandParked: commandParked,
  WaitingFor: waitingFor,
  WaitEnded: waitEnded,
  DeadlineSet: deadlineSet,
  DeadlineCleared: deadlineCleared,
  ExceptionRaised: exceptionRaised,
  ExceptionResolved: exceptionResolved,
  InputStale: inputStale,
  InputParked: inputParked,
  ParkedInputTaken: parkedInputTaken,
  ParkedInputDiscarded: parkedInputDiscarded,
  DocumentPartStored: documentPartStored,
  BreakerOpened: breakerOpened,
  BreakerClosed: breakerClosed,
};

export const coreMessages = { CommandOutcome: commandOutcome, DeadLetter: deadLetter };

/** What the runtime itself speaks: part of every language. */
export const coreRecords = [...Object.values(coreEvents), ...Object.values(coreMessages)];
