import { INT_MAX, visible, type SealedSpec } from '../../definition/index.ts';
import type { FieldCodec } from '../field-codec.ts';
import { recordCodec } from './record.ts';
import { textCodec } from './text.ts';

/** What the `PersonalData` port gives: whose data it is, and the cipher text as base64url. */
export const sealedCodec = ({ max }: SealedSpec): FieldCodec =>
  recordCodec(max > 65_536 ? 'SealedBytes' : 'Sealed', [
    {
      name: 'subject',
      codec: textCodec({ kind: 'text', max: 200, pattern: visible }),
      classification: 'internal',
      nullable: false,
      aside: false,
    },
    {
      name: 'text',
      codec: textCodec({ kind: 'text', max: Math.min(max, INT_MAX), pattern: /^[A-Za-z0-9_-]*$/ }),
      classification: 'personal',
      nullable: false,
      aside: false,
    },
  ]);
