import type { Pair } from './match.ts';
import { configurationTexts } from './zh/configuration.ts';
import { findingTexts } from './zh/findings.ts';
import { messageTexts } from './zh/messages.ts';
import { requestTexts } from './zh/requests.ts';
import { routeTexts } from './zh/routes.ts';
import { serviceTexts } from './zh/services.ts';

/** Texts of Peerflow with their Chinese ones. The build packs what this returns into a file of its own. */
export const chineseTexts = (): readonly Pair[] => [
  ...findingTexts(),
  ...messageTexts(),
  ...requestTexts(),
  ...routeTexts(),
  ...serviceTexts(),
  ...configurationTexts(),
];
