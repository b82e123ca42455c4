import { advance, inside, readIndex, readLength, readRun, skipVarint, type Input } from './input.ts';
import type { RecordSchema, Schema } from './schema.ts';

/** Goes over a value of a schema and checks that it is there in full. What has no bytes costs no time. */
export type Skip = (input: Input) => void;

export type Skips = {
  of(schema: Schema): Skip;
  /** How many bytes a value has at least. Where it is 0, no value has any. */
  leastBytes(schema: Schema): number;
};

const over =
  (count: number): Skip =>
  (input) =>
    advance(input, count);
const overNothing: Skip = () => undefined;
const overNumber: Skip = (input) => void skipVarint(input);
const overText: Skip = (input) => advance(input, readLength(input));

const overRuns =
  (item: Skip, itemBytes: number): Skip =>
  (input) => {
    for (let left = readRun(input, itemBytes); left > 0; left = readRun(input, itemBytes))
      if (itemBytes > 0) for (; left > 0; left -= 1) item(input);
  };

const overUnion =
  (branches: readonly Skip[]): Skip =>
  (input) =>
    branches[readIndex(input, branches.length)]?.(input);

export const createSkips = (): Skips => {
  const records = new Map<RecordSchema, Skip>();
  const least = new Map<RecordSchema, number>();

  const leastOfRecord = (schema: RecordSchema): number => {
    const known = least.get(schema);
    if (known !== undefined) return known;
    // A type that holds itself by no union or list has no end, and so no value: any bound holds.
    least.set(schema, 1);
    const sum = schema.fields.reduce((bytes, field) => bytes + leastBytes(field.schema), 0);
    least.set(schema, sum);
    return sum;
  };

  const leastBytes = (schema: Schema): number => {
    switch (schema.kind) {
      case 'null':
        return 0;
      case 'float':
        return 4;
      case 'double':
        return 8;
      case 'fixed':
        return schema.size;
      case 'record':
        return leastOfRecord(schema);
      default:
        return 1;
    }
  };

  const overRecord = (schema: RecordSchema): Skip => {
    const known = records.get(schema);
    if (known !== undefined) return known;
    let fields: readonly Skip[] = [];
    const skip: Skip = (input) =>
      inside(input, () => {
        for (const field of fields) field(input);
      });
    records.set(schema, skip);
    fields = schema.fields.filter((field) => leastBytes(field.schema) > 0).map((field) => of(field.schema));
    return skip;
  };

  const overMap = (values: Schema): Skip => {
    const value = of(values);
    const entry: Skip = (input) => {
      overText(input);
      value(input);
    };
    return overRuns(entry, 1 + leastBytes(values));
  };

  const of = (schema: Schema): Skip => {
    switch (schema.kind) {
      case 'null':
        return overNothing;
      case 'boolean':
        return over(1);
      case 'int':
      case 'long':
        return overNumber;
      case 'float':
        return over(4);
      case 'double':
        return over(8);
      case 'string':
      case 'bytes':
        return overText;
      case 'fixed':
        return over(schema.size);
      case 'enum':
        return (input) => void readIndex(input, schema.symbols.length);
      case 'array':
        return overRuns(of(schema.items), leastBytes(schema.items));
      case 'map':
        return overMap(schema.values);
      case 'union':
        return overUnion(schema.branches.map(of));
      case 'record':
        return leastBytes(schema) === 0 ? overNothing : overRecord(schema);
    }
  };
  return { of, leastBytes };
};
