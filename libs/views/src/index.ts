export * from './amount-text.ts';
export * from './payments/view.ts';
export * from './transactions/counts.ts';
export * from './transactions/row.ts';
export * from './transactions/view.ts';
export * from './view.ts';
