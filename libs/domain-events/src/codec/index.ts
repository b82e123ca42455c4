/** What runs of the language: definitions, codecs and validators. Types alone come from the package's root. */
import { quoteToCashRecords } from '../quote-to-cash/index.ts';
import { createLanguage } from './language.ts';

export * from '../core/index.ts';
export * from '../definition/index.ts';
export * from '../quote-to-cash/index.ts';
export { MAX_DOCUMENT_PART_BYTES } from '../core/document-events.ts';
export { MAX_INLINE_BYTES, MAX_INPUT_BYTES } from '../core/parked-input-events.ts';
export type { BusinessContent } from './business-content.ts';
export { canonicalJson, type JsonValue } from './canonical-json.ts';
export type { AvroSchema } from './field-codec.ts';
export { createLanguage, type ContentRefusal, type Language } from './language.ts';
export { lintPersonalFields, lintSchema } from './lint.ts';
export type { PersonalParts } from './personal-parts.ts';
export type { Problem } from './problems.ts';
export { schemaIds } from './schema-ids.ts';
export type { PersonalField, RecordTools } from './tools.ts';
export type { Wire, WireRecord, WireRefusal } from './wire.ts';

/** Quote to cash: every record of this product. */
export const q2cLanguage = createLanguage(quoteToCashRecords);
