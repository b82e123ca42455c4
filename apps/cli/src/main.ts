import process from 'node:process';
import { up } from '@q2c/orchestrator';

process.exitCode = await up(process.env);
