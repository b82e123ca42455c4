export * from './compose.ts';
export * from './process-definition.ts';
