import { refuse } from '../../refuse.ts';
import type { Ask } from '../ask.ts';

const isText = (text: string | undefined, longest: number): boolean =>
  text === undefined ||
  (text.length >= 1 && [...text].length <= longest && !/^https?:\/\//.test(text));

/** Name and description. Throws `InvalidRouteEntryName.Malformed`, `InvalidDescription.Malformed`. */
export const checkTexts = ({ name, description }: Ask): void => {
  if (!isText(name, 128)) throw refuse('InvalidRouteEntryName.Malformed');
  if (!isText(description, 256)) throw refuse('InvalidDescription.Malformed');
};
