import { z } from 'zod';
import type { Embedded } from '../../definition/index.ts';
import type { CodecContext, FieldCodec } from '../field-codec.ts';
import { breach, isMismatch, mismatch, describe, within } from '../mismatch.ts';

type Parts = { readonly record: string; readonly version: number; readonly value: unknown };

const parts = (value: unknown): Parts => {
  if (
    typeof value !== 'object' ||
    value === null ||
    !('record' in value && 'version' in value && 'value' in value) ||
    typeof value.record !== 'string' ||
    typeof value.version !== 'number'
  )
    throw mismatch('a record with its name and version', value);
  for (const key in value)
    if (key !== 'record' && key !== 'version' && key !== 'value') throw breach(`unknown field "${key}"`);
  return { record: value.record, version: value.version, value: value.value };
};

const assertEmbedded = (value: unknown): Embedded => {
  const { record, version, value: inner } = parts(value);
  if (typeof inner !== 'object' || inner === null) throw within(mismatch('a record', inner), 'value');
  return { record, version, value: inner as Embedded['value'] };
};

const NAME = 'q2c.Embedded';

export const embeddedCodec = ({ embedded }: CodecContext): FieldCodec => {
  const inside = <T>(code: () => T): T => {
    try {
      return code();
    } catch (error) {
      throw within(error, 'value');
    }
  };
  const json = (value: unknown): string => {
    const one = assertEmbedded(value);
    const inner = inside(() => embedded.json(one));
    return `{"record":${JSON.stringify(one.record)},"value":${inner},"version":${one.version}}`;
  };
  return {
    json,
    content: json,
    parse(value) {
      const { record, version, value: inner } = parts(value);
      return inside(() => embedded.parse(record, version, inner));
    },
    toAvro(value) {
      const one = assertEmbedded(value);
      return { record: one.record, version: one.version, value: inside(() => embedded.toBytes(one)) };
    },
    fromAvro(value) {
      const { record, version, value: bytes } = parts(value);
      return inside(() => embedded.fromBytes(record, version, bytes as Buffer));
    },
    avroSchema(defined) {
      if (defined.has(NAME)) return NAME;
      defined.add(NAME);
      return {
        type: 'record',
        name: NAME,
        fields: [
          { name: 'record', type: 'string', classification: 'internal' },
          { name: 'version', type: 'int', classification: 'internal' },
          { name: 'value', type: 'bytes', classification: 'confidential' },
        ],
      };
    },
    zod: () =>
      z.unknown().superRefine((value, context) => {
        try {
          json(value);
        } catch (error) {
          if (!isMismatch(error)) throw error;
          context.addIssue({ code: 'custom', message: describe(error), path: error.path.split('.') });
        }
      }),
    identical: false,
  };
};
