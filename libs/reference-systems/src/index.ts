export * from './erp/erp.ts';
export * from './erp/records.ts';
