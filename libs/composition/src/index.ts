export * from './compose.ts';
export * from './process-definition.ts';
export * from './view-reader.ts';
