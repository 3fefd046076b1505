import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { PLANTS } from './self-check/plants.ts';

it.each(PLANTS.map((plant) => [plant.name, plant] as const))(
  'the self-check can plant: %s',
  (_, { file, snippet }) => {
    expect(readFileSync(file, 'utf8').split(snippet)).toHaveLength(2);
  },
);
