import { Fault } from '@q2c/kernel';

/**
 * What is wrong with a container file, and where: the block, counted from 1 (`null`: the header), and where it begins,
 * in bytes of the file. Nothing behind that place can be trusted.
 */
export type FileFaultCode =
  | 'file-not-avro'
  | 'file-truncated'
  | 'header-malformed'
  | 'codec-unknown'
  | 'schema-malformed'
  | 'block-malformed'
  | 'block-too-large'
  | 'checksum-wrong'
  | 'sync-marker-wrong'
  | 'record-malformed';

export type Place = { readonly block: number | null; readonly offset: number };

export class FileFault extends Fault {
  override readonly name = 'FileFault';
  declare readonly code: FileFaultCode;
  readonly place: Place;

  constructor(code: FileFaultCode, message: string, place: Place) {
    super(code, message, { retriable: false });
    this.place = place;
  }
}

export const isFileFault = (error: unknown): error is FileFault =>
  typeof error === 'object' && error !== null && 'name' in error && error.name === 'FileFault';

/** Where in its file, in words. */
export const describePlace = ({ block, offset }: Place): string =>
  block === null ? `header at byte ${offset}` : `block ${block} at byte ${offset}`;
