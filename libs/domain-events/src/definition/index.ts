export * from './builders.ts';
export * from './field.ts';
export * from './record.ts';
