import { join } from 'node:path';
import { pack } from './pack.ts';

const folder = process.argv[2] ?? join(import.meta.dirname, '../.tmp/package');
await pack(folder);
console.log(`Wrote ${folder}; publish it with: cd ${folder} && s registry publish`);
