import { writeFile } from 'node:fs/promises';
import { synthesize, TEMPLATES, templateFile } from './templates.ts';

const texts = await synthesize();
for (const name of TEMPLATES) {
  await writeFile(templateFile(name), texts[name]);
  console.log(`Wrote ${templateFile(name)}`);
}
