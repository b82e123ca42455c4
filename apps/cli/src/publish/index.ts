export { intakeObjectNames } from '../avro-file/index.ts';
export { publish, publishSettings, type PublishSettings, type PublishWords } from './publish.ts';
