import { z } from 'zod';
import { leaf, type FieldCodec } from '../field-codec.ts';
import { breach, mismatch } from '../mismatch.ts';
import { asIs, formatted, parseText, quote } from './text.ts';

const dateText = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/;
const instantText = /^([0-9]{4}-[0-9]{2}-[0-9]{2})T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]\.[0-9]{3}Z$/;
const daysIn = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

const isLeapYear = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;

/** A day of the proleptic Gregorian calendar (ISO 8601), years 0000 to 9999. */
export const isDate = (text: string): boolean => {
  const match = dateText.exec(text);
  if (match === null) return false;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const days = month === 2 && isLeapYear(year) ? 29 : (daysIn[month - 1] ?? 0);
  return day >= 1 && day <= days;
};

export const isInstant = (text: string): boolean => {
  const match = instantText.exec(text);
  return match?.[1] !== undefined && isDate(match[1]);
};

const timeCodec = (name: string, format: string, is: (text: string) => boolean): FieldCodec =>
  leaf({
    assert(value) {
      if (typeof value !== 'string') throw mismatch(name, value);
      if (!is(value)) throw breach(`not ${name}`);
    },
    emit: quote,
    parse: parseText,
    fromAvro: asIs,
    schema: formatted(format),
    zod: () => z.string().refine(is, { message: `not ${name}` }),
  });

export const dateCodec = (): FieldCodec => timeCodec('a date like 2026-01-31', 'date', isDate);
export const instantCodec = (): FieldCodec =>
  timeCodec('an instant like 2026-01-31T09:30:00.000Z', 'instant', isInstant);
