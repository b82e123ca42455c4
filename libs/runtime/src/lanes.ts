import type { DeliveredCommand } from './commands.ts';

const byAccountingDate = (a: DeliveredCommand, b: DeliveredCommand): number => {
  const [left, right] = [a.accountingDate ?? '', b.accountingDate ?? ''];
  if (left === right) return 0;
  return left < right ? -1 : 1;
};

/** Commands by lane, each once, sorted by accounting date; of one date they keep their position. */
export const byLane = (commands: readonly DeliveredCommand[]): DeliveredCommand[][] => {
  const lanes = new Map<string, DeliveredCommand[]>();
  for (const command of commands) {
    const lane = lanes.get(command.lane);
    if (lane === undefined) lanes.set(command.lane, [command]);
    else if (!lane.some((other) => other.commandId === command.commandId)) lane.push(command);
  }
  for (const lane of lanes.values()) if (lane.length > 1) lane.sort(byAccountingDate);
  return [...lanes.values()];
};
