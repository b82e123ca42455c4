import { unreachable } from '@q2c/kernel';
import type { Fields, FieldSpec } from '../definition/index.ts';
import type { CodecContext, FieldCodec } from './field-codec.ts';
import { decimalCodec } from './kinds/decimal.ts';
import { embeddedCodec } from './kinds/embedded.ts';
import { listCodec } from './kinds/list.ts';
import { moneyCodec } from './kinds/money.ts';
import { nullableCodec } from './kinds/nullable.ts';
import { flagCodec, intCodec, u64Codec } from './kinds/number.ts';
import { recordCodec } from './kinds/record.ts';
import { sealedCodec } from './kinds/sealed.ts';
import { symbolCodec } from './kinds/symbol.ts';
import { textCodec } from './kinds/text.ts';
import { dateCodec, instantCodec } from './kinds/time.ts';

const compileField = (spec: FieldSpec, context: CodecContext): FieldCodec => {
  switch (spec.kind) {
    case 'text':
      return textCodec(spec);
    case 'flag':
      return flagCodec();
    case 'int':
      return intCodec(spec);
    case 'u64':
      return u64Codec();
    case 'decimal':
      return decimalCodec();
    case 'money':
      return moneyCodec();
    case 'date':
      return dateCodec();
    case 'instant':
      return instantCodec();
    case 'symbol':
      return symbolCodec(spec);
    case 'list':
      return listCodec(spec, compileField(spec.item, context));
    case 'record':
    case 'personal-plain':
      return compileFields(spec.part.name, spec.part.fields, context);
    case 'nullable':
      return nullableCodec(compileField(spec.of, context));
    case 'sealed':
      return sealedCodec(spec);
    case 'embedded':
      return embeddedCodec(context);
    default:
      return unreachable(spec);
  }
};

/** Fields that do not belong to the business content of a record: its version, and what is personal. */
const standsAside = (name: string, spec: FieldSpec): boolean =>
  name === 'sourceVersion' || spec.kind === 'personal-plain';

export const compileFields = (name: string, fields: Fields, context: CodecContext): FieldCodec =>
  recordCodec(
    name,
    Object.entries(fields).map(([field, { type, classification }]) => ({
      name: field,
      codec: compileField(type, context),
      classification,
      nullable: type.kind === 'nullable',
      aside: standsAside(field, type),
    })),
  );
