import type { RecordValue } from '../definition/index.ts';
import type { CompiledRecord } from './compiled-record.ts';
import { compilePart } from './personal-parts.ts';

/**
 * What a fingerprint is taken over: canonical JSON of the newest version, without the source's version number, without
 * fields at their default (`null`), and without personal parts. So a message in an older schema and the same message
 * in a newer one have the same content. Personal parts come apart: they are fingerprinted under their subject's key.
 */
export type BusinessContent = {
  readonly content: string;
  /** `plaintext` is canonical JSON of the part, as above without fields at their default. */
  readonly personal: readonly { readonly path: string; readonly part: string; readonly plaintext: string }[];
};

export const createContentOf = ({ definition, codec }: CompiledRecord): ((value: RecordValue) => BusinessContent) => {
  const personal = Object.entries(definition.fields).flatMap(([path, { type }]) =>
    type.kind === 'personal-plain' ? [{ path, part: type.part.name, codec: compilePart(type.part) }] : [],
  );
  return (value) => ({
    content: codec.content(value) ?? '{}',
    personal: personal.map(({ path, part, codec: partCodec }) => ({
      path,
      part,
      plaintext: partCodec.content(value[path]) ?? '{}',
    })),
  });
};
