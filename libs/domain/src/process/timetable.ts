import type { DomainEvent } from '@q2c/domain-events';

/** Deadlines set and not cleared, by name, with their instants; and what the process waits for, by kind. */
export type Timetable = {
  readonly deadlines: Readonly<Record<string, string>>;
  /** Names of all deadlines ever set: each is set once. */
  readonly deadlinesSet: readonly string[];
  readonly waits: Readonly<Record<string, string>>;
};

export const emptyTimetable: Timetable = { deadlines: {}, deadlinesSet: [], waits: {} };

export const evolveTimetable = (timetable: Timetable, event: DomainEvent): Timetable => {
  switch (event.type) {
    case 'DeadlineSet': {
      const { name, at } = event.data;
      return {
        ...timetable,
        deadlines: { ...timetable.deadlines, [name]: at },
        deadlinesSet: [...timetable.deadlinesSet, name],
      };
    }
    case 'DeadlineCleared': {
      const { [event.data.name]: _cleared, ...deadlines } = timetable.deadlines;
      return { ...timetable, deadlines };
    }
    case 'WaitingFor':
      return { ...timetable, waits: { ...timetable.waits, [event.data.kind]: event.data.key } };
    case 'WaitEnded': {
      const { [event.data.kind]: _ended, ...waits } = timetable.waits;
      return { ...timetable, waits };
    }
    default:
      return timetable;
  }
};
