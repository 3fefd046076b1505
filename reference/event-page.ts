import { EVENT_TYPES } from '../lib/peering/model/event.ts';
import { eventExamples } from './event-examples.ts';

/** Everything behind this line of docs/events.md is written by this. */
const MARK = '<!-- Examples: written by `npm run reference` -->';

/** docs/events.md with one example of every type of event, from the builders that the functions use. */
export const eventPage = (page: string): string => {
  const at = page.indexOf(MARK);
  if (at < 0) throw new Error(`docs/events.md lacks the line ${MARK}`);
  const examples = eventExamples();
  const sections = EVENT_TYPES.map(
    (type) => `### \`${type}\`\n\n\`\`\`json\n${JSON.stringify(examples[type], null, 2)}\n\`\`\`\n`,
  );
  return `${page.slice(0, at)}${MARK}\n\n${sections.join('\n')}`;
};
