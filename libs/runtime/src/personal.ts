import type { Language } from '@q2c/domain-events/codec';
import type { PersonalData, SealedText } from '@q2c/ports';
import type { DeliveredCommand } from './commands.ts';

/**
 * Opens the sealed parts of commands for their counterpart, just before the call. A part whose subject was forgotten
 * arrives as `null`: the counterpart decides whether it can do without.
 */
export const openPersonal = async (
  language: Language,
  personalData: PersonalData,
  commands: readonly DeliveredCommand[],
): Promise<readonly Readonly<Record<string, unknown>>[]> => {
  const places: { n: number; field: string; sealed: SealedText }[] = [];
  commands.forEach((command, n) => {
    for (const field of language.definition(command.command).sealedFields)
      places.push({ n, field, sealed: command.payload[field] as SealedText });
  });
  if (places.length === 0) return commands.map(({ payload }) => payload);
  const opened = await personalData.open(places.map(({ sealed }) => sealed));
  const payloads = commands.map(({ payload }) => ({ ...payload }));
  places.forEach(({ n, field }, place) => {
    const text = opened[place];
    const payload = payloads[n];
    if (payload !== undefined)
      payload[field] = text === undefined || text === 'forgotten' ? null : (JSON.parse(text) as unknown);
  });
  return payloads;
};
