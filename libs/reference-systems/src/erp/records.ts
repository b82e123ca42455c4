import type { Money } from '@q2c/kernel';

/**
 * What the reference ERP keeps. Three kinds of document, each with a number from its own serial series. `reference` is
 * ours (the command id): stored and searchable, and NOT unique, as in real ERPs: nothing here deduplicates.
 */
export type ErpKind = 'order' | 'invoice' | 'journal';

export type ErpDocument = {
  readonly kind: ErpKind;
  readonly number: string;
  readonly reference: string;
  /** ISO date: booked, invoiced or posted on. */
  readonly date: string;
  readonly amount: Money;
  readonly legalEntity: string;
  readonly customerNumber: string;
  /** What was ordered, in the order of the lines: `<product> × <quantity> = <minor units>`, of an order only. */
  readonly lines: readonly string[];
  /** `<name> <e-mail>`, of an order only; empty where the contact was forgotten. */
  readonly billTo: string;
  /** The document it follows from: an invoice's order, a journal's invoice, an order's quote number. */
  readonly basis: string;
};

/** The ERP's own durable store. Calls are answered when the record is safe. */
export interface ErpRecords {
  /** Takes the next number of the kind's series and stores the document under it, in one commit. */
  add(document: Omit<ErpDocument, 'number'>): Promise<ErpDocument>;
  byReference(kind: ErpKind, reference: string): Promise<readonly ErpDocument[]>;
  byNumber(kind: ErpKind, number: string): Promise<ErpDocument | undefined>;
  /** All documents of a kind, in order of their numbers. */
  all(kind: ErpKind): Promise<readonly ErpDocument[]>;
  /** Customers whose orders the credit department holds. */
  isOnCreditHold(customerNumber: string): Promise<boolean>;
  setCreditHold(customerNumber: string, held: boolean): Promise<void>;
}

export const seriesPrefix: Readonly<Record<ErpKind, string>> = { order: 'SO', invoice: 'INV', journal: 'JE' };
export const documentNumber = (kind: ErpKind, n: number): string =>
  `${seriesPrefix[kind]}-${String(n).padStart(7, '0')}`;

/** For tests and simulated worlds: outlives the process that uses it as long as somebody holds it. */
export const createMemoryErpRecords = (): ErpRecords => {
  const documents: Record<ErpKind, ErpDocument[]> = { order: [], invoice: [], journal: [] };
  const held = new Set<string>();
  return {
    add(document) {
      const stored = { ...document, number: documentNumber(document.kind, documents[document.kind].length + 1) };
      documents[document.kind].push(stored);
      return Promise.resolve(stored);
    },
    byReference: (kind, reference) =>
      Promise.resolve(documents[kind].filter((document) => document.reference === reference)),
    byNumber: (kind, number) => Promise.resolve(documents[kind].find((document) => document.number === number)),
    all: (kind) => Promise.resolve([...documents[kind]]),
    isOnCreditHold: (customer) => Promise.resolve(held.has(customer)),
    setCreditHold(customer, hold) {
      if (hold) held.add(customer);
      else held.delete(customer);
      return Promise.resolve();
    },
  };
};
