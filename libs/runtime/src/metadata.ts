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

const traceIds = new Map<string, string>();
const traceIdsMax = 10_000;

const traceIdOf = (correlationId: string): string => {
  const known = traceIds.get(correlationId);
  if (known !== undefined) return known;
  if (traceIds.size >= traceIdsMax) traceIds.clear();
  const traceId = sha256Hex(correlationId).slice(0, 32);
  traceIds.set(correlationId, traceId);
  return traceId;
};

/**
 * Derived, so that a retried append carries the same trace: the trace id from the correlation, the span id from the
 * first event id of the append, which is a hash already.
 */
export const traceparentOf = (correlationId: string, firstEventId: string): string =>
  `00-${traceIdOf(correlationId)}-${firstEventId.slice(0, 8)}${firstEventId.slice(9, 13)}${firstEventId.slice(14, 18)}-01`;

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

let latestMs = NaN;
let latestText = '';

/** ISO 8601 in UTC with milliseconds. Most calls are for the same millisecond as the one before. */
export const instantText = (ms: number): string => {
  if (ms !== latestMs) {
    latestMs = ms;
    latestText = new Date(ms).toISOString();
  }
  return latestText;
};
