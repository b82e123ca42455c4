export * from './quote-to-cash/intake-objects.ts';
export * from './quote-to-cash/next.v1.ts';
export * from './quote-to-cash/payment-key.ts';
export * from './quote-to-cash/process.ts';
