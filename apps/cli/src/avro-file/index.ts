/** Avro object container files, read as inputs of ours. */
export { describePlace, isFileFault, type FileFault, type FileFaultCode, type Place } from './file-fault.ts';
export { openIntakeFile, type IntakeFile } from './intake-file.ts';
export { intakeObjectNames, type SchemaRefusal } from './intake-record.ts';
export type { FileRecord } from './messages.ts';
export type { Misfit } from './resolve.ts';
