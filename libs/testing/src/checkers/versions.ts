import { priorityOfVersion } from '../world/versions.ts';
import { oneOfType, textOf, type Checker } from './evidence.ts';

/** A transaction runs to its end under the process version it began with. */
export const processVersionKept: Checker = {
  name: 'process-version-kept',
  check: ({ streams }) => {
    const problems: string[] = [];
    for (const [stream, events] of streams) {
      const version = oneOfType(events, 'QuoteAccepted')?.data['processVersion'];
      if (typeof version !== 'number') continue;
      for (const { type, data, revision } of events)
        if (type === 'CommandRequested' && textOf(data, 'priority') !== priorityOfVersion[version])
          problems.push(`${stream}@${revision} was requested as no version ${version} would`);
    }
    return problems;
  },
};
