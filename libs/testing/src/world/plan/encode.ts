import { q2cLanguage } from '@q2c/domain-events/codec';
import type { NoticeContent, QuoteContent } from '../../oracle/index.ts';

/** Confluent wire format in any version: the language itself writes only the newest. */
const framed = (record: string, version: number, value: object): Uint8Array => {
  const { avroType, toAvro, schemaId } = q2cLanguage.definition(record, version);
  const header = Buffer.alloc(5);
  header.writeInt32BE(schemaId, 1);
  return new Uint8Array(Buffer.concat([header, avroType.toBuffer(toAvro(value))]));
};

export const quoteBytes = (quote: QuoteContent, schemaVersion: 1 | 2): Uint8Array => {
  const { purchaseOrderNumber, lines, ...terms } = quote;
  const numbered = lines.map((line, n) => ({ lineNumber: n + 1, ...line }));
  const value = { ...terms, lines: numbered };
  return framed('Quote', schemaVersion, schemaVersion === 1 ? value : { ...value, purchaseOrderNumber });
};

export const noticeBytes = (notice: NoticeContent): Uint8Array => framed('PaymentNotice', 1, notice);
