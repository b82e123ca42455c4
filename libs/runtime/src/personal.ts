import type { Language, PersonalField } from '@q2c/domain-events/codec';
import type { PersonalData, SealedText } from '@q2c/ports';
import type { DeliveredCommand } from './commands.ts';

/**
 * Opens the sealed parts of commands for their counterpart, just before the call. A part whose subject was forgotten
 * arrives as `null`: the counterpart decides whether it can do without.
 */
export type Opened = {
  readonly payload: Readonly<Record<string, unknown>>;
  /** The personal values in it: counterparts quote them, and nothing of ours may keep them. */
  readonly words: readonly string[];
};
export type OpenPersonal = (commands: readonly DeliveredCommand[]) => Promise<readonly Opened[]>;

/** Shorter ones say nothing about anybody and occur in every second sentence. */
const shortestWord = 3;

/** The personal values in an opened part. */
export const wordsIn = (value: unknown): readonly string[] => {
  if (typeof value === 'string') return value.length < shortestWord ? [] : [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(wordsIn) : [];
};

/** The longest first: a name within an address must not leave the rest of it. */
export const longestFirst = (words: readonly string[]): string[] => [...words].sort((a, b) => b.length - a.length);

/** What a counterpart or a fault said, without the personal values that it may quote; `words` the longest first. */
export const withoutWords = (text: string, words: readonly string[]): string =>
  words.reduce((rest, word) => rest.replaceAll(word, '[personal]'), text);

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
    if (places.length === 0) return commands.map(({ payload }) => ({ payload, words: [] }));
    const opened = await personalData.open(places.map(({ sealed }) => sealed));
    const given = commands.map(({ payload }) => ({ payload: { ...payload }, words: [] as readonly string[] }));
    places.forEach(({ n, path, part }, place) => {
      const text = opened[place];
      const command = given[n];
      if (command === undefined) return;
      const value = text === undefined || text === null ? null : language.decodePart(part ?? '', text);
      command.payload[path] = value;
      command.words = longestFirst([...command.words, ...wordsIn(value)]);
    });
    return given;
  };
};
