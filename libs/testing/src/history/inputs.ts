import { q2cLanguage } from '@q2c/domain-events/codec';
import { money } from '@q2c/kernel';

/** Inputs of the recorded history, worked out by hand: 1,190.00 EUR each, delivered 10 January, net 30. */
export const startMs = Date.parse('2026-01-05T08:00:00.000Z');
const total = money(119_000n, 'EUR');

export const quoteBytes = (quoteNumber: string): Uint8Array =>
  q2cLanguage.wire.encode('Quote', {
    ...{ quoteNumber, sourceVersion: 1n, customerNumber: `C-${quoteNumber}`, legalEntity: 'DE01' },
    ...{ acceptedOn: '2026-01-05', deliveryDate: '2026-01-10', paymentTermsDays: 30, purchaseOrderNumber: null },
    lines: [
      {
        ...{ lineNumber: 1, productCode: 'SET-UP', description: 'Set-up', quantity: '1', unitPrice: '1190' },
        amount: total,
      },
    ],
    total,
    billTo: { name: 'Zoë Example', email: 'zoe@example.com' },
  });

export const noticeBytes = (paymentNumber: string, reference: string): Uint8Array =>
  q2cLanguage.wire.encode('PaymentNotice', {
    ...{ paymentNumber, sourceVersion: 1n, reference, amount: total, valueDate: '2026-01-20' },
    payer: { name: 'Zoë Example', account: 'DE02120300000000202051' },
  });
