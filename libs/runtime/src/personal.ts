import type { Language, PersonalField } from '@q2c/domain-events/codec';
import type { PersonalData, SealedText } from '@q2c/ports';
import type { DeliveredCommand } from './commands.ts';

/**
 * Opens the sealed parts of commands for their counterpart, just before the call. A part whose subject was forgotten
 * arrives as `null`: the counterpart decides whether it can do without.
 */
export type OpenPersonal = (
  commands: readonly DeliveredCommand[],
) => Promise<readonly Readonly<Record<string, unknown>>[]>;

export const createOpenPersonal = (language: Language, personalData: PersonalData): OpenPersonal => {
  const fieldsOf = new Map<string, readonly PersonalField[]>();
  const sealedFields = (command: string): readonly PersonalField[] => {
    let fields = fieldsOf.get(command);
    if (fields === undefined) fieldsOf.set(command, (fields = language.definition(command).sealedFields));
    return fields;
  };
  return async (commands) => {
    const places = commands.flatMap(({ command, payload }, n) =>
      sealedFields(command).map(({ path, part }) => ({ n, path, part, sealed: payload[path] as SealedText })),
    );
    if (places.length === 0) return commands.map(({ payload }) => payload);
    const opened = await personalData.open(places.map(({ sealed }) => sealed));
    const payloads = commands.map(({ payload }): Record<string, unknown> => ({ ...payload }));
    places.forEach(({ n, path, part }, place) => {
      const text = opened[place];
      const payload = payloads[n];
      if (payload !== undefined)
        payload[path] = text === undefined || text === null ? null : language.decodePart(part ?? '', text);
    });
    return payloads;
  };
};
