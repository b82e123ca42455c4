import type { StreamName } from '@q2c/kernel';
import { sha256Hex } from './identity.ts';

/**
 * Event metadata: who or what caused the event, when it happened in the business and when it was recorded.
 * Canonical JSON (RFC 8785): keys in code-unit order, no spaces.
 */
export type Metadata = {
  readonly $causationId: string;
  readonly $correlationId: string;
  readonly actor: string;
  /** When it happened in the business (ISO instant). Equals `recordTime` where the input names no time. */
  readonly businessTime: string;
  /** The other streams this event speaks of; a timeline follows them. */
  readonly links: readonly string[];
  readonly recordTime: string;
  readonly schemaVersion: number;
  readonly source: string;
  readonly tenant: string;
  /** W3C trace context, version 00. */
  readonly traceparent: string;
};

/** Derived, so that a retried append carries the same trace: trace id from the correlation, span id from the cause. */
export const traceparentOf = (correlationId: string, cause: string): string =>
  `00-${sha256Hex(correlationId).slice(0, 32)}-${sha256Hex(cause).slice(0, 16)}-01`;

/** Everything but the schema version is the same for all events of one append: encoded once, as text around it. */
export const metadataWriter = (m: Omit<Metadata, 'schemaVersion'>): ((schemaVersion: number) => string) => {
  const before =
    `{"$causationId":${JSON.stringify(m.$causationId)},"$correlationId":${JSON.stringify(m.$correlationId)},` +
    `"actor":${JSON.stringify(m.actor)},"businessTime":"${m.businessTime}","links":${JSON.stringify(m.links)},` +
    `"recordTime":"${m.recordTime}","schemaVersion":`;
  const after = `,"source":${JSON.stringify(m.source)},"tenant":"${m.tenant}","traceparent":"${m.traceparent}"}`;
  return (schemaVersion) => before + schemaVersion + after;
};

const schemaVersionKey = '"schemaVersion":';

/** Reads the one field that decoding needs without parsing the rest. */
export const schemaVersionOf = (metadata: string): number => {
  const at = metadata.lastIndexOf(schemaVersionKey);
  return at < 0
    ? 1
    : Number.parseInt(metadata.slice(at + schemaVersionKey.length, at + schemaVersionKey.length + 9), 10);
};

export const readMetadata = (metadata: string): Metadata => JSON.parse(metadata) as Metadata;

export const instantText = (ms: number): string => new Date(ms).toISOString();

export type StreamLinks = readonly StreamName[];
