export * from './billing-schedule.ts';
export * from './journal.ts';
export * from './line-price.ts';
export * from './revenue-schedule.ts';
export * from './tax.ts';
