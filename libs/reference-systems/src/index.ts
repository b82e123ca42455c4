export * from './erp/erp.ts';
export * from './erp/fault-plan.ts';
export * from './erp/records.ts';
export * from './erp/sqlite-records.ts';
